"""Articles: which one is asked, which there are, and choosing another."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import elsewhere, replies, texts
from bot.handlers import removing
from bot.handlers.topics import follow_article
from bot.markup import clipped
from bot.permissions import is_administrator, speaks_as_administrator
from bot.presses import show, toast
from bot.texts import label, say
from index.answering import Verdict
from index.archive_errors import NoSuchArticle
from index.search.errors import SearchError

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import CallbackContext

    from bot.handlers.exchange import Exchange, Services
    from bot.markup import Html
    from index.answering import Answer

logger = logging.getLogger(__name__)

CHOOSE = "choose"
LIST = "articles"
PATTERN = rf"^(?:{CHOOSE}|{LIST}):"
"""What the data of the buttons here look like, as a regular expression."""

_MOST_DATA = 64
_LABEL = 48


async def article(exchange: Exchange, argument: str) -> None:
    """Say which article the chat asks, or let it ask another (`/article ID`).

    In a group administrators choose for all.

    Args:
        exchange: The message.
        argument: The id of the article to ask from now on, or empty.

    """
    if argument:
        await _choose(exchange, argument)
    elif exchange.article:
        questions = await asyncio.to_thread(exchange.services.suggest, exchange.article)
        await exchange.reply(
            replies.article_message(
                exchange.article, questions=questions, in_group=exchange.in_group
            )
        )
    else:
        await exchange.reply(replies.no_articles_message())


async def articles(exchange: Exchange, words: str) -> None:
    """List the articles that the chat may ask, the newest first (`/articles WORDS`).

    Args:
        exchange: The message.
        words: What must stand in title, source or id; empty for all.

    """
    content, keyboard = await asyncio.to_thread(
        _page, exchange.services, exchange.message.chat_id, 0, words
    )
    await exchange.reply(content, keyboard)


async def on_press(
    services: Services, update: Update, _context: CallbackContext[Any, Any, Any, Any]
) -> None:
    """Turn the list's page, or have the chat ask the article that was chosen.

    Args:
        services: What handlers work with.
        update: The update with the press.

    """
    query = update.callback_query
    if query is None or query.message is None:
        return
    chat = query.message.chat
    verb, _, rest = (query.data or "").partition(":")
    if verb == LIST:
        start, _, words = rest.partition(":")
        offset = int(start) if start.isascii() and start.isdecimal() and len(start) < 9 else 0
        content, keyboard = await asyncio.to_thread(_page, services, chat.id, offset, words)
        await show(query, content, keyboard)
        await toast(query)
        return
    if not await is_administrator(chat, query.from_user):
        await toast(query, texts.CHOOSE_ADMINS)
        return
    try:
        chosen = await asyncio.to_thread(services.library.article, rest, chat.id)
    except NoSuchArticle:
        await toast(query, texts.GONE)
        return
    before = await asyncio.to_thread(services.library.current, chat.id)
    await asyncio.to_thread(services.chats.choose_article, chat.id, chosen.id)
    await show(
        query,
        replies.article_message(chosen, opening=texts.NOW_ASKING),
        _keyboard([_button(label(texts.ALL_ARTICLES), f"{LIST}:0:")]),
    )
    await toast(query)
    await follow_article(services, query.get_bot(), chat.id, before)


def answer_elsewhere(services: Services, here: Answer, chat: int) -> Answer | None:
    """Look whether another article of the chat clearly answers what the current one does not.

    Args:
        services: What handlers work with.
        here: The current article's answer.
        chat: The chat's id.

    Returns:
        The other article's answer; None where the current one's stands.

    Raises:
        ArchiveError: The archive cannot be read.

    """
    if here.verdict is Verdict.ANSWERED:
        return None
    try:
        about = services.articles_about(here.question, chat)
    except SearchError as error:
        logger.warning("no other article can be found: %s", error)
        return None
    others = []
    for article_id in [one for one in about if one != here.article.id][: elsewhere.LOOKED_AT]:
        try:
            other = services.library.article(article_id, chat)
        except NoSuchArticle:  # It has been removed in this moment.
            continue
        others.append(services.answer(here.question, other))
    return elsewhere.clearly_better(here, others)


async def _choose(exchange: Exchange, article_id: str) -> None:
    chat = exchange.message.chat_id
    try:
        chosen = await asyncio.to_thread(exchange.services.library.article, article_id, chat)
    except NoSuchArticle:
        await exchange.reply(replies.no_such_article_message(article_id))
        return
    if not await speaks_as_administrator(exchange.message):
        await exchange.reply(say(texts.CHOOSE_ADMINS))
        return
    await asyncio.to_thread(exchange.services.chats.choose_article, chat, chosen.id)
    await exchange.reply(replies.article_message(chosen, opening=texts.NOW_ASKING))
    bot = exchange.message.get_bot()
    await follow_article(exchange.services, bot, chat, exchange.article)


def _page(
    services: Services, chat: int, offset: int, words: str
) -> tuple[Html, InlineKeyboardMarkup | None]:
    """Give a page of the list, and buttons to choose an article and to turn the page."""
    library = services.library
    count = library.archive.count(visible_to=chat, search=words)
    offset = offset if offset < count else 0
    entries = library.archive.summaries(
        visible_to=chat, search=words, offset=offset, limit=replies.LISTED
    )
    current = library.current(chat)
    more = count - offset - len(entries)
    content = replies.articles_message(
        entries, current=current.id if current else "", more=more, words=words
    )
    rows = [
        [_button(clipped(entry.title, _LABEL) or label(texts.UNTITLED), f"{CHOOSE}:{entry.id}")]
        for entry in entries
        if current is None or entry.id != current.id
    ]
    if library.archive.summaries_owned(chat):
        rows.append([_button(label(texts.REMOVE_ONE), f"{removing.LIST}:0")])
    turning = []
    if offset:
        newer = max(0, offset - replies.LISTED)
        turning.append(_button(label(texts.NEWER), f"{LIST}:{newer}:{words}"))
    if more:
        turning.append(_button(label(texts.OLDER), f"{LIST}:{offset + replies.LISTED}:{words}"))
    return content, _keyboard(*rows, turning)


def _button(shown: str, data: str) -> InlineKeyboardButton | None:
    """Make a button; none where its data are longer than Telegram takes."""
    return (
        InlineKeyboardButton(shown, callback_data=data)
        if len(data.encode()) <= _MOST_DATA
        else None
    )


def _keyboard(*rows: list[InlineKeyboardButton | None]) -> InlineKeyboardMarkup | None:
    kept = [[button for button in row if button] for row in rows]
    kept = [row for row in kept if row]
    return InlineKeyboardMarkup(kept) if kept else None
