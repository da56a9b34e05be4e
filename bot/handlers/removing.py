"""Removing an article that a chat has added: choosing it, being sure, and its end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import texts
from bot.handlers.topics import follow_article
from bot.markup import bold, clipped, joined, plain
from bot.permissions import speaks_as_administrator
from bot.presses import administrators_press, show, toast
from bot.texts import label, say
from index.analysis import fold
from index.archive_errors import NoSuchArticle

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram import Update
    from telegram.ext import CallbackContext

    from bot.handlers.exchange import Exchange, Services
    from bot.markup import Html
    from index.archive import Summary

LIST = "removal"
ASK = "remove"
DO = "removed"
PATTERN = rf"^(?:{LIST}|{ASK}|{DO}):[0-9]{{1,15}}$"
"""What the data of the buttons here look like, as a regular expression."""

LISTED = 8
"""Articles that one list has buttons for."""

_LABEL = 48
_TITLE = 120

Shown = tuple["Html", InlineKeyboardMarkup | None]


async def remove(exchange: Exchange, words: str) -> None:
    """Have somebody choose which article of the chat's own is to go (`/remove WORDS`).

    Args:
        exchange: The message.
        words: Words of its title, or its id; empty to choose from all.

    """
    if not await speaks_as_administrator(exchange.message):
        await exchange.reply(say(texts.REMOVE_ADMINS))
        return
    chat = exchange.message.chat_id
    content, keyboard = await asyncio.to_thread(_found, exchange.services, chat, words)
    await exchange.reply(content, keyboard)


async def on_press(
    services: Services, update: Update, _context: CallbackContext[Any, Any, Any, Any]
) -> None:
    """Turn the list's page, ask whether somebody is sure, or remove an article.

    Args:
        services: What handlers work with.
        update: The update with the press.

    """
    press = await administrators_press(update, texts.REMOVE_ADMINS)
    if press is None:
        return
    query, chat = press
    verb, _, number = (query.data or "").partition(":")
    steps: dict[str, Callable[[Services, int, int], Shown]]
    steps = {LIST: _page, ASK: _question, DO: _removed}
    before = await asyncio.to_thread(services.library.current, chat.id)
    try:
        shown = await asyncio.to_thread(steps[verb], services, chat.id, int(number))
    except NoSuchArticle:
        await toast(query, texts.GONE)
        return
    await show(query, *shown)
    await toast(query)
    await follow_article(services, query.get_bot(), chat.id, before)


def _found(services: Services, chat: int, words: str) -> Shown:
    """Ask about the one article that is meant, or list all."""
    archive = services.library.archive
    wanted = fold(words).split()
    meant = [
        entry
        for entry in archive.summaries_owned(chat)
        if entry.id == words or all(word in fold(entry.title) for word in wanted)
    ]
    if words and len(meant) == 1:
        (number,) = archive.numbers([meant[0].id]).values()
        return _question(services, chat, number)
    if words and not meant:
        return say(texts.REMOVE_NOT_FOUND, words=clipped(words, _TITLE), command="/remove"), None
    return _page(services, chat, 0)


def _page(services: Services, chat: int, offset: int) -> Shown:
    """Give a page of a chat's own articles, with a button for each."""
    archive = services.library.archive
    own = archive.summaries_owned(chat)
    if not own:
        return say(texts.REMOVE_NOTHING), None
    offset = offset if offset < len(own) else 0
    shown = own[offset : offset + LISTED]
    numbers = archive.numbers([entry.id for entry in shown])
    rows = [[_button(_name(entry), ASK, numbers[entry.id])] for entry in shown]
    turning = []
    if offset:
        turning.append(_button(label(texts.NEWER), LIST, max(0, offset - LISTED)))
    if offset + LISTED < len(own):
        turning.append(_button(label(texts.OLDER), LIST, offset + LISTED))
    return say(texts.REMOVE_WHICH), InlineKeyboardMarkup([*rows, turning] if turning else rows)


def _question(services: Services, chat: int, number: int) -> Shown:
    """Ask whether somebody is sure."""
    entry = _owned(services, chat, number)
    buttons = [[_button(label(texts.REMOVE), DO, number), _button(label(texts.KEEP), LIST, 0)]]
    return say(texts.REMOVE_SURE, title=bold(plain(_name(entry)))), InlineKeyboardMarkup(buttons)


def _removed(services: Services, chat: int, number: int) -> Shown:
    """Remove an article, and say what the chat asks from now on if it was that one."""
    library = services.library
    entry = _owned(services, chat, number)
    before = library.current(chat)
    library.archive.remove(entry.id, owner=chat)
    current = library.current(chat)
    told = [say(texts.REMOVED, title=bold(plain(_name(entry))))]
    if before and current and before.id == entry.id:
        title = clipped(current.title, _TITLE) or label(texts.UNTITLED)
        told += [say(texts.NOW_ASKING), bold(plain(title))]
    return joined("\n", told), None


def _owned(services: Services, chat: int, number: int) -> Summary:
    """Return what is known of an article of a chat's own.

    Raises:
        NoSuchArticle: The chat has none of that number.

    """
    archive = services.library.archive
    name = archive.ids([number]).get(number)
    for entry in archive.summaries_owned(chat):
        if entry.id == name:
            return entry
    raise NoSuchArticle(texts.GONE)


def _name(entry: Summary) -> str:
    return clipped(entry.title, _LABEL) or label(texts.UNTITLED)


def _button(shown: str, verb: str, number: int) -> InlineKeyboardButton:
    return InlineKeyboardButton(shown, callback_data=f"{verb}:{number}")
