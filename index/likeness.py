"""How alike the words of a question and of an article's sentences are used."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from index.features.columns import firsts
from index.word_vectors import word_vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.analysis import Token

    Numbers = NDArray[np.int64]
    Matrix = NDArray[np.float64]

SAME = 0.999
"""A likeness from which it is the word itself."""


class Likeness:
    """The words of an article's sentences as vectors.

    Args:
        sentences: The words of each sentence.
    """

    def __init__(self, sentences: Sequence[Sequence[Token]]) -> None:
        self._size = len(sentences)
        known = word_vectors()
        rows: list[int] = []
        words: list[int] = []
        for row, read in enumerate(sentences):
            numbers = {known.number(token.word): None for token in read if token.term}
            found = [number for number in numbers if number is not None]
            rows += [row] * len(found)
            words += found
        row_of_word: Numbers = np.array(rows, dtype=np.int64)
        self._words, self._places = np.unique(np.array(words, dtype=np.int64), return_inverse=True)
        self._vectors = known.vectors(self._words)
        self._firsts = firsts(row_of_word)
        self._rows = row_of_word[self._firsts]

    def to(self, vectors: Matrix) -> Matrix:
        """The greatest likeness of any word of each sentence, 0 to 1; sentences by vectors.

        Args:
            vectors: A unit vector a row, or zeros for a word that is not known.
        """
        best = np.zeros((self._size, len(vectors)))
        if len(self._words):
            likeness = (vectors @ self._vectors.T).take(self._places, axis=1)
            best[self._rows] = np.maximum.reduceat(likeness, self._firsts, axis=1).T
        return np.maximum(best, 0.0, out=best)

    def nearest(self, vectors: Matrix) -> list[tuple[str, float]]:
        """For each vector the most alike word of the article but the word itself, and how alike.

        Args:
            vectors: A unit vector a row, or zeros for a word that is not known.
        """
        if not len(self._words):
            return [("", 0.0)] * len(vectors)
        likeness = self._vectors @ vectors.T
        likeness[likeness > SAME] = 0.0
        words = word_vectors().words
        return [
            (words[self._words[row]], float(likeness[row, column]))
            for column, row in enumerate(likeness.argmax(axis=0))
        ]

    @cached_property
    def sums(self) -> Matrix:
        """For each sentence the sum of its words' vectors, the telling ones counting more."""
        total = np.zeros((self._size, self._vectors.shape[1]))
        if len(self._words):
            weighed = self._vectors * word_vectors().telling[self._words, None]
            total[self._rows] = np.add.reduceat(weighed[self._places], self._firsts, axis=0)
        return total

    @cached_property
    def meanings(self) -> Matrix:
        """The directions of these sums."""
        return directions(self.sums)


def directions(vectors: Matrix) -> Matrix:
    """Vectors of length 1, or of zeros, with the directions of some others."""
    lengths = np.sqrt((vectors * vectors).sum(axis=-1, keepdims=True))
    scaled: Matrix = vectors / np.maximum(lengths, 1e-6)
    return scaled
