"""Other words for the asker's words: synonyms, and the nearest known word for a misspelt one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from index.analysis import terms
from index.clauses import is_verb
from index.word_lists import lines_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

Expression = tuple[str, ...]
"""The terms of a word or of an expression of several words, in order."""

LONGEST_EXPRESSION = 4
_FOR_COUNTRIES = "country nation nationality"
_LONG_ENOUGH = 5
"""Letters by which a word and its relatives can be told."""
_WITHOUT_DOER = frozenset("let live".split())
"""Verbs of which a letter, or a liver, is not who does it."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A word that occurs nowhere in scope, read as one that does.

    Attributes:
        term: The asker's term.
        taken: The term that it is read as.
    """

    term: str
    taken: str


@cache
def countries() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """For each country the words for it and its people, and its capital's names, in English."""
    parts = [line.partition(";") for line in lines_of("countries.txt")]
    return tuple((_listed(names), _listed(capitals)) for names, _, capitals in parts)


def _listed(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(",") if word.strip())


@cache
def synonyms(language: str = "en") -> dict[Expression, tuple[Expression, ...]]:
    """For each expression in the synonym list, the others of its sets.

    Args:
        language: ISO 639-1 code; the list is English, other languages have none.
    """
    if language != "en":
        return {}
    gathered: dict[Expression, dict[Expression, None]] = {}
    sets = [_listed(line) for line in lines_of("synonyms.txt")]
    sets += [(*names, *capitals) for names, capitals in countries()]
    for words in sets:
        expressions = dict.fromkeys(tuple(terms(word, language)) for word in words)
        for expression in expressions:
            others = (other for other in expressions if other and other != expression)
            gathered.setdefault(expression, {}).update(dict.fromkeys(others))
    gathered.pop((), None)
    return {expression: tuple(others) for expression, others in gathered.items()}


@cache
def kinds(language: str = "en") -> dict[str, tuple[Expression, ...]]:
    """For each term that stands for many things, like "vehicle", what is one of them.

    Args:
        language: ISO 639-1 code; the list is English, other languages have none.
    """
    if language != "en":
        return {}
    found: dict[str, tuple[Expression, ...]] = {}
    for line in lines_of("kinds.txt"):
        head, _, words = line.partition(":")
        for term in terms(head, language):
            named = (tuple(terms(word, language)) for word in _listed(words))
            found[term] = tuple(one for one in dict.fromkeys(named) if one and one != (term,))
    of_countries = dict.fromkeys(tuple(terms(name)) for names, _ in countries() for name in names)
    found |= dict.fromkeys(terms(_FOR_COUNTRIES), tuple(filter(None, of_countries)))
    return found


@cache
def known_terms(language: str = "en") -> frozenset[str]:
    """Terms of the synonym list: correctly spelt words, wherever they occur."""
    return frozenset(term for expression in synonyms(language) for term in expression)


@cache
def known_terms_from(letter: str, language: str = "en") -> tuple[str, ...]:
    """Those of them that begin with a letter."""
    return tuple(term for term in known_terms(language) if term[0] == letter)


def alternatives(asked: Sequence[str], language: str = "en") -> list[list[Expression]]:
    """The synonyms of each of a question's terms.

    Args:
        asked: The question's terms in order.
        language: ISO 639-1 code.

    Returns:
        One list for each term. A term inside a longer expression ("prime minister", "lost their
        lives") gets the synonyms of the longest one, and not its own.
    """
    table = synonyms(language)
    found: list[list[Expression]] = [[] for _ in asked]
    for length in range(min(LONGEST_EXPRESSION, len(asked)), 0, -1):
        for start in range(len(asked) - length + 1):
            places = range(start, start + length)
            others = table.get(tuple(asked[start : start + length]), ())
            if others and not any(found[place] for place in places):
                for place in places:
                    found[place].extend(others)
    return found


@lru_cache(maxsize=10_000)
def of_one_act(term: str) -> tuple[str, ...]:
    """For a short verb the words for who does it, and for such a word the verb: own and owner.

    Longer ones share a beginning that is long enough to find them by.

    Args:
        term: An English term.
    """
    if len(term) < _LONG_ENOUGH and is_verb(term) and term not in _WITHOUT_DOER:
        doers = (f"{term}er", f"{term}or", f"{term}{term[-1]}er")
        return (f"{term}r",) if term.endswith("e") else doers
    if term.endswith(("er", "or")):
        doubled = term[-3:-2] == term[-4:-3]
        verbs = (term[:-2], term[:-1], *((term[:-3],) if doubled else ()))
        short = (verb for verb in verbs if len(verb) < _LONG_ENOUGH and is_verb(verb))
        return tuple(verb for verb in short if verb not in _WITHOUT_DOER)
    return ()


def repaired(term: str, vocabulary: Collection[str]) -> Repair | None:
    """Read a term that does not occur as the nearest one that does.

    One slip is allowed from four letters on, two from eight (optimal string alignment: a letter
    too many, too few, wrong, or two swapped), and the first letter is taken as right.

    Args:
        term: A term that is not in the vocabulary.
        vocabulary: The terms in scope, and words that are known besides.
    """
    if len(term) < 4 or not term.isalpha():
        return None
    allowed = 1 if len(term) < 8 else 2
    near = [
        other
        for other in vocabulary
        if abs(len(other) - len(term)) <= allowed and other[0] == term[0] and len(other) > 2
    ]
    found = extract(term, near, scorer=OSA.distance, score_cutoff=allowed, limit=None)
    if not found:
        return None
    taken = min(found, key=lambda hit: (hit[1], -_shared_prefix(term, hit[0]), hit[0]))[0]
    return Repair(term, taken)


def _shared_prefix(left: str, right: str) -> int:
    for place, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return place
    return min(len(left), len(right))
