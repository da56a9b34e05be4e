"""Who speaks in a sentence, for questions about what somebody said and who said something."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from index.analysis import tokens
from index.features.columns import near

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from index.matching import Match

    Vector = NDArray[np.float64]
    Numbers = NDArray[np.int64]

ANOTHERS_WORDS = "say: another's words, not the subject's"
ENGLISH = frozenset(
    {
        "say: speech",
        "say: subject speaks",
        "say: subject speaks nearby",
        "say: another speaks",
        ANOTHERS_WORDS,
        "who said: name speaks",
    }
)
"""Features that look for English words."""

_SPEECH = (
    "said say tell told add insist warn announce according state claim wrote explain argue report "
    "confirm deny acknowledge note describe suggest reply ask vow promise statement quoted "
    "spokesman spokeswoman comment remark"
)
_TO_WHOM = frozenset({"tell", "told"})
_SUBJECT_WITHIN = 4.0
_NAME_WITHIN = 3.0
"""Words; so far from a word of saying, who stands there counts 1/e."""
_SPEAKS_FROM = 0.2
"""How near its words must stand to a word of saying for the subject to be who speaks."""


def speaking_features(match: Match) -> dict[str, Vector]:
    """Whether the one whose words are asked for speaks in each sentence, or somebody named does.

    Args:
        match: The question's terms against the article's sentences.
    """
    found = dict.fromkeys(sorted(ENGLISH), np.zeros(len(match.indexed)))
    says = match.question.kind == "say"
    if not says and not asks_who_said(match):
        return found
    speech = _places_of_speech(match)
    if not len(speech):
        return found
    if says:
        subject = _subject(match)
        own = match.occurrences.places[np.isin(match.occurrences.terms, subject)]
        speaks = _in_rows(match, own, _closeness(match, speech, own, _SUBJECT_WITHIN))
        found["say: speech"] = _in_rows(match, speech, np.ones(len(speech)))
        found["say: subject speaks"] = speaks
        found["say: subject speaks nearby"] = nearby = near(speaks[:, None], 1, 1)[:, 0]
        another = _another_speaks(match) * (speaks < _SPEAKS_FROM)
        is_another = (another >= _SPEAKS_FROM) & (nearby < _SPEAKS_FROM)
        if nearby.max(initial=0.0) < _SPEAKS_FROM:
            found["say: another speaks"] = another
        elif match.is_name[subject].any():
            found[ANOTHERS_WORDS] = is_another.astype(float)
        else:
            # Officials have names, and what a named one says is what officials say: unless they
            # stand in the quotation itself.
            is_another &= _in_rows(match, own, match.indexed.is_quoted[own]) > 0
            found[ANOTHERS_WORDS] = is_another.astype(float)
            found["say: another speaks"] = another * ~is_another
    else:
        found["who said: name speaks"] = _name_speaks(match, speech)
    return found


def subject_speaks(values: Mapping[str, Vector]) -> bool:
    """Whether the one whose words are asked for speaks in any sentence.

    Args:
        values: The features of the sentences.
    """
    return bool(values["say: subject speaks"].max(initial=0.0) >= _SPEAKS_FROM)


def _name_speaks(match: Match, speech: Numbers) -> Vector:
    """How near a name that the question does not have stands to a word of saying."""
    mentions = match.indexed.mentions
    close = _closeness(match, speech, mentions.starts, _NAME_WITHIN)
    return mentions.most(close * mentions.is_name * match.fresh)


def _another_speaks(match: Match) -> Vector:
    """As `_name_speaks`, but whoever is told something does not speak: "he told CNN"."""
    speech = _places_of_speech(match, but=_TO_WHOM)
    return _name_speaks(match, speech) if len(speech) else np.zeros(len(match.indexed))


def asks_who_said(match: Match) -> bool:
    """Whether it is asked who said something."""
    words = {token.word.lower() for token in match.question.tokens}
    return match.question.kind == "who" and not words.isdisjoint({"said", "says", "say"})


@cache
def _stems_of_speech() -> tuple[str, ...]:
    return tuple(dict.fromkeys(token.stem for token in tokens(_SPEECH)))


def _places_of_speech(match: Match, but: frozenset[str] = frozenset()) -> Numbers:
    """Where the article has words of saying, but for some stems, in order."""
    places = match.indexed.places
    found = [places[stem] for stem in _stems_of_speech() if stem in places and stem not in but]
    return np.sort(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)


def _subject(match: Match) -> Numbers:
    """The numbers of the terms of whose words are asked for; without a subject, of the names."""
    subject = [number for term, number in match.numbers.items() if term in match.question.subject]
    return np.array(subject, dtype=np.int64) if subject else np.flatnonzero(match.is_name)


def _closeness(match: Match, speech: Numbers, points: Numbers, width: float) -> Vector:
    """1 for places beside a word of saying in the same sentence, falling by e every few words.

    Whoever is named in a quotation does not speak it.
    """
    row_at = match.indexed.row_at
    after = np.searchsorted(speech, points)
    best = np.zeros(len(points))
    for nearest in (speech[np.maximum(after - 1, 0)], speech[np.minimum(after, len(speech) - 1)]):
        close = np.exp(-np.abs(points - nearest) / width)
        best = np.maximum(best, np.where(row_at[nearest] == row_at[points], close, 0.0))
    return best * (1.0 - match.indexed.is_quoted[points])


def _in_rows(match: Match, places: Numbers, values: Vector) -> Vector:
    """For each sentence the greatest value of the places in it."""
    column = np.zeros(len(match.indexed))
    np.maximum.at(column, match.indexed.row_at[places], values)
    return column
