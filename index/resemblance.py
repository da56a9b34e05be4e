"""How much the sentences of one article resemble each other, by the words that they share."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Numbers = NDArray[np.int64]


class Resemblance:
    """The sentences as unit vectors: a root of the count times idf for each term.

    Only terms that a sentence has are kept, so that a long article takes little room.

    Args:
        terms: The terms of each sentence.

    Attributes:
        to_all: For each sentence its cosine with the mean of all: how central it is.
        to_previous: For each sentence its cosine with the one before it, 0 for the first.
    """

    def __init__(self, terms: Sequence[Sequence[str]]) -> None:
        self._size = len(terms)
        counted = [_counted(found) for found in terms]
        numbers: dict[str, int] = {}
        columns = [numbers.setdefault(term, len(numbers)) for counts in counted for term in counts]
        self._terms = len(numbers)
        self._rows: Numbers = np.repeat(
            np.arange(self._size), [len(counts) for counts in counted]
        ).astype(np.int64)
        self._columns: Numbers = np.array(columns, dtype=np.int64)
        times = np.array([n for counts in counted for n in counts.values()], dtype=float)
        sentences_with = np.bincount(self._columns, minlength=self._terms)
        idf = np.log((self._size + 1) / (sentences_with + 0.5))
        values = np.sqrt(times) * idf[self._columns]
        lengths = np.sqrt(np.bincount(self._rows, values**2, self._size))
        self._values: Vector = values / (lengths + 1e-9)[self._rows]
        mean = _sums(self._columns, self._values, self._terms) / max(self._size, 1)
        self.to_all: Vector = self._times(mean) / (np.linalg.norm(mean) + 1e-9)
        self.to_previous: Vector = self._products_with_previous()

    def to(self, row: int) -> Vector:
        """For each sentence its cosine with one of them.

        Args:
            row: The number of that sentence.
        """
        own = np.where(self._rows == row, self._values, 0.0)
        return self._times(_sums(self._columns, own, self._terms))

    def _times(self, vector: Vector) -> Vector:
        """For each sentence the product of its vector with another one."""
        return _sums(self._rows, self._values * vector[self._columns], self._size)

    def _products_with_previous(self) -> Vector:
        keys = self._rows * self._terms + self._columns
        order = np.argsort(keys)
        ordered, values = keys[order], self._values[order]
        before = ordered - self._terms
        at = np.searchsorted(ordered, before)
        shared = ordered[np.minimum(at, len(ordered) - 1)] == before
        products = np.where(shared, values * values[np.minimum(at, len(ordered) - 1)], 0.0)
        return _sums(self._rows[order], products, self._size)


def _counted(terms: Sequence[str]) -> Mapping[str, int]:
    """How often each term is there, in the order in which they come."""
    once = dict.fromkeys(terms, 1)
    return once if len(once) == len(terms) else Counter(terms)


def _sums(places: Numbers, values: Vector, size: int) -> Vector:
    """For each place the sum of its values."""
    return np.bincount(places, values, size).astype(float)
