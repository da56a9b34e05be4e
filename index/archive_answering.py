"""Questions to many articles: a search finds passages, the ranking picks sentences in them."""

from __future__ import annotations

import math
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.analysis import terms
from index.answering import (
    MOST_BROAD,
    MOST_PINPOINT,
    RANKED,
    Answer,
    Quote,
    Verdict,
    verdict_at,
    words_repaired,
)
from index.article import Article
from index.confidence import confidence
from index.gathering import gather
from index.highlighting.choosing import highlights
from index.indexed import IndexedArticle, Wider
from index.matching import Match
from index.question import understand
from index.ranking import features

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from index.answering import Answerer
    from index.archive import Archive
    from index.article import Span
    from index.gathering import Gathered, Origin
    from index.search import ArchiveSearch, Found, Hit, Scope, Statistics

    Vector = NDArray[np.float64]

FOUND = 50
"""Passages that the search is asked for."""
RANKED_PASSAGES = 16
"""Of them the best, whose sentences are ranked: more gained nothing on news or encyclopaedias."""
OF_ONE_ARTICLE = 2
"""Quotes of one article at most, unless it stands alone."""
NEARLY_THE_SAME = 0.85
"""Share of the terms of two sentences that both have, from which they are taken for copies."""
GREATEST_IDF = 4.0
"""BM25's idf of a term that one passage of the archive has. It would grow with the archive, and
weights that were learned on a small one would not fit a large one: 4 is about what it is in an
article of fifty sentences."""
NEWEST_WORDS = frozenset("latest newest recent recently now today current currently".split())


@dataclass(frozen=True)
class Candidates:
    """The sentences that a question to many articles has to choose from.

    Attributes:
        hits: The passages that the search found, best first.
        gathered: The sentences of the best of them.
        match: The question's terms against these sentences.
        values: Their features, by name.
    """

    hits: tuple[Hit, ...]
    gathered: Gathered
    match: Match
    values: Mapping[str, Vector]

    def origin(self, row: int) -> Origin:
        """Where the sentence of a row of the features comes from."""
        return self.gathered.origins[self.match.indexed.numbers[row]]


class _Overtaken(Exception):  # noqa: N818 - reads as what happened
    """An article was changed or removed after its passages were read: they are to be read again."""


class ArchiveAnswerer:
    """Answers questions from all articles of a scope.

    Args:
        answerer: Its weights are used.
        archive: Where the articles are.
        search: Finds passages in it.
    """

    def __init__(self, answerer: Answerer, archive: Archive, search: ArchiveSearch) -> None:
        self._answerer = answerer
        self._archive = archive
        self._search = search

    def answer(self, question: str, scope: Scope | None = None) -> Answer:
        """Answer a question.

        Args:
            question: Any text that a person may send.
            scope: Which articles to ask; None: all of the archive.

        Returns:
            The same answer for the same question and archive, always. Its article is that of the
            best sentence.

        Raises:
            SearchError: The search index cannot be read.
            ArchiveError: The archive cannot be read.
        """
        while True:
            with suppress(_Overtaken):
                return self.answer_from(question, self.candidates(question, scope))

    def candidates(self, question: str, scope: Scope | None = None) -> Candidates | None:
        """Find the sentences that may answer, with their features; None where there are none.

        Args:
            question: Any text that a person may send.
            scope: Which articles to ask; None: all of the archive.
        """
        known = self._answerer.model.commonness
        return find_candidates(question, self._archive, self._search, known, scope)

    def answer_from(self, question: str, found: Candidates | None) -> Answer:
        """Answer a question from the sentences that were found for it.

        Args:
            question: As it was asked.
            found: What `candidates` gave.
        """
        if found is None:
            return Answer(question, Verdict.SILENT, 0.0, Article("", ""))
        model = self._answerer.model
        language = found.match.question.language
        # What was learned of archives was learned of whole questions.
        of_archives = found.match.question.kind != "topic"
        scores = model.ranking(language, archive=of_archives).score(found.values)
        scoring = model.confidence(language, archive=of_archives)
        sure = confidence(found.match, found.values, scoring)
        verdict = verdict_at(sure, model)
        order = [int(row) for row in np.argsort(-scores, kind="stable")]
        kept, copies = _without_copies(found, order[: 3 * RANKED])
        best = kept[:RANKED]
        shown = [] if verdict is Verdict.SILENT else self._shown(found, scores, best)
        quotes = self._quotes(found, scores, best, lit={*shown, *best[:1]}, copies=copies)
        return Answer(
            question=question,
            verdict=verdict,
            confidence=sure,
            article=quotes[best[0]].article,
            quotes=tuple(quotes[row] for row in shown),
            ranked=tuple(quotes[row] for row in best),
            repairs=words_repaired(found.match),
        )

    def _shown(self, found: Candidates, scores: Vector, best: Sequence[int]) -> list[int]:
        """The sentences to show: near the best one, few of one article, its own article first."""
        model = self._answerer.model
        broad = found.match.question.broad
        limit, most = (model.close_broad, MOST_BROAD) if broad else (model.close, MOST_PINPOINT)
        near = [row for row in best if math.exp(scores[row] - scores[best[0]]) >= limit]
        articles = [found.origin(row).passage.number for row in near]
        if len(set(articles)) > 1:
            counted: Counter[int] = Counter()
            few = []
            for row, article in zip(near, articles, strict=True):
                counted[article] += 1
                if counted[article] <= OF_ONE_ARTICLE:
                    few.append(row)
            near = few
        near = near[:most]
        order = list(dict.fromkeys(found.origin(row).passage.number for row in near))
        return sorted(near, key=lambda row: order.index(found.origin(row).passage.number))

    def _quotes(
        self,
        found: Candidates,
        scores: Vector,
        rows: Sequence[int],
        *,
        lit: Iterable[int],
        copies: Mapping[int, Sequence[int]],
    ) -> dict[int, Quote]:
        """The quotes of some sentences, by their rows."""
        origins = {row: found.origin(row) for row in rows}
        articles = self._archive.articles_numbered(
            {origin.passage.number for origin in origins.values()}
        )
        lit = set(lit)
        quotes = {}
        for row, origin in origins.items():
            article = articles.get(origin.passage.number)
            if article is None or not _stands_in(article, origin):
                raise _Overtaken
            marked: Sequence[Span] = ()
            if row in lit:
                marked = highlights(found.match, row, self._answerer.highlighting)
            same = (found.gathered.origins[number].passage.article_id for number in copies[row])
            quotes[row] = Quote(
                article=article,
                sentence=origin.sentence,
                start=origin.span[0],
                end=origin.span[1],
                heading=origin.passage.heading.strip(),
                score=float(scores[row]),
                highlights=found.gathered.moved(found.match.indexed.numbers[row], marked),
                also_in=tuple(
                    dict.fromkeys(one for one in same if one != origin.passage.article_id)
                ),
            )
        return quotes


def find_candidates(
    question: str,
    archive: Archive,
    search: ArchiveSearch,
    known: Mapping[str, float],
    scope: Scope | None = None,
) -> Candidates | None:
    """Find the sentences of many articles that may answer a question; None where there are none.

    Args:
        question: Any text that a person may send.
        archive: Where the articles are.
        search: Finds passages in it.
        known: For each term the share of articles that have it, for a small archive.
        scope: Which articles to ask; None: all of the archive.
    """
    language = search.language_of(question)
    asked = understand(question, language)
    found = search.find(asked.terms, language, scope, FOUND)
    best = found.hits[:RANKED_PASSAGES]
    stored = archive.passages([(hit.article, hit.passage) for hit in best])
    gathered = gather(stored, language)
    if not gathered.origins:
        return None
    idf = _Idf(search, found)
    match = Match(
        asked,
        IndexedArticle(gathered.article, _wider(found.wanted.statistics, idf)),
        _commonness(asked.terms, found, known),
        idf={term: idf.of(term) for term in asked.terms},
    )
    values = {**features(match), **_archive_features(match, gathered, best)}
    return Candidates(found.hits, gathered, match, values)


def _stands_in(article: Article, origin: Origin) -> bool:
    """Whether an article has, at its place, the very sentence that was read from a passage."""
    (start, end), before = origin.span, origin.passage.start
    return article.text[start:end] == origin.passage.text[start - before : end - before]


def _without_copies(
    found: Candidates, order: Sequence[int]
) -> tuple[list[int], dict[int, list[int]]]:
    """Leave out sentences that say what a better one says in all but the same words.

    Args:
        found: The candidates.
        order: Rows, best first.

    Returns:
        The rows that are left, best first, and for each the numbers of the sentences of the
        gathered article that say the same.
    """
    indexed = found.match.indexed
    some_are_left_out = len(indexed.numbers) < len(found.gathered.origins)
    twins = (
        _twins(found.gathered) if some_are_left_out else [[number] for number in indexed.numbers]
    )
    kept: dict[int, frozenset[str]] = {}
    copies: dict[int, list[int]] = {}
    for row in order:
        own = frozenset(indexed.terms[row])
        same = next((other for other, terms in kept.items() if _alike(own, terms)), None)
        if same is None:
            kept[row] = own
            same = row
            copies[row] = []
        copies[same].extend(twins[indexed.numbers[row]])
    return list(kept), copies


def _twins(gathered: Gathered) -> list[list[int]]:
    """For each gathered sentence the numbers of those that are the same word for word."""
    article = gathered.article
    words = [" ".join(article.text[one.start : one.end].split()) for one in article.sentences]
    numbers: dict[str, list[int]] = {}
    for number, one in enumerate(words):
        numbers.setdefault(one, []).append(number)
    return [numbers[one] for one in words]


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sentences have nearly all of their terms in common."""
    least, most = len(one), len(other)
    if least > most:
        least, most = most, least
    if least < NEARLY_THE_SAME * most:
        return False
    shared = len(one & other)
    return shared >= NEARLY_THE_SAME * max(least + most - shared, 1)


class _Idf:
    """How telling terms are in the whole archive: BM25's idf, as a share of its greatest.

    It is that among passages, for sentences too: of a telling term, a passage seldom has more than
    one sentence.

    Args:
        search: Counts the terms that were not counted when passages were searched for.
        found: What was found for the question, with what was counted then.
    """

    def __init__(self, search: ArchiveSearch, found: Found) -> None:
        self._search = search
        self._size = found.wanted.statistics.passages
        self._greatest = math.log(1 + 2 * self._size) or 1.0
        self._counts = dict(found.wanted.statistics.frequencies)

    def of(self, term: str) -> float:
        """Give the share of a term, 0 to 1."""
        count = self._counts.get(term)
        if count is None:
            count = self._counts[term] = self._search.frequency(term)
        count = min(count, self._size)
        return math.log(1 + (self._size - count + 0.5) / (count + 0.5)) / self._greatest


def _wider(statistics: Statistics, idf: _Idf) -> Wider:
    """What the archive tells of terms and lengths, for BM25 of the sentences gathered from it."""
    sentences = max(statistics.sentences, 1)
    average = statistics.average_length * statistics.passages / sentences
    return Wider(
        idf=lambda term: GREATEST_IDF * idf.of(term),
        sentence=average,
        # All sentences have two neighbours but the first and the last of each article.
        window=average * max(1.0, 3 - 2 * statistics.articles / sentences),
        passage=statistics.average_length,
    )


def _commonness(asked: Sequence[str], found: Found, known: Mapping[str, float]) -> dict[str, float]:
    """For each term the share of the articles that have it; in a small archive, of those known."""
    statistics = found.wanted.statistics
    if statistics.articles < ENOUGH_ARTICLES:
        return {term: known.get(term, 0.0) for term in asked}
    return {
        term: statistics.article_frequencies.get(term, 0) / statistics.articles for term in asked
    }


ENOUGH_ARTICLES = 30
"""Articles from which on an archive tells by itself how common a word is."""


def _archive_features(match: Match, gathered: Gathered, hits: Sequence[Hit]) -> dict[str, Vector]:
    """What an archive adds: how well passage and article were found, and what the title says."""
    places = [gathered.origins[number].passage for number in match.indexed.numbers]
    by_place = {(hit.article, hit.passage): rank for rank, hit in enumerate(hits)}
    ranks = np.array([by_place[place.number, place.passage] for place in places])
    score = np.array([hit.score for hit in hits])[ranks]
    coverage = np.array([hit.coverage for hit in hits])[ranks]
    best_of: dict[int, int] = {}
    for rank, hit in enumerate(hits):
        best_of.setdefault(hit.article, rank)
    counts = Counter(hit.article for hit in hits)
    asked = set(match.question.terms)
    in_titles = {
        said: len(asked.intersection(terms(*said))) / max(len(asked), 1)
        for said in {(place.title, place.language) for place in places}
    }
    number = np.array([place.passage for place in places], dtype=float)
    latest = max(place.published for place in places)
    newest = np.array([float(bool(latest) and place.published == latest) for place in places])
    wants_newest = any(token.word.lower() in NEWEST_WORDS for token in match.question.tokens)
    total = score + coverage
    return {
        "passage found": 1.0 / (1 + ranks),
        "passage score": score,
        "passage score, share of best": score / max(float(score.max(initial=0.0)), 1e-9),
        "article coverage": coverage,
        "article coverage, share of best": coverage / max(float(coverage.max(initial=0.0)), 1e-9),
        "score and coverage": total,
        "score and coverage, share of best": total / max(float(total.max(initial=0.0)), 1e-9),
        "article found": np.array([1.0 / (1 + best_of[place.number]) for place in places]),
        "article count": np.array([counts[place.number] / len(hits) for place in places]),
        "title covered": np.array([in_titles[place.title, place.language] for place in places]),
        "passage number": np.log1p(number),
        "first passage": (number == 0).astype(float),
        "newest wanted": newest * float(wants_newest),
    }
