"""Processes that share the work of this one, and end when it does."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def pool(
    cores: int, begin: Callable[..., object] | None = None, given: tuple[Any, ...] = ()
) -> ProcessPoolExecutor:
    """Make a pool of processes.

    Without more, a process of a pool waits for work for ever once the one that made it was killed.

    Args:
        cores: How many processes.
        begin: What each does first; a function of a module.
        given: What it is called with.
    """
    return ProcessPoolExecutor(
        cores, mp_context=get_context("spawn"), initializer=_begin, initargs=(begin, given)
    )


def _begin(begin: Callable[..., object] | None, given: tuple[Any, ...]) -> None:
    # Ctrl-C ends the main process, and that one ends this.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()
    if begin:
        begin(*given)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)
