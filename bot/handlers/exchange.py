"""One message for the bot, with all that is needed to reply to it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from telegram.constants import ChatType

from bot.answers import Answers
from bot.chat_settings import ChatSettings
from bot.delivery import deliver
from bot.fetches import Fetches
from bot.introducing import suggestions
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import InlineKeyboardMarkup, Message

    from bot.addressing import Identity
    from bot.chats import Chats
    from bot.library import Library
    from bot.markup import Html
    from index.answering import Answer, Answerer, Quote
    from index.article import Article


@dataclass(frozen=True)
class Services:
    """What handlers work with.

    Attributes:
        library: Which article a chat asks.
        answerer: Answers questions.
        chats: What is remembered of each chat.
        fetches: Reads the links and files that people send.

    """

    library: Library
    answerer: Answerer
    chats: Chats
    fetches: Fetches = field(default_factory=Fetches)
    _answering: Lock = field(default_factory=Lock)

    @cached_property
    def answers(self) -> Answers:
        """The answers that were given."""
        return Answers(self.chats)

    @cached_property
    def chat_settings(self) -> ChatSettings:
        """What chats have set and saved."""
        return ChatSettings(self.chats)

    def answer(self, question: str, article: Article) -> Answer:
        """Answer a question; one at a time, whatever thread asks.

        Args:
            question: The question.
            article: The article to quote from.

        """
        with self._answering:
            return self.answerer.answer(question, article)

    def lit(self, question: str, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
        """Highlight quotes that were not shown at first.

        Args:
            question: The question that they answer.
            quotes: Quotes from one article.

        """
        with self._answering:
            return self.answerer.lit(question, quotes)

    def suggest(self, article: Article) -> tuple[str, ...]:
        """Suggest a few questions that an article answers.

        Args:
            article: The article.

        """
        with self._answering:
            return suggestions(article, self.answerer)


@dataclass(frozen=True)
class Exchange:
    """One message for the bot, and the reply to it.

    Attributes:
        message: What a person has sent, or edited.
        article: The article that the chat asks; None where there is none.
        bot: Who the bot is.
        services: What handlers work with.
        settings: What the chat has set.

    """

    message: Message
    article: Article | None
    bot: Identity
    services: Services
    settings: Settings = field(default_factory=Settings)

    @property
    def in_group(self) -> bool:
        """Whether several people read the reply."""
        return self.message.chat.type != ChatType.PRIVATE

    async def reply(self, content: Html, keyboard: InlineKeyboardMarkup | None = None) -> None:
        """Reply to the message, or edit the reply where there is one.

        Args:
            content: What to say.
            keyboard: The buttons below it.

        Raises:
            TelegramError: It cannot be sent.
            ChatsError: What was replied before cannot be read or written.

        """
        await deliver(self.message, content, self.services.chats, keyboard)

    async def has_reply(self) -> bool:
        """Whether the message was replied to before."""
        chats = self.services.chats
        reply = await asyncio.to_thread(
            chats.reply_to, self.message.chat_id, self.message.message_id
        )
        return reply is not None
