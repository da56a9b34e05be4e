"""The table of the inbox, and the steps that bring older ones up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


def m001_updates(db: Database) -> None:
    """Hold updates in the order in which they came; those done keep their number alone."""
    db.executescript(
        """
        CREATE TABLE updates (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            update_id INTEGER NOT NULL UNIQUE,
            received_at INTEGER NOT NULL,
            state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'aside')),
            raw TEXT NOT NULL,
            tries INTEGER NOT NULL DEFAULT 0,
            error TEXT NOT NULL DEFAULT '',
            ended_at INTEGER
        );

        CREATE INDEX updates_open ON updates (state, number) WHERE state != 'done';

        CREATE INDEX updates_ended ON updates (ended_at) WHERE ended_at IS NOT NULL;
        """
    )


def m002_begun(db: Database) -> None:
    """Count how often the program has ended while it was at work on an update."""
    db.executescript("ALTER TABLE updates ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;")


STEPS = (m001_updates, m002_begun)

migrations = Migrations("inbox")
for _step in STEPS:
    migrations()(_step)
