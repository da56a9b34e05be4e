"""How well a question's words are found in words that are used alike: "cost" in "paid"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.features.columns import share_of_best
from index.likeness import SAME, directions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.matching import Match

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

NAMES = (
    "covered by words alike",
    "covered by words alike, share of best",
    "other words covered by words alike",
    "focus or a word alike",
    "most alike to a missing word",
    "meaning",
    "meaning of what is missing",
)
ENGLISH = frozenset(NAMES)
"""Features that need vectors of words, which there are for English only."""
HARDLY_ALIKE = 0.4
"""A likeness up to which two words have nothing to do with each other."""
MISSING = 0.2
"""What a term's weight in a sentence is below where the sentence lacks it."""


def alike_features(match: Match) -> dict[str, Vector]:
    """How alike the words of each sentence are to the question's, and the whole to the whole.

    Args:
        match: The question's terms against the article's sentences.
    """
    if match.question.language != "en" or not match.asked:
        return dict.fromkeys(NAMES, np.zeros(len(match.indexed)))
    sentences = match.indexed.likeness
    is_same = match.likeness > SAME
    other_word = np.where(is_same, 0.0, match.likeness)
    shares = match.idf / match.total_idf
    others = match.idf * (1.0 - match.is_name)
    is_missing = match.soft < MISSING
    covered = np.maximum(match.soft, match.likeness**2)
    covered_by_shares = covered @ shares
    meaning = directions(others @ match.vectors)
    # A sentence may tell in its other words what it does not have of the question's.
    rest = directions(sentences.sums - is_same @ (match.vectors * match.telling[:, None]))
    missing = directions((is_missing * shares) @ match.vectors)
    found = (
        covered_by_shares,
        share_of_best(covered_by_shares),
        covered @ (others / max(float(others.sum()), 1e-9)),
        _focus(match, other_word),
        (is_missing * other_word).max(axis=1),
        sentences.meanings @ meaning,
        (missing * rest).sum(axis=1),
    )
    return dict(zip(NAMES, found, strict=True))


def _focus(match: Match, other_word: Matrix) -> Vector:
    """For each sentence how well it has the noun asked for, or a word alike."""
    number = match.numbers.get(match.question.focus)
    if number is None:
        return np.zeros(len(match.indexed))
    nearly = (other_word[:, number] - HARDLY_ALIKE) / (1.0 - HARDLY_ALIKE)
    found: Vector = np.maximum(match.soft[:, number], nearly)
    return found
