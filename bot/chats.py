"""What the bot remembers of each chat, in SQLite: its article, and which reply is to what."""

from __future__ import annotations

import logging
import sqlite3
import time
from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.desk import Desk
from bot.migrations import STEPS, migrations
from bot.settled import Settled
from bot.turns import Turns
from index.database import connected, is_newer
from index.erasing import empty_log, overwrite_deleted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from sqlite_utils import Database

KEPT = 3 * 24 * 3600
"""Seconds for which a reply is remembered; Telegram lets people edit a message for two days."""

_CARRIED_OVER = ("chats", "settings", "topics")

logger = logging.getLogger(__name__)


class ChatsError(Exception):
    """The file cannot be used. The message is a whole sentence."""


class _Reply(NamedTuple):
    """A message of the bot, and the number of the answer that it gives, if it gives one."""

    message: int
    answer: int | None


class Chats:
    """What is remembered of each chat, in one SQLite file that belongs to one running bot.

    It may be used from several threads.

    Args:
        path: The file, which is made, with its folders, where it is missing; None: in memory.
        wait: Seconds to wait while another program writes.

    Attributes:
        turns: In which replies are sent and remembered.
        desk: Where they are remembered, so that this waits for nothing else.

    Raises:
        ChatsError: The file is no such file, is newer, or cannot be written to.

    """

    def __init__(self, path: Path | None, *, wait: float = 5.0) -> None:
        self._path = path
        self._lock = RLock()
        self._unwritten: dict[tuple[int, int], _Reply] = {}
        self._changes = 0
        self._articles = Settled(self._article, lambda: self.changes)
        self.turns = Turns()
        self.desk = Desk("replies")
        with self._explained():
            self._db = connected(path, wait)
            try:
                self._open()
                # With a connection of its own, who reads does not wait for who writes.
                self._reader = connected(path, wait) if path else self._db
            except BaseException:
                self._db.close()
                raise
        self._reading = RLock() if path else self._lock

    def _open(self) -> None:
        self._db.enable_wal()
        # A crash of the program loses nothing; one of the machine, the last moments at most.
        self._db.execute("PRAGMA synchronous = NORMAL")
        overwrite_deleted(self._db)
        if is_newer(self._db, migrations, STEPS):
            raise ChatsError(
                f"The file {self._path} was written by a newer version of Pullquote:"
                " upgrade Pullquote to open it."
            )
        migrations.apply(self._db)

    def article(self, chat: int) -> str:
        """Return the id of the article that a chat has chosen; empty where it has chosen none.

        Args:
            chat: The chat's id.

        """
        return self._articles.of(chat)

    def _article(self, chat: int) -> str:
        row = self._row("SELECT article FROM chats WHERE chat = ?", chat)
        return str(row[0]) if row else ""

    def choose_article(self, chat: int, article: str) -> None:
        """Remember which article a chat asks.

        Args:
            chat: The chat's id.
            article: The article's id.

        """
        with self.settling() as db:
            db.execute(
                "INSERT INTO chats (chat, article) VALUES (?, ?)"
                " ON CONFLICT (chat) DO UPDATE SET article = excluded.article",
                (chat, article),
            )

    def reply_to(self, chat: int, message: int) -> int | None:
        """Return the id of the message that replies to a message; None where none is known.

        Args:
            chat: The chat's id.
            message: The id of the message replied to.

        """
        unwritten = self._unwritten.get((chat, message))
        if unwritten:
            return unwritten.message
        row = self._row("SELECT reply FROM replies WHERE chat = ? AND message = ?", chat, message)
        return int(row[0]) if row else None

    def remember_reply(
        self, chat: int, message: int, reply: int, answer: int | None = None
    ) -> None:
        """Remember which message replies to a message, for as long as people can edit theirs.

        Where that cannot be written, it is kept in memory and written with the next one: the reply
        is there, and nobody is helped by an error.

        Args:
            chat: The chat's id.
            message: The id of the message replied to.
            reply: The id of the reply.
            answer: The number of the answer that it gives, if it gives one.

        """
        with self._lock:
            self._unwritten[chat, message] = _Reply(reply, answer)
            try:
                self._write_replies()
            except ChatsError as error:
                logger.warning("a reply could not be noted down yet: %s", error)
            else:
                self._unwritten.clear()

    def _write_replies(self) -> None:
        now = time.time()
        with self._writing():
            self._db.conn.executemany(
                "INSERT OR REPLACE INTO replies (chat, message, reply, sent_at)"
                " VALUES (?, ?, ?, ?)",
                [(*place, reply.message, int(now)) for place, reply in self._unwritten.items()],
            )
            self._db.conn.executemany(
                "UPDATE answers SET reply = ? WHERE id = ?",
                [(reply.message, reply.answer) for reply in self._unwritten.values()],
            )

    def clean(self) -> None:
        """Remove replies that have been kept for long enough.

        Raises:
            ChatsError: It cannot be written.

        """
        self._write("DELETE FROM replies WHERE sent_at < ?", (int(time.time()) - KEPT,))

    def erase(self) -> None:
        """Leave nothing on disk of what was forgotten, unless another program reads just now.

        Raises:
            ChatsError: The file cannot be used.

        """
        with self._lock, self._explained():
            empty_log(self._db)

    def move(self, old: int, new: int) -> None:
        """Carry over what is remembered of a group that has become a supergroup.

        Messages are numbered anew there, so replies and answers are not carried over. What the
        supergroup has chosen already stays. Telling it twice changes nothing.

        Args:
            old: The group's id.
            new: The supergroup's id.

        """
        with self.settling():
            for table in _CARRIED_OVER:
                self._db.execute(
                    f"UPDATE OR IGNORE {table} SET chat = ? WHERE chat = ?",  # noqa: S608 - no input
                    (new, old),
                )
            self._db.execute("UPDATE feedback SET chat = ? WHERE chat = ?", (new, old))
            # Those whose reply is still to be sent: it will be sent there.
            self._db.execute(
                "UPDATE OR IGNORE answers SET chat = ? WHERE chat = ? AND reply IS NULL", (new, old)
            )
            self._forget(old)

    def forget(self, chat: int) -> None:
        """Forget all that is remembered of a chat.

        Args:
            chat: The chat's id.

        """
        with self.settling():
            self._forget(chat)

    def _forget(self, chat: int) -> None:
        for place in [place for place in self._unwritten if place[0] == chat]:
            del self._unwritten[place]
        for table in (*_CARRIED_OVER, "departures", "replies", "answers", "feedback"):
            self._db.execute(f"DELETE FROM {table} WHERE chat = ?", (chat,))  # noqa: S608 - no input

    @contextmanager
    def database(self) -> Iterator[Database]:
        """Lend the file for one transaction to what keeps tables of its own in it.

        Raises:
            ChatsError: It cannot be used.

        """
        with self._writing():
            yield self._db

    @property
    def changes(self) -> int:
        """How often chats have chosen, set or saved something, since the file was opened."""
        return self._changes

    @contextmanager
    def settling(self) -> Iterator[Database]:
        """Lend the file for one transaction that changes what chats have chosen, set or saved.

        Raises:
            ChatsError: It cannot be used.

        """
        with self._lock:
            with self._writing():
                yield self._db
            # Only now: who reads before this is written shall not hold it for what is written.
            self._changes += 1

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """Lend the file for a single read, which needs no transaction and waits for no writing.

        Raises:
            ChatsError: It cannot be used.

        """
        with self._reading, self._explained():
            yield self._reader

    def close(self) -> None:
        """Close the file; it cannot be used any more."""
        self.desk.close()
        with self._lock, self._reading:
            self._reader.close()
            self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _row(self, query: str, *values: int) -> tuple[Any, ...] | None:
        with self.reading() as db:
            row: tuple[Any, ...] | None = db.execute(query, values).fetchone()
            return row

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        with self._writing():
            self._db.execute(statement, values)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock, self._explained(), self._db.atomic():
            yield

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what SQLite or the file system says about the file into a ChatsError."""
        try:
            yield
        except sqlite3.Error as error:
            raise ChatsError(f"The file {self._path} cannot be used: {error}.") from error
        except OSError as error:
            raise ChatsError(f"The file {self._path} cannot be opened: {error}.") from error
