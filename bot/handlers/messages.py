"""Where every message comes in: is it for the bot, and whose work is it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telegram.constants import ChatType
from telegram.error import TelegramError

from bot import texts
from bot.addressing import Command, Decision, Hint, Identity, Ignored, Question, address
from bot.chats import ChatsError
from bot.handlers import (
    adding,
    articles,
    errors,
    help,  # noqa: A004 - never the builtin here
    owners,
    privacy,
    questions,
    removing,
    settings,
    topics,
)
from bot.handlers.door import within_limits
from bot.handlers.exchange import Exchange
from bot.offering import Offer
from bot.permissions import speaks_as_administrator
from bot.settings import Gate, gate
from bot.texts import say
from index.archive_errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from telegram import Message, Update
    from telegram.ext import CallbackContext

    from bot.handlers.exchange import Services
    from bot.settings import Settings
    from index.article import Article

    Work = Callable[[Exchange, str], Awaitable[None]]

logger = logging.getLogger(__name__)

COMMANDS: dict[str, Work] = {
    "start": help.start,
    "help": help.show_help,
    "article": articles.article,
    "articles": articles.articles,
    "add": adding.add_command,
    "remove": removing.remove,
    "topic": topics.topic,
    "topics": topics.topics,
    "settings": settings.settings,
    "privacy": privacy.privacy,
    "forget": privacy.forget,
}
"""What else than a question can be sent, and what it does with the words behind the command."""


async def on_message(
    services: Services, update: Update, _context: CallbackContext[Any, Any, Any, Any]
) -> None:
    """Handle a new or edited message.

    Of edited messages that were not replied to before, only questions are answered: what was sent
    long ago among people becomes no command because its author mends it. What was replied to is
    taken as it now stands, and the reply is edited.

    Args:
        services: What handlers work with.
        update: The update that brings the message.

    Raises:
        NotAnswered: It failed for a reason that the person may be told.
        TelegramError: The reply could not be sent.

    """
    message = update.message or update.edited_message
    if message is None:
        return
    bot = Identity(message.get_bot().id, message.get_bot().username)
    try:
        considered = await _considered(message, bot, services)
    except (ArchiveError, ChatsError) as error:
        if isinstance(address(message, bot, commands=COMMANDS, topics={}), Ignored):
            raise
        raise errors.NotAnswered(message, texts.ARCHIVE_FAILED) from error
    decision = considered.decision
    if isinstance(decision, Ignored):
        logger.debug("update %d is not for the bot: %s", update.update_id, decision.why)
        return
    exchange = Exchange(message, considered.article, bot, services, considered.settings)
    is_edited = update.edited_message is not None
    if is_edited and not isinstance(decision, Question) and not exchange.has_reply():
        return
    try:
        if await within_limits(exchange, decision, update.update_id):
            await _handle(exchange, decision)
    except TelegramError:
        raise
    except (ArchiveError, ChatsError) as error:
        raise errors.NotAnswered(message, texts.ARCHIVE_FAILED) from error
    except Exception as error:
        raise errors.NotAnswered(message, texts.FAILED) from error


@dataclass(frozen=True, slots=True)
class _Considered:
    """A message with what its chat has settled.

    Attributes:
        decision: Whether it is for the bot, and what it asks.
        article: The article that the chat asks; None where there is none.
        settings: What the chat has set.

    """

    decision: Decision
    article: Article | None
    settings: Settings


async def _considered(message: Message, bot: Identity, services: Services) -> _Considered:
    """Consider a message at once where that waits for nothing: going to the desk takes longer."""
    if services.library.is_at_hand(message.chat_id):
        return _consider(message, bot, services)
    return await services.desk.do(lambda: _consider(message, bot, services))


def _consider(message: Message, bot: Identity, services: Services) -> _Considered:
    chat = message.chat_id
    article = services.library.current(chat)
    saved = (*(article.topics if article else ()), *services.chat_settings.topics(chat))
    named = {topic.name: topic.question for topic in saved}
    commands = COMMANDS.keys() | _owners_commands(message, services).keys()
    decision = address(message, bot, commands=commands, topics=named)
    return _Considered(decision, article, services.chat_settings.settings(chat))


def _owners_commands(message: Message, services: Services) -> Mapping[str, Work]:
    """Return what an owner of the bot can send in private; to all others it is as unknown."""
    person = message.from_user
    is_private = message.chat.type == ChatType.PRIVATE
    if person and is_private and services.admission.is_admin(person.id):
        return owners.COMMANDS
    return {}


async def _gate(exchange: Exchange, decision: Decision) -> Gate:
    """Ask the gate; who administers the chat is looked up only where it matters."""
    # When it was sent: what was asked in time and is handled late has its answer.
    now = exchange.message.edit_date or exchange.message.date
    if not exchange.in_group or not exchange.settings.restricts(now):
        return Gate.OPEN
    is_administrator = await speaks_as_administrator(exchange.message)
    return gate(exchange.settings, decision, is_administrator=is_administrator, at=now)


async def _handle(exchange: Exchange, decision: Question | Command | Hint | Offer) -> None:
    match await _gate(exchange, decision):
        case Gate.SILENT:
            logger.debug("a message is left unanswered by the chat's settings")
            return
        case Gate.REFUSED:
            await exchange.reply(say(texts.ASK_ADMINISTRATORS))
            return
    match decision:
        case Question():
            await questions.answer(exchange, decision)
        case Command(name, argument):
            work = COMMANDS.get(name) or owners.COMMANDS[name]
            await work(exchange, argument)
        case Offer():
            await adding.add(exchange, decision)
        case Hint():
            await help.hint(exchange, decision)
