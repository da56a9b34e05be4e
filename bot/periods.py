"""How long what people say is kept. Pure."""

from __future__ import annotations

import time
from dataclasses import dataclass

DAY = 24 * 3600
"""Seconds."""

KEEP_DAYS = 90
"""Days for which questions and answers are kept, unless the owner says otherwise."""

FEWEST_DAYS = 3
"""Telegram lets people edit a question for two days, and the answer follows."""

_YEAR = 365
_MONTH = 30


@dataclass(frozen=True, slots=True)
class Retention:
    """How long what people say is kept, in days.

    Attributes:
        answers: Questions and their answers, after which buttons and follow-ups fail.
        left: Articles, topics and settings of a chat that has removed the bot, which may have been
            a mistake, or a step on the way to a supergroup.

    """

    answers: int = KEEP_DAYS
    left: int = 7

    @property
    def opinions(self) -> int:
        """What people think of answers, with the question: a good answer is learned from them."""
        return max(_YEAR, self.answers)

    @property
    def failures(self) -> int:
        """Messages that could not be answered because of a fault."""
        return min(_MONTH, self.answers)


def days_ago(days: int) -> float:
    """Return a moment in the past.

    Args:
        days: How long ago.

    Returns:
        Seconds since 1970.

    """
    return time.time() - days * DAY
