"""How near the words of a question stand to places in an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.features.columns import firsts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.matching import Match

    Vector = NDArray[np.float64]


class Nearness:
    """The distances of some places to the nearest words through which a question is found.

    Args:
        match: The question's terms against the article's sentences.
        points: Places, or points between them.
    """

    def __init__(self, match: Match, points: Vector) -> None:
        self._match = match
        self._points = len(points)
        found = match.occurrences
        if not len(found):
            return
        # Each way of finding a term has a stretch of its own on one long line, so that a single
        # search gives the neighbours of every point in every way.
        stretch = 3.0 * (len(match.indexed.row_at) + 1000)
        line = found.places + stretch * found.ways
        wanted = points + stretch * np.arange(len(found.weight_of_way))[:, None]
        after = np.searchsorted(line, wanted)
        edged = np.concatenate([[-stretch], line, [line[-1] + 2 * stretch]])
        self._gaps = np.minimum(wanted - edged[after], edged[after + 1] - wanted)
        self._firsts = firsts(found.term_of_way)
        self._terms = found.term_of_way[self._firsts]

    def covered(self, width: float, begin: int = 0, end: int | None = None) -> Vector:
        """The share of the question's idf around points, words counting less the further off.

        Args:
            width: The distance in words at which a word counts 1/e.
            begin: The number of the first point to work it out for.
            end: One past the number of the last one; without it, all that follow.
        """
        if not len(self._match.occurrences):
            return np.zeros(len(range(self._points)[begin:end]))
        weights = self._match.occurrences.weight_of_way[:, None]
        counted = weights * np.exp(self._gaps[:, begin:end] / -width)
        best = np.maximum.reduceat(counted, self._firsts, axis=0)
        shares: Vector = self._match.idf[self._terms] @ best / self._match.total_idf
        return shares
