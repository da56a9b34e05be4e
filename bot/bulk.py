"""Adding whole collections of articles from the command line."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.progress import ProgressLine, indexing_progress
from bot.terminal import harmless
from index.adding import add_records
from index.reading.bulk import Reader, is_collection, is_collection_stream, size_of
from index.search import ArchiveSearch, SearchError

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Mapping

    from index.archive import Archive
    from index.reading.bulk import Record, Skipped
    from index.reading.streams import Stream


@dataclass(frozen=True, slots=True)
class Collection:
    """Where many articles are.

    Attributes:
        path: A folder or file.
        stream: Standard input, where that is meant instead.
    """

    path: Path
    stream: Stream | None = None


def collection_of(reference: str, standard_input: Stream | None) -> Collection | None:
    """Tell what is a folder, JSON Lines, or a tar or zip archive from what is one article.

    Args:
        reference: What a person named.
        standard_input: What "-" stands for; looked at, and not read.

    """
    path = Path(reference)
    if reference != "-" or standard_input is None:
        return Collection(path) if is_collection(path) else None
    return Collection(path, standard_input) if is_collection_stream(standard_input) else None


def add_collection(archive: Archive, collection: Collection, given: Mapping[str, Any]) -> bool:
    """Add the articles of a collection, and say what came of it.

    Args:
        archive: Where to.
        collection: Where from.
        given: What is known of all articles, for those that do not say it.

    Returns:
        Whether all could be added.

    """
    reader = Reader()
    path, stream = collection.path, collection.stream
    records = reader.records_of(stream, "-") if stream else reader.records(path)
    line = ProgressLine("Adding", "articles", None if stream else size_of(path))

    def skip(skipped: Skipped) -> None:
        line.say(harmless(f"Skipped {skipped.place}: {skipped.reason}"))

    # Reading is far ahead of writing: what counts is how far it was at the last one written.
    places = array("q")

    def noted() -> Iterator[Record | Skipped]:
        for record in records:
            places.append(reader.read)
            yield record

    def progress(counts: Counter[str]) -> None:
        line.reach(places[counts.total() - 1], counts.total())

    with line:
        counts = add_records(archive, noted(), given=given, skip=skip, progress=progress)
    if not counts.total():
        click.echo(f"Error: There is no article in {harmless(str(path))}.", err=True)
        return False
    click.echo(_summary(counts, reader.passed_over))
    return not counts["skipped"]


def _summary(counts: Counter[str], passed_over: int) -> str:
    said = [f"{counts[change]:,} {change}" for change in ("added", "updated", "unchanged")]
    if counts["skipped"]:
        said.append(f"{counts['skipped']:,} skipped")
    if passed_over:
        said.append(f"{passed_over:,} file{'s' * (passed_over != 1)} of other kinds passed over")
    return f"Articles: {', '.join(said)}."


def index_what_was_added(archive: Archive) -> None:
    """Have the archive's articles found by searches, unless another program does that.

    What keeps them from it is said, and is no reason for adding to fail.

    Args:
        archive: Where articles were added.

    """
    try:
        with ArchiveSearch(archive) as search, indexing_progress() as progress:
            search.catch_up(progress=progress, all_cores=True)
    except SearchError as error:
        click.echo(f"The articles are added, but cannot be searched yet: {error}", err=True)
