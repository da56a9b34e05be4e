"""The inbox: every update on disk, in SQLite, before Telegram is told that it has arrived."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING, Any

from bot.inbox_migrations import STEPS, migrations
from bot.updates import chat_of, kind_of, people_of
from index.database import connected, is_newer
from index.erasing import empty_log, overwrite_deleted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from bot.updates import RawUpdate

DONE_KEPT = 3 * 24 * 3600
"""Seconds for which the number of an update that is done is kept, so that it is not taken twice.
Telegram itself keeps updates for a day."""

ASIDE_KEPT = 30 * 24 * 3600
"""Seconds for which an update that was set aside is kept."""

SUDDEN_END = 4
"""What the end of a program counts against the entry that it had just begun with."""

LATER_END = 1
"""The same where it had been at work for a while: it may have waited, for Telegram mostly."""

_LAST_WAIT = 500  # milliseconds
_DATABASE_INTEGERS = range(-(2**63), 2**63)


class InboxError(Exception):
    """The inbox cannot be used. The message is a whole sentence."""


@dataclass(slots=True)
class Entry:
    """An update that waits to be handled.

    Attributes:
        number: Its place in the order of arrival.
        update: The update as it was received.
        received_at: When, in seconds since 1970.
        tries: How often it was tried in vain.
        begun: What the ends of programs that found it here, and had begun with it, count.

    """

    number: int
    update: RawUpdate
    received_at: float
    tries: int = 0
    begun: int = 0


@dataclass(frozen=True, slots=True)
class Aside:
    """An update that was tried in vain and set aside.

    Attributes:
        entry: The update.
        error: Why the last try failed.
        ended_at: When it was set aside, in seconds since 1970.

    """

    entry: Entry
    error: str
    ended_at: float

    @property
    def chat(self) -> int:
        """The chat that it belongs to; 0 where there is none."""
        return chat_of(self.entry.update)

    @property
    def kind(self) -> str:
        """The type of the update, such as `message`."""
        return kind_of(self.entry.update)


class Inbox:
    """Updates from their arrival until they are done, in one SQLite file.

    It may be used from several threads, and beside a bot that is running.

    Args:
        path: The file, which is made, with its folders, where it is missing; None: in memory.
        wait: Seconds to wait while another program writes.
        aside_kept: Seconds for which an update that was set aside is kept.

    Raises:
        InboxError: The file is no such file, is newer, or cannot be written to.

    """

    def __init__(
        self, path: Path | None, *, wait: float = 5.0, aside_kept: float = ASIDE_KEPT
    ) -> None:
        self._path = path
        self._aside_kept = aside_kept
        self._lock = RLock()
        with self._explained():
            self._db = connected(path, wait)
            try:
                self._open()
            except BaseException:
                self._db.close()
                raise

    def _open(self) -> None:
        self._db.enable_wal()
        overwrite_deleted(self._db)
        if is_newer(self._db, migrations, STEPS):
            raise InboxError(
                f"The inbox {self._path} was written by a newer version of Pullquote:"
                " upgrade Pullquote to open it."
            )
        migrations.apply(self._db)

    def commit(self, arrived: Sequence[RawUpdate], done: Sequence[int]) -> list[Entry]:
        """Take updates that have arrived and mark others as done: all of it, or none.

        When this returns, what has arrived survives a crash of the machine; the marks survive one
        of the program, and an update whose mark is lost is handled once more.

        Args:
            arrived: Updates, in order; those known already are passed over.
            done: The numbers of entries that are done.

        Returns:
            The new entries, in order.

        Raises:
            InboxError: Nothing was written.

        """
        now = int(time.time())
        with self._lock, self._explained():
            self._db.execute(f"PRAGMA synchronous = {'FULL' if arrived else 'NORMAL'}")
            with self._db.atomic():
                entries = [entry for update in arrived if (entry := self._insert(update, now))]
                self._mark(done, now)
        return entries

    def waiting(self, after: int = 0, most: int = 500) -> list[Entry]:
        """Return entries that are not done, in the order in which they came.

        Args:
            after: Only those with a higher number.
            most: How many at most.

        Raises:
            InboxError: They cannot be read.

        """
        rows = self._rows(
            "SELECT number, raw, received_at, tries, begun FROM updates"
            " WHERE state = 'waiting' AND number > ? ORDER BY number LIMIT ?",
            (after, most),
        )
        return [_entry(*row) for row in rows]

    def start(self) -> bool:
        """Note that a program begins to work on what is here.

        Returns:
            Whether the one before ended well.

        Raises:
            InboxError: It cannot be written.

        """
        ((is_unwell,),) = self._rows("PRAGMA user_version", ())
        if not is_unwell:
            self._write("PRAGMA user_version = 1", ())
        return not is_unwell

    def begin(self, number: int) -> None:
        """Note that the work on an entry begins, in case that it ends the program.

        Args:
            number: The entry's number.

        Raises:
            InboxError: It cannot be written.

        """
        self._write("UPDATE updates SET begun = begun + ? WHERE number = ?", (SUDDEN_END, number))

    def outlive(self, number: int) -> None:
        """Note that the program has lived on for a while since the work on an entry began.

        Args:
            number: The entry's number.

        Raises:
            InboxError: It cannot be written.

        """
        self._write(
            "UPDATE updates SET begun = begun - ? WHERE number = ?",
            (SUDDEN_END - LATER_END, number),
        )

    def end_well(self, done: Sequence[int]) -> None:
        """Mark the last entries as done, and note that none has ended the program.

        Args:
            done: The numbers of entries that are done.

        Raises:
            InboxError: Nothing was written.

        """
        with self._lock, self._explained():
            # There is little time left, and what is not written is only done once more.
            self._db.execute(f"PRAGMA busy_timeout = {_LAST_WAIT}").fetchall()
            with self._db.atomic():
                self._mark(done, int(time.time()))
                self._db.execute(
                    "UPDATE updates SET begun = 0 WHERE state = 'waiting' AND begun > 0"
                )
                self._db.execute("PRAGMA user_version = 0")

    def note_failure(self, number: int, tries: int, error: str) -> None:
        """Note that a try has failed and that there will be another.

        Args:
            number: The entry's number.
            tries: How often it has failed.
            error: Why.

        Raises:
            InboxError: It cannot be written.

        """
        self._write(
            "UPDATE updates SET tries = ?, error = ?, begun = 0 WHERE number = ?",
            (tries, error, number),
        )

    def set_aside(self, number: int, tries: int, error: str) -> None:
        """Set an entry aside: it is not tried again unless somebody says so.

        Args:
            number: The entry's number.
            tries: How often it has failed.
            error: Why.

        Raises:
            InboxError: It cannot be written.

        """
        self._write(
            "UPDATE updates SET state = 'aside', tries = ?, error = ?, ended_at = ?"
            " WHERE number = ?",
            (tries, error, int(time.time()), number),
        )

    def aside(self) -> list[Aside]:
        """Return the entries that were set aside, the oldest first.

        Raises:
            InboxError: They cannot be read.

        """
        rows = self._rows(
            "SELECT number, raw, received_at, tries, error, ended_at FROM updates"
            " WHERE state = 'aside' ORDER BY number",
            (),
        )
        return [Aside(_entry(*row[:4]), row[4], row[5]) for row in rows]

    def retry(self, number: int) -> bool:
        """Have an entry that was set aside tried again, by a running bot or the next to run.

        Args:
            number: The entry's number.

        Returns:
            Whether it was there.

        Raises:
            InboxError: It cannot be written.

        """
        return self._write(
            "UPDATE updates SET state = 'waiting', tries = 0, begun = 0, ended_at = NULL"
            " WHERE state = 'aside' AND number = ?",
            (number,),
        )

    def drop(self, number: int) -> bool:
        """Give up an entry that was set aside, and forget what it says.

        Args:
            number: The entry's number.

        Returns:
            Whether it was there.

        Raises:
            InboxError: It cannot be written.

        """
        return self._write(
            "UPDATE updates SET state = 'done', raw = '' WHERE state = 'aside' AND number = ?",
            (number,),
        )

    def forget(self, chat: int | None = None, person: int | None = None) -> None:
        """Give up entries that were set aside, and forget what they say.

        Args:
            chat: Only those of the chat of this id; None for all chats.
            person: Only those that the person of this id has caused; None for all persons.

        Raises:
            InboxError: It cannot be written.

        """
        for aside in self.aside():
            is_of_chat = chat is None or aside.chat == chat
            if is_of_chat and (person is None or person in people_of(aside.entry.update)):
                self.drop(aside.entry.number)

    def erase(self) -> None:
        """Leave nothing on disk of what was forgotten, unless another program reads just now.

        Raises:
            InboxError: The file cannot be used.

        """
        with self._lock, self._explained():
            empty_log(self._db)

    def depth(self) -> tuple[int, float]:
        """Return how many entries wait, and for how many seconds the oldest has.

        Raises:
            InboxError: It cannot be read.

        """
        ((count, oldest),) = self._rows(
            "SELECT count(*), min(received_at) FROM updates WHERE state = 'waiting'", ()
        )
        return count, max(0.0, time.time() - oldest) if count else 0.0

    def clean(self) -> None:
        """Remove what has been kept for long enough.

        Raises:
            InboxError: It cannot be written.

        """
        now = int(time.time())
        self._write(
            "DELETE FROM updates WHERE state = 'done' AND ended_at < ?"
            " OR state = 'aside' AND ended_at < ?",
            (now - DONE_KEPT, now - self._aside_kept),
        )

    def version(self) -> int:
        """Return a number that changes when another program has written to the file.

        Raises:
            InboxError: It cannot be read.

        """
        ((number,),) = self._rows("PRAGMA data_version", ())
        return int(number)

    def close(self) -> None:
        """Close the file; it cannot be used any more."""
        with self._lock:
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

    def _insert(self, update: RawUpdate, now: int) -> Entry | None:
        # In ASCII, because half of a surrogate pair is valid JSON but no valid text for SQLite.
        raw = json.dumps(update, separators=(",", ":"))
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO updates (update_id, received_at, raw) VALUES (?, ?, ?)",
            (update["update_id"], now, raw),
        )
        if cursor.rowcount == 0 or cursor.lastrowid is None:
            return None
        return Entry(cursor.lastrowid, update, now)

    def _mark(self, done: Sequence[int], now: int) -> None:
        self._db.conn.executemany(
            "UPDATE updates SET state = 'done', raw = '', ended_at = ? WHERE number = ?",
            [(now, number) for number in done],
        )

    def _rows(self, query: str, values: tuple[int, ...]) -> list[Any]:
        with self._lock, self._explained():
            return self._db.execute(query, values).fetchall()

    def _write(self, statement: str, values: tuple[object, ...]) -> bool:
        """Write, and say whether there was something to write to."""
        with self._lock, self._explained(), self._db.atomic():
            return self._db.execute(statement, values).rowcount > 0

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what SQLite or the file system says about the file into an InboxError."""
        try:
            yield
        except sqlite3.Error as error:
            raise InboxError(f"The inbox {self._path} cannot be used: {error}.") from error
        except OSError as error:
            raise InboxError(f"The inbox {self._path} cannot be opened: {error}.") from error


def has_number(update: object) -> bool:
    """Whether something received is an update that the inbox can tell from others."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return type(number) is int and number in _DATABASE_INTEGERS


def _entry(number: int, raw: str, received_at: float, tries: int, begun: int = 0) -> Entry:
    return Entry(number, json.loads(raw), received_at, tries, begun)
