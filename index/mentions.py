"""The names, dates and numbers of an article in arrays: what may be the answer to a question."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from index.analysis import Token
    from index.article import Span
    from index.entities import Entities

    Vector = NDArray[np.float64]
    Numbers = NDArray[np.int64]
    Flags = NDArray[np.bool_]

NAME, PERSON, PLACE, ORGANISATION, DATE, NUMBER, MONEY, DURATION, AGE = range(9)
KINDS_OF_MENTION = 9
_BY_WITHIN = 4
"""How many words before a name "by" may stand: by the former minister John Smith."""


class Mentions:
    """Every name, date and number of an article, in the order of its sentences.

    Mentions of one person, place or thing share an entity: names that have a word in common, and
    dates and numbers of the same words.

    Args:
        tokens: The words of each sentence.
        entities: What may be an answer in each sentence.
        sentence_starts: For each sentence, the place of its first word.

    Attributes:
        rows: For each mention its sentence.
        starts: The place of its first word.
        ends: The place of its last word.
        kinds: One of NAME … AGE.
        entity: The number of what is mentioned.
        entities: How many things are mentioned.
        is_name: Whether it is a name of any kind.
        first: 1 where something is mentioned for the first time, else 0.
        full: 1 for a name of several words, else 0.
        after_by: 1 for a name that follows "by", else 0.
        by_term: For each term, the numbers of the mentions that have it.
        name_term_numbers: The numbers of the terms that names have.
        name_terms: For each term of each name, the number of the term.
        name_of_term: For each of them, the number of the mention.
    """

    def __init__(
        self,
        tokens: Sequence[Sequence[Token]],
        entities: Sequence[Entities],
        sentence_starts: Numbers,
    ) -> None:
        self._size = len(tokens)
        found = list(_found(tokens, entities))
        self.rows: Numbers = np.array([row for row, *_ in found], dtype=np.int64)
        self.kinds: Numbers = np.array([kind for _, kind, *_ in found], dtype=np.int64)
        base = sentence_starts[self.rows]
        self.starts: Numbers = base + np.array([first for *_, first, _ in found], dtype=np.int64)
        self.ends: Numbers = base + np.array([last for *_, last in found], dtype=np.int64)
        self.is_name: Flags = self.kinds <= ORGANISATION
        self._identify([tokens[row][first : last + 1] for row, _, first, last in found])
        self.after_by: Vector = np.array(
            [
                kind <= ORGANISATION and _follows_by(tokens[row], first)
                for row, kind, first, _ in found
            ],
            dtype=float,
        )

    def _identify(self, words: Sequence[Sequence[Token]]) -> None:
        """Tell which mentions mean the same."""
        owner: dict[str, int] = {}
        entity: list[int] = []
        first: list[bool] = []
        full: list[bool] = []
        by_term: dict[str, list[int]] = {}
        self.name_term_numbers: dict[str, int] = {}
        name_terms: list[int] = []
        name_of_term: list[int] = []
        self.entities = 0
        for mention, read in enumerate(words):
            held = tuple(dict.fromkeys(token.term for token in read if token.term))
            is_name = bool(self.is_name[mention])
            # A name is known by any word of it, anything else only by all its words.
            keys = held if is_name else ("#" + " ".join(token.stem for token in read),)
            known = [owner[key] for key in keys if key in owner]
            if known:
                number = owner.get(keys[-1], known[0])
            else:
                number = self.entities
                self.entities += 1
            for key in keys:
                owner.setdefault(key, number)
            entity.append(number)
            first.append(not known)
            full.append(is_name and len(held) > 1)
            for term in held:
                by_term.setdefault(term, []).append(mention)
                if is_name:
                    name_terms.append(
                        self.name_term_numbers.setdefault(term, len(self.name_term_numbers))
                    )
                    name_of_term.append(mention)
        self.entity: Numbers = np.array(entity, dtype=np.int64)
        self.first: Vector = np.array(first, dtype=float)
        self.full: Vector = np.array(full, dtype=float)
        self.by_term = {term: np.array(found) for term, found in by_term.items()}
        self.name_terms: Numbers = np.array(name_terms, dtype=np.int64)
        self.name_of_term: Numbers = np.array(name_of_term, dtype=np.int64)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.rows)

    @cached_property
    def in_sentences(self) -> dict[str, Vector]:
        """By the names of features, what the sentences hold whatever is asked."""
        times = np.bincount(self.entity, minlength=self.entities)[self.entity]
        return {
            "has names": self.most(self.is_name.astype(float)),
            "has dates": self.most((self.kinds == DATE).astype(float)),
            "full names": self.total(self.full * self.is_name),
            "name frequency": self.most(np.log1p(times) * self.is_name),
        }

    @cached_property
    def persons(self) -> Vector:
        """How many persons each sentence names, two at most."""
        return np.minimum(self.total((self.kinds == PERSON).astype(float)), 2.0)

    def most(self, values: Vector) -> Vector:
        """For each sentence the greatest value of its mentions, 0 where it has none above 0."""
        greatest = np.zeros(self._size)
        np.maximum.at(greatest, self.rows, values)
        return greatest

    def total(self, values: Vector) -> Vector:
        """For each sentence the sum of its mentions' values."""
        return np.bincount(self.rows, values, self._size).astype(float)


def _follows_by(words: Sequence[Token], place: int) -> bool:
    """Whether "by" stands before a word, or a few words before it."""
    before = words[max(0, place - _BY_WITHIN) : place]
    return "by" in [token.word.lower() for token in before]


def _found(
    tokens: Sequence[Sequence[Token]], entities: Sequence[Entities]
) -> Iterator[tuple[int, int, int, int]]:
    """For each mention its sentence, its kind, and its first and last word there."""
    for row, (read, held) in enumerate(zip(tokens, entities, strict=True)):
        spans = _spans(held)
        if not spans:
            continue
        starts, ends = [token.start for token in read], [token.end for token in read]
        for span, kind in spans:
            first, last = bisect_right(ends, span[0]), bisect_left(starts, span[1]) - 1
            named = kind > ORGANISATION or any(token.term for token in read[first : last + 1])
            if first <= last and named:
                yield row, kind, first, last


def _spans(held: Entities) -> list[tuple[Span, int]]:
    """The places of one sentence's entities with their kinds."""
    found: list[tuple[Span, int]] = []
    if held.names:
        kinds_of_names = {
            **dict.fromkeys(held.names, NAME),
            **dict.fromkeys(held.organisations, ORGANISATION),
            **dict.fromkeys(held.places, PLACE),
            **dict.fromkeys(held.people, PERSON),
        }
        found += [(span, kinds_of_names[span]) for span in held.names]
    # "Two days" is a length of time, and no number of anything else.
    measured = (*held.money, *held.durations, *held.ages)
    numbers = [
        number
        for number in held.numbers
        if not any(start < number[1] and number[0] < end for start, end in measured)
    ]
    for spans, kind in (
        (held.dates, DATE),
        (numbers, NUMBER),
        (held.money, MONEY),
        (held.durations, DURATION),
        (held.ages, AGE),
    ):
        if spans:
            found += [(span, kind) for span in spans]
    return found
