"""What a question is like; the same for all sentences, for trees that ask it first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from index.matching import Match

ENGLISH = frozenset({"broad"})
"""Features that are told by English words."""


def question_features(match: Match) -> dict[str, float]:
    """What the question is like, and how long the article.

    Args:
        match: The question's terms against the article's sentences.
    """
    return {
        "broad": float(match.question.broad),
        "question words": float(len(match.question.tokens)),
        "log sentences": float(np.log1p(len(match.indexed))),
    }
