"""Patience with a server that fails: growing pauses, and two lines in the log."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from telegram.error import Conflict, RetryAfter

from bot.delivery import seconds_to_wait
from bot.inbox import InboxError

if TYPE_CHECKING:
    from telegram.error import TelegramError

logger = logging.getLogger(__name__)

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0


class Outage:
    """Growing pauses while a call fails, with a line in the log when that begins and ends.

    Args:
        doing: What is being tried, for the log.

    """

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._pause = 0.0

    async def pause(self, error: TelegramError | InboxError) -> None:
        """Wait before the next attempt.

        Args:
            error: Why the last one failed.

        """
        if not self._pause:
            logger.warning("%s fails and is tried again: %s", self._doing, reason(error))
        self._pause = min(max(2 * self._pause, _FIRST_PAUSE), _LONGEST_PAUSE)
        asked = seconds_to_wait(error) if isinstance(error, RetryAfter) else 0.0
        await asyncio.sleep(max(asked, self._pause))

    def end(self) -> None:
        """Note that an attempt has succeeded."""
        if self._pause:
            logger.info("%s works again", self._doing)
        self._pause = 0.0


def reason(error: TelegramError | InboxError) -> str:
    """Say what is wrong, and what to do about it where that is known.

    Args:
        error: What the server has said.

    """
    if isinstance(error, Conflict):
        return (
            "another program fetches this bot's updates, or a webhook is set for it; "
            "only one of them can"
        )
    if isinstance(error, InboxError):
        return str(error)
    return f"{type(error).__name__}: {error}"
