"""Which phrases can stand by themselves before a reader's eye: `shaped`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from index.highlighting import counts as counting
from index.highlighting.asked import ENTITY_ASKED
from index.highlighting.counts import running
from index.highlighting.word_classes import CONTENT, MEASURES, QUOTES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.highlighting.asked import AskedSentence

    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.float64]
    Places = NDArray[np.intp]

_BEFORE_NUMBERS = MEASURES - {"at", "up"}
_SECOND_OF_MEASURE = frozenset({"least", "most", "than"})
_NOUN_LIKE = frozenset({"word", "adverb"})
_HEADED = frozenset({"word", "number"})
_LEADING = frozenset({"of", "by", "in", "to", "from", "for", "with", "about", "as"})
_ADJECTIVE = re.compile(r"(?:ian|ish|ese|ean|ican)$")


def shaped(sentence: AskedSentence, inside: Numbers, first: Places, last: Places) -> Flags:
    """Whether a reader would take phrases for whole, and for an answer to such a question.

    Args:
        sentence: The sentence with what is asked of it.
        inside: The phrases' `count_features`.
        first: The phrases' first words.
        last: Their last words.

    """
    classes, kind = sentence.reading.classes, sentence.kind
    headed = _headed(sentence)
    found: Flags = ~headed[first] & ~headed[last + 1]
    if kind in ENTITY_ASKED:
        found &= inside[counting.NAMES.index("clause words")] == 0
    if kind == "who":
        found &= ~np.array([name in _LEADING for name in classes])[first]
    if kind not in {"yes or no", "topic"}:
        new = [name in CONTENT and not own for name, own in zip(classes, sentence.own, strict=True)]
        told = running([0, *new])
        found &= told[last + 1] > told[first]
    return found & _balanced(sentence, first, last)


def _headed(sentence: AskedSentence) -> Flags:
    """Whether each word, and the end, goes on with the word before it.

    "790 | civilians", "Syrian | opposition", "dozens | of schools", "nearly | two thousand", "at |
    least 27".
    """
    classes, marks = sentence.reading.classes, sentence.reading.marks
    words = [token.word for token in sentence.words]
    headed = np.zeros(len(words) + 1, np.bool_)
    for place in range(1, len(words)):
        name, before = classes[place], classes[place - 1]
        headed[place] = not marks[place] and (
            (name in _NOUN_LIKE and before in _HEADED)
            or (name in _NOUN_LIKE and before == "name" and _is_adjective(words[place - 1]))
            or (name == "of" and before == "number")
            or (name == "number" and words[place - 1].lower() in _BEFORE_NUMBERS)
            or words[place].lower() in _SECOND_OF_MEASURE
        )
    return headed


def _is_adjective(name: str) -> bool:
    """Tell whether a capitalised word belongs to the noun after it: Syrian, Turkish."""
    return _ADJECTIVE.search(name) is not None


def _balanced(sentence: AskedSentence, first: Places, last: Places) -> Flags:
    """Whether phrases leave no quotation mark open, and no bracket that is not closed at once."""
    reading = sentence.reading
    marked = [gap if mark else "" for gap, mark in zip(reading.gaps, reading.marks, strict=True)]
    quotes = running([sum(map(gap.count, QUOTES)) if gap else 0 for gap in marked])
    opened = running([gap.count("(") - gap.count(")") if gap else 0 for gap in marked])
    closes_next = np.array([gap.startswith(")") for gap in reading.gaps])
    left_open = opened[last] - opened[first]
    balanced: Flags = (quotes[last] - quotes[first]) % 2 == 0
    balanced &= (left_open == 0) | ((left_open == 1) & closes_next[last + 1])
    return balanced
