"""What only the bot's owners can do, in their private chats; to others it is not there."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot import menu, texts
from bot.handlers.errors import account
from bot.markup import joined
from bot.texts import say
from index.archive_errors import NoSuchArticle

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.handlers.exchange import Exchange
    from bot.markup import Html

logger = logging.getLogger(__name__)

_DAY = 24 * 3600


async def stats(exchange: Exchange, _argument: str) -> None:
    """Say how much is asked, kept and waiting (`/stats`).

    Args:
        exchange: The message.

    """
    await exchange.reply(await asyncio.to_thread(_figures, exchange))


async def publish(exchange: Exchange, _argument: str) -> None:
    """Give the article that the chat has added and asks to everybody (`/publish`).

    Args:
        exchange: The message.

    """
    services, article = exchange.services, exchange.article
    archive = services.library.archive
    if article is None:
        await exchange.reply(say(texts.PUBLISH_NOTHING))
        return
    try:
        is_new = await asyncio.to_thread(archive.publish, article.id, exchange.message.chat_id)
    except NoSuchArticle:  # It is not the chat's own.
        await exchange.reply(say(texts.PUBLISH_NOTHING))
        return
    told = texts.PUBLISHED_NOW if is_new else texts.PUBLISHED_BEFORE
    await exchange.reply(say(told, title=article.title or say(texts.UNTITLED)))
    latest = await asyncio.to_thread(services.library.latest)
    try:
        await menu.publish(exchange.message.get_bot(), latest)
    except TelegramError as error:
        logger.warning("the command menu could not be set: %s", account(error))


COMMANDS: dict[str, Callable[[Exchange, str], Awaitable[None]]] = {
    "stats": stats,
    "publish": publish,
}
"""What owners can send besides what everybody can, and what it does."""


def _figures(exchange: Exchange) -> Html:
    services = exchange.services
    archive = services.library.archive
    public = archive.count(visible_to=None)
    tally = services.answers.tally(time.time() - _DAY)
    lines = [
        say(
            texts.STATS_ARTICLES,
            public=public,
            own=archive.count(visible_to="everyone") - public,
        ),
        say(texts.STATS_DAY, questions=tally.questions, chats=tally.chats),
        say(
            texts.STATS_ANSWERS,
            answered=tally.answered,
            related=tally.related,
            silent=tally.silent,
        ),
        say(texts.STATS_OPINIONS, liked=tally.liked, disliked=tally.disliked),
    ]
    if services.inbox:
        waiting, _ = services.inbox.depth()
        aside = len(services.inbox.aside())
        lines.append(say(texts.STATS_INBOX, waiting=waiting, aside=aside))
    return joined("\n", lines)
