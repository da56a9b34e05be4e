"""Whether the matched words stand together, and where in a sentence they stand."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from index.features.columns import firsts
from index.features.nearness import Nearness

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.matching import Match

    Vector = NDArray[np.float64]

STOP_WORD_PAIR = 0.3
"""What a pair of two stop words counts beside a pair with a word that tells something."""


def order_features(match: Match) -> dict[str, Vector]:
    """Whether the matched words stand together in each sentence, and where they stand.

    Args:
        match: The question's terms against the article's sentences.
    """
    pairs = _pairs_together(match)
    words = max(len(match.question.tokens), 1)
    return {
        "pairs together": pairs / max(words - 1, 1),
        "pairs together, count": pairs,
        "stop words shared": _stop_words(match) / words,
        **_edges(match),
        **_density(match),
    }


def _pairs_together(match: Match) -> Vector:
    """How many pairs of neighbouring words of the question are neighbours in each sentence."""
    indexed = match.indexed
    stems = [token.term or token.stem for token in match.question.tokens]
    content = {*match.question.terms}
    total = np.zeros(len(indexed))
    for left, right in pairwise(stems):
        if left in indexed.places and right in indexed.places:
            follows = indexed.places[left] + 1
            # The last word of an article is followed by free places too.
            held = follows[indexed.stem_at[follows] == indexed.stem_numbers[right]]
            if len(held):
                weight = 1.0 if left in content or right in content else STOP_WORD_PAIR
                together = np.zeros(len(indexed))
                together[indexed.row_at[held]] = weight
                total += together
    return total


def _stop_words(match: Match) -> Vector:
    """How many of the question's stop words each sentence has."""
    total = np.zeros(len(match.indexed))
    for token in match.question.tokens:
        rows = None if token.term else match.indexed.postings.get(token.stem)
        if rows is not None:
            total[rows] += 1.0
    return total


def _edges(match: Match) -> dict[str, Vector]:
    """How many words stand before the first matched word, after the last, and between them."""
    indexed, size = match.indexed, len(match.indexed)
    places = np.sort(match.occurrences.places)
    before, after, spans = np.zeros(size), np.zeros(size), np.zeros(size)
    if len(places):
        rows_of_all = indexed.row_at[places]
        begins = firsts(rows_of_all)
        rows = rows_of_all[begins]
        first = places[begins]
        last = places[np.concatenate([begins[1:] - 1, [-1]])]
        lengths = indexed.lengths[rows]
        before[rows] = (first - indexed.starts[rows]) / lengths
        after[rows] = (indexed.starts[rows] + lengths - 1 - last) / lengths
        matched = (match.soft[rows] > 0).sum(axis=1)
        spans[rows] = np.where(matched > 1, matched / (last - first + 1.0), 0.0)
    return {
        "words before first match": before,
        "words after last match": after,
        "span of matches": spans,
    }


def _density(match: Match) -> dict[str, Vector]:
    """How much of the question stands around each sentence's middle, and at its densest place."""
    indexed, size = match.indexed, len(match.indexed)
    places = match.occurrences.places
    middles = indexed.starts + (indexed.lengths - 1) / 2
    nearness = Nearness(match, np.concatenate([middles, places]))
    densest = {}
    for width in (4.0, 12.0):
        column = np.zeros(size)
        np.maximum.at(column, indexed.row_at[places], nearness.covered(width, size))
        densest[f"dense within {width:.0f} words"] = column
    return {
        "covered within 15 words": nearness.covered(15.0, 0, size),
        "covered within 40 words": nearness.covered(40.0, 0, size),
        **densest,
    }
