"""The engine on this machine: a tantivy index in a folder beside the archive."""

from __future__ import annotations

from contextlib import suppress
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from index.search.errors import SearchError, Unusable
from index.search.folder import IndexFolder
from index.search.preparing import analysis_version
from index.search.tantivy_index import FORMAT, TantivyIndex, make_index

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from index.archive import Archive
    from index.search.interface import ArticleTerms, Hit, Index, Scope, Statistics, Weights

    Result = TypeVar("Result")


_UNFIT = "The search index does not fit this archive, or this version of Pullquote."
_MADE_ANEW = "It is made anew from the archive."


def folder_of(archive: Archive) -> IndexFolder | None:
    """Give the folder of an archive's index; None for an archive in memory."""
    if archive.path is None:
        return None
    made_by = {"engine": FORMAT, "analysis": analysis_version(), "archive": archive.identity}
    return IndexFolder(archive.path.with_name(f"{archive.path.stem}.index"), made_by, make_index)


def opened_as_it_is(archive: Archive) -> TantivyIndex:
    """Open an archive's index to look at it, and make none where there is none.

    Args:
        archive: The archive that it is derived from.

    Raises:
        SearchError: There is no index, or it is of no use.
    """
    folder = folder_of(archive)
    while folder and (generation := folder.current()):
        try:
            return TantivyIndex(generation)
        except SearchError:
            if folder.is_current(generation):
                raise  # Otherwise another program has just put a new one in its place.
    is_used = folder and folder.is_used
    raise Unusable(_UNFIT if is_used else "The search index has not been made yet.")


class LocalEngine:
    """An engine that begins its index anew where what is on disk is missing or of no use.

    It may be searched from several threads, and written to from one.

    Args:
        folder: Where the index is, or is to be; None: in memory.
        say: Told in a sentence when an index is of no use and is begun anew.

    Raises:
        SearchError: The folder may not be read, or cannot be made.
    """

    def __init__(self, folder: IndexFolder | None, say: Callable[[str], None]) -> None:
        self._folder = folder
        self._say = say
        self._lock = RLock()
        self._writing: TantivyIndex | None = None
        self._generation, self._index = self._opened()

    @property
    def revision(self) -> int:
        """The archive's revision that the last commit reached."""
        return self._reading(lambda index: index.revision)

    def acquire(self) -> bool:
        """Become the one who writes; False where another program writes."""
        index = self._reading(lambda index: index)
        if self._writing not in {None, index}:
            self.release()
        if not index.acquire():
            return False
        self._writing = index
        return True

    def release(self) -> None:
        """Let others write; what was not committed is forgotten."""
        writing, self._writing = self._writing, None
        if writing:
            writing.release()

    def put(self, batch: Collection[ArticleTerms], revision: int) -> None:
        """Add articles, each in place of what was there under its number."""
        self._written().put(batch, revision)

    def remove(self, numbers: Collection[int]) -> None:
        """Remove articles; those that are not there do not matter."""
        self._written().remove(numbers)

    def commit(self, revision: int) -> None:
        """Make the changes lasting and visible together with the revision that they reach."""
        self._written().commit(revision)

    def statistics(self, terms: Collection[str]) -> Statistics:
        """Count what there is."""
        return self._reading(lambda index: index.statistics(terms))

    def search(self, wanted: Weights, scope: Scope, most: int) -> list[Hit]:
        """Find the passages with the highest sum of score and coverage."""
        return self._reading(lambda index: index.search(wanted, scope, most))

    def similar(self, terms: Collection[str], slips: int) -> dict[str, dict[str, int]]:
        """Look up indexed terms that are spelt nearly as some others."""
        return self._reading(lambda index: index.similar(terms, slips))

    def contents(self, start: int, stop: int) -> dict[int, tuple[int, int]]:
        """Tell what is held of the articles numbered from start to before stop."""
        return self._reading(lambda index: index.contents(start, stop))

    @property
    def highest_number(self) -> int:
        """The highest number of an article that is held; 0 where there is none."""
        return self._reading(lambda index: index.highest_number)

    def damaged_files(self) -> list[str]:
        """Name the files of the index whose content is not what was written."""
        return self._reading(lambda index: index.damaged_files())

    def start_over(self) -> None:
        """Forget all that is indexed."""
        with self._lock:
            self._begin_anew()

    def beside(self) -> TantivyIndex:
        """Give an index beside this one, empty or as far as it was filled before."""
        return TantivyIndex(self._folder.begin_next() if self._folder else None)

    def discard_beside(self) -> None:
        """Forget the index beside this one."""
        if self._folder:
            self._folder.discard_next()

    def promote(self, beside: Index) -> None:
        """Search the index that was filled beside this one from now on, in every program."""
        with self._lock:
            if self._folder:
                self._folder.promote()
                self._generation, self._index = self._opened()
            elif isinstance(beside, TantivyIndex):
                self._index = beside

    def close(self) -> None:
        """Let others write."""
        self.release()

    def _written(self) -> TantivyIndex:
        if self._writing is None:
            raise RuntimeError("Nothing is written to an index without acquiring it.")
        return self._writing

    def _reading(self, read: Callable[[TantivyIndex], Result]) -> Result:
        """Read from the index as it is now; begin anew where it turns out to be of no use."""
        with suppress(Unusable):
            return read(self._current())
        with self._lock:
            try:
                return read(self._current())
            except Unusable as error:
                self._say(f"{error} {_MADE_ANEW}")
                self._begin_anew()
            return read(self._index)

    def _current(self) -> TantivyIndex:
        """Follow what other programs have begun, promoted or committed."""
        with self._lock:
            if self._folder and not self._folder.is_current(self._generation):
                self._generation, self._index = self._opened()
            self._index.refresh()
            return self._index

    def _opened(self) -> tuple[Path | None, TantivyIndex]:
        """Open the generation in use, or begin one."""
        if self._folder is None:
            return None, TantivyIndex(None)
        generation = self._folder.current()
        if generation is None:
            if self._folder.is_used:
                self._say(f"{_UNFIT} {_MADE_ANEW}")
            generation = self._folder.begin()
        try:
            return generation, TantivyIndex(generation)
        except Unusable as error:
            if self._folder.is_current(generation):
                self._say(f"{error} {_MADE_ANEW}")
            generation = self._folder.begin(unusable=generation)
            return generation, TantivyIndex(generation)

    def _begin_anew(self) -> None:
        if self._folder:
            self._folder.begin(unusable=self._generation)
        self._generation, self._index = self._opened()
