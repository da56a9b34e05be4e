"""One message for the bot, with all that is needed to reply to it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from telegram.constants import ChatType

from bot.delivery import deliver

if TYPE_CHECKING:
    from telegram import Message

    from bot.addressing import Identity
    from bot.chats import Chats
    from bot.library import Library
    from bot.markup import Html
    from index.answering import Answer, Answerer
    from index.article import Article


@dataclass(frozen=True)
class Services:
    """What handlers work with.

    Attributes:
        library: Which article a chat asks.
        answerer: Answers questions.
        chats: What is remembered of each chat.

    """

    library: Library
    answerer: Answerer
    chats: Chats
    _answering: Lock = field(default_factory=Lock)

    def answer(self, question: str, article: Article) -> Answer:
        """Answer a question; one at a time, whatever thread asks.

        Args:
            question: The question.
            article: The article to quote from.

        """
        with self._answering:
            return self.answerer.answer(question, article)


@dataclass(frozen=True)
class Exchange:
    """One message for the bot, and the reply to it.

    Attributes:
        message: What a person has sent, or edited.
        article: The article that the chat asks; None where there is none.
        bot: Who the bot is.
        services: What handlers work with.

    """

    message: Message
    article: Article | None
    bot: Identity
    services: Services

    @property
    def in_group(self) -> bool:
        """Whether several people read the reply."""
        return self.message.chat.type != ChatType.PRIVATE

    async def reply(self, content: Html) -> None:
        """Reply to the message, or edit the reply where there is one.

        Args:
            content: What to say.

        Raises:
            TelegramError: It cannot be sent.
            ChatsError: What was replied before cannot be read or written.

        """
        await deliver(self.message, content, self.services.chats)

    async def has_reply(self) -> bool:
        """Whether the message was replied to before."""
        chats = self.services.chats
        reply = await asyncio.to_thread(
            chats.reply_to, self.message.chat_id, self.message.message_id
        )
        return reply is not None
