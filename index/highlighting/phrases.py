"""The phrases of a sentence that may be highlighted, and their features: `phrases_of`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.highlighting import counts, edges, wholes
from index.highlighting.asked import asked_sentence
from index.highlighting.shapes import shaped

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.ranking import Match

    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.float64]
    Places = NDArray[np.intp]

FEATURES = (*edges.NAMES, *counts.NAMES, *wholes.NAMES)
"""The names of a phrase's features. The first say what it stands between and begins and ends with,
and what its edges are to the question, then come counts of its words, and what it is whole."""


@dataclass(frozen=True)
class Phrases:
    """The phrases of one sentence that may be highlighted.

    Attributes:
        starts: First characters in the article's text.
        ends: One past the last characters.
        features: One row a feature, in the order of FEATURES, one column a phrase.
        shaped: Whether a reader would take it for whole: no noun without its number, no bracket
            left open. Others only tell how likely the words inside them are.

    """

    starts: Places
    ends: Places
    features: Numbers
    shaped: Flags

    def __len__(self) -> int:
        """How many there are."""
        return len(self.starts)


def phrases_of(match: Match, row: int) -> Phrases:
    """List the phrases of a sentence, with the features by which they are told apart.

    A phrase begins and ends where a reader would set a finger: at punctuation, a function word,
    a verb, a word of the question, or the edge of a name, number or date.

    Args:
        match: The question with the article.
        row: The sentence's number among `match.indexed.sentences`.

    """
    if not match.indexed.tokens[row]:
        return _NO_PHRASES
    sentence = asked_sentence(match, row)
    first, last = edges.first_and_last(sentence)
    if not len(first):
        return _NO_PHRASES
    running = counts.running_counts(sentence)
    inside = counts.count_features(sentence, running, first, last)
    features = (
        edges.edge_features(sentence, first, last),
        inside,
        wholes.whole_features(sentence, running, first, last),
    )
    return Phrases(
        np.array(sentence.reading.starts)[first],
        np.array(sentence.reading.ends)[last],
        np.concatenate(features),
        shaped(sentence, inside, first, last),
    )


_NO_PHRASES = Phrases(
    np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros((len(FEATURES), 0)), np.zeros(0, np.bool_)
)
