"""Updates in the order of each chat, many chats at a time."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.updates import chat_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.inbox import Entry

logger = logging.getLogger(__name__)

AT_ONCE = 256
"""Chats that are served at a time, those included that wait for a flood to pass."""

WAITING = 1000
"""Updates that may wait before no more are fetched."""


MOST_OF_ONE_CHAT = 250
"""Updates of one chat that may wait, so that one that floods leaves room for the others."""


class Workers:
    """Hand on updates: those of one chat one after the other, those of different chats together.

    Args:
        handle: Handles one entry. It returns None when that is at an end, else the seconds after
            which it is to be tried again, before the next one of its chat.
        at_once: How many entries are handled at a time; those that pause are not counted.

    """

    def __init__(
        self, handle: Callable[[Entry], Awaitable[float | None]], *, at_once: int = AT_ONCE
    ) -> None:
        self._handle = handle
        self._slots = asyncio.Semaphore(at_once)
        self._waiting: dict[int, deque[Entry]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._count = 0
        self._has_room = asyncio.Event()
        self._has_room.set()
        self._stopping = asyncio.Event()

    def submit(self, entry: Entry) -> None:
        """Have an entry handled after those of the same chat that were submitted before.

        Args:
            entry: The entry.

        """
        chat = chat_of(entry.update)
        self._count += 1
        if self._count >= WAITING:
            self._has_room.clear()
        if chat in self._waiting:
            self._waiting[chat].append(entry)
            return
        self._waiting[chat] = deque([entry])
        task = asyncio.create_task(self._serve(chat))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def has_room(self, chat: int, others: int = 0) -> bool:
        """Whether one more entry of a chat may wait.

        Args:
            chat: The chat's id.
            others: How many of its entries are about to be submitted besides.

        """
        return len(self._waiting.get(chat, ())) + others < MOST_OF_ONE_CHAT

    async def room(self) -> None:
        """Wait until not too many entries are waiting."""
        await self._has_room.wait()

    async def finish(self, seconds: float) -> int:
        """Handle what waits, as far as there is time, and give up what takes longer.

        In the second half of the time nothing more is begun, so that little is broken off.

        Args:
            seconds: How long to wait.

        Returns:
            How many entries were not handled.

        """
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds / 2)
        self._stopping.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds / 2)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        return self._count

    async def _serve(self, chat: int) -> None:
        """Handle the entries of one chat until there are none."""
        waiting = self._waiting[chat]
        while waiting:
            async with self._slots:
                if self._stopping.is_set():
                    return
                pause = await self._handle_one(waiting[0])
            if pause is not None:
                await self._pause(pause)
                continue
            waiting.popleft()
            self._count -= 1
            if self._count < WAITING:
                self._has_room.set()
        del self._waiting[chat]

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()

    async def _handle_one(self, entry: Entry) -> float | None:
        try:
            return await self._handle(entry)
        except Exception as error:  # noqa: BLE001 - one bad update must not stop the others
            # Only its kind: the message may hold what somebody has written.
            kind = type(error).__name__
            logger.error("update %s was stepped over: %s", entry.update.get("update_id"), kind)  # noqa: TRY400
            return None
