"""Links and files that people send: how they may be read, and which are being read just now."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, TypeVar

from bot.metrics import metrics
from index.reading.errors import Busy, Refused
from index.reading.fetching import DEFAULT_LIMITS, WEB_PORTS, fetch_article
from index.reading.gate import FetchGate
from index.reading.worker import parse_untrusted

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Coroutine, Hashable, Iterator
    from typing import Any

    from bot.metrics import Stage
    from index.article import Document
    from index.reading.fetching import FetchLimits, Progress

T = TypeVar("T")


class Cancelled(Exception):  # noqa: N818 - reads as what happened
    """Somebody has cancelled the work."""


class _Clock:
    """Times a fetch, and the reading that follows it, by what is told of its progress."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._stage: Stage = "fetch"
        self._since = 0.0

    def start(self) -> None:
        self._since = time.perf_counter()

    def stop(self) -> None:
        metrics().took(self._stage, 1000 * (time.perf_counter() - self._since))

    def progress(self, stage: str, done: int, total: int | None) -> None:
        if stage == "reading":
            self.stop()
            self._stage, self._since = "read", time.perf_counter()
        self._progress(stage, done, total)


@contextmanager
def _counted() -> Iterator[None]:
    """Count a link by what becomes of it; one that is cancelled counts as nothing."""
    try:
        yield
    except (Refused, Busy):
        metrics().fetch("refused")
        raise
    except Exception:
        metrics().fetch("failed")
        raise
    metrics().fetch("read")


class Fetches:
    """Reads links and files for people, a few at a time, and lets each be cancelled.

    Args:
        limits: How much one link may cost.
        ports: Ports that may be connected to; None for any.
        allow_private: Whether addresses that are not public may be connected to: for people on
            their own machine, never for links that strangers send.
        gate: How many are read at once; by default few for one person.

    """

    def __init__(
        self,
        limits: FetchLimits = DEFAULT_LIMITS,
        ports: Collection[int] | None = WEB_PORTS,
        *,
        allow_private: bool = False,
        gate: FetchGate | None = None,
    ) -> None:
        self._limits = limits
        self._ports = ports
        self._allow_private = allow_private
        self._gate = gate or FetchGate()
        self._files = FetchGate()
        self._running: dict[Hashable, asyncio.Task[Any]] = {}

    async def link(self, url: str, person: Hashable, progress: Progress) -> Document:
        """Fetch the page behind a link and read the article on it.

        Args:
            url: The link.
            person: Who sends it.
            progress: Told how far it has got.

        Raises:
            ReadingError: It cannot be read. The message is a sentence for the person.

        """
        clock = _Clock(progress)
        with _counted():
            async with self._gate.admit(person):
                clock.start()
                try:
                    return await fetch_article(
                        url,
                        limits=self._limits,
                        ports=self._ports,
                        allow_private=self._allow_private,
                        progress=clock.progress,
                    )
                finally:
                    clock.stop()

    @asynccontextmanager
    async def room(self, person: Hashable) -> AsyncIterator[None]:
        """Hold the room for one file from before it is fetched until it was read.

        Whoever could have any number of files fetched at once would fill the memory.

        Args:
            person: Who sends it.

        Raises:
            Busy: This person has sent as many as one may have read at a time.

        """
        async with self._files.admit(person):
            yield

    async def file(
        self, data: bytes, name: str, content_type: str | None, person: Hashable
    ) -> Document:
        """Read the article in a file.

        Args:
            data: All that is in it.
            name: What it is called; may be empty.
            content_type: As Telegram declares it; None if it does not.
            person: Who sends it.

        Raises:
            ReadingError: It cannot be read. The message is a sentence for the person.

        """
        async with self._gate.admit(person):
            with metrics().timed("read"):
                return await parse_untrusted(
                    data,
                    name,
                    content_type,
                    seconds=self._limits.parse_seconds,
                    megabytes=self._limits.parse_megabytes,
                )

    async def run(self, key: Hashable, work: Coroutine[Any, Any, T]) -> T:
        """Do some work that can be cancelled meanwhile.

        Args:
            key: What it is cancelled by.
            work: What is done.

        Raises:
            Cancelled: Somebody has cancelled it.

        """
        task = asyncio.create_task(work)
        self._running[key] = task
        try:
            return await task
        except asyncio.CancelledError:
            this = asyncio.current_task()
            if this and this.cancelling():
                raise
            raise Cancelled from None
        finally:
            del self._running[key]

    def cancel(self, key: Hashable) -> bool:
        """Cancel some work.

        Args:
            key: What it was started with.

        Returns:
            Whether it was still under way.

        """
        task = self._running.get(key)
        return task is not None and task.cancel()
