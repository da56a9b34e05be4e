"""What a phrase is as a whole, and where it stands towards the question's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.highlighting import counts as counting
from index.highlighting.asked import ENTITY_ASKED
from index.highlighting.counts import running

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.highlighting.asked import AskedSentence

    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.float64]
    Places = NDArray[np.intp]

NAMES = (
    "log words",
    "one word",
    "share of sentence",
    "begins sentence",
    "is quotation",
    "between marks",
    "is name",
    "is number",
    "is date",
    "is person",
    "is place",
    "is organisation",
    "is expected",
    "has expected",
    "asked weight before",
    "asked weight after",
    "near asked word before",
    "near asked word after",
    "near any asked word",
    "near rarest asked word",
    "near last asked word",
    "has focus",
    "has focus and number",
    "beside focus",
    "asked name before",
    "asked name after",
    "begins in dateline",
    "has kind asked for",
    "alike to focus",
    "most alike to focus",
)
_ALIKE = 0.1
"""How alike to the noun asked for a word is that may be what is asked for."""


def whole_features(
    sentence: AskedSentence, counts: Numbers, first: Places, last: Places
) -> Numbers:
    """Tell what phrases are as a whole, and where they stand towards the question's words.

    Args:
        sentence: The sentence with what is asked of it.
        counts: Its `running_counts`.
        first: The phrases' first words.
        last: Their last words.

    Returns:
        One row a name in NAMES, one column a phrase.

    """
    features = np.empty((len(NAMES), len(first)))
    every = (
        *_lengths(sentence, first, last),
        *_marks_around(sentence, first, last),
        *_entities(sentence, first, last),
        *_asked_around(sentence, counts, first, last),
        *_focus(sentence, counts, first, last),
        *_asked_names(sentence, first, last),
        np.array(sentence.reading.starts)[first] < sentence.reading.dateline_end,
        *_of_kind(sentence, first, last),
    )
    for at, values in enumerate(every):
        features[at] = values
    return features


def _lengths(sentence: AskedSentence, first: Places, last: Places) -> tuple[Numbers | Flags, ...]:
    """How long phrases are."""
    reading = sentence.reading
    width = np.array(reading.ends)[last] - np.array(reading.starts)[first]
    return np.log(last - first + 1.0), first == last, width / len(sentence)


def _marks_around(sentence: AskedSentence, first: Places, last: Places) -> tuple[Flags, ...]:
    """Whether phrases begin the sentence, or stand between marks."""
    marks = sentence.reading.marks
    marked = np.array([mark != "" for mark in marks])
    quoting = np.array([mark == "quotation mark" for mark in marks])
    return first == 0, quoting[first] & quoting[last + 1], marked[first] & marked[last + 1]


@dataclass(frozen=True, slots=True)
class _Kind:
    """Which entities are persons, places or organisations, by where they begin."""

    table: Flags
    starts: set[int]


def _entities(sentence: AskedSentence, first: Places, last: Places) -> tuple[Flags, ...]:
    """Whether phrases are names, numbers or dates, and have what the question asks for."""
    size = len(sentence.words)
    found = sentence.match.indexed.entities[sentence.row]
    names, numbers, dates, people, places, organisations, expected = np.zeros(
        (7, size, size), np.bool_
    )
    tables = {"name": names, "number": numbers, "date": dates}
    kinds = [
        _Kind(people, {start for start, _ in found.people}),
        _Kind(places, {start for start, _ in found.places}),
        _Kind(organisations, {start for start, _ in found.organisations}),
    ]
    wanted = ENTITY_ASKED.get(sentence.kind)
    expected_ends = np.full(size, size)
    for (left, right), name in sentence.reading.entities.items():
        tables[name][left, right] = True
        for kind in kinds:
            kind.table[left, right] = name == "name" and sentence.words[left].start in kind.starts
        if name == wanted and not any(sentence.own[left : right + 1]):
            expected[left, right] = True
            expected_ends[: left + 1] = np.minimum(expected_ends[: left + 1], right)
    every = (names, numbers, dates, people, places, organisations, expected)
    return *(table[first, last] for table in every), expected_ends[first] <= last


def _asked_around(
    sentence: AskedSentence, counts: Numbers, first: Places, last: Places
) -> tuple[Numbers | float, ...]:
    """How much of the question stands before and behind phrases, and how near."""
    told = counts[:, counting.NAMES.index("asked weight")]
    total = told[-1] or 1.0
    before, after = _nearness(sentence.weights), _nearness(sentence.weights[::-1])[::-1]
    near_before, near_after = before[first], after[last]
    rarest, final = _landmarks(sentence)
    return (
        told[first] / total,
        (told[-1] - told[last + 1]) / total,
        near_before,
        near_after,
        np.maximum(near_before, near_after),
        _near(rarest, first, last),
        _near(final, first, last),
    )


def _nearness(weights: Sequence[float]) -> Numbers:
    """For each word 1 over the words back to an asked one before it; 0 where there is none."""
    near = np.zeros(len(weights))
    distance = 0
    for place, weight in enumerate(weights):
        near[place] = 1.0 / distance if distance else 0.0
        if weight > 0:
            distance = 1
        elif distance:
            distance += 1
    return near


def _landmarks(sentence: AskedSentence) -> tuple[int | None, int | None]:
    """Find the most telling asked word, and the one that the question has last."""
    places = sentence.asked_places
    rarest = max(places, key=lambda place: sentence.weights[place], default=None)
    by_term = {sentence.words[place].term: place for place in places}
    asked = reversed(sentence.match.question.terms)
    return rarest, next((by_term[term] for term in asked if term in by_term), None)


def _near(place: int | None, first: Places, last: Places) -> Numbers | float:
    """1 over the words between phrases and a word outside them; 0 inside."""
    if place is None:
        return 0.0
    gap = np.maximum(first - place, place - last)
    return (gap > 0) / np.maximum(gap, 1)


def _focus(
    sentence: AskedSentence, counts: Numbers, first: Places, last: Places
) -> tuple[Flags, ...]:
    """Whether phrases have the noun asked for, with a number, or stand beside it."""
    focus = sentence.match.question.focus
    of_focus = running([0, *(bool(focus) and token.stem == focus for token in sentence.words), 0])
    numbers = counts[:, counting.NAMES.index("numbers")]
    has_focus = of_focus[last + 1] > of_focus[first]
    beside_focus = (of_focus[last + 2] > of_focus[last + 1]) | (
        of_focus[first] > of_focus[np.maximum(first - 1, 0)]
    )
    return has_focus, has_focus & (numbers[last + 1] > numbers[first]), beside_focus


def _asked_names(sentence: AskedSentence, first: Places, last: Places) -> tuple[Flags, ...]:
    """Whether a name of the question stands before phrases, and behind them."""
    classes = sentence.reading.classes
    is_asked = (
        name == "name" and weight > 0
        for name, weight in zip(classes, sentence.weights, strict=True)
    )
    names = running([0, *is_asked])
    return names[first] > 0, names[-1] > names[last + 1]


def _of_kind(sentence: AskedSentence, first: Places, last: Places) -> tuple[Flags, Numbers, Flags]:
    """Whether phrases have one of what is asked for, and how alike a word of theirs is to it."""
    of_kind = running([0, *sentence.of_kind])
    size = len(sentence.words)
    from_each = np.where(np.tri(size, k=-1, dtype=np.bool_), -1.0, sentence.alike)
    alike = np.maximum.accumulate(from_each, axis=1)[first, last]
    most = sentence.alike.max()
    return of_kind[last + 1] > of_kind[first], alike, (alike >= most) & (most > _ALIKE)
