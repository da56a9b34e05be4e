"""Questions: asked in private, by command, topic, mention or reply."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot import replies
from bot.addressing import Way
from bot.delivery import typing_if_slow
from index.answering import Verdict

if TYPE_CHECKING:
    from bot.addressing import Question
    from bot.handlers.exchange import Exchange


async def answer(exchange: Exchange, question: Question) -> None:
    """Answer a question from the chat's article.

    Who merely mentions the bot is talking to others too: a mention that the article does not
    answer is passed over, unless it corrects one that was answered.

    Args:
        exchange: The message that asks.
        question: What it asks.

    """
    if exchange.article is None:
        await exchange.reply(replies.no_articles_message())
        return
    async with typing_if_slow(exchange.message):
        found = await asyncio.to_thread(exchange.services.answer, question.text, exchange.article)
        is_silent = found.verdict is Verdict.SILENT
        if is_silent and question.way is Way.MENTION and not await exchange.has_reply():
            return
        await exchange.reply(replies.answer_message(found))
