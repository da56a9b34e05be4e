"""Topics: questions that a chat saves under a name, each of which becomes a command there."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot import group_replies, menu, texts
from bot.addressing import ASK, MAX_QUESTION
from bot.handlers.errors import account
from bot.markup import clipped
from bot.permissions import speaks_as_administrator
from bot.texts import say
from index.article import Topic

if TYPE_CHECKING:
    from telegram import Bot

    from bot.handlers.exchange import Exchange, Services
    from bot.markup import Html
    from index.article import Article

logger = logging.getLogger(__name__)

MOST_TOPICS = 40
"""Topics that one chat may save."""

RESERVED = frozenset(
    {
        ASK,
        "start",
        "help",
        "article",
        "articles",
        "add",
        "remove",
        "topic",
        "topics",
        "settings",
        "privacy",
        "forget",
    }
)
"""Names of commands that no topic can have."""

_NAME = re.compile(r"[a-z0-9_]{1,32}")
_SHOWN = 40


async def topics(exchange: Exchange, _argument: str) -> None:
    """List the topics of the chat (`/topics`).

    Args:
        exchange: The message.

    """
    own = await asyncio.to_thread(exchange.services.chat_settings.topics, exchange.message.chat_id)
    article = exchange.article
    await exchange.reply(group_replies.topics_message(own, article.topics if article else ()))


async def topic(exchange: Exchange, argument: str) -> None:
    """Save a question under a name, or remove one (`/topic add NAME QUESTION`).

    Args:
        exchange: The message.
        argument: What is to be done.

    """
    what, _, rest = argument.partition(" ")
    name, _, question = rest.strip().partition(" ")
    name = name.removeprefix("/").lower()
    if what.lower() not in {"add", "remove"} or not name:
        await topics(exchange, "")
    elif not await speaks_as_administrator(exchange.message):
        await exchange.reply(say(texts.TOPIC_ADMINS))
    elif what.lower() == "add":
        await _add(exchange, name, question.strip())
    else:
        await _remove(exchange, name)


async def publish(exchange: Exchange) -> None:
    """Bring the chat's command menu up to date; that it cannot be is for the log only.

    Args:
        exchange: The message that has changed something.

    """
    language = exchange.settings.language
    message = exchange.message
    await publish_menu(
        exchange.services, message.get_bot(), message.chat_id, exchange.article, language
    )


async def publish_menu(
    services: Services, bot: Bot, chat: int, article: Article | None, language: str
) -> None:
    """Bring a chat's command menu up to date; that it cannot be is for the log only.

    Args:
        services: What handlers work with.
        bot: The bot.
        chat: The chat's id.
        article: The one that it asks; None where there is none.
        language: The one that it has chosen, or empty.

    """
    own = await asyncio.to_thread(services.chat_settings.topics, chat)
    common = await asyncio.to_thread(services.library.latest)
    try:
        await menu.publish_in(bot, chat, article, own, language, common=common)
    except TelegramError as error:
        logger.warning("the command menu of a chat could not be set: %s", account(error))


async def follow_article(services: Services, bot: Bot, chat: int, before: Article | None) -> None:
    """Bring a chat's command menu up to date where it asks an article with other topics now.

    Args:
        services: What handlers work with.
        bot: The bot.
        chat: The chat's id.
        before: The article that it asked before; None where there was none.

    """
    after = await asyncio.to_thread(services.library.current, chat)
    if menu.topics_of(after) != menu.topics_of(before):
        settled = await asyncio.to_thread(services.chat_settings.settings, chat)
        await publish_menu(services, bot, chat, after, settled.language)


async def _add(exchange: Exchange, name: str, question: str) -> None:
    chat, kept = exchange.message.chat_id, exchange.services.chat_settings
    own = await asyncio.to_thread(kept.topics, chat)
    if why := _why_not(name, question, [topic.name for topic in own]):
        await exchange.reply(why)
        return
    await asyncio.to_thread(kept.add_topic, chat, Topic(name, question))
    await exchange.reply(say(texts.TOPIC_ADDED, command=f"/{name}", question=question))
    await publish(exchange)


async def _remove(exchange: Exchange, name: str) -> None:
    chat = exchange.message.chat_id
    kept = exchange.services.chat_settings
    was_there = await asyncio.to_thread(kept.remove_topic, chat, name)
    told = texts.TOPIC_REMOVED if was_there else texts.TOPIC_UNKNOWN
    await exchange.reply(say(told, name=clipped(name, _SHOWN), topics="/topics"))
    if was_there:
        await publish(exchange)


def _why_not(name: str, question: str, names: list[str]) -> Html | None:
    """Say why a topic cannot be saved; None where it can."""
    if not _NAME.fullmatch(name):
        return say(texts.TOPIC_BAD_NAME)
    if name in RESERVED:
        return say(texts.TOPIC_RESERVED, command=f"/{name}")
    if not any(map(str.isalnum, question)):
        return say(texts.TOPIC_NO_QUESTION, name=name)
    if len(question) > MAX_QUESTION:
        return say(texts.TOO_LONG, limit=MAX_QUESTION)
    if len(names) >= MOST_TOPICS and name not in names:
        return say(texts.TOPIC_TOO_MANY, most=MOST_TOPICS)
    return None
