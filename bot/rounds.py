"""Chores that are done at the start and then every hour."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.handlers.errors import account

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

logger = logging.getLogger(__name__)

BETWEEN_ROUNDS = 3600.0
"""Seconds."""


class Rounds:
    """Does some chores at once and then every hour, until it is ended.

    Args:
        chores: What is done; each may wait for the disk, and is called in a thread.
        seconds: Between two rounds; None: an hour.

    """

    def __init__(
        self, chores: Sequence[Callable[[], None]], *, seconds: float | None = None
    ) -> None:
        self._chores = chores
        self._seconds = BETWEEN_ROUNDS if seconds is None else seconds
        self._task: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Do the first round, and have the others follow."""
        await self._round()
        self._task = asyncio.create_task(self._go_on())

    async def end(self) -> None:
        """Do no more; what is under way is finished."""
        if self._task is None:
            return
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(self._seconds)
            await self._round()

    async def _round(self) -> None:
        for chore in self._chores:
            try:
                await asyncio.to_thread(chore)
            except Exception as error:  # noqa: BLE001 - whatever it is, the next round tries again
                logger.warning("an hourly chore could not be done: %s", account(error))
