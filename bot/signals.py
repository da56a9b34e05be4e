"""How the bot is told to stop."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

logger = logging.getLogger(__name__)

IN_TIME = 9.0
"""Seconds after which a program that was told to stop ends, even if a file is still locked."""

_told = Event()


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
        _told.set()
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


@contextmanager
def ending_in_time() -> Iterator[None]:
    """Have the program end soon after it was told to stop, whatever it waits for within.

    That loses nothing: what is not finished is as it is after a crash, and is done after the next
    start.
    """
    _told.clear()
    over = Event()

    def watch() -> None:
        _told.wait()
        if not over.wait(IN_TIME):
            logger.warning("stopping without waiting any longer")
            os._exit(0)

    Thread(target=watch, name="ending in time", daemon=True).start()
    try:
        yield
    finally:
        over.set()
        _told.set()
