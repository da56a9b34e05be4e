"""Where every message comes in: is it for the bot, and whose work is it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from telegram.error import TelegramError

from bot import texts
from bot.addressing import Command, Decision, Hint, Identity, Ignored, Question, address
from bot.chats import ChatsError
from bot.handlers import articles, errors, help, questions  # noqa: A004 - never the builtin here
from bot.handlers.exchange import Exchange
from index.archive_errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Message, Update
    from telegram.ext import CallbackContext

    from bot.handlers.exchange import Services
    from bot.library import Library
    from index.article import Article

logger = logging.getLogger(__name__)

COMMANDS: dict[str, Callable[[Exchange, str], Awaitable[None]]] = {
    "start": help.start,
    "help": help.show_help,
    "article": articles.article,
    "articles": articles.articles,
}
"""What else than a question can be sent, and what it does with the words behind the command."""


async def on_message(
    services: Services, update: Update, _context: CallbackContext[Any, Any, Any, Any]
) -> None:
    """Handle a new or edited message.

    Of an edited message, only a question is answered that was not replied to before: a command
    that was sent long ago is not carried out again because its author mends it.

    Args:
        services: What handlers work with.
        update: The update that brings the message.

    """
    message = update.message or update.edited_message
    if message is None:
        return
    bot = Identity(message.get_bot().id, message.get_bot().username)
    try:
        decision, article = await asyncio.to_thread(_consider, message, bot, services.library)
    except (ArchiveError, ChatsError):
        if not isinstance(address(message, bot, commands=COMMANDS, topics={}), Ignored):
            await errors.apologise(message, texts.ARCHIVE_FAILED)
        raise
    if isinstance(decision, Ignored):
        logger.debug("update %d is not for the bot: %s", update.update_id, decision.why)
        return
    exchange = Exchange(message, article, bot, services)
    is_edited = update.edited_message is not None
    if is_edited and not isinstance(decision, Question) and not await exchange.has_reply():
        return
    try:
        await _handle(exchange, decision)
    except TelegramError:
        raise
    except (ArchiveError, ChatsError):
        await errors.apologise(message, texts.ARCHIVE_FAILED)
        raise
    except Exception:
        await errors.apologise(message, texts.FAILED)
        raise


def _consider(message: Message, bot: Identity, library: Library) -> tuple[Decision, Article | None]:
    article = library.current(message.chat_id)
    topics = {topic.name: topic.question for topic in article.topics} if article else {}
    return address(message, bot, commands=COMMANDS, topics=topics), article


async def _handle(exchange: Exchange, decision: Question | Command | Hint) -> None:
    match decision:
        case Question():
            await questions.answer(exchange, decision)
        case Command(name, argument):
            await COMMANDS[name](exchange, argument)
        case Hint():
            await help.hint(exchange, decision)
