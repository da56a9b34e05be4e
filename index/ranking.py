"""Features of a question and every sentence of an article, and the score learned from them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from index.indexed import letter_grams
from index.question import KINDS
from index.vocabulary import alternatives, known_terms, repaired

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

    from index.article import Span
    from index.entities import Entities
    from index.indexed import IndexedArticle, TermScores
    from index.question import Question
    from index.vocabulary import Expression, Repair

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

SYNONYM_WEIGHT = 0.5
"""What a synonym counts beside the asker's own word."""
REPAIR_WEIGHT = 0.8
"""What a word counts that the asker's misspelt word was read as."""
RELATIVE_WEIGHT = 0.4
"""What a word counts that shares its beginning with the asker's (militant, military)."""

ENGLISH_FEATURES = frozenset(
    {
        *(f"asks {kind}" for kind in KINDS),
        "broad",
        "has expected",
        "new expected",
        "expected near match",
        "focus near number",
        "focus in sentence",
        "new names",
        "has names",
        "has people",
        "has places",
        "has dates",
        "speech",
        "reasons",
        "manner",
        "said by asked",
        "leans",
        "names covered",
        "names covered by window",
        "other words covered",
        "best names covered",
        "best expected near match",
        "best has expected",
        "names",
        "names missing",
        "names found",
        "repairs",
    }
)
"""Features that look for English words or for names by their capitals."""


@dataclass(frozen=True)
class AskedTerm:
    """One term of a question, as it is looked for in one article.

    Attributes:
        term: The asker's term.
        idf: How telling it is, 0 for a word that every sentence has.
        synonyms: Expressions that stand for it.
        repair: What it is read as where it occurs nowhere, or None.
        relatives: Terms of the article with the same beginning, for a term that occurs nowhere.
        rarity: How telling it is in general: 1 for a word that no other article has.
        is_name: Whether the asker wrote it as a name or number.
    """

    term: str
    idf: float
    rarity: float
    synonyms: tuple[Expression, ...] = ()
    repair: Repair | None = None
    relatives: tuple[str, ...] = ()
    is_name: bool = False


class Match:
    """How the terms of one question match every sentence of one article.

    Args:
        question: What is asked.
        indexed: The article.
        commonness: For each term, the share of other articles that have it; what a word tells
            that this article does not have at all.
    """

    def __init__(
        self, question: Question, indexed: IndexedArticle, commonness: Mapping[str, float]
    ) -> None:
        self.question = question
        self.indexed = indexed
        self.asked = _asked_terms(question, indexed, commonness)
        self.idf = np.array([asked.idf for asked in self.asked])

    @cached_property
    def exact(self) -> Matrix:
        """1 where a sentence has a term, else 0; sentences by terms."""
        return self._columns(lambda asked: self._has(asked.term))

    @cached_property
    def soft(self) -> Matrix:
        """As `exact`, with the weight of the best synonym, repair or relative elsewhere."""
        return self._columns(self._soft_column)

    def _columns(self, column: Callable[[AskedTerm], Vector]) -> Matrix:
        if not self.asked:
            return np.zeros((len(self.indexed), 0))
        return np.stack([column(asked) for asked in self.asked], axis=1)

    def _has(self, term: str) -> Vector:
        column = np.zeros(len(self.indexed))
        rows = self.indexed.postings.get(term)
        if rows:
            column[list(rows)] = 1.0
        return column

    def _soft_column(self, asked: AskedTerm) -> Vector:
        column = self._has(asked.term)
        for expression in asked.synonyms:
            if all(term in self.indexed.postings for term in expression):
                both = np.minimum.reduce([self._has(term) for term in expression])
                np.maximum(column, SYNONYM_WEIGHT * both, out=column)
        if asked.repair:
            np.maximum(column, REPAIR_WEIGHT * self._has(asked.repair.taken), out=column)
        for term in asked.relatives:
            np.maximum(column, RELATIVE_WEIGHT * self._has(term), out=column)
        return column

    def bm25(self, scores: TermScores) -> Vector:
        """BM25 of the asker's own terms, from `indexed.by_sentence` or another collection."""
        total = scores.of("").copy()
        for asked in self.asked:
            total += scores.of(asked.term)
        return total

    def soft_bm25(self, scores: TermScores) -> Vector:
        """As `bm25`, for each term the best of itself and what stands for it, by weight."""
        total = scores.of("").copy()
        for asked in self.asked:
            best = scores.of(asked.term)
            for expression in asked.synonyms:
                columns = [scores.of(term) for term in expression]
                best = np.maximum(best, SYNONYM_WEIGHT * np.minimum.reduce(columns))
            if asked.repair:
                best = np.maximum(best, REPAIR_WEIGHT * scores.of(asked.repair.taken))
            for term in asked.relatives:
                best = np.maximum(best, RELATIVE_WEIGHT * scores.of(term))
            total += best
        return total


def _asked_terms(
    question: Question, indexed: IndexedArticle, commonness: Mapping[str, float]
) -> list[AskedTerm]:
    """The terms of a question with what stands for each of them in this article."""
    plain = list(question.terms)
    written_as_names = _names_and_numbers(question)
    others = alternatives(plain, question.language)
    known = known_terms(question.language)
    found = []
    size = max(len(indexed), 1)
    for term, expressions in zip(plain, others, strict=True):
        synonyms = expressions
        count = indexed.sentence_counts.get(term, 0)
        local = math.log((size + 1) / (count + 0.5)) / math.log((size + 1) / 0.5)
        rarity = _rarity(commonness.get(term, 0.0))
        idf = 0.5 * local + 0.5 * rarity
        repair: Repair | None = None
        relatives: tuple[str, ...] = ()
        if count == 0:
            if term not in known and commonness.get(term, 0.0) == 0.0:
                vocabulary = indexed.postings.keys() | known
                repair = repaired(term, vocabulary)
                if repair and repair.taken not in indexed.postings:
                    synonyms = [
                        *synonyms,
                        *alternatives([repair.taken], question.language)[0],
                    ]
            relatives = _relatives(term, indexed)
        found.append(
            AskedTerm(
                term,
                idf,
                rarity,
                tuple(dict.fromkeys(synonyms)),
                repair,
                relatives,
                term in written_as_names,
            )
        )
    return found


def _rarity(share: float) -> float:
    """1 for a word that no other article has, falling to 0 for one that all have."""
    return math.log(1 / (share + 0.002)) / math.log(1 / 0.002) if share < 0.998 else 0.0


def _relatives(term: str, indexed: IndexedArticle) -> tuple[str, ...]:
    """Terms of the article that share at least five letters and two thirds with this one."""
    if len(term) < 5:
        return ()
    wanted = max(5, math.ceil(len(term) * 2 / 3))
    return tuple(
        other
        for other in indexed.postings
        if other[:wanted] == term[:wanted] and len(other) <= len(term) + 4
    )


def _names_and_numbers(question: Question) -> frozenset[str]:
    """The terms that the asker wrote with a capital (not at the start) or in digits."""
    return frozenset(
        token.term
        for place, token in enumerate(question.tokens)
        if token.term and (token.word[0].isdigit() or (place > 0 and token.word[0].isupper()))
    )


def features(match: Match) -> dict[str, Vector]:
    """All features of a question with every sentence of an article.

    Args:
        match: The question's terms against the article's sentences.

    Returns:
        For each feature's name one value a sentence.
    """
    indexed, size = match.indexed, len(match.indexed)
    values: dict[str, Vector] = {}
    values.update(_word_features(match))
    values.update(_order_features(match))
    values.update(_answer_features(match))
    values.update(_place_features(indexed))
    constant = _question_features(match)
    values.update({name: np.full(size, value) for name, value in constant.items()})
    return values


def _share(column: Vector) -> Vector:
    """A column as a share of its greatest value."""
    top = column.max(initial=0.0)
    return column / top if top > 0 else column


def _rank(column: Vector) -> Vector:
    """1 for the best, 1/2 for the second, …; 0 for what scores 0."""
    order = np.argsort(-column, kind="stable")
    ranks = np.empty(len(column))
    ranks[order] = 1.0 / np.arange(1, len(column) + 1)
    ranks[column <= 0] = 0.0
    return ranks


def near(matrix: Matrix, before: int, after: int) -> Matrix:
    """For each sentence the greatest value among itself and its neighbours."""
    best = matrix.copy()
    for step in range(1, before + 1):
        np.maximum(best[step:], matrix[:-step], out=best[step:])
    for step in range(1, after + 1):
        np.maximum(best[:-step], matrix[step:], out=best[:-step])
    return best


def _word_features(match: Match) -> dict[str, Vector]:
    """How well the question's words are found in the sentence and around it."""
    indexed, idf = match.indexed, match.idf
    total = max(float(idf.sum()), 1e-9)
    exact, soft = match.exact, match.soft
    bm25 = match.bm25(indexed.by_sentence)
    soft_bm25 = match.soft_bm25(indexed.by_sentence)
    window = match.soft_bm25(indexed.by_window)
    passage = match.soft_bm25(indexed.by_passage)[indexed.passage_rows]
    covered = soft @ idf / total
    window_cover = near(soft, 1, 1) @ idf / total
    before_cover = near(soft, 1, 0) @ idf / total
    wide_cover = near(soft, 3, 2) @ idf / total
    names = np.array([asked.is_name for asked in match.asked], dtype=float)
    named = max(float(names.sum()), 1.0)
    verb_like = idf * (1.0 - names)
    rarest = soft[:, int(np.argmax(idf))] if len(idf) else np.zeros(len(indexed))
    first = soft[:, 0] if len(idf) else np.zeros(len(indexed))
    last = soft[:, -1] if len(idf) else np.zeros(len(indexed))
    heading = np.array(
        [
            sum(asked.idf for asked in match.asked if asked.term in found)
            for found in indexed.heading_terms
        ]
    )
    matched = (soft > 0).sum(axis=1)
    return {
        "bm25": bm25,
        "bm25 with synonyms": soft_bm25,
        "bm25 share of best": _share(soft_bm25),
        "bm25 rank": _rank(soft_bm25),
        "bm25 of window": window,
        "window share of best": _share(window),
        "window rank": _rank(window),
        "bm25 of passage": passage,
        "passage share of best": _share(passage),
        "passage rank": _rank(passage),
        "idf covered exactly": exact @ idf / total,
        "idf covered": covered,
        "idf covered, share of best": _share(covered),
        "idf covered by window": window_cover,
        "idf covered with the one before": before_cover,
        "idf covered by wide window": wide_cover,
        "window adds": window_cover - covered,
        "idf missing": (1.0 - soft) @ idf,
        "terms matched": matched.astype(float),
        "terms missing": float(len(idf)) - matched,
        "names covered": soft @ names / named,
        "names covered by window": near(soft, 3, 0) @ names / named,
        "other words covered": soft @ verb_like / max(float(verb_like.sum()), 1e-9),
        "rarest term": rarest,
        "first term": first,
        "last term": last,
        "heading covered": heading / total,
        "matched density": matched
        / np.array([max(len(found), 1) for found in indexed.terms], dtype=float),
    }


def _order_features(match: Match) -> dict[str, Vector]:
    """Whether the matched words stand together, and in the question's order."""
    size = len(match.indexed)
    postings = match.indexed.postings
    stems = [token.term or token.stem for token in match.question.tokens]
    pairs = [
        (left, right) for left, right in pairwise(stems) if left in postings and right in postings
    ]
    together, close, stop_words = np.zeros(size), np.zeros(size), np.zeros(size)
    content = set(match.question.terms)
    for left, right in pairs:
        for row, places in postings[left].items():
            others = postings[right].get(row)
            if others and any(place + 1 in others for place in places):
                together[row] += 1.0 if left in content or right in content else 0.3
    plain = match.question.terms
    for left, right in pairwise(plain):
        for row, places in postings.get(left, {}).items():
            others = postings.get(right, {}).get(row)
            if others:
                gap = min(abs(other - place) for place in places for other in others)
                close[row] += 1.0 / gap if gap else 1.0
                close[row] += 0.5 if min(places) < max(others) else 0.0
    for token in match.question.tokens:
        if not token.term and token.stem in postings:
            for row in postings[token.stem]:
                stop_words[row] += 1.0
    spans = _matched_spans(match)
    grams = letter_grams(token.word for token in match.question.tokens if token.term)
    return {
        "letters shared": np.array(
            [len(grams & found) / max(len(grams), 1) for found in match.indexed.letter_grams]
        ),
        "pairs together": together / max(len(stems) - 1, 1),
        "pairs together, count": together,
        "pairs close": close / max(len(plain) - 1, 1),
        "stop words shared": stop_words / max(len(stems), 1),
        "span of matches": spans,
    }


def _matched_spans(match: Match) -> Vector:
    """Matched terms over the words between the first and the last of them."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    count: dict[int, int] = {}
    for term in match.question.terms:
        for row, places in match.indexed.postings.get(term, {}).items():
            first[row] = min(first.get(row, places[0]), places[0])
            last[row] = max(last.get(row, places[-1]), places[-1])
            count[row] = count.get(row, 0) + 1
    spans = np.zeros(len(match.indexed))
    for row, matched in count.items():
        if matched > 1:
            spans[row] = matched / (last[row] - first[row] + 1)
    return spans


def expected_spans(entities: Entities, kind: str) -> tuple[Span, ...]:
    """The places in a sentence that are of the kind of answer asked for.

    Args:
        entities: What stands in the sentence.
        kind: One of question.KINDS.
    """
    by_kind: dict[str, tuple[Span, ...]] = {
        "who": entities.names,
        "when": entities.dates,
        "where": entities.places + entities.organisations,
        "how many": entities.numbers,
        "how much": entities.money or entities.numbers,
        "how long": entities.durations or entities.dates,
        "how old": entities.ages or entities.numbers,
    }
    return by_kind.get(kind, ())


def _answer_features(match: Match) -> dict[str, Vector]:
    """Whether the sentence holds something new of the kind that is asked for."""
    indexed, question = match.indexed, match.question
    asked = set(question.terms)
    text = indexed.article.text
    size = len(indexed)
    columns = {
        name: np.zeros(size)
        for name in (
            "has expected",
            "new expected",
            "expected near match",
            "focus near number",
            "focus in sentence",
            "new names",
            "new numbers",
            "has names",
            "has people",
            "has places",
            "has numbers",
            "has dates",
            "quoted",
            "speech",
            "reasons",
            "manner",
            "new terms",
            "said by asked",
        )
    }
    for row in range(size):
        found = indexed.entities[row]
        read = indexed.tokens[row]
        matched = [place for place, token in enumerate(read) if token.term and token.term in asked]
        expected = expected_spans(found, question.kind)
        new = [
            span
            for span in expected
            if not any(
                token.term in asked
                for token in read
                if span[0] <= token.start and token.end <= span[1]
            )
        ]
        columns["has expected"][row] = len(expected) > 0
        columns["new expected"][row] = len(new)
        if new and matched:
            columns["expected near match"][row] = 1.0 / (1 + _distance(read, new, matched))
        columns["new names"][row] = sum(1 for span in found.names if not _holds(read, span, asked))
        columns["new numbers"][row] = sum(
            1 for span in found.numbers + found.dates if not _holds(read, span, asked)
        )
        columns["has names"][row] = len(found.names) > 0
        columns["has people"][row] = len(found.people) > 0
        columns["has places"][row] = len(found.places) > 0
        columns["has numbers"][row] = len(found.numbers) > 0
        columns["has dates"][row] = len(found.dates) > 0
        columns["quoted"][row] = found.quoted
        columns["speech"][row] = found.speech > 0
        columns["reasons"][row] = found.reasons > 0
        columns["manner"][row] = found.manner > 0
        columns["new terms"][row] = sum(
            1 for token in read if token.term and token.term not in asked
        )
        if question.focus:
            at = [
                place
                for place, token in enumerate(read)
                if (token.term or token.stem) == question.focus
            ]
            columns["focus in sentence"][row] = len(at) > 0
            if at and found.numbers:
                columns["focus near number"][row] = 1.0 / (
                    1 + _distance(read, list(found.numbers), at)
                )
        if found.speech and (found.quoted or found.speech) and matched:
            columns["said by asked"][row] = _says(indexed, row, asked)
    columns["new terms"] = np.log1p(columns["new terms"])
    del text
    return columns


_SPEECH_STEMS = frozenset(
    "said say told tell ad insist warn announc state claim wrote explain argu report confirm deni "
    "acknowledg note describ suggest repli vow promis recal testifi accord".split()
)


def _says(indexed: IndexedArticle, row: int, asked: set[str]) -> float:
    """Nearness of a word of saying to one of the asked terms."""
    read = indexed.tokens[row]
    verbs = [place for place, token in enumerate(read) if token.stem in _SPEECH_STEMS]
    names = [
        place
        for place, token in enumerate(read)
        if token.term in asked and token.stem not in _SPEECH_STEMS
    ]
    if not verbs or not names:
        return 0.0
    return 1.0 / min(abs(verb - name) for verb in verbs for name in names)


def _holds(read: list, span: Span, asked: set[str]) -> bool:  # type: ignore[type-arg]
    return any(
        token.term in asked for token in read if span[0] <= token.start and token.end <= span[1]
    )


def _distance(read: list, spans: Iterable[Span], places: list[int]) -> int:  # type: ignore[type-arg]
    """Words between the nearest of some spans and the nearest of some words."""
    best = 100
    for start, end in spans:
        inside = [
            place for place, token in enumerate(read) if start <= token.start and token.end <= end
        ]
        for place in places:
            for other in inside[:1] + inside[-1:]:
                best = min(best, abs(place - other))
    return best


def _place_features(indexed: IndexedArticle) -> dict[str, Vector]:
    """Where in the article the sentence stands, and its own look."""
    size = len(indexed)
    at = np.arange(size, dtype=float)
    lengths = np.array([len(read) for read in indexed.tokens], dtype=float)
    lean = np.array(
        [1.0 if read and read[0].word.lower() in _LEANING else 0.0 for read in indexed.tokens]
    )
    begins = np.array(
        [text in {'"', "“"} for text in (indexed.article.text[s.start] for s in indexed.sentences)],
        dtype=float,
    )
    previous = np.array([-1, *indexed.passages[:-1]]) if size else np.zeros(0)
    return {
        "place": at / max(size - 1, 1),
        "is first": (at == 0).astype(float),
        "log place": np.log1p(at),
        "log length": np.log1p(lengths),
        "leans": lean,
        "begins quoted": begins,
        "begins passage": (np.array(indexed.passages) != previous).astype(float) if size else at,
    }


_LEANING = frozenset("he she it they this that these those his her its their but and so".split())


def _question_features(match: Match) -> dict[str, float]:
    """What the question itself is like; the same for all sentences."""
    question, idf = match.question, match.idf
    best = match.soft.max(axis=0) if len(match.indexed) and len(idf) else np.zeros(len(idf))
    total = max(float(idf.sum()), 1e-9)
    values = {f"asks {kind}": float(question.kind == kind) for kind in KINDS}
    values["broad"] = float(question.broad)
    values["question terms"] = float(len(idf))
    values["question words"] = float(len(question.tokens))
    values["question idf"] = float(idf.sum())
    values["article covers"] = float(best @ idf) / total
    values["log sentences"] = math.log1p(len(match.indexed))
    return values
