"""Bringing an index up to the archive's revision: once, anew, or all the time."""

from __future__ import annotations

import os
import time
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

from index.archive_errors import ArchiveError
from index.processes import pool
from index.search.errors import Busy, SearchError, Unusable
from index.search.preparing import prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager
    from typing import Self

    from index.archive import Archive
    from index.search.interface import ArticleTerms, Engine, Index
    from index.stored import Change, StoredArticle

    Progress = Callable[[int, int], None]
    Prepare = Callable[[Iterable[StoredArticle]], list[ArticleTerms]]

BETWEEN_COMMITS = 30.0
"""Seconds of work that are lost at most when a long catching up is interrupted. With more commits
the index has more pieces, and each piece takes its time for every question."""

ALL_CORES_FROM = 2_000
"""Changes from which it pays to start other processes to analyse them."""

_TRIES = 3


def catch_up(
    archive: Archive, engine: Engine, *, progress: Progress | None = None, all_cores: bool = False
) -> bool:
    """Bring an index up to the archive's revision, unless another program is doing so.

    Args:
        archive: The truth.
        engine: The index, which this program keeps for writing until `engine.release`.
        progress: Told how many of how many changed articles are indexed.
        all_cores: Whether a large number of articles may be analysed on all cores.

    Returns:
        Whether the index has caught up; False where another program writes to it.

    Raises:
        SearchError: The index cannot be written to; what was committed stays.
        ArchiveError: The archive cannot be read.
    """
    for tries_left in reversed(range(_TRIES)):
        if engine.revision > archive.revision:
            engine.start_over()  # The archive was put back to an earlier state.
        if engine.revision == archive.revision:
            return True
        if not engine.acquire():
            return False
        try:
            fill(archive, engine, progress=progress, all_cores=all_cores)
        except Unusable:
            # The index was removed or replaced meanwhile, and begins anew when it is read.
            engine.release()
            if not tries_left:
                raise
        except BaseException:
            engine.release()
            raise
    return engine.revision == archive.revision


def fill(
    archive: Archive, index: Index, *, progress: Progress | None = None, all_cores: bool = False
) -> None:
    """Put all changes after an index's revision into it; it must have been acquired.

    Args:
        archive: The truth.
        index: What is filled.
        progress: Told how many of how many changed articles are indexed.
        all_cores: Whether a large number of articles may be analysed on all cores.
    """
    revision = index.revision
    total = archive.count_changes_since(revision)
    done = 0
    committed = time.monotonic()
    with _preparing(all_cores=all_cores and total >= ALL_CORES_FROM) as prepared:
        changes = archive.changes_since(revision)
        while changes:
            _put(index, changes, prepared)
            revision = changes[-1].revision
            done += len(changes)
            changes = archive.changes_since(revision)
            if not changes or time.monotonic() - committed > BETWEEN_COMMITS:
                index.commit(revision)
                committed = time.monotonic()
            if progress:
                progress(done, max(done, total))


def _put(index: Index, changes: list[Change], prepared: Prepare) -> None:
    removed = [change.number for change in changes if change.article is None]
    if removed:
        index.remove(removed)
    there = [change.article for change in changes if change.article is not None]
    if there:
        index.put(prepared(there), changes[-1].revision)


@contextmanager
def _preparing(*, all_cores: bool) -> Iterator[Prepare]:
    """Give a function that analyses articles, here or on all cores."""
    cores = os.cpu_count() or 1
    if not all_cores or cores == 1:
        yield lambda articles: [prepare(article) for article in articles]
        return
    try:
        with pool(cores) as processes:
            yield lambda articles: list(processes.map(prepare, articles, chunksize=16))
    except BrokenProcessPool as error:
        raise SearchError(
            "A process that indexed articles was ended, perhaps for want of memory;"
            " what is not indexed yet will be next time."
        ) from error


def reindex(
    archive: Archive, engine: Engine, *, progress: Progress | None = None, all_cores: bool = True
) -> None:
    """Make an index anew beside the one that is searched, then put it in its place.

    Where it was interrupted before, it goes on from there.

    Args:
        archive: The truth.
        engine: The index.
        progress: Told how many of how many articles are indexed.
        all_cores: Whether a large number of articles may be analysed on all cores.

    Raises:
        SearchError: The index cannot be written to, or another program makes it anew.
        ArchiveError: The archive cannot be read.
    """
    beside = _beside(archive, engine)
    if not beside.acquire():
        raise Busy("Another program is making the search index anew; wait until it is done.")
    try:
        fill(archive, beside, progress=progress, all_cores=all_cores)
        engine.promote(beside)
    finally:
        beside.release()


def _beside(archive: Archive, engine: Engine) -> Index:
    try:
        beside = engine.beside()
        if beside.revision <= archive.revision:
            return beside
    except Unusable:
        pass
    engine.discard_beside()
    return engine.beside()


class _Stopped(Exception):  # noqa: N818 - reads as what happened
    """The program ends; what is not indexed yet is indexed when it runs again."""


class CatchingUp:
    """Keeps an index up to the archive, as long as a program runs; use it in a with statement.

    Changes of the archive, by whatever program, can be searched within a second.

    Args:
        open_archive: Opens the archive once more, so that nobody waits for this reader.
        engine: The index; nothing else in this program may write to it.
        say: Told in a sentence what keeps the index from being up to date, once for each reason.
        every: Seconds between looks at the archive.
        idle: Seconds without a change after which another program may write to the index.
        retry: Seconds to wait after a failure.
    """

    def __init__(
        self,
        open_archive: Callable[[], AbstractContextManager[Archive]],
        engine: Engine,
        say: Callable[[str], None],
        *,
        every: float = 0.25,
        idle: float = 10.0,
        retry: float = 15.0,
    ) -> None:
        self._open_archive = open_archive
        self._engine = engine
        self._say = say
        self._every = every
        self._idle = idle
        self._retry = retry
        self._stopping = Event()
        self._said = ""
        self._thread = Thread(target=self._run, name="catching-up", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._open_archive() as archive:
                    self._follow(archive)
            except _Stopped:
                return
            except (SearchError, ArchiveError) as error:
                self._wait(str(error))
            except Exception as error:  # noqa: BLE001 - a bot runs for months
                self._wait(f"The search index is not up to date ({type(error).__name__}: {error}).")

    def _wait(self, reason: str) -> None:
        """Say what has gone wrong, where that was not said before, and wait to try again."""
        if reason != self._said:
            self._said = reason
            self._say(reason)
        self._stopping.wait(self._retry)

    def _stop_where_told(self, _done: int, _total: int) -> None:
        if self._stopping.is_set():
            raise _Stopped

    def _follow(self, archive: Archive) -> None:
        changed = time.monotonic()
        try:
            while True:
                if self._engine.revision != archive.revision:
                    catch_up(archive, self._engine, progress=self._stop_where_told)
                    changed = time.monotonic()
                    self._said = ""
                elif time.monotonic() - changed > self._idle:
                    self._engine.release()
                if self._stopping.wait(self._every):
                    return
        finally:
            self._engine.release()
