"""Guest mentions: the bot is called into a chat where it is no member, and says one thing there."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from telegram.error import BadRequest

from bot import replies
from bot.addressing import Hint, Identity, Question, address
from bot.conversation import Manner, understand
from bot.handlers.inline import message_result
from bot.markup import Html
from bot.metrics import metrics
from bot.wording import as_read

if TYPE_CHECKING:
    from telegram import Message, Update
    from telegram.ext import CallbackContext

    from bot.handlers.exchange import Services
    from index.article import Article

logger = logging.getLogger(__name__)

_TITLE = "Pullquote"


async def on_guest_message(
    services: Services, update: Update, _context: CallbackContext[Any, Any, Any, Any]
) -> None:
    """Answer a question from the installation's article.

    Who calls a guest can call it in no other way than by a mention, and is told when there is no
    answer. Commands are for chats that the bot is a member of, and nothing is remembered of others.

    Args:
        services: What handlers work with.
        update: The update with the message.

    """
    message = update.guest_message
    if message is None or not message.guest_query_id:
        return
    content, url = await asyncio.to_thread(_reply, services, message)
    if not content:
        logger.debug("update %d asks a guest nothing", update.update_id)
        return
    # A query that is too old cannot be answered any more, now or later.
    with suppress(BadRequest):
        await message.answer_guest_query(message_result("0", _TITLE, content, url))


def _reply(services: Services, message: Message) -> tuple[Html, str]:
    """Decide what to say, if anything, and what its button opens."""
    article = services.library.latest()
    bot = Identity(message.get_bot().id, message.get_bot().username)
    topics = {topic.name: topic.question for topic in article.topics} if article else {}
    decision = address(message, bot, commands=(), topics=topics)
    if isinstance(decision, Hint):
        return replies.hint_message(decision, article, in_group=True), ""
    if not isinstance(decision, Question):
        return Html(), ""
    if article is None:
        return replies.no_articles_message(), ""
    return _answer(services, decision, message, article)


def _answer(
    services: Services, question: Question, message: Message, article: Article
) -> tuple[Html, str]:
    understood = understand(question.text, None, message.date.timestamp(), article)
    if understood.manner is Manner.THANKS:
        return Html(), ""
    if understood.manner is Manner.GREETING:
        return replies.courtesy_message(article, understood), ""
    found = services.answer(understood.question, article)
    metrics().answer(found.verdict)
    read = as_read(question.text, found)
    note = read if read != question.text else ""
    place = services.places.for_everybody
    url = place(found.quotes[0]) if found.quotes else ""
    return replies.answer_message(found, understood=note, place=place), url
