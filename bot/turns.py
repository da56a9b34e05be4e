"""One after the other, but not for long: so that a crash catches hardly more than one."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

MOMENT = 0.003
"""Seconds that one waits for the one before. A server that takes longer gets several at a time, and
is still sent ten times as many messages a second as Telegram allows."""


class Turns:
    """Lets one in when the one before has left, or has had its moment.

    Who sends a message and is killed before noting it down will send it again after the start. Were
    many to send at a time, that would happen to many at a time.

    Args:
        moment: Seconds that one waits for the one before.

    """

    def __init__(self, moment: float = MOMENT) -> None:
        self._moment = moment
        self._door = asyncio.Lock()
        self._inside = 0
        self._empty = asyncio.Event()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for one's turn, and have it."""
        async with self._door:
            if self._inside:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._moment):
                        await self._empty.wait()
            self._inside += 1
            self._empty.clear()
        try:
            yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()
