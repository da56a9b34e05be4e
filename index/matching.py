"""How the terms of a question are found in an article: themselves, or what stands for them."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import islice, takewhile
from typing import TYPE_CHECKING

import numpy as np

from index.analysis import stop_words, terms
from index.numerals import spellings
from index.question import asking_nouns, asking_terms
from index.vocabulary import (
    alternatives,
    countries,
    kinds,
    known_terms,
    known_terms_from,
    of_one_act,
    repaired,
)
from index.word_vectors import word_vectors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from index.indexed import IndexedArticle, TermScores
    from index.question import Question
    from index.vocabulary import Expression, Repair

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]
    Numbers = NDArray[np.int64]

SYNONYM_WEIGHT = 0.5
"""What a synonym counts beside the asker's own word."""
KIND_WEIGHT = 0.35
"""What a kind of the thing that is asked for counts: a car for a vehicle."""
REPAIR_WEIGHT = 0.8
"""What a word counts that the asker's misspelt word was read as."""
RELATIVE_WEIGHT = 0.4
"""What a word counts that shares its beginning with the asker's (militant, military)."""
ASKING_COUNTS = 0.75
"""What a noun for asking itself counts where the article has it: hardly that is asked for."""


@dataclass(frozen=True)
class AskedTerm:
    """One term of a question, as it is looked for in one article.

    Attributes:
        term: The asker's term.
        idf: How telling it is, 0 for a word that every sentence has.
        rarity: How telling it is in general: 1 for a word that no other article has.
        synonyms: Expressions that stand for it.
        kinds: Expressions for what is one: a car is a vehicle.
        repair: What it is read as where it occurs nowhere, or None.
        relatives: Terms of the article with the same beginning, for a term that occurs nowhere.
        is_name: Whether it is a name or number: so written by the asker or in the article, or a
            country.
        word_number: The number of the asker's word in the table of English word vectors, or None.
    """

    term: str
    idf: float
    rarity: float
    synonyms: tuple[Expression, ...] = ()
    kinds: tuple[Expression, ...] = ()
    repair: Repair | None = None
    relatives: tuple[str, ...] = ()
    is_name: bool = False
    word_number: int | None = None

    @property
    def ways(self) -> Iterator[tuple[Expression, float]]:
        """Every expression through which it may be found, with what it counts."""
        yield (self.term,), 1.0
        if self.repair:
            yield (self.repair.taken,), REPAIR_WEIGHT
        yield from ((expression, SYNONYM_WEIGHT) for expression in self.synonyms)
        yield from ((expression, KIND_WEIGHT) for expression in self.kinds)
        yield from (((term,), RELATIVE_WEIGHT) for term in self.relatives)


@dataclass(frozen=True)
class Occurrences:
    """The words of an article through which a question's terms are found.

    Attributes:
        places: Where each stands; first those of the first way, in order.
        terms: For each the number of the asked term.
        ways: For each the number of the way in which it stands for the term.
        term_of_way: For each way the number of the asked term.
        weight_of_way: For each way what it counts.
    """

    places: Numbers
    terms: Numbers
    ways: Numbers
    term_of_way: Numbers
    weight_of_way: Vector

    def __len__(self) -> int:
        """How many words there are."""
        return len(self.places)


class Match:
    """How the terms of one question match every sentence of one article.

    Args:
        question: What is asked.
        indexed: The article.
        commonness: For each term, the share of other articles that have it; what a word tells
            that this article does not have at all.
        idf: For each of the question's terms how telling it is, 0 to 1, where that is known of
            more than this article; without it, it is worked out from the article and commonness.

    Attributes:
        asked: The question's terms, each once.
        idf: For each of them how telling it is.
        total_idf: Their sum, at least a little above 0.
        rarity: For each of them how telling it is in general.
        is_name: 1 for each of them that was written as a name or number, else 0.
    """

    def __init__(
        self,
        question: Question,
        indexed: IndexedArticle,
        commonness: Mapping[str, float],
        *,
        idf: Mapping[str, float] | None = None,
    ) -> None:
        self.question = question
        self.indexed = indexed
        self.asked = _asked_terms(question, indexed, commonness, idf or {})
        self.idf: Vector = np.array([asked.idf for asked in self.asked])
        self.total_idf = max(float(self.idf.sum()), 1e-9)
        self.rarity: Vector = np.array([asked.rarity for asked in self.asked])
        self.is_name: Vector = np.array([asked.is_name for asked in self.asked], dtype=float)
        self._found = [
            [(expression, weight) for expression, weight in asked.ways if self._is_held(expression)]
            for asked in self.asked
        ]

    def _is_held(self, expression: Expression) -> bool:
        return all(term in self.indexed.postings for term in expression)

    @cached_property
    def exact(self) -> Matrix:
        """1 where a sentence has a term, else 0; sentences by terms."""
        found = np.zeros((len(self.indexed), len(self.asked)))
        for column, asked in enumerate(self.asked):
            rows = self.indexed.postings.get(asked.term)
            if rows is not None:
                found[rows, column] = 1.0
        return found

    @cached_property
    def soft(self) -> Matrix:
        """As `exact`, with the weight of the best synonym, repair or relative elsewhere."""
        found = np.zeros((len(self.indexed), len(self.asked)))
        for column, ways in enumerate(self._found):
            # What counts most is written last.
            for expression, weight in sorted(ways, key=lambda way: way[1]):
                found[self._rows_with(expression), column] = weight
        return found

    @cached_property
    def found_exactly(self) -> Vector:
        """1 for each term that the article has itself, else 0."""
        best: Vector = self.exact.max(axis=0, initial=0.0)
        return best

    @cached_property
    def found(self) -> Vector:
        """For each term the weight of the best way in which the article has it, else 0."""
        best: Vector = self.soft.max(axis=0, initial=0.0)
        return best

    def _rows_with(self, expression: Expression) -> Numbers:
        """The sentences that have all terms of an expression."""
        rows = self.indexed.postings[expression[0]]
        for term in expression[1:]:
            rows = np.intersect1d(rows, self.indexed.postings[term], assume_unique=True)
        return rows

    def bm25(self, scores: TermScores) -> Vector:
        """BM25 of the asker's own terms, from `indexed.by_sentence` or another collection."""
        total = scores.of("").copy()
        for asked in self.asked:
            total += scores.of(asked.term)
        return total

    def soft_bm25(self, scores: TermScores) -> Vector:
        """As `bm25`, for each term the best of itself and what stands for it, by weight."""
        total = scores.of("").copy()
        for asked, ways in zip(self.asked, self._found, strict=True):
            best = scores.of(asked.term)
            for expression, weight in ways:
                if weight < 1.0:
                    columns = [scores.of(term) for term in expression]
                    least = columns[0] if len(columns) == 1 else np.minimum.reduce(columns)
                    best = np.maximum(best, weight * least)
            total += best
        return total

    @cached_property
    def vectors(self) -> Matrix:
        """For each term the vector of the asker's word; zeros where it has none."""
        known = word_vectors()
        found = np.zeros((len(self.asked), known.table.shape[1]))
        rows, numbers = self._rows_and_numbers
        found[rows] = known.vectors(numbers)
        return found

    @cached_property
    def telling(self) -> Vector:
        """For each term how telling the asker's word is in general; 0 where it has no vector."""
        found = np.zeros(len(self.asked))
        rows, numbers = self._rows_and_numbers
        found[rows] = word_vectors().telling[numbers]
        return found

    @cached_property
    def _rows_and_numbers(self) -> tuple[list[int], list[int]]:
        """Which terms are in the table of word vectors, and their numbers there."""
        numbers = [asked.word_number for asked in self.asked]
        rows = [row for row, number in enumerate(numbers) if number is not None]
        return rows, [number for number in numbers if number is not None]

    @cached_property
    def likeness(self) -> Matrix:
        """How alike the most alike word of a sentence is to each term's; sentences by terms."""
        return self.indexed.likeness.to(self.vectors)

    @cached_property
    def occurrences(self) -> Occurrences:
        """The words through which the terms are found."""
        indexed = self.indexed
        places, numbers, weights = [], [], []
        for number, ways in enumerate(self._found):
            for expression, weight in ways:
                at = indexed.places[expression[0]]
                if len(expression) > 1:
                    at = at[np.isin(indexed.row_at[at], self._rows_with(expression))]
                if len(at):
                    places.append(at)
                    numbers.append(number)
                    weights.append(weight)
        sizes = [len(at) for at in places]
        term_of_way = np.array(numbers, dtype=np.int64)
        ways_of_all = np.repeat(np.arange(len(sizes)), sizes)
        return Occurrences(
            np.concatenate(places) if places else np.zeros(0, dtype=np.int64),
            term_of_way[ways_of_all],
            ways_of_all,
            term_of_way,
            np.array(weights),
        )

    @cached_property
    def fresh(self) -> Vector:
        """1 for each of `indexed.mentions` that has no word of the question, else 0."""
        mentions = self.indexed.mentions
        fresh = np.ones(len(mentions))
        for ways in self._found:
            for expression, weight in ways:
                held = mentions.by_term.get(expression[0])
                if held is not None and len(expression) == 1 and weight > RELATIVE_WEIGHT:
                    fresh[held] = 0.0
        return fresh

    @cached_property
    def numbers(self) -> dict[str, int]:
        """For each term its number among those that are asked."""
        return {asked.term: number for number, asked in enumerate(self.asked)}

    def column_of(self, term: str) -> Vector:
        """For each sentence how well it has a term; zeros for one that is not asked."""
        number = self.numbers.get(term)
        return np.zeros(len(self.indexed)) if number is None else self.soft[:, number]

    @cached_property
    def focus_column(self) -> Vector:
        """For each sentence how well it has the noun asked for: how many *civilians*."""
        focus = self.question.focus
        found = self.column_of(focus)
        if focus not in self.numbers and focus in self.indexed.postings:
            found[self.indexed.postings[focus]] = 1.0
        return found


def _asked_terms(
    question: Question,
    indexed: IndexedArticle,
    commonness: Mapping[str, float],
    known_idf: Mapping[str, float],
) -> list[AskedTerm]:
    """The terms of a question with what stands for each of them in this article.

    Words for asking itself are left out where the article has none of what stands for them.
    """
    plain = question.terms
    names = _names_and_numbers(question) | indexed.proper_terms
    is_english = question.language == "en"
    numbers = spellings(plain) if is_english else {}
    known, all_kinds = known_terms(question.language), kinds(question.language)
    asking = asking_terms() if is_english else frozenset()
    nouns = asking_nouns() if is_english else frozenset()
    of_countries, capitals = place_terms() if is_english else (frozenset(), frozenset())
    words = {token.term: token.word for token in question.tokens}
    size = max(len(indexed), 1)
    most = math.log((size + 1) / 0.5)

    def held(expression: Expression) -> bool:
        return len(expression) == 1 and expression[0] in indexed.postings

    found = []
    for term, synonyms in zip(plain, alternatives(plain, question.language), strict=True):
        rows = indexed.postings.get(term)
        count = 0 if rows is None else len(rows)
        rarity = _rarity(commonness.get(term, 0.0))
        idf = 0.5 * math.log((size + 1) / (count + 0.5)) / most + 0.5 * rarity
        is_city = term in capitals and question.kind != "say"
        others = [*numbers.get(term, ()), *(() if is_city else synonyms)]
        unknown = count == 0 and term not in known and commonness.get(term, 0.0) == 0.0
        of_kind = all_kinds.get(term, ())
        if count == 0 and term in asking and not any(map(held, (*others, *of_kind))):
            continue
        if unknown and _is_jumbled_stop_word(term, question.language):
            continue
        repair: Repair | None = None
        relatives: tuple[str, ...] = ()
        word_number = word_vectors().number(words[term]) if is_english else None
        if count == 0:
            # A common word is none that was misspelt.
            if unknown and word_number is None:
                alike = _alike(term, indexed.sorted_stems, question.language)
                repair = repaired(term, alike)
                if repair and repair.taken not in indexed.postings:
                    others += alternatives([repair.taken], question.language)[0]
            relatives = _relatives(term, indexed.sorted_stems, question.language)
        found.append(
            AskedTerm(
                term=term,
                idf=known_idf.get(term, idf) * (ASKING_COUNTS if term in nouns else 1.0),
                rarity=rarity,
                synonyms=tuple(dict.fromkeys(others)),
                kinds=of_kind,
                repair=repair,
                relatives=relatives,
                is_name=term in names or term in of_countries or term in capitals,
                word_number=word_number,
            )
        )
    return found


@lru_cache(maxsize=10_000)
def _is_jumbled_stop_word(term: str, language: str) -> bool:
    """Whether a term has the letters of a function word in another order: "teh", "thier"."""
    return any(
        sorted(word) == sorted(term) and word[0] == term[0]
        for word in stop_words(language)
        if len(word) > 2
    )


def _alike(term: str, sorted_stems: Sequence[str], language: str) -> list[str]:
    """Words of the article, and others known, with the first letter of a term."""
    at = bisect_left(sorted_stems, term[0])
    stems = takewhile(lambda stem: stem[0] == term[0], islice(sorted_stems, at, None))
    return [*stems, *known_terms_from(term[0], language)]


def _rarity(share: float) -> float:
    """1 for a word that no other article has, falling to 0 for one that all have."""
    return math.log(1 / (share + 0.002)) / math.log(1 / 0.002) if share < 0.998 else 0.0


def _relatives(term: str, sorted_stems: Sequence[str], language: str) -> tuple[str, ...]:
    """Terms of the article that share at least five letters and two thirds with this one.

    Of shorter English verbs, who does it: own and owner.
    """
    one_act = of_one_act(term) if language == "en" else ()
    found = [other for other in one_act if _holds(sorted_stems, other)]
    if len(term) >= 5:
        beginning = term[: max(5, math.ceil(len(term) * 2 / 3))]
        at = bisect_left(sorted_stems, beginning)
        alike = takewhile(lambda stem: stem.startswith(beginning), islice(sorted_stems, at, None))
        found += [stem for stem in alike if len(stem) <= len(term) + 4]
    return tuple(dict.fromkeys(found))


def _holds(sorted_stems: Sequence[str], stem: str) -> bool:
    at = bisect_left(sorted_stems, stem)
    return at < len(sorted_stems) and sorted_stems[at] == stem


@cache
def place_terms() -> tuple[frozenset[str], frozenset[str]]:
    """The single words for countries and their people, and for capitals, in English."""
    of_countries = _single(word for names, _ in countries() for word in names)
    return of_countries, _single(word for _, capitals in countries() for word in capitals)


def _single(words: Iterable[str]) -> frozenset[str]:
    """The terms of those that are single words."""
    found = (terms(word) for word in words)
    return frozenset(read[0] for read in found if len(read) == 1)


def _names_and_numbers(question: Question) -> frozenset[str]:
    """The terms that the asker wrote with a capital (not at the start) or in digits."""
    return frozenset(
        token.term
        for place, token in enumerate(question.tokens)
        if token.term
        and (
            token.word[0].isdigit()
            or (place > 0 and len(token.term) > 1 and token.word[0].isupper())
        )
    )
