"""Articles: which one is asked, which there are, and choosing another."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot import replies
from index.archive_errors import NoSuchArticle

if TYPE_CHECKING:
    from bot.handlers.exchange import Exchange
    from index.archive import Summary


async def article(exchange: Exchange, argument: str) -> None:
    """Say which article the chat asks, or let it ask another (`/article ID`).

    Args:
        exchange: The message.
        argument: The id of the article to ask from now on, or empty.

    """
    if argument:
        await _choose(exchange, argument)
    elif exchange.article:
        await exchange.reply(replies.article_message(exchange.article))
    else:
        await exchange.reply(replies.no_articles_message())


async def articles(exchange: Exchange, words: str) -> None:
    """List the articles that the chat may ask, the newest first (`/articles WORDS`).

    Args:
        exchange: The message.
        words: What must stand in title, source or id; empty for all.

    """
    chat = exchange.message.chat_id
    archive = exchange.services.library.archive

    def read() -> tuple[list[Summary], int]:
        found = archive.summaries(visible_to=chat, search=words, limit=replies.LISTED)
        return found, archive.count(visible_to=chat, search=words) - len(found)

    entries, more = await asyncio.to_thread(read)
    current = exchange.article.id if exchange.article else ""
    await exchange.reply(replies.articles_message(entries, current=current, more=more, words=words))


async def _choose(exchange: Exchange, article_id: str) -> None:
    chat = exchange.message.chat_id
    try:
        chosen = await asyncio.to_thread(exchange.services.library.article, article_id, chat)
    except NoSuchArticle:
        await exchange.reply(replies.no_such_article_message(article_id))
        return
    await asyncio.to_thread(exchange.services.chats.choose_article, chat, chosen.id)
    await exchange.reply(replies.article_message(chosen, chosen=True))
