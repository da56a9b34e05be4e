"""How the bot is told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

logger = logging.getLogger(__name__)


@contextmanager
def cancelled_by_signals(task: asyncio.Task[None]) -> Iterator[Callable[[], bool]]:
    """Have SIGINT and SIGTERM cancel a task.

    Args:
        task: The task.

    Yields:
        A function that says whether a signal has come.

    """
    loop = asyncio.get_running_loop()
    told: list[signal.Signals] = []

    def on_signal(number: signal.Signals) -> None:
        told.append(number)
        logger.info("stopping because of %s", number.name)
        task.cancel()

    signals = (signal.SIGINT, signal.SIGTERM)
    # Event loops outside the main thread, and those of Windows, take no signals.
    with suppress(NotImplementedError, RuntimeError, ValueError):
        for number in signals:
            loop.add_signal_handler(number, on_signal, number)
    try:
        yield lambda: bool(told)
    finally:
        with suppress(NotImplementedError, RuntimeError, ValueError):
            for number in signals:
                loop.remove_signal_handler(number)
