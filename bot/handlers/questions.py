"""Questions: asked in private, by command, topic, mention or reply."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot import replies
from bot.addressing import Way
from bot.answer_buttons import keyboard
from bot.answers import quotes_at
from bot.attribution import source_of
from bot.conversation import Manner, Turn, Understood, understand
from bot.delivery import typing_if_slow
from bot.handlers.articles import answer_elsewhere
from bot.metrics import metrics
from bot.novelty import newer_quote
from bot.wording import as_read
from index.answering import Answer, Verdict
from index.archive_errors import NoSuchArticle

if TYPE_CHECKING:
    from telegram import InlineKeyboardMarkup, Message

    from bot.addressing import Question
    from bot.answers import StoredAnswer
    from bot.handlers.exchange import Exchange
    from bot.markup import Html
    from bot.places import Places
    from index.article import Article


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was made of a question.

    Attributes:
        understood: What it was taken for.
        answer: The answer; None where it asks nothing.
        note: What is to be shown of how it was understood, or empty.
        is_elsewhere: Whether another article answers than the one that the chat asks.

    """

    understood: Understood
    answer: Answer | None = None
    note: str = ""
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class _Reply:
    """What is said to a question.

    Attributes:
        content: The answer.
        buttons: Those below it.
        number: By which the answer is kept.
    """

    content: Html
    buttons: InlineKeyboardMarkup | None
    number: int


async def answer(exchange: Exchange, question: Question) -> None:
    """Answer a question from the chat's article.

    Who merely mentions the bot is talking to others too: a mention that the article does not
    answer is passed over, unless it corrects one that was answered.

    Args:
        exchange: The message that asks.
        question: What it asks.

    """
    article = exchange.article
    if article is None:
        await exchange.reply(replies.no_articles_message())
        return
    async with typing_if_slow(exchange.message):
        found = await exchange.services.desk.do(lambda: _find(exchange, question, article))
        match found:
            case Understood():
                await _return_courtesy(exchange, question, found)
            case _Reply(content, buttons, number):
                await exchange.reply(content, buttons, number)


async def _return_courtesy(exchange: Exchange, question: Question, said: Understood) -> None:
    """Answer greetings and thanks; in a group, only a greeting that the bot was called for."""
    if exchange.in_group and (said.manner is Manner.THANKS or question.way is Way.REPLY):
        return
    await exchange.reply(replies.courtesy_message(exchange.article, said))


def _find(exchange: Exchange, question: Question, article: Article) -> Understood | _Reply | None:
    """Find what to reply; None: nothing. Words that ask nothing are returned as understood."""
    asked = _ask(exchange, question, article)
    if asked.answer is None:
        return asked.understood
    metrics().answer(asked.answer.verdict)
    is_silent = asked.answer.verdict is Verdict.SILENT
    is_to_be_said = question.way is not Way.MENTION and exchange.settings.reports_silence
    if is_silent and not is_to_be_said and not exchange.has_reply():
        return None
    return _keep(exchange, question, asked, asked.answer)


def _keep(exchange: Exchange, question: Question, asked: _Asked, found: Answer) -> _Reply:
    """Keep an answer for its buttons and for what is asked next, and write it down."""
    services, message = exchange.services, exchange.message
    stored = services.answers.keep(
        found,
        chat=message.chat_id,
        message=message.message_id,
        person=exchange.person,
        question=question.text,
        note=asked.note,
        here=exchange.article.id if asked.is_elsewhere and exchange.article else "",
        asked_at=_asked_at(message),
        model=services.answerer.model.version,
    )
    content = replies.answer_message(
        found,
        understood=asked.note,
        asked=exchange.article if asked.is_elsewhere else None,
        place=services.places.for_chat(message.chat_id),
    )
    return _Reply(content, _keyboard(stored, found, services.places), stored.id)


def _keyboard(stored: StoredAnswer, found: Answer, places: Places) -> InlineKeyboardMarkup | None:
    if not found.quotes:
        return None
    opening = places.button(found.quotes[0], stored.chat)
    return keyboard(stored.id, opening, has_more=bool(stored.rest))


def _ask(exchange: Exchange, question: Question, article: Article) -> _Asked:
    """Understand a question, and answer it."""
    before = _before(exchange, question)
    turn = Turn(before.understood, before.asked_at) if before else None
    understood = understand(question.text, turn, _asked_at(exchange.message), article)
    if understood.manner in {Manner.GREETING, Manner.THANKS}:
        return _Asked(understood)
    found = None
    if understood.manner is Manner.SOURCE and before:
        found = _source(understood.question, before, exchange)
    found = found or exchange.services.answer(understood.question, article)
    if understood.manner is Manner.BORROWED and before:
        found = _renewed(found, before, exchange)
    other = None
    if question.way is not Way.TOPIC:
        other = answer_elsewhere(exchange.services, found, exchange.message.chat_id)
        found = other or found
    # Whoever calls a topic did not choose its words: there is nothing to explain about them.
    read = question.text if question.way is Way.TOPIC else as_read(understood.question, found)
    note = read if read != question.text else ""
    return _Asked(understood, found, note, is_elsewhere=other is not None)


def _before(exchange: Exchange, question: Question) -> StoredAnswer | None:
    """Return the answer that a question may borrow from.

    That is the one in the message replied to, or in private the person's last one. The words of a
    topic and of somebody else's message lack nothing.
    """
    if question.borrowed or question.way is Way.TOPIC:
        return None
    message, answers = exchange.message, exchange.services.answers
    if message.reply_to_message:
        replied = answers.told_in(message.chat_id, message.reply_to_message.message_id)
        if replied or exchange.in_group:
            return replied
    if exchange.in_group:
        return None
    return answers.before(message.chat_id, exchange.person, message.message_id)


def _renewed(found: Answer, before: StoredAnswer, exchange: Exchange) -> Answer:
    """Answer a follow-up with another sentence, where the one before is no answer to it."""
    if not before.shown or before.article != found.article.id:
        return found
    newer = newer_quote(found, before.understood, before.shown[0].sentence)
    if newer is None:
        return found
    lit = exchange.services.lit(found.question, (newer,))
    others = tuple(quote for quote in found.ranked if quote.sentence != newer.sentence)
    return replace(found, quotes=lit, ranked=(*lit, *others))


def _source(question: str, before: StoredAnswer, exchange: Exchange) -> Answer | None:
    """Answer who says what was quoted before; None where no sentence near it tells."""
    if not before.shown:
        return None
    try:
        article = exchange.services.library.article(before.article, before.chat)
    except NoSuchArticle:
        return None
    if not before.fits(article):
        return None
    source = source_of(quotes_at(before.shown[:1], article)[0])
    if source is None:
        return None
    return Answer(question, Verdict.ANSWERED, 1.0, article, (source,), (source,))


def _asked_at(message: Message) -> float:
    return message.date.timestamp()
