"""What keeps the token to the bot itself: python-telegram-bot shows it in its repr and its log."""

from __future__ import annotations

import logging
from typing import Any

from telegram.ext import ExtBot


class SecretiveBot(ExtBot[None]):
    """A bot whose repr does not show its token; otherwise its base class."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}[api={self.base_url.partition('/bot')[0]}]"


def secretive_bot(token: str, **options: Any) -> SecretiveBot:
    """Make a bot, and have the library log no more than what happens.

    At its DEBUG level the library logs the addresses that it calls, which hold the token, and
    every message in full.

    Args:
        token: The bot's token.
        options: As for `telegram.ext.ExtBot`.

    Raises:
        telegram.error.InvalidToken: The token is empty.

    """
    logging.getLogger("telegram").setLevel(logging.INFO)
    return SecretiveBot(token, **options)
