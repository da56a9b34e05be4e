"""How a sentence looks and where it stands, and what that means for the kind of question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.features.speaking import asks_who_said

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.matching import Match

    Vector = NDArray[np.float64]

ENGLISH = frozenset(
    {
        "speech",
        "has a perfect",
        "has a weekday",
        "what is: has digits",
        "say: share quoted",
        "not say: share quoted",
    }
)
"""Features that look for English words."""


def look_features(match: Match, scores: Vector) -> dict[str, Vector]:
    """How each sentence looks, where it stands, and what it resembles.

    Args:
        match: The question's terms against the article's sentences.
        scores: BM25 of the sentences.
    """
    indexed, look, kind = match.indexed, match.indexed.look, match.question.kind
    says = float(kind == "say" or asks_who_said(match))
    return {
        **look.neutral,
        **look.english,
        "resembles all": indexed.resemblance.to_all,
        "resembles the one before": indexed.resemblance.to_previous,
        "resembles the best": indexed.resemblance.to(int(scores.argmax())),
        "what is: has digits": look.neutral["has digits"] * match.question.asks_what_is,
        "say: share quoted": look.share_quoted * says,
        "not say: share quoted": look.share_quoted * (1 - says),
    }
