"""A question that clearly belongs to another article of the chat than the one it was put to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.answering import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.answering import Answer

LOOKED_AT = 8
"""Articles that are asked besides the current one, the likeliest of those that the chat sees."""

SURE = 0.8
"""Confidence that an answer from another article needs at least."""

LEAD = 0.3
"""How much more confident it must be than the current article's answer, and than any third one's:
a question that several articles answer belongs to none of them."""


def clearly_better(here: Answer, others: Iterable[Answer]) -> Answer | None:
    """Choose the answer of another article, where the current one does not answer and it does.

    Args:
        here: The current article's answer.
        others: Those of other articles.

    Returns:
        The other article's answer; None where the current one's stands.

    """
    if here.verdict is Verdict.ANSWERED:
        return None
    ranked = sorted(others, key=lambda answer: -answer.confidence)
    if not ranked or ranked[0].verdict is not Verdict.ANSWERED:
        return None
    best = ranked[0].confidence
    runner_up = max((here, *ranked[1:2]), key=lambda answer: answer.confidence)
    is_clear = best >= SURE and best - runner_up.confidence >= LEAD
    return ranked[0] if is_clear else None
