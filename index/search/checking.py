"""Comparing an index with the archive that it is derived from, and changing neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.search.errors import SearchError, Unusable
from index.search.local import opened_as_it_is

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.archive import Archive
    from index.search.interface import Compared

AT_A_TIME = 10_000
"""Articles that are compared at a time."""


def check(archive: Archive) -> Iterator[str]:
    """Say in sentences how the index on this machine differs from its archive.

    Args:
        archive: The truth.

    Raises:
        ArchiveError: The archive cannot be read.
    """
    try:
        engine = opened_as_it_is(archive)
        try:
            damaged = engine.damaged_files()
        except Unusable:
            # Another program has just put a new index in its place.
            engine = opened_as_it_is(archive)
            damaged = engine.damaged_files()
        for name in damaged:
            yield f"The file {name} of the search index is damaged."
        yield from differences(archive, engine)
    except SearchError as error:
        yield str(error)


def differences(archive: Archive, engine: Compared) -> Iterator[str]:
    """Say in sentences how an index differs from its archive.

    Articles that have changed since the index was last brought up to date are counted, and not
    compared, nor are those that change while this runs.

    Args:
        archive: The truth.
        engine: The index.

    Raises:
        SearchError: The index cannot be read.
        ArchiveError: The archive cannot be read.
    """
    revision = engine.revision
    if revision > archive.revision:
        yield "The search index is of a later state than the archive, which was put back since."
        return
    waiting = archive.count_changes_since(revision)
    if waiting:
        yield _waiting(waiting)
    end = max(archive.highest_number, engine.highest_number) + 1
    for start in range(0, end, AT_A_TIME):
        stop = min(start + AT_A_TIME, end)
        there, held = archive.searchable(start, stop), engine.contents(start, stop)
        changed = archive.numbers_changed_since(revision)
        compared = (there.keys() | held.keys()) - changed
        differing = sorted(number for number in compared if there.get(number) != held.get(number))
        ids = archive.ids(differing)
        for number in differing:
            name = f"“{ids[number]}”" if number in ids else f"number {number}"
            yield _difference(name, there.get(number), held.get(number))


def _waiting(count: int) -> str:
    if count == 1:
        return "1 article has changed and is not indexed yet."
    return f"{count} articles have changed and are not indexed yet."


def _difference(name: str, there: tuple[int, int] | None, held: tuple[int, int] | None) -> str:
    if there is None:
        return f"The article {name} is in the index and not in the archive."
    if held is None:
        return f"The article {name} is in the archive and not in the index."
    if there[0] != held[0]:
        return f"Of the article {name} the index has {held[0]} passages instead of {there[0]}."
    return f"Of the article {name} the index has another version."
