"""A desk: a thread beside the event loop, in which one thing is done after the other."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Desk:
    """Does one piece of work after the other in a thread of its own.

    Answers are given one at a time in any case: several threads would wait for each other, and for
    Python's lock, which costs more than most of the work.

    Args:
        name: What the thread is called.

    """

    def __init__(self, name: str = "desk") -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def do(self, work: Callable[[], T]) -> T:
        """Wait for the work before, and do this.

        Args:
            work: What to do; its errors are raised here.

        """
        context = copy_context()
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, lambda: context.run(work)
        )

    def close(self) -> None:
        """End the thread when what it does is done."""
        self._thread.shutdown()
