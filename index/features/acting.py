"""Who acts in a sentence, for questions about who did something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.matching import Match

    Vector = NDArray[np.float64]

NAMES = ("who acts: name before the verb", "who acts: name after the verb")
ENGLISH = frozenset(NAMES)
"""Features that tell names by their capitals, and the parts of English questions."""
_WITHIN = 6.0
"""Words; so far from the verb, a name counts 1/e."""


def acting_features(match: Match) -> dict[str, Vector]:
    """How near names that a question does not have stand to its verb, and on which side of it.

    "Who founded the party?" asks for a name before the verb, or behind "by". For whom something was
    done to the sides told nothing.

    Args:
        match: The question's terms against the article's sentences.
    """
    found = dict.fromkeys(NAMES, np.zeros(len(match.indexed)))
    mentions, verb = match.indexed.mentions, match.numbers.get(match.question.verb)
    if not match.question.asks_actor or verb is None or not len(mentions):
        return found
    verbs = np.sort(match.occurrences.places[match.occurrences.terms == verb])
    if not len(verbs):
        return found
    row_at = match.indexed.row_at
    names = match.fresh * mentions.is_name
    behind = verbs[np.minimum(np.searchsorted(verbs, mentions.ends), len(verbs) - 1)]
    before = verbs[np.maximum(np.searchsorted(verbs, mentions.starts) - 1, 0)]
    for side, place, gap in (
        ("before", behind, behind - mentions.ends),
        ("after", before, mentions.starts - before),
    ):
        is_near = (gap > 0) & (row_at[place] == mentions.rows)
        close = np.where(is_near, np.exp(-np.maximum(gap, 0) / _WITHIN), 0.0)
        found[f"who acts: name {side} the verb"] = mentions.most(names * close)
    return found
