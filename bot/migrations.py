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


def m002_answers(db: Database) -> None:
    """Hold the answers that were given, for their buttons and what follows, and opinions on them.

    Opinions hold all that they are about: they stay when the answer is forgotten.
    """
    db.executescript(
        """
        CREATE TABLE answers (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            chat INTEGER NOT NULL,
            message INTEGER NOT NULL,
            person INTEGER,
            reply INTEGER,
            question TEXT NOT NULL,
            understood TEXT NOT NULL,
            note TEXT NOT NULL,
            here TEXT NOT NULL,
            article TEXT NOT NULL,
            digest BLOB NOT NULL,
            verdict TEXT NOT NULL,
            shown TEXT NOT NULL,
            rest TEXT NOT NULL,
            model TEXT NOT NULL,
            asked_at REAL NOT NULL,
            is_continued INTEGER NOT NULL DEFAULT 0,
            UNIQUE (chat, message)
        );
        CREATE INDEX answers_by_person ON answers (chat, person, message);
        CREATE INDEX answers_by_reply ON answers (chat, reply);
        CREATE INDEX answers_by_time ON answers (asked_at);

        CREATE TABLE feedback (
            answer INTEGER NOT NULL,
            person INTEGER NOT NULL,
            is_liked INTEGER NOT NULL,
            question TEXT NOT NULL,
            asked TEXT NOT NULL,
            article TEXT NOT NULL,
            digest BLOB NOT NULL,
            verdict TEXT NOT NULL,
            start INTEGER NOT NULL,
            stop INTEGER NOT NULL,
            quote TEXT NOT NULL,
            model TEXT NOT NULL,
            given_at INTEGER NOT NULL,
            PRIMARY KEY (answer, person)
        ) WITHOUT ROWID;
        """
    )


def m003_settings(db: Database) -> None:
    """Hold what a chat has set and the questions that it has saved, and when the bot has left."""
    db.executescript(
        """
        CREATE TABLE settings (
            chat INTEGER PRIMARY KEY,
            who TEXT NOT NULL,
            reports_silence INTEGER NOT NULL,
            language TEXT NOT NULL,
            quiet TEXT NOT NULL,
            zone INTEGER NOT NULL
        );

        CREATE TABLE topics (
            chat INTEGER NOT NULL,
            name TEXT NOT NULL,
            question TEXT NOT NULL,
            PRIMARY KEY (chat, name)
        ) WITHOUT ROWID;

        CREATE TABLE departures (
            chat INTEGER PRIMARY KEY,
            left_at INTEGER NOT NULL
        );
        """
    )


def m004_askers(db: Database) -> None:
    """Tell of all that holds a person's words whose they are, so that they can be forgotten.

    Further sentences of an answer are its asker's too. Of opinions on answers that are not kept
    any more nobody knows whose questions they are on.
    """
    db.executescript(
        """
        ALTER TABLE answers ADD COLUMN asker INTEGER;
        CREATE INDEX answers_by_asker ON answers (asker);
        WITH RECURSIVE asked (id, asker) AS (
            SELECT id, person FROM answers WHERE person IS NOT NULL
            UNION
            SELECT more.id, asked.asker
            FROM asked
            JOIN answers AS before ON before.id = asked.id
            JOIN answers AS more ON more.chat = before.chat AND more.message = before.reply
            WHERE more.person IS NULL
        )
        UPDATE answers SET asker = (SELECT asker FROM asked WHERE asked.id = answers.id);

        ALTER TABLE feedback ADD COLUMN chat INTEGER;
        ALTER TABLE feedback ADD COLUMN asker INTEGER;
        UPDATE feedback SET (chat, asker) = (
            SELECT chat, asker FROM answers WHERE answers.id = feedback.answer
        );
        """
    )


def m005_languages(db: Database) -> None:
    """Tell of each answer in which language it was given, so that it stays in that one."""
    db.execute("ALTER TABLE answers ADD COLUMN language TEXT NOT NULL DEFAULT ''")


STEPS = (m001_chats, m002_answers, m003_settings, m004_askers, m005_languages)

migrations = Migrations("bot")
for _step in STEPS:
    migrations()(_step)
