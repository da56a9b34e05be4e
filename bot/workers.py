"""Updates in the order of each chat, many chats at a time."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING

from bot.updates import chat_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.updates import RawUpdate

logger = logging.getLogger(__name__)

AT_ONCE = 256
"""Chats that are served at a time, those included that wait for a flood to pass."""

WAITING = 1000
"""Updates that may wait before no more are fetched."""


class Workers:
    """Hand on updates: those of one chat one after the other, those of different chats together.

    Args:
        handle: Handles one update. What it raises is logged, and the next one is handled.
        at_once: How many updates are handled at a time.

    """

    def __init__(
        self, handle: Callable[[RawUpdate], Awaitable[None]], *, at_once: int = AT_ONCE
    ) -> None:
        self._handle = handle
        self._slots = asyncio.Semaphore(at_once)
        self._waiting: dict[int, deque[RawUpdate]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._count = 0
        self._has_room = asyncio.Event()
        self._has_room.set()

    def submit(self, update: RawUpdate) -> None:
        """Have an update handled after those of the same chat that were submitted before.

        Args:
            update: The update.

        """
        chat = chat_of(update)
        self._count += 1
        if self._count >= WAITING:
            self._has_room.clear()
        if chat in self._waiting:
            self._waiting[chat].append(update)
            return
        self._waiting[chat] = deque([update])
        task = asyncio.create_task(self._serve(chat))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def room(self) -> None:
        """Wait until not too many updates are waiting."""
        await self._has_room.wait()

    async def finish(self, seconds: float) -> int:
        """Wait until all is handled, and give up what takes longer.

        Args:
            seconds: How long to wait.

        Returns:
            How many updates were given up.

        """
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        given_up = self._count
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        return given_up

    async def _serve(self, chat: int) -> None:
        """Handle the updates of one chat until there are none."""
        waiting = self._waiting[chat]
        while waiting:
            async with self._slots:
                await self._handle_one(waiting[0])
            waiting.popleft()
            self._count -= 1
            if self._count < WAITING:
                self._has_room.set()
        del self._waiting[chat]

    async def _handle_one(self, update: RawUpdate) -> None:
        try:
            await self._handle(update)
        except Exception as error:  # noqa: BLE001 - one bad update must not stop the others
            # Only its kind: the message may hold what somebody has written.
            kind = type(error).__name__
            logger.error("update %s was stepped over: %s", update.get("update_id"), kind)  # noqa: TRY400
