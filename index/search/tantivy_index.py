"""One tantivy index in one folder, or in memory."""

from __future__ import annotations

import json
import math
import struct
import zlib
from contextlib import suppress
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from rapidfuzz.distance import OSA
from tantivy import Document, FieldType, Index, Occur, Query, SchemaBuilder

from index.search.errors import Busy, SearchError, Unusable, explained
from index.search.interface import Hit, Statistics

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from index.search.interface import ArticleTerms, Scope, Viewer, Weights

FORMAT = f"2, tantivy {version('tantivy')}"
"""Changes when what is written does; the first number stands for the fields below."""

POOL = 50
"""Passages with the best BM25 that are looked at, at least."""
COVERING = 10
"""Articles with most of the question in them whose passages are looked at, whatever their BM25."""
NEARBY = 400
"""How many passages of those articles are looked at."""

_HEAP = 128_000_000
"""Bytes that the writer may hold before it writes a piece of the index; it takes what it needs."""
_MOST_SPELLINGS = 20_000
_FOOTER_MAGIC = 1337
_INSTALLATION = "0"
_MARKER = 0
"""The number of no article."""


def make_index(path: Path) -> None:
    """Make an empty index in a folder.

    Args:
        path: The folder, which is there and empty.

    Raises:
        SearchError: It cannot be written to.
    """
    with explained(path):
        Index(_schema(), str(path))


class TantivyIndex:
    """One index. It may be searched from several threads, and written to from one.

    Args:
        path: The folder in which it was made; None: a new one in memory.

    Raises:
        SearchError: The folder holds something else, a damaged index, or may not be read.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._writer: Any = None
        self._touched: set[int] = set()
        self._reached = 0
        with explained(path):
            self._index = Index.open(str(path)) if path else Index(_schema())
            # Without a thread of its own that looks for changes: `refresh` does that.
            self._index.config_reader("manual")
        self._stamp = self._read_stamp()
        self._snapshot = self._take_snapshot()

    def refresh(self) -> None:
        """See what other programs have committed.

        Raises:
            SearchError: The index is gone or damaged.
        """
        stamp = self._read_stamp()
        if stamp != self._stamp:
            self._snapshot = self._take_snapshot()
            self._stamp = stamp

    @property
    def revision(self) -> int:
        """The revision of the last commit; 0 where there was none."""
        return self._snapshot.revision

    def acquire(self) -> bool:
        """Become the one who writes; False where another program writes."""
        if self._writer is None:
            try:
                with explained(self._path):
                    writer = self._index.writer(_HEAP, 1)
                    # What a program left behind that was killed during a commit has the name of
                    # what this one is about to write.
                    writer.garbage_collect_files()
            except Busy:
                return False
            self._writer = writer
            self.refresh()
        return True

    def release(self) -> None:
        """Let others write; what was not committed is forgotten."""
        writer, self._writer = self._writer, None
        self._forget_changes()
        if writer is not None:
            # A merge that fails leaves the index as it was, and is tried again later.
            with suppress(SearchError), explained(self._path):
                writer.rollback()
                writer.wait_merging_threads()

    def put(self, batch: Collection[ArticleTerms], revision: int) -> None:
        """Add articles, each in place of what was there under its number."""
        with explained(self._path):
            # Each removal has all of the index looked through: new articles do without.
            self._delete(
                article.number
                for article in batch
                if article.number in self._touched or self._snapshot.has(article.number)
            )
            for article in batch:
                self._touched.add(article.number)
                for document in _documents(article, revision):
                    self._writer.add_document(document)
            self._reached = max(self._reached, revision)

    def remove(self, numbers: Collection[int]) -> None:
        """Remove articles; those that are not there do not matter."""
        with explained(self._path):
            self._delete(numbers)

    def commit(self, revision: int) -> None:
        """Make the changes lasting and visible together with the revision that they reach."""
        with explained(self._path):
            if revision > self._reached:
                # Nothing that was put says so: what came last was removed.
                self._delete([_MARKER])
                self._writer.add_document(_marker(revision))
            self._writer.commit()
            self._forget_changes()
        self._stamp = self._read_stamp()
        self._snapshot = self._take_snapshot()

    def _delete(self, numbers: Iterable[int]) -> None:
        # Deleting by term misses numbers without a word: it takes them as signed ones.
        for number in numbers:
            query = Query.term_query(self._index.schema, "article", number, "basic")
            self._writer.delete_documents_by_query(query)

    def _forget_changes(self) -> None:
        self._touched = set()
        self._reached = 0

    def statistics(self, terms: Collection[str]) -> Statistics:
        """Count what there is."""
        with explained(self._path):
            return self._snapshot.statistics(terms)

    def search(self, wanted: Weights, scope: Scope, most: int) -> list[Hit]:
        """Find the passages with the highest sum of score and coverage."""
        with explained(self._path):
            return self._snapshot.search(wanted, scope, most)

    def similar(self, terms: Collection[str], slips: int) -> dict[str, dict[str, int]]:
        """Look up indexed terms that are spelt nearly as some others."""
        snapshot = self._snapshot
        with explained(self._path):
            return {term: snapshot.similar(term, slips) for term in terms}

    @property
    def highest_number(self) -> int:
        """The highest number of an article that is held; 0 where there is none."""
        with explained(self._path):
            return self._snapshot.highest_number

    def contents(self, start: int, stop: int) -> dict[int, tuple[int, int]]:
        """Tell what is held of the articles numbered from start to before stop."""
        with explained(self._path):
            return self._snapshot.contents(start, stop)

    def damaged_files(self) -> list[str]:
        """Name the files whose content is not what was written."""
        whole: dict[str, bool] = {}
        with explained(self._path):
            while True:
                files = [path for path in self._files() if path.name not in whole]
                try:
                    for path in files:
                        whole[path.name] = _is_whole(path)
                except FileNotFoundError:
                    continue  # A commit or merge has put another one in its place meanwhile.
                return sorted(name for name, is_whole in whole.items() if not is_whole)

    def _files(self) -> list[Path]:
        """List the files that the last commit or merge has left in use."""
        if self._path is None:
            return []
        try:
            meta = json.loads((self._path / "meta.json").read_bytes())
        except FileNotFoundError as error:
            raise Unusable(f"The search index in {self._path} is gone.") from error
        files = []
        for segment in meta["segments"]:
            name = segment["segment_id"].replace("-", "")
            removed = f"{name}.{(segment['deletes'] or {}).get('opstamp')}.del"
            # Another list of what was removed is of an earlier commit, or is just being written.
            files += [
                path
                for path in self._path.glob(f"{name}.*")
                if path.suffix != ".del" or path.name == removed
            ]
        return sorted(files)

    def _read_stamp(self) -> tuple[int, ...]:
        """Tell one commit from the next: the file that a commit replaces."""
        if self._path is None:
            return ()
        try:
            found = (self._path / "meta.json").stat()
        except OSError as error:
            raise Unusable(f"The search index in {self._path} is gone.") from error
        return (found.st_mtime_ns, found.st_ino, found.st_size)

    def _take_snapshot(self) -> _Snapshot:
        with explained(self._path):
            self._index.reload()
            return _Snapshot(self._index.searcher(), self._index.schema)


class _Snapshot:
    """The index as of one commit."""

    def __init__(self, searcher: Any, schema: Any) -> None:
        self._searcher = searcher
        self._schema = schema

    @cached_property
    def revision(self) -> int:
        """The highest that is written down: whatever changes an article writes a higher one."""
        return self._highest("revision")

    @property
    def highest_number(self) -> int:
        return self._highest("article")

    def has(self, article: int) -> bool:
        """Whether an article is held, or was until lately."""
        return bool(self._searcher.doc_freq("article", article))

    @cached_property
    def _passages(self) -> int:
        markers = self._searcher.search(self._term("article", _MARKER), 1, count=True).count
        return int(self._searcher.num_docs - markers)

    @cached_property
    def _sizes(self) -> dict[str, float]:
        """The terms a passage, on average, and how many sentences there are."""
        asked = {
            "length": {"avg": {"field": "length"}},
            "sentences": {"sum": {"field": "sentences"}},
        }
        found = self._searcher.aggregate(Query.all_query(), asked)
        return {name: float(found[name]["value"] or 0) for name in asked}

    @cached_property
    def _articles(self) -> int:
        return int(self._searcher.search(self._term("first", 1), 1, count=True).count)

    @cached_property
    def _owners(self) -> frozenset[str]:
        """All owners, perhaps with some whose articles have been removed lately."""
        return frozenset(owner for owner, _ in self._searcher.terms_with_prefix("owner", ""))

    def statistics(self, terms: Collection[str]) -> Statistics:
        count = self._searcher.doc_freq
        return Statistics(
            passages=self._passages,
            average_length=self._sizes["length"],
            articles=self._articles,
            sentences=int(self._sizes["sentences"]),
            frequencies={term: count("terms", term) for term in terms},
            article_frequencies={term: count("article_terms", term) for term in terms},
            languages=dict(self._searcher.terms_with_prefix("language", "")),
        )

    def search(self, wanted: Weights, scope: Scope, most: int) -> list[Hit]:
        filters = self._filters(scope)
        if not wanted.telling or filters is None:
            return []
        by_score = self._by_score(wanted)
        by_coverage = self._by_coverage(wanted.telling)
        coverages = self._coverages(by_coverage, filters, COVERING)
        within = self._one_of("article", coverages)
        nearby = Query.boolean_query([(Occur.Must, within), (Occur.Should, by_score)])
        scores = self._scores(by_score, filters, max(most, POOL))
        if coverages:
            scores |= self._scores(nearby, filters, NEARBY)
        others = {article for article, _ in scores} - coverages.keys()
        elsewhere = [*filters, self._one_of("article", others)]
        coverages |= self._coverages(by_coverage, elsewhere, len(others))
        ranked = sorted(
            (-score - coverages.get(article, 0.0), article, passage, score)
            for (article, passage), score in scores.items()
        )
        return [
            Hit(article, passage, score, coverages.get(article, 0.0))
            for _, article, passage, score in ranked[:most]
        ]

    def _by_score(self, wanted: Weights) -> Query:
        telling, frequent = (
            [
                (Occur.Should, Query.boost_query(self._term("terms", term, "freq"), weight))
                for term, weight in weights.items()
            ]
            for weights in (wanted.telling, wanted.frequent)
        )
        if not frequent:
            return Query.boolean_query(telling)
        return Query.boolean_query([(Occur.Must, Query.boolean_query(telling)), *frequent])

    def _by_coverage(self, weights: Mapping[str, float]) -> Query:
        """Score an article by the weighted idf of its terms (Robertson and Zaragoza 2009)."""
        worth = []
        for term, weight in weights.items():
            found = min(self._searcher.doc_freq("article_terms", term), self._articles)
            idf = math.log1p((self._articles - found + 0.5) / (found + 0.5))
            has_term = self._term("article_terms", term)
            worth.append((Occur.Should, Query.const_score_query(has_term, weight * idf)))
        return Query.boolean_query(worth)

    def _scores(
        self, query: Query, filters: list[Query], most: int
    ) -> dict[tuple[int, int], float]:
        """Find the best passages, with their scores."""
        hits = self._best(query, filters, most)
        places = zip(self._column("article", hits), self._column("passage", hits), strict=True)
        return {place: score for place, (score, _) in zip(places, hits, strict=True)}

    def _coverages(self, query: Query, filters: list[Query], most: int) -> dict[int, float]:
        """Find the articles that cover most, with how much they cover."""
        hits = self._best(query, filters, most)
        numbers = self._column("article", hits)
        return {number: score for number, (score, _) in zip(numbers, hits, strict=True)}

    def _best(self, query: Query, filters: list[Query], most: int) -> list[tuple[float, Any]]:
        if not most:
            return []
        if filters:
            query = Query.boolean_query([(Occur.Must, part) for part in (*filters, query)])
        hits: list[tuple[float, Any]] = self._searcher.search(query, most, count=False).hits
        return hits

    def _filters(self, scope: Scope) -> list[Query] | None:
        """Give what a document must match and gets no score for; None where nothing can match."""
        filters = []
        visible = _owners_seen(scope.viewer)
        if visible is not None and not self._owners <= visible:
            present = self._owners & visible
            if not present:
                return None
            filters.append(self._one_of("owner", present))
        if scope.articles is not None:
            if not scope.articles:
                return None
            filters.append(self._one_of("article", scope.articles))
        return filters

    def _one_of(self, field: str, values: Collection[Any]) -> Query:
        if len(values) == 1:
            (value,) = values
            return Query.const_score_query(self._term(field, value), 0.0)
        return Query.const_score_query(
            Query.term_set_query(self._schema, field, sorted(values)), 0.0
        )

    def _term(self, field: str, value: Any, detail: str = "basic") -> Query:
        return Query.term_query(self._schema, field, value, detail)

    def _column(self, field: str, hits: list[tuple[float, Any]]) -> list[Any]:
        if not hits:
            return []
        values: list[Any] = self._searcher.fast_field_values(field, [place for _, place in hits])
        return values

    def similar(self, term: str, slips: int) -> dict[str, int]:
        fuzzy = Query.fuzzy_term_query(self._schema, "terms", term, slips)
        if not self._searcher.search(fuzzy, 1, count=False).hits:
            return {}
        # Most slips are not in the second letter, and two letters narrow the dictionary to a
        # twentieth of what one leaves.
        return self._spelt(term, term[:2], slips) or self._spelt(term, term[:1], slips)

    def _spelt(self, term: str, beginning: str, slips: int) -> dict[str, int]:
        known = self._searcher.terms_with_prefix("terms", beginning, limit=_MOST_SPELLINGS)
        return {
            other: count
            for other, count in known
            if abs(len(other) - len(term)) <= slips
            and OSA.distance(term, other, score_cutoff=slips) <= slips
        }

    def _highest(self, column: str) -> int:
        highest = {"highest": {"max": {"field": column}}}
        found = self._searcher.aggregate(Query.all_query(), highest)
        return int(found["highest"]["value"] or 0)

    def contents(self, start: int, stop: int) -> dict[int, tuple[int, int]]:
        if start >= stop:
            return {}
        numbers = Query.range_query(
            self._schema, "article", FieldType.Unsigned, start, stop, include_upper=False
        )
        prints = {name: {name: {"field": "fingerprint"}} for name in ("min", "max")}
        by_article = {"terms": {"field": "article", "size": stop - start}, "aggs": prints}
        found = self._searcher.aggregate(numbers, {"articles": by_article})
        return {
            int(bucket["key"]): (int(bucket["doc_count"]), _fingerprint(bucket))
            for bucket in found["articles"]["buckets"]
            if bucket["key"] != _MARKER
        }


def _fingerprint(bucket: dict[str, Any]) -> int:
    """Give what all passages of an article agree on; -1, which fits nothing, if they do not."""
    low, high = bucket["min"]["value"], bucket["max"]["value"]
    return int(low) if low == high else -1


def _is_whole(path: Path) -> bool:
    """Compare a file with the checksum in tantivy's footer.

    A file ends with some JSON that has the CRC-32 of what comes before it, the length of that JSON
    and a fixed number, four bytes each, the lowest first.
    """
    content = path.read_bytes()
    length, magic = struct.unpack("<II", content[-8:].rjust(8, b"\0"))
    body, footer = content[: -8 - length], content[-8 - length : -8]
    try:
        return magic == _FOOTER_MAGIC and bool(json.loads(footer)["crc"] == zlib.crc32(body))
    except (ValueError, KeyError, TypeError):
        return False


def _schema() -> Any:
    builder = SchemaBuilder()
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    # The first passage of an article stands for all of it: for its terms, and when it is counted.
    builder.add_text_field("article_terms", tokenizer_name="whitespace", index_option="basic")
    builder.add_unsigned_field("first", indexed=True)
    builder.add_unsigned_field("article", indexed=True, fast=True)
    builder.add_unsigned_field("passage", fast=True)
    builder.add_unsigned_field("length", fast=True)
    builder.add_unsigned_field("sentences", fast=True)
    builder.add_unsigned_field("fingerprint", fast=True)
    builder.add_text_field("owner", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("revision", fast=True)
    return builder.build()


def _marker(revision: int) -> Document:
    """Make the document that says how far the index has come where no passage does."""
    document = Document()
    document.add_unsigned("article", _MARKER)
    document.add_unsigned("revision", revision)
    return document


def _documents(article: ArticleTerms, revision: int) -> Iterator[Document]:
    for number, (terms, sentences) in enumerate(
        zip(article.passages, article.sentences, strict=True)
    ):
        document = Document()
        document.add_text("terms", " ".join(terms))
        document.add_unsigned("article", article.number)
        document.add_unsigned("passage", number)
        document.add_unsigned("length", len(terms))
        document.add_unsigned("sentences", sentences)
        document.add_unsigned("fingerprint", article.fingerprint)
        document.add_unsigned("revision", revision)
        document.add_text("owner", _INSTALLATION if article.owner is None else str(article.owner))
        document.add_text("language", article.language)
        if number == 0:
            document.add_unsigned("first", 1)
            distinct = dict.fromkeys(article.title).keys() | {
                term for passage in article.passages for term in passage
            }
            document.add_text("article_terms", " ".join(sorted(distinct)))
        yield document


def _owners_seen(viewer: Viewer) -> frozenset[str] | None:
    """Give the owners whose articles a viewer sees, as they are indexed; None for all."""
    if viewer == "everyone":
        return None
    return frozenset({_INSTALLATION} if viewer is None else {_INSTALLATION, str(viewer)})
