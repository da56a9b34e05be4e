"""Inline mode: the best quotes for what somebody types behind the bot's name in any chat."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot import replies, texts
from bot.delivery import NO_PREVIEW
from bot.markup import clipped, on_one_line
from bot.texts import label
from index.answering import Verdict
from index.archive_errors import NoSuchArticle
from index.search.errors import SearchError

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import CallbackContext

    from bot.handlers.exchange import Services
    from bot.markup import Html
    from index.answering import Answer, Quote

OFFERED = 10
"""Quotes that are offered at most."""

ONE_BY_ONE = 4
"""Articles that are asked by themselves, where all of them together say nothing."""

SUGGESTING = 3
"""Articles that suggestions are made of, the newest."""

OF_EACH = 5
"""Quotes that one article offers at most."""

NEAR = 6.0
"""How far below the best sentence's score one may be and still be offered."""

KEPT_BY_TELEGRAM = 60
"""Seconds for which Telegram may offer the same to the same person again."""

_FROM_INLINE = "inline"
_TITLE = 100

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Offer:
    """A quote that is offered.

    Attributes:
        quote: The quote.
        question: What it answers, where that is to be shown; or empty.

    """

    quote: Quote
    question: str = ""


async def on_inline_query(
    services: Services, update: Update, _context: CallbackContext[Any, Any, Any, Any]
) -> None:
    """Offer the best quotes of all articles that somebody sees, or suggestions at first.

    Those are the installation's articles, and those of the person's own chat with the bot: what
    they have added there they may show to others, a quote at a time. What a group has added for
    itself is offered nowhere.

    Args:
        services: What handlers work with.
        update: The update with the query.

    """
    query = update.inline_query
    if query is None:
        return
    words = " ".join(query.query.split())
    results = await asyncio.to_thread(_results, services, words, query.from_user.id)
    button = None
    if not results:
        told = texts.INLINE_NOTHING if words else texts.INLINE_ASK
        button = InlineQueryResultsButton(label(told), start_parameter=_FROM_INLINE)
    with suppress(BadRequest):  # By now something else may have been typed.
        await query.answer(results, cache_time=KEPT_BY_TELEGRAM, is_personal=True, button=button)


def _results(services: Services, words: str, person: int) -> list[InlineQueryResultArticle]:
    """Find quotes, and return them as messages that can be sent into any chat."""
    results: list[InlineQueryResultArticle] = []
    for offer in (_offers if words else _suggestions)(services, words, person):
        quote, article = offer.quote, offer.quote.article
        place = services.places.for_everybody
        content = replies.quote_message(quote, question=offer.question, place=place)
        if not content:  # It is too long for a message.
            continue
        title = offer.question or quote.heading or article.title or article.source
        results.append(
            message_result(
                str(len(results)),
                clipped(title, _TITLE) or label(texts.UNTITLED),
                content,
                place(quote),
                description=on_one_line(quote.text),
            )
        )
    return results[:OFFERED]


def message_result(
    number: str, title: str, content: Html, url: str, *, description: str = ""
) -> InlineQueryResultArticle:
    """Return a message as something that can be sent into any chat.

    Args:
        number: What tells it from the others that are offered.
        title: Its title in the list.
        content: The message.
        url: What its button opens; empty for no button.
        description: What stands below the title.

    """
    buttons = [[InlineKeyboardButton(label(texts.OPEN_ARTICLE), url=url)]] if url else []
    return InlineQueryResultArticle(
        number,
        title,
        InputTextMessageContent(
            content.source, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
        ),
        reply_markup=InlineKeyboardMarkup(buttons) if buttons else None,
        description=description,
    )


def _offers(services: Services, words: str, person: int) -> list[_Offer]:
    """Ask all articles at once, and take the best of what they say.

    Where that is nothing, the likeliest are asked one by one: of a word or two, such as people
    type here, an article by itself can better tell whether it is about them.
    """
    try:
        answers = [services.ask_all(words, viewer=person)]
        if answers[0].verdict is Verdict.SILENT:
            answers = _one_by_one(services, words, person)
    except SearchError as error:
        logger.warning("nothing can be offered inline: %s", error)
        return []
    return [_Offer(quote) for answer in answers for quote in _near_the_best(answer, services)]


def _one_by_one(services: Services, words: str, person: int) -> list[Answer]:
    """Ask the likeliest articles, and return what they answer, the surest first."""
    answers = []
    for article_id in services.articles_about(words, person)[:ONE_BY_ONE]:
        with suppress(NoSuchArticle):  # It has been removed in this moment.
            article = services.library.article(article_id, person)
            answers.append(services.answer(words, article))
    return sorted(answers, key=lambda answer: -answer.confidence)


def _near_the_best(answer: Answer, services: Services) -> list[Quote]:
    """Return the quotes of an answer, and others that come near, few of one article."""
    if answer.verdict is Verdict.SILENT:
        return []
    shown = {(quote.article.id, quote.sentence) for quote in answer.quotes}
    counted = Counter(quote.article.id for quote in answer.quotes)
    offered = list(answer.quotes)
    for quote in answer.ranked:
        is_new = (quote.article.id, quote.sentence) not in shown
        is_near = quote.score >= answer.ranked[0].score - NEAR
        if is_new and is_near and counted[quote.article.id] < OF_EACH:
            counted[quote.article.id] += 1
            offered += services.lit(answer.question, (quote,))
    return offered


def _suggestions(services: Services, _words: str, person: int) -> list[_Offer]:
    """Answer the questions that the newest articles suggest."""
    archive = services.library.archive
    offers = []
    for summary in archive.summaries(visible_to=person, limit=SUGGESTING):
        try:
            article = services.library.article(summary.id, person)
        except NoSuchArticle:  # It has been removed in this moment.
            continue
        for question in services.suggest(article):
            quotes = services.answer(question, article).quotes[:1]
            offers += [_Offer(quote, question) for quote in quotes]
    return offers
