"""Inline mode: the best quotes for what somebody types behind the bot's name in any chat."""

from __future__ import annotations

import asyncio
import math
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot import replies, texts
from bot.answer_buttons import place_of
from bot.markup import clipped, on_one_line
from index.answering import Verdict

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import CallbackContext

    from bot.handlers.exchange import Services
    from bot.markup import Html
    from index.answering import Answer, Quote
    from index.article import Article

OFFERED = 10
"""Quotes that are offered at most."""

ARTICLES = 12
"""Articles that are asked, the newest."""

SUGGESTING = 3
"""Articles that suggestions are made of, the newest."""

OF_EACH = 5
"""Quotes that one article offers at most."""

NEAR = 4.0
"""How far below the best sentence's score one may be and still be offered."""

KEPT_BY_TELEGRAM = 60
"""Seconds for which Telegram may offer the same to the same person again."""

_FROM_INLINE = "inline"
_TITLE = 100
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class _Offer:
    """A quote that is offered.

    Attributes:
        quote: The quote.
        value: The higher, the further up; comparable between articles.
        question: What it answers, where that is to be shown; or empty.

    """

    quote: Quote
    value: float
    question: str = ""


async def on_inline_query(
    services: Services, update: Update, _context: CallbackContext[Any, Any, Any, Any]
) -> None:
    """Offer quotes from the installation's articles, or suggestions where nothing is typed yet.

    What a chat has added for itself is offered nowhere: the result can be sent into any chat.

    Args:
        services: What handlers work with.
        update: The update with the query.

    """
    query = update.inline_query
    if query is None:
        return
    words = " ".join(query.query.split())
    offers = await asyncio.to_thread(_offers if words else _suggestions, services, words)
    results = [result(str(number), one.quote, one.question) for number, one in enumerate(offers)]
    button = None
    if not results:
        told = texts.INLINE_NOTHING if words else texts.INLINE_ASK
        button = InlineQueryResultsButton(told, start_parameter=_FROM_INLINE)
    with suppress(BadRequest):  # By now something else may have been typed.
        await query.answer(results, cache_time=KEPT_BY_TELEGRAM, is_personal=True, button=button)


def result(number: str, quote: Quote, question: str = "") -> InlineQueryResultArticle:
    """Return a quote as something that can be sent into any chat.

    Args:
        number: What tells it from the others that are offered.
        quote: The quote.
        question: What it answers, where that is to be shown; or empty.

    """
    article = quote.article
    title = question or quote.heading or article.title or article.source or texts.UNTITLED
    return message_result(
        number,
        clipped(title, _TITLE),
        replies.quote_message(quote, question=question),
        quote,
        description=on_one_line(quote.text),
    )


def message_result(
    number: str, title: str, content: Html, quote: Quote | None, *, description: str = ""
) -> InlineQueryResultArticle:
    """Return a message as something that can be sent into any chat.

    Args:
        number: What tells it from the others that are offered.
        title: Its title in the list.
        content: The message.
        quote: What its button opens; None for no button.
        description: What stands below the title.

    """
    url = place_of(quote) if quote else ""
    buttons = [[InlineKeyboardButton(texts.OPEN_ARTICLE, url=url)]] if url else []
    return InlineQueryResultArticle(
        number,
        title,
        InputTextMessageContent(
            content.source, parse_mode=ParseMode.HTML, link_preview_options=_NO_PREVIEW
        ),
        reply_markup=InlineKeyboardMarkup(buttons) if buttons else None,
        description=description,
    )


def _offers(services: Services, words: str) -> list[_Offer]:
    """Ask the newest articles, and take the best of what they say."""
    offers: list[_Offer] = []
    for article in _articles(services, ARTICLES):
        offers += _of(services.answer(words, article), services)
    offers.sort(key=lambda one: -one.value)
    return [one for one in offers if replies.quote_message(one.quote)][:OFFERED]


def _of(answer: Answer, services: Services) -> list[_Offer]:
    if answer.verdict is Verdict.SILENT:
        return []
    best = answer.ranked[0].score
    shown = {quote.sentence for quote in answer.quotes}
    rest = [
        quote
        for quote in answer.ranked
        if quote.sentence not in shown and quote.score >= best - NEAR
    ]
    quotes = (*answer.quotes, *services.lit(answer.question, rest))[:OF_EACH]
    return [
        _Offer(quote, answer.confidence * math.exp(min(0.0, quote.score - best)))
        for quote in quotes
    ]


def _suggestions(services: Services, _words: str) -> list[_Offer]:
    """Answer the questions that the newest articles suggest."""
    offers = []
    for article in _articles(services, SUGGESTING):
        for question in services.suggest(article):
            quotes = services.answer(question, article).quotes[:1]
            offers += [_Offer(quote, 1.0, question) for quote in quotes]
    return [one for one in offers if replies.quote_message(one.quote, question=one.question)][
        :OFFERED
    ]


def _articles(services: Services, count: int) -> list[Article]:
    """Read the installation's newest articles."""
    archive = services.library.archive
    summaries = archive.summaries(visible_to=None, limit=count)
    return [archive.article(summary.id, visible_to=None) for summary in summaries]
