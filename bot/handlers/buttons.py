"""The buttons under an answer: more, context, good or bad."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from telegram import Message
from telegram.constants import ChatType
from telegram.error import BadRequest

from bot import replies, texts
from bot.answer_buttons import Verb, keyboard, pressed
from bot.answers import quotes_at
from bot.delivery import patiently, send
from bot.language import speaking, spoken
from bot.permissions import is_administrator
from bot.presses import show, toast
from index.answering import Answer
from index.archive_errors import NoSuchArticle

if TYPE_CHECKING:
    from telegram import CallbackQuery, Chat, InlineKeyboardMarkup, Update
    from telegram.ext import CallbackContext

    from bot.answer_buttons import Press
    from bot.answers import StoredAnswer
    from bot.handlers.exchange import Services
    from bot.markup import Html
    from bot.places import Places
    from index.article import Article

SHOWN_AT_ONCE = 3
"""How many further sentences one press shows at most."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What a press is about, as it stands now.

    Attributes:
        stored: The answer as it was given.
        answer: The same with its quotes.
        here: The article that was asked first, where another one answers and both are there.

    """

    stored: StoredAnswer
    answer: Answer
    here: Article | None = None


async def on_press(
    services: Services, update: Update, _context: CallbackContext[Any, Any, Any, Any]
) -> None:
    """Handle a press on a button under an answer.

    Anybody in the chat may press any of them: an answer in a group is everybody's. Only where and
    when the group lets none but administrators ask, none but they change what it is shown. What
    somebody thinks of an answer is kept for each person.

    Args:
        services: What handlers work with.
        update: The update with the press.

    """
    query = update.callback_query
    if query is None:
        return
    press = pressed(query.data or "")
    if press is None or query.message is None:
        await toast(query, texts.EXPIRED)
        return
    if not query.message.is_accessible:
        await toast(query, texts.MESSAGE_GONE)
        return
    found = await asyncio.to_thread(_find, services, press, query.message.chat.id)
    if isinstance(found, str):
        await toast(query, found)
        return
    changes = press.verb not in {Verb.LIKE, Verb.DISLIKE}
    if changes and (barred := await _barred(services, query, query.message.chat)):
        await toast(query, barred)
        return
    # The answer stays in the language that it was given in; who presses is told in their own.
    with speaking(found.stored.language or spoken()):
        match press.verb:
            case Verb.MORE:
                told = await _show_more(services, query, found)
            case Verb.CONTEXT | Verb.QUOTES:
                is_wanted = press.verb is Verb.CONTEXT
                told = await _turn(query, found, services.places, in_context=is_wanted)
            case Verb.LIKE | Verb.DISLIKE:
                told = await _rate(services, query, found, is_liked=press.verb is Verb.LIKE)
    await toast(query, told)


async def on_stray_press(update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
    """End a press on a button that no version of the bot, or an older one, has made.

    Args:
        update: The update with the press.

    """
    if update.callback_query:
        await toast(update.callback_query, texts.EXPIRED)


async def _barred(services: Services, query: CallbackQuery, chat: Chat) -> str:
    """Say why somebody may not change what a group is shown; empty where they may."""
    if chat.type == ChatType.PRIVATE:
        return ""
    settings = await asyncio.to_thread(services.chat_settings.settings, chat.id)
    now = datetime.now(UTC)
    if not settings.restricts(now) or await is_administrator(chat, query.from_user):
        return ""
    return texts.QUIET_NOW if settings.is_quiet(now) else texts.ASK_ADMINISTRATORS


def _find(services: Services, press: Press, chat: int) -> _Found | str:
    """Find the answer that a button stands under, or say why there is none."""
    stored = services.answers.find(press.answer, chat)
    if stored is None or not stored.shown:
        return texts.EXPIRED
    try:
        article = services.library.article(stored.article, chat)
    except NoSuchArticle:
        return texts.GONE
    if not stored.fits(article):
        return texts.ARTICLE_CHANGED
    quotes = quotes_at(stored.shown, article)
    rest = quotes_at(stored.rest, article)
    answer = Answer(stored.understood, stored.verdict, 1.0, article, quotes, (*quotes, *rest))
    here = None
    if stored.here:
        with suppress(NoSuchArticle):
            here = services.library.article(stored.here, chat)
    return _Found(stored, answer, here)


async def _show_more(services: Services, query: CallbackQuery, found: _Found) -> str:
    """Show the next best sentences as a reply to the answer, and say what is amiss, if anything."""
    stored, message = found.stored, query.message
    if stored.is_continued:
        return texts.MORE_SHOWN
    if not stored.rest:
        return texts.NO_MORE
    if not isinstance(message, Message):
        return texts.MESSAGE_GONE

    def keep() -> tuple[StoredAnswer, Html, InlineKeyboardMarkup]:
        rest = found.answer.ranked[len(stored.shown) :]
        shown = services.lit(stored.understood, rest[:SHOWN_AT_ONCE])
        more = Answer(
            stored.understood,
            stored.verdict,
            1.0,
            found.answer.article,
            shown,
            (*shown, *rest[SHOWN_AT_ONCE:]),
        )
        kept = services.answers.keep(
            more,
            chat=stored.chat,
            message=message.message_id,
            person=None,
            asker=stored.asker,
            question=stored.question,
            note="",
            here=stored.here,
            asked_at=stored.asked_at,
            model=stored.model,
        )
        content = replies.answer_message(
            more, is_more=True, asked=found.here, place=services.places.for_chat(stored.chat)
        )
        opening = services.places.button(more.quotes[0], stored.chat)
        return kept, content, keyboard(kept.id, opening, has_more=bool(kept.rest))

    kept, content, buttons = await asyncio.to_thread(keep)
    sent = await patiently(lambda: send(message, content, buttons))

    def remember() -> InlineKeyboardMarkup:
        services.answers.continued(stored.id)
        services.answers.told(kept.id, sent.message_id)
        opening = services.places.button(found.answer.quotes[0], stored.chat)
        return keyboard(stored.id, opening, has_more=False, in_context=_is_in_context(message))

    fewer = await asyncio.to_thread(remember)
    with suppress(BadRequest):
        await patiently(lambda: message.edit_reply_markup(fewer))
    return ""


async def _turn(query: CallbackQuery, found: _Found, places: Places, *, in_context: bool) -> str:
    """Show the quotes with or without the sentences around them; say what is amiss, if anything."""
    stored, answer = found.stored, found.answer

    def make() -> tuple[Html, InlineKeyboardMarkup]:
        show = replies.context_message if in_context else replies.answer_message
        content = show(
            answer,
            understood=stored.note,
            is_more=stored.is_more,
            asked=found.here,
            place=places.for_chat(stored.chat),
        )
        opening = places.button(answer.quotes[0], stored.chat)
        has_more = bool(stored.rest) and not stored.is_continued
        return content, keyboard(stored.id, opening, has_more=has_more, in_context=in_context)

    content, buttons = await asyncio.to_thread(make)
    if not content:
        return texts.CONTEXT_TOO_LONG
    return "" if await show(query, content, buttons) else texts.MESSAGE_GONE


async def _rate(services: Services, query: CallbackQuery, found: _Found, *, is_liked: bool) -> str:
    words = found.answer.quotes[0].text
    is_news = await asyncio.to_thread(
        lambda: services.answers.rate(found.stored, query.from_user.id, words, is_liked=is_liked)
    )
    if not is_news:
        return texts.NOTED_BEFORE
    return texts.THANKS_LIKED if is_liked else texts.THANKS_DISLIKED


def _is_in_context(message: Message) -> bool:
    """Whether the button under the message that toggles would take the context away."""
    markup = message.reply_markup
    if markup is None:
        return False
    buttons = [button for row in markup.inline_keyboard for button in row]
    return any(str(button.callback_data).startswith(f"{Verb.QUOTES}:") for button in buttons)
