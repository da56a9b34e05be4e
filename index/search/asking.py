"""Terms of a question to the terms that are searched for, each with its weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from index.analysis import fold, stop_words, tokens
from index.search.interface import Weights
from index.search.preparing import indexed_term
from index.vocabulary import Repair, alternatives, known_terms

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from index.search.interface import Engine, Statistics

SYNONYM_WEIGHT = 0.3
"""What a synonym counts beside the asker's own word; its terms share it."""
REPAIR_WEIGHT = 0.8
"""What a word counts that the asker's misspelt word was read as."""

FREQUENT_SHARE = 0.1
"""Share of the passages above which a term tells too little to find any by it."""
FREQUENT_COUNT = 1_000
"""Passages up to which no term is too frequent: looking at them costs nothing."""

LONGEST_QUESTION = 32
"""Terms; those of a longer question are not all searched for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for.

    Attributes:
        weights: What each term counts.
        statistics: What there is in the index, with the frequencies of all terms considered.
        repairs: Terms that occur nowhere, with what they are read as.
        unknown: Terms of the question that occur nowhere and are read as nothing else.
    """

    weights: Weights
    statistics: Statistics
    repairs: tuple[Repair, ...]
    unknown: tuple[str, ...]


def wanted(terms: Sequence[str], language: str, engine: Engine) -> Wanted:
    """Choose what to search for: the asker's terms, and with less weight what stands for them.

    Args:
        terms: The question's terms, as `index.analysis` makes them.
        language: ISO 639-1 code of the question.
        engine: The index that will be searched.
    """
    asked = tuple(dict.fromkeys(map(indexed_term, terms)))[:LONGEST_QUESTION]
    others = _synonyms(asked, language)
    statistics = engine.statistics([*asked, *others])
    missing = [term for term in asked if not _occurs(term, statistics)]
    repairs = _repairs([term for term in missing if term not in known_terms(language)], engine)
    if repairs:
        taken = [repair.taken for repair in repairs]
        others = _synonyms(taken, language) | others
        statistics = engine.statistics([*asked, *taken, *others])
    counts = statistics.frequencies
    own = {repair.taken: REPAIR_WEIGHT for repair in repairs} | dict.fromkeys(asked, 1.0)
    own = {term: weight for term, weight in own.items() if _occurs(term, statistics)}
    most = max(statistics.passages * FREQUENT_SHARE, FREQUENT_COUNT)
    rare = {term: weight for term, weight in own.items() if counts[term] <= most}
    synonyms = {term: weight for term, weight in others.items() if 0 < counts[term] <= most}
    telling = rare or own
    frequent = {term: weight for term, weight in own.items() if term not in telling}
    repaired = {repair.term for repair in repairs}
    return Wanted(
        weights=Weights(synonyms | telling, frequent),
        statistics=statistics,
        repairs=tuple(repairs),
        unknown=tuple(term for term in missing if term not in repaired),
    )


def _occurs(term: str, statistics: Statistics) -> bool:
    """Tell whether a passage or a title has a term."""
    return bool(statistics.frequencies[term] or statistics.article_frequencies[term])


def _synonyms(asked: Sequence[str], language: str) -> dict[str, float]:
    """Give the terms of all synonyms with their weights."""
    weights: dict[str, float] = {}
    for expressions in alternatives(asked, language):
        for expression in expressions:
            for term in expression:
                share = SYNONYM_WEIGHT / len(expression)
                weights[term] = max(weights.get(term, 0.0), share)
    return weights


def _repairs(missing: Sequence[str], engine: Engine) -> list[Repair]:
    """Read terms that occur nowhere as the nearest that do, and of equally near ones the commonest.

    As in one article, one slip is allowed from four letters on and two from eight.
    """
    repairs = []
    for slips, shortest, longest in ((1, 4, 7), (2, 8, 1_000)):
        doubtful = [t for t in missing if t.isalpha() and shortest <= len(t) <= longest]
        near = engine.similar(doubtful, slips) if doubtful else {}
        for term, found in near.items():
            long_enough = {other: count for other, count in found.items() if len(other) > 2}
            if long_enough:
                repairs.append(Repair(term, _nearest(term, long_enough)))
    return sorted(repairs, key=lambda repair: missing.index(repair.term))


def _nearest(term: str, counts: Mapping[str, int]) -> str:
    return min(counts, key=lambda other: (OSA.distance(term, other), -counts[other], other))


def language_of(
    question: str, languages: Mapping[str, int], known: Callable[[Collection[str]], Collection[str]]
) -> str:
    """Tell which of an archive's languages a question is in.

    It is the one with most of the question's words among its function words, or else the one in
    which most of them are known, or else the one that most passages are in.

    Args:
        question: As the person wrote it; often too short to tell a language by its letters.
        languages: How many passages there are in each language.
        known: Tells which of some terms occur in the archive.

    Returns:
        ISO 639-1 code; "en" for an empty archive.
    """
    if len(languages) < 2:
        return next(iter(languages), "en")
    words = [fold(token.word) for token in tokens(question, "")]
    in_each = {
        language: {token.term for token in tokens(question, language) if token.term}
        for language in languages
    }
    found = set(known(sorted(set().union(*in_each.values()))))

    def likeliness(language: str) -> tuple[int, int, int, str]:
        functional = sum(word in stop_words(language) for word in words)
        return functional, len(in_each[language] & found), languages[language], language

    return max(languages, key=likeliness)
