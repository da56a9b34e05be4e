"""The archive's tables, and the steps that bring an older archive up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x50514152
"""Marks an SQLite file as an archive of Pullquote ("PQAR")."""


def m001_articles(db: Database) -> None:
    """Articles, what they consist of, and the order in which they changed.

    Texts stand apart, so that listing a hundred thousand articles reads none of them. The number
    of an article is never given twice, since whatever is derived from the archive may still know
    a removed article by it. A row of `changes` lacks its article only while it is being written.
    """
    db.executescript(
        """
        CREATE TABLE articles (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            owner INTEGER,
            origin TEXT NOT NULL,
            title TEXT NOT NULL,
            source TEXT NOT NULL,
            url TEXT NOT NULL,
            published TEXT NOT NULL,
            language TEXT NOT NULL,
            digest BLOB NOT NULL,
            added_at TEXT NOT NULL
        );
        CREATE UNIQUE INDEX articles_origin ON articles (origin, ifnull(owner, 0));
        CREATE INDEX articles_digest ON articles (digest);
        CREATE INDEX articles_owner ON articles (owner) WHERE owner IS NOT NULL;

        CREATE TABLE texts (
            article INTEGER PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
            text TEXT NOT NULL,
            headings TEXT
        );

        CREATE TABLE passages (
            article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            heading_start INTEGER,
            heading_end INTEGER,
            PRIMARY KEY (article, number)
        ) WITHOUT ROWID;

        CREATE TABLE sentences (
            article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
            passage INTEGER NOT NULL,
            number INTEGER NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            PRIMARY KEY (article, passage, number)
        ) WITHOUT ROWID;

        CREATE TABLE topics (
            article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
            name TEXT NOT NULL,
            question TEXT NOT NULL,
            PRIMARY KEY (article, name)
        ) WITHOUT ROWID;

        CREATE TABLE changes (
            revision INTEGER PRIMARY KEY AUTOINCREMENT,
            article INTEGER UNIQUE
        );
        """
    )


def m002_identity(db: Database) -> None:
    """What tells an archive from every other one, for whatever is derived from it."""
    db.executescript(
        """
        CREATE TABLE identity (id TEXT NOT NULL);
        INSERT INTO identity VALUES (lower(hex(randomblob(16))));
        """
    )


STEPS = (m001_articles, m002_identity)

migrations = Migrations("index")
for _step in STEPS:
    migrations()(_step)
