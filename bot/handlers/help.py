"""Help: what the bot is, what it can do, and what to do instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import replies

if TYPE_CHECKING:
    from bot.addressing import Hint
    from bot.handlers.exchange import Exchange


async def start(exchange: Exchange, _argument: str) -> None:
    """Say what the bot is and how to begin (`/start`).

    Args:
        exchange: The message.

    """
    await exchange.reply(
        replies.start_message(exchange.article, exchange.bot.username, in_group=exchange.in_group)
    )


async def show_help(exchange: Exchange, _argument: str) -> None:
    """Say all that the bot can do (`/help`).

    Args:
        exchange: The message.

    """
    await exchange.reply(
        replies.help_message(exchange.article, exchange.bot.username, in_group=exchange.in_group)
    )


async def hint(exchange: Exchange, amiss: Hint) -> None:
    """Say what to do instead, where there is nothing to answer.

    Args:
        exchange: The message.
        amiss: What is amiss with it.

    """
    await exchange.reply(replies.hint_message(amiss, exchange.article, in_group=exchange.in_group))
