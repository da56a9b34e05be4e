"""From arrival to done: updates go into the inbox, then to the handlers, in order and again."""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from telegram import Update

from bot.handlers.errors import NotAnswered, account, apologise
from bot.inbox import InboxError
from bot.retrying import End, next_step
from bot.updates import kind_of
from bot.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.application import BotApplication
    from bot.inbox import Entry, Inbox
    from bot.metrics import Metrics
    from bot.updates import RawUpdate

T = TypeVar("T")

logger = logging.getLogger(__name__)

LOOK_AGAIN = 2.0
"""Seconds between two looks for entries that somebody wants to be tried again."""

_BETWEEN_CLEANINGS = 3600.0
_TRY_DISK_AGAIN = 1.0


class Intake:
    """Takes updates, hands them to the application, and keeps book of that in the inbox.

    It writes in groups: while one group is on its way to the disk, the next one gathers.

    Args:
        application: What handles them; it must raise what its handlers raise.
        inbox: Where they are kept.
        metrics: Where they are counted; None: nowhere.

    Attributes:
        has_started: Whether it takes updates.

    """

    def __init__(
        self, application: BotApplication, inbox: Inbox, metrics: Metrics | None = None
    ) -> None:
        self.has_started = False
        self._application = application
        self._inbox = inbox
        self._metrics = metrics
        self._workers = Workers(self._handle)
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="inbox")
        self._tasks: list[asyncio.Task[None]] = []
        self._open: set[int] = set()
        self._arrived: list[tuple[list[RawUpdate], asyncio.Future[None]]] = []
        self._done: list[tuple[int, asyncio.Future[None]]] = []
        self._unmarked: list[int] = []
        self._news = asyncio.Event()

    async def start(self) -> None:
        """Begin to take updates, with those that an earlier run has left.

        Raises:
            InboxError: They cannot be read.

        """
        self._tasks = [asyncio.create_task(self._keep_book()), asyncio.create_task(self._look())]
        left = await self._submit_waiting()
        if left:
            logger.info("%d updates were left and are handled now", left)
        self.has_started = True

    async def take(self, updates: list[RawUpdate]) -> None:
        """Take updates; when this returns they are on disk.

        Args:
            updates: Updates that have a number, in order.

        Raises:
            InboxError: They could not be written.

        """
        await self._workers.room()
        written = asyncio.get_running_loop().create_future()
        self._arrived.append((updates, written))
        self._news.set()
        await written

    async def finish(self, seconds: float) -> int:
        """Finish what is under way and begin nothing more.

        Args:
            seconds: How long that may take.

        Returns:
            How many updates are left for the next start.

        """
        left = await self._workers.finish(seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if marks := self._marks():
            with suppress(InboxError):
                await self._on_disk(lambda: self._inbox.commit([], marks))
        self._disk.shutdown()
        return left

    async def _handle(self, entry: Entry) -> float | None:
        """Handle an entry; return the seconds until it is to be tried again, if it is."""
        try:
            await self._process(entry)
        except Exception as error:  # noqa: BLE001 - whatever it is, the rules say what follows
            pause = await self._after_failure(entry, error)
            if pause is not None:
                return pause
        else:
            await self._end(entry)
        self._open.discard(entry.number)
        return None

    async def _process(self, entry: Entry) -> None:
        update = Update.de_json(entry.update, self._application.bot)
        try:
            await self._application.process_update(update)
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task and task.cancelling():
                raise
            # Something that the handler waited for was cancelled, not the handler: a failure.
            raise RuntimeError from error

    async def _after_failure(self, entry: Entry, failure: Exception) -> float | None:
        entry.tries += 1
        error = failure.__cause__ if isinstance(failure, NotAnswered) else failure
        error = error or failure
        step = next_step(error, entry.tries, time.time() - entry.received_at)
        number, what = entry.update.get("update_id"), account(error)
        if self._metrics:
            self._metrics.error(error)
        if step is End.DONE:
            logger.info("update %s came to nothing: %s", number, what)
            await self._end(entry)
            return None
        if step is End.SET_ASIDE:
            logger.error("update %s was set aside after %d tries: %s", number, entry.tries, what)
            if isinstance(failure, NotAnswered):
                await apologise(failure.message, failure.text)
            await self._note(lambda: self._inbox.set_aside(entry.number, entry.tries, what))
            return None
        logger.warning("update %s is tried again in %g s: %s", number, step, what)
        await self._note(lambda: self._inbox.note_failure(entry.number, entry.tries, what))
        return step

    async def _end(self, entry: Entry) -> None:
        """Mark an entry as done before the next one of its chat begins."""
        marked = asyncio.get_running_loop().create_future()
        self._done.append((entry.number, marked))
        self._news.set()
        await marked

    async def _note(self, write: Callable[[], None]) -> None:
        try:
            await self._on_disk(write)
        except InboxError as error:
            logger.warning("the inbox could not be written to: %s", error)

    async def _keep_book(self) -> None:
        """Write what has arrived and what is done, a group at a time."""
        while True:
            await self._news.wait()
            self._news.clear()
            arrived, self._arrived = self._arrived, []
            waiting = [marked for _, marked in self._done]
            marks = self._marks()
            updates = [update for group, _ in arrived for update in group]
            failure: InboxError | None = None
            try:
                entries = await self._on_disk(lambda: self._inbox.commit(updates, marks))  # noqa: B023 - awaited at once
            except InboxError as error:
                failure, entries = error, []
                self._unmarked = marks
                asyncio.get_running_loop().call_later(_TRY_DISK_AGAIN, self._news.set)
            for entry in entries:
                self._submit(entry)
                if self._metrics:
                    self._metrics.update(kind_of(entry.update))
            for _, written in arrived:
                _resolve(written, failure)
            # Nobody waits for marks that fail: they are tried again, and at worst a reply is
            # edited once more after the next start.
            for marked in waiting:
                _resolve(marked, None)

    def _marks(self) -> list[int]:
        """Take the numbers of all entries that are to be marked as done."""
        marks = [*self._unmarked, *(number for number, _ in self._done)]
        self._unmarked, self._done = [], []
        return marks

    async def _look(self) -> None:
        """Look for entries that another program wants to be tried again, and tidy up."""
        version, cleaned_at = -1, 0.0
        while True:
            with suppress(InboxError):
                seen = await self._on_disk(self._inbox.version)
                if version not in {seen, -1}:
                    await self._submit_waiting()
                version = seen
                if time.monotonic() - cleaned_at > _BETWEEN_CLEANINGS or not cleaned_at:
                    cleaned_at = time.monotonic()
                    await self._on_disk(self._inbox.clean)
            await asyncio.sleep(LOOK_AGAIN)

    async def _submit_waiting(self) -> int:
        """Submit all entries that wait on disk and not yet here; return how many."""
        last = submitted = 0
        while True:
            entries = await self._on_disk(lambda: self._inbox.waiting(last))  # noqa: B023 - awaited at once
            if not entries:
                return submitted
            last = entries[-1].number
            for entry in entries:
                if entry.number not in self._open and entry.number not in self._unmarked:
                    await self._workers.room()
                    self._submit(entry)
                    submitted += 1

    def _submit(self, entry: Entry) -> None:
        self._open.add(entry.number)
        self._workers.submit(entry)

    async def _on_disk(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._disk, work)


def _resolve(future: asyncio.Future[None], failure: Exception | None) -> None:
    if future.done():
        return
    if failure is None:
        future.set_result(None)
    else:
        future.set_exception(failure)
