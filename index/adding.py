"""Adding very many articles: read and divided on all cores, written in batches."""

from __future__ import annotations

import os
from collections import Counter, deque
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from index.archive import Archive
from index.archive_errors import ArchiveError
from index.ingestion import ingest
from index.processes import pool
from index.reading.bulk import Record, Skipped, read_record
from index.reading.errors import ReadingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from index.article import Article, Document

AT_ONCE = 64
"""Articles that are written in one transaction, at most."""

BYTES_AT_ONCE = 1_000_000
"""Bytes of articles after which a transaction is closed."""

_WAITING_BATCHES = 4
"""For each core, so that none waits for the reader or the writer."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A record that has been read.

    Attributes:
        place: Where it is.
        origin: What makes it the same article again.
        content: The document and the article made of it; None where the archive holds it already.
    """

    place: str
    origin: str
    content: tuple[Document, Article] | None


_Batch = list[Record | Skipped]
_Prepared = list[_Ready | Skipped]


def add_records(
    archive: Archive,
    records: Iterable[Record | Skipped],
    *,
    given: Mapping[str, Any],
    skip: Callable[[Skipped], None],
    progress: Callable[[Counter[str]], None],
    cores: int | None = None,
) -> Counter[str]:
    """Add articles in the order in which they come; what is there already is passed quickly.

    Args:
        archive: Where to.
        records: What `index.reading.bulk` read.
        given: What is known of all articles (source, language, …), for those that do not say it.
        skip: Told of each record that cannot be added.
        progress: Told after each batch how many were "added", "updated", "unchanged", "skipped".
        cores: How many processes read and divide articles; None: as many as there are cores.

    Returns:
        How many articles were added, updated, unchanged and skipped in the end.

    Raises:
        ArchiveError: The archive cannot be written to. What was added before stays, and a second
            run goes on from there.
        ReadingError: A process that read articles was ended from outside.
    """
    writer = _Writer(archive, skip)
    for prepared in _prepared(archive, _batches(records), dict(given), cores):
        writer.write(prepared)
        progress(writer.counts)
    return writer.counts


class _Writer:
    """Writes batches, and keeps in mind what has come in this run."""

    def __init__(self, archive: Archive, skip: Callable[[Skipped], None]) -> None:
        self._archive = archive
        self._skip = skip
        self._places: dict[bytes, str] = {}
        self.counts: Counter[str] = Counter(added=0, updated=0, unchanged=0, skipped=0)

    def write(self, prepared: _Prepared) -> None:
        contents = []
        for ready in prepared:
            if isinstance(ready, Skipped):
                self._skipped(ready)
                continue
            earlier = self._places.setdefault(_short(ready.origin), ready.place)
            is_same = ready.origin.startswith("digest:")
            if earlier != ready.place and not is_same:
                reason = f"An article with the same id or link came before, at {earlier}."
                self._skipped(Skipped(ready.place, reason))
            elif earlier != ready.place or ready.content is None:
                self.counts["unchanged"] += 1
            else:
                contents.append(ready.content)
        for added in self._archive.add_all(contents):
            self.counts[added.change] += 1

    def _skipped(self, skipped: Skipped) -> None:
        self.counts["skipped"] += 1
        self._skip(skipped)


def _short(origin: str) -> bytes:
    """Keep a million origins in mind without keeping them whole."""
    return blake2b(origin.encode("utf-8", "backslashreplace"), digest_size=10).digest()


def _batches(records: Iterable[Record | Skipped]) -> Iterator[_Batch]:
    batch: _Batch = []
    size = 0
    for record in records:
        batch.append(record)
        size += len(record.data) if isinstance(record, Record) else 0
        if len(batch) >= AT_ONCE or size >= BYTES_AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _prepared(
    archive: Archive, batches: Iterator[_Batch], given: dict[str, Any], cores: int | None
) -> Iterator[_Prepared]:
    """Prepare batches in their order; on several cores where there is more than one batch."""
    first = list(islice(batches, 2))
    batches = chain(first, batches)
    cores = cores or os.cpu_count() or 1
    if len(first) < 2 or cores < 2 or archive.path is None:
        yield from (_prepare(archive, batch, given) for batch in batches)
        return
    processes = pool(cores, _begin_process, (archive.path, given))
    waiting: deque[Future[_Prepared]] = deque()
    try:
        for batch in batches:
            waiting.append(processes.submit(_prepare_there, batch))
            if len(waiting) >= cores * _WAITING_BATCHES:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise ReadingError(
            "A process that read articles was ended, perhaps for want of memory;"
            " run the command again to go on."
        ) from error
    finally:
        processes.shutdown(cancel_futures=True)


def _prepare(archive: Archive, batch: _Batch, given: dict[str, Any]) -> _Prepared:
    return [
        record if isinstance(record, Skipped) else _ready(archive, record, given)
        for record in batch
    ]


def _ready(archive: Archive, record: Record, given: dict[str, Any]) -> _Ready | Skipped:
    try:
        document, wanted_id = read_record(record)
        open_fields = {name: value for name, value in given.items() if not getattr(document, name)}
        document = replace(document, **open_fields)
        if archive.holds(document):
            return _Ready(record.place, document.origin, None)
        article = ingest(document)
    except ReadingError as error:
        return Skipped(record.place, str(error))
    except ArchiveError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a parser does, the others are added
        return Skipped(record.place, f"It could not be read ({type(error).__name__}).")
    if wanted_id:
        article = replace(article, id=wanted_id)
    return _Ready(record.place, document.origin, (document, article))


class _Process:
    """What a process that prepares batches has at hand."""

    archive: Archive
    given: dict[str, Any]


def _begin_process(path: Path, given: dict[str, Any]) -> None:
    _Process.archive = Archive(path)
    _Process.given = given


def _prepare_there(batch: _Batch) -> _Prepared:
    return _prepare(_Process.archive, batch, _Process.given)
