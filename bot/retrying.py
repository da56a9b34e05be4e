"""What becomes of an update that could not be handled: pure rules."""

from __future__ import annotations

import sqlite3
from enum import Enum, auto

from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter

from bot.chats import ChatsError
from bot.delivery import seconds_to_wait
from bot.inbox import InboxError
from index.archive_errors import ArchiveError

PAUSES = (1.0, 5.0)
"""Seconds before the second and the third try; an update that fails again is set aside."""

PAUSES_FOR_STORAGE = (1.0, 5.0, 15.0, 30.0)
"""The same where a file could not be used, which mostly passes."""

LONGEST_PAUSE = 60.0
"""Seconds between two tries while Telegram cannot be reached, unless it asks for more."""

GIVEN_UP_AFTER = 24 * 3600.0
"""Seconds after which an update is set aside even though Telegram could not be reached."""


class End(Enum):
    """There will be no other try."""

    DONE = auto()
    """Nobody is there to be answered."""
    SET_ASIDE = auto()
    """Somebody should look at it."""


def next_step(error: BaseException, tries: int, age: float) -> float | End:
    """Decide what becomes of an update.

    Args:
        error: Why the last try failed.
        tries: How often it was tried, the last try included.
        age: Seconds since it arrived.

    Returns:
        Seconds until the next try, or how it ends.

    """
    if isinstance(error, Forbidden):
        return End.DONE
    if _is_telegrams(error):
        if age > GIVEN_UP_AFTER:
            return End.SET_ASIDE
        asked = seconds_to_wait(error) if isinstance(error, RetryAfter) else 0.0
        return max(asked, min(LONGEST_PAUSE, 2.0 ** min(tries - 1, 10)))
    is_of_storage = isinstance(error, (ArchiveError, ChatsError, InboxError, sqlite3.Error))
    pauses = PAUSES_FOR_STORAGE if is_of_storage else PAUSES
    return pauses[tries - 1] if tries <= len(pauses) else End.SET_ASIDE


def _is_telegrams(error: BaseException) -> bool:
    """Whether Telegram could not be reached or would not listen, whatever the update says."""
    # A refusal counts as an error of the network in the library's family of errors.
    is_refusal = isinstance(error, BadRequest)
    return isinstance(error, (NetworkError, RetryAfter, InvalidToken)) and not is_refusal
