"""The tables in which the bot remembers chats, and the steps that bring older ones up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


def m001_chats(db: Database) -> None:
    """Hold what a chat has chosen, and which message of the bot replies to which of a person."""
    db.executescript(
        """
        CREATE TABLE chats (
            chat INTEGER PRIMARY KEY,
            article TEXT NOT NULL DEFAULT ''
        );

        CREATE TABLE replies (
            chat INTEGER NOT NULL,
            message INTEGER NOT NULL,
            reply INTEGER NOT NULL,
            sent_at INTEGER NOT NULL,
            PRIMARY KEY (chat, message)
        ) WITHOUT ROWID;
        """
    )


STEPS = (m001_chats,)

migrations = Migrations("bot")
for _step in STEPS:
    migrations()(_step)


def is_newer(db: Database) -> bool:
    """Whether the tables have gone through a step that this version does not know."""
    known = {step.__name__ for step in STEPS}
    return any(step.name not in known for step in migrations.applied(db))
