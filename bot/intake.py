"""From arrival to done: updates go into the inbox, then to the handlers, in order and again."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from telegram import Update
from telegram.error import NetworkError, RetryAfter

from bot.counting import why_again
from bot.handlers.errors import NotAnswered, account, apologise
from bot.inbox import SUDDEN_END, InboxError
from bot.metrics import Metrics, count_in
from bot.retrying import End, next_step
from bot.soundness import check
from bot.turns import Turns
from bot.updates import chat_of, kind_of
from bot.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.application import BotApplication
    from bot.inbox import Entry, Inbox
    from bot.updates import RawUpdate

T = TypeVar("T")

logger = logging.getLogger(__name__)

LOOK_AGAIN = 2.0
"""Seconds between two looks for entries that somebody wants to be tried again."""

DEADLY = 3 * SUDDEN_END
"""What the ends of the program may count against an update that an earlier run has left, before it
is set aside."""

_ALONE = 0.5
"""Seconds after which what has not ended the program hardly will."""

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
        self._has_begun = False
        self._application = application
        self._inbox = inbox
        self._metrics = metrics or Metrics()
        self._workers = Workers(self._handle)
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="inbox")
        self._tasks: list[asyncio.Task[None]] = []
        self._open: dict[int, float] = {}
        # What is left of a run that did not end well may be what ended it: one at a time, each
        # with a note of it on disk, so that it is known which one it was.
        self._careful: set[int] = set()
        self._care = Turns(_ALONE)
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
        ended_well = await self._on_disk(self._inbox.start)
        self._has_begun = True
        left = await self._submit_waiting(with_care=not ended_well)
        if left:
            logger.info("%d updates were left and are handled now", left)
        self.has_started = True

    async def take(self, updates: list[RawUpdate]) -> None:
        """Take updates; when this returns they are on disk.

        Those of a chat of which very many wait already are passed over: it asks faster than it
        can be answered, and would hold up all others.

        Args:
            updates: Updates that have a number, in order.

        Raises:
            InboxError: They could not be written.

        """
        await self._workers.room()
        updates = self._without_floods(updates)
        written = asyncio.get_running_loop().create_future()
        self._arrived.append((updates, written))
        self._news.set()
        await written

    def _without_floods(self, updates: list[RawUpdate]) -> list[RawUpdate]:
        taken: list[RawUpdate] = []
        of_chat: Counter[int] = Counter()
        for update in updates:
            chat = chat_of(update)
            if self._workers.has_room(chat, of_chat[chat]):
                of_chat[chat] += 1
                taken.append(update)
        if count := len(updates) - len(taken):
            logger.warning("%d updates of chats that send too many were passed over", count)
        return taken

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
        marks = self._marks()
        # A start that got nowhere, as with a wrong token, proves nothing of what was left.
        if self._has_begun:
            with suppress(InboxError):
                await self._on_disk(lambda: self._inbox.end_well(marks))
        self._disk.shutdown()
        return left

    async def _handle(self, entry: Entry) -> float | None:
        """Handle an entry; return the seconds until it is to be tried again, if it is."""
        count_in(self._metrics)
        if not entry.tries:
            self._metrics.took("inbox", 1000 * (time.perf_counter() - self._open[entry.number]))
        try:
            if entry.number in self._careful:
                await self._process_with_care(entry)
            else:
                await self._process(entry)
        except Exception as error:  # noqa: BLE001 - whatever it is, the rules say what follows
            pause = await self._after_failure(entry, error)
            if pause is not None:
                return pause
        else:
            await self._end(entry)
        self._open.pop(entry.number, None)
        self._careful.discard(entry.number)
        return None

    async def _process_with_care(self, entry: Entry) -> None:
        async with self._care.turn():
            await self._note(lambda: self._inbox.begin(entry.number))
            outlived = asyncio.create_task(self._outlive(entry))
            try:
                await self._process(entry)
            finally:
                outlived.cancel()

    async def _outlive(self, entry: Entry) -> None:
        """Blame little on what merely waits, for Telegram mostly, when the program ends."""
        await asyncio.sleep(_ALONE)
        await self._note(lambda: self._inbox.outlive(entry.number))

    async def _process(self, entry: Entry) -> None:
        check(entry.update)
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
        if isinstance(error, (NetworkError, RetryAfter)):
            self._metrics.retry(why_again(error))
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

    async def _submit_waiting(self, *, with_care: bool = False) -> int:
        """Submit all entries that wait on disk and not yet here; return how many."""
        last = submitted = 0
        while True:
            entries = await self._on_disk(lambda: self._inbox.waiting(last))  # noqa: B023 - awaited at once
            if not entries:
                return submitted
            last = entries[-1].number
            for entry in entries:
                if entry.number in self._open or entry.number in self._unmarked:
                    continue
                if entry.begun >= DEADLY:
                    await self._set_aside_as_deadly(entry)
                    continue
                await self._workers.room()
                if with_care:
                    self._careful.add(entry.number)
                self._submit(entry)
                submitted += 1

    async def _set_aside_as_deadly(self, entry: Entry) -> None:
        what = "the program ended again and again while it was at work on this"
        logger.error("update %s was set aside: %s", entry.update.get("update_id"), what)
        await self._note(lambda: self._inbox.set_aside(entry.number, entry.tries, what))

    def _submit(self, entry: Entry) -> None:
        self._open[entry.number] = time.perf_counter()
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
