"""How many words of what sort a phrase has: differences of sums that run along the sentence."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from index.highlighting.word_classes import OF_A_CLAUSE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from index.highlighting.asked import AskedSentence

    Numbers = NDArray[np.float64]
    Places = NDArray[np.intp]

NAMES = (
    "words",
    "function words",
    "asked words",
    "asked weight",
    "marks",
    "names",
    "numbers",
    "dates",
    "verbs",
    "clause words",
)


def running(values: Iterable[int]) -> Places:
    """Add up as one goes; for so few values quicker than numpy's own.

    Args:
        values: Numbers, or whether something holds.

    """
    return np.array(list(accumulate(values)))


def running_counts(sentence: AskedSentence) -> Numbers:
    """For each word what of NAMES stands before it, and in the last row what stands in all.

    Args:
        sentence: The sentence with what is asked of it.

    """
    counts = np.zeros((len(sentence.words) + 1, len(NAMES)))
    reading = sentence.reading
    counts[1:] = [
        (
            1.0,
            not token.term,
            weight > 0,
            weight,
            mark != "",
            name == "name",
            name == "number",
            name == "date",
            name == "verb",
            name in OF_A_CLAUSE,
        )
        for token, weight, mark, name in zip(
            sentence.words, sentence.weights, reading.marks, reading.classes, strict=False
        )
    ]
    return counts.cumsum(axis=0)


def count_features(
    sentence: AskedSentence, counts: Numbers, first: Places, last: Places
) -> Numbers:
    """Count what phrases hold.

    Args:
        sentence: The sentence with what is asked of it.
        counts: Its `running_counts`.
        first: The phrases' first words.
        last: Their last words.

    Returns:
        One row a name in NAMES, one column a phrase.

    """
    inside = counts[last + 1].T - counts[first].T
    # A mark before the first word stands outside.
    inside[NAMES.index("marks")] -= np.array([mark != "" for mark in sentence.reading.marks])[first]
    return inside
