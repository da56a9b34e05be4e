"""Where the phrases of a sentence begin and end, and what stands at their edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.highlighting.counts import running
from index.highlighting.word_classes import CLASSES, CONTENT, MEASURES, NOT_LAST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.highlighting.asked import AskedSentence

    Numbers = NDArray[np.float64]
    Places = NDArray[np.intp]

LONGEST = 14
"""Words in a highlight at most; hardly any answer is longer."""
_WIDEST = 0.6
"""Share of a sentence's characters that one highlight may take, unless it is tiny."""
_TINY = 25
"""Characters. What is no longer may be highlighted whatever its share of the sentence."""
_SIDES = ("after", "begins with", "ends with", "before")
_FLAGS = (
    "after asked word",
    "begins with asked word",
    "ends with asked word",
    "before asked word",
    "after measure",
    "begins with measure",
)
NAMES = (*(f"{side} {name}" for side in _SIDES for name in CLASSES), *_FLAGS)
_COLUMN = {name: column for column, name in enumerate(CLASSES)}


def widest(sentence: AskedSentence) -> float:
    """How many characters one highlight may take."""
    return max(_WIDEST * len(sentence), _TINY)


def first_and_last(sentence: AskedSentence) -> tuple[Places, Places]:
    """List the first and last words of all phrases that are not too long.

    Args:
        sentence: The sentence with what is asked of it.

    Returns:
        Two numbers of words a phrase.

    """
    reading = sentence.reading
    classes, marks, bound = reading.classes, reading.marks, reading.bound
    size = len(classes)
    cuts = [True] * (size + 1)
    for place in range(1, size):
        cuts[place] = marks[place] != "" or (
            not bound[place]
            and not (
                classes[place - 1] == classes[place] == "word"
                and not sentence.weights[place - 1]
                and not sentence.weights[place]
            )
        )
    begins = np.array([cuts[at] and classes[at] != "and" for at in range(size)])
    finishes = np.array([cuts[at + 1] and classes[at] not in NOT_LAST for at in range(size)])
    content = running([0, *(name in CONTENT for name in classes)])
    first, last = np.nonzero(begins[:, None] & finishes)
    width = np.array(reading.ends)[last] - np.array(reading.starts)[first]
    kept = (
        (first <= last)
        & (last < first + LONGEST)
        & (width <= widest(sentence))
        & (content[last + 1] > content[first])
    )
    return first[kept], last[kept]


def edge_features(sentence: AskedSentence, first: Places, last: Places) -> Numbers:
    """Tell what phrases stand between, begin and end with.

    Args:
        sentence: The sentence with what is asked of it.
        first: The phrases' first words.
        last: Their last words.

    Returns:
        One row a name in NAMES, one column a phrase.

    """
    classes, marks = sentence.reading.classes, sentence.reading.marks
    own = np.array([_COLUMN[name] for name in classes])
    before = np.array([_COLUMN[mark or classes[at - 1]] for at, mark in enumerate(marks[:-1])])
    after = np.array([_COLUMN[mark or classes[at]] for at, mark in enumerate(marks)][1:])
    features = np.zeros((len(NAMES), len(first)))
    columns = np.arange(len(first))
    sides = (before[first], own[first], own[last], after[last])
    for side, names in enumerate(sides):
        features[side * len(CLASSES) + names, columns] = 1.0
    is_asked = np.array([False, *(weight > 0 for weight in sentence.weights), False])
    measures = np.array([False, *(token.word.lower() in MEASURES for token in sentence.words)])
    flags = features[len(_SIDES) * len(CLASSES) :]
    flags[0], flags[1] = is_asked[first], is_asked[first + 1]
    flags[2], flags[3] = is_asked[last + 1], is_asked[last + 2]
    flags[4], flags[5] = measures[first], measures[first + 1]
    return features
