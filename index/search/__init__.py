"""Passages in a scope larger than one article: which of them may hold the answer.

`ArchiveSearch` is the door. What is behind it is derived from the archive and can be made anew at
any time: `interface` says what a search engine must do, `local` is the one on this machine, in a
folder beside the archive, `catching_up` brings it up to date, `asking` chooses what to search for,
and `checking` compares it with the archive. Importing this package loads no engine.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.search.errors import SearchError
from index.search.interface import Hit, Scope, Statistics

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from contextlib import AbstractContextManager
    from types import TracebackType
    from typing import Self

    from index.archive import Archive
    from index.search.asking import Wanted
    from index.search.catching_up import CatchingUp, Progress
    from index.search.interface import Engine

__all__ = ["ArchiveSearch", "Found", "Hit", "Scope", "SearchError", "Statistics"]

MOST = 50
"""Passages that are found for a question where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question.

    Attributes:
        hits: The passages, best first.
        wanted: What was searched for, with the statistics of the whole index.
    """

    hits: tuple[Hit, ...]
    wanted: Wanted


class ArchiveSearch:
    """Searches the passages of an archive. It may be used from several threads.

    Args:
        archive: The archive, which stays open as long as this is used.
        say: Told in a sentence when the index on disk was of no use and is made anew.
        engine: The engine to use; None: the one on this machine.

    Raises:
        SearchError: The index cannot be opened or made.
    """

    def __init__(
        self,
        archive: Archive,
        *,
        say: Callable[[str], None] = lambda _: None,
        engine: Engine | None = None,
    ) -> None:
        self._archive = archive
        self._say = say
        self._engine = engine or _engine_here(archive, say)

    def find(
        self,
        terms: Sequence[str],
        language: str = "en",
        scope: Scope | None = None,
        most: int = MOST,
    ) -> Found:
        """Find the passages of a scope that have most of a question in them or around them.

        Args:
            terms: The question's terms, as `index.analysis` makes them.
            language: ISO 639-1 code of the question.
            scope: Where to search; None: in all articles of the archive.
            most: How many passages to find at most.

        Raises:
            SearchError: The index cannot be read.
        """
        from index.search.asking import wanted  # noqa: PLC0415 - not needed to catch up

        want = wanted(terms, language, self._engine)
        hits = self._engine.search(want.weights, scope or Scope(), most)
        return Found(tuple(hits), want)

    def frequency(self, term: str) -> int:
        """Count the passages of the whole archive that have a term.

        Args:
            term: A term as `index.analysis` makes them.

        Raises:
            SearchError: The index cannot be read.
        """
        from index.search.preparing import indexed_term  # noqa: PLC0415 - not needed to catch up

        indexed = indexed_term(term)
        return self._engine.statistics([indexed]).frequencies[indexed]

    def language_of(self, question: str) -> str:
        """Tell which of the archive's languages a question is in.

        Args:
            question: As the person wrote it.

        Raises:
            SearchError: The index cannot be read.
        """
        from index.search.asking import language_of  # noqa: PLC0415

        count = self._engine.statistics

        def known(terms: Collection[str]) -> set[str]:
            return {term for term, found in count(terms).frequencies.items() if found}

        return language_of(question, count([]).languages, known)

    @property
    def statistics(self) -> Statistics:
        """What the whole index holds.

        Raises:
            SearchError: The index cannot be read.
        """
        return self._engine.statistics([])

    @property
    def waiting(self) -> int:
        """How many articles have changed and are not indexed yet, removed ones among them.

        Raises:
            SearchError: The index cannot be read.
            ArchiveError: The archive cannot be read.
        """
        return self._archive.count_changes_since(self._engine.revision)

    def catch_up(self, *, progress: Progress | None = None, all_cores: bool = False) -> bool:
        """Bring the index up to date, unless another program is doing so.

        Args:
            progress: Told how many of how many changed articles are indexed.
            all_cores: Whether a large number of articles may be analysed on all cores.

        Returns:
            Whether it is up to date; False where another program writes to it.

        Raises:
            SearchError: The index cannot be written to; what was done stays.
            ArchiveError: The archive cannot be read.
        """
        from index.search.catching_up import catch_up  # noqa: PLC0415

        return catch_up(self._archive, self._engine, progress=progress, all_cores=all_cores)

    def catching_up(self) -> CatchingUp:
        """Keep the index up to date while a with statement is executed.

        It is said once for each reason if that cannot be done. Nothing else may bring the index up
        to date in the meantime through this object.
        """
        from index.search.catching_up import CatchingUp  # noqa: PLC0415

        return CatchingUp(self._archive_again, self._engine, self._say)

    def reindex(self, *, progress: Progress | None = None) -> None:
        """Make the index anew; the old one is searched until then.

        Args:
            progress: Told how many of how many articles are indexed.

        Raises:
            SearchError: The index cannot be written to, or another program makes it anew.
            ArchiveError: The archive cannot be read.
        """
        from index.search.catching_up import reindex  # noqa: PLC0415

        reindex(self._archive, self._engine, progress=progress)

    def _archive_again(self) -> AbstractContextManager[Archive]:
        """Open the archive once more, so that nobody waits for a long reader."""
        if self._archive.path is None:
            return nullcontext(self._archive)
        return type(self._archive)(self._archive.path)

    def close(self) -> None:
        """Let other programs write to the index; the archive stays open."""
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _engine_here(archive: Archive, say: Callable[[str], None]) -> Engine:
    from index.search.local import LocalEngine, folder_of  # noqa: PLC0415 - loads the engine

    return LocalEngine(folder_of(archive), say)
