"""What a question is like; the same for all sentences, for trees that ask it first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.question import KINDS

if TYPE_CHECKING:
    from index.matching import Match

ENGLISH = frozenset({*(f"asks {kind}" for kind in KINDS), "broad"})
"""Features of the kind of question, which is told by English words."""


def question_features(match: Match) -> dict[str, float]:
    """What the question is like, and how much of it the article has.

    Args:
        match: The question's terms against the article's sentences.
    """
    question = match.question
    return {
        **{f"asks {kind}": float(question.kind == kind) for kind in KINDS},
        "broad": float(question.broad),
        "question terms": float(len(match.asked)),
        "question words": float(len(question.tokens)),
        "question idf": float(match.idf.sum()),
        "article covers": float(match.found @ match.idf) / match.total_idf,
        "log sentences": float(np.log1p(len(match.indexed))),
    }
