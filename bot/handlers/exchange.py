"""One message for the bot, with all that is needed to reply to it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from telegram.constants import ChatType

from bot.admission import Admission
from bot.answers import Answers
from bot.chat_settings import ChatSettings
from bot.delivery import deliver
from bot.desk import Desk
from bot.fetches import Fetches
from bot.introducing import suggestions
from bot.limits import Limits
from bot.metrics import metrics
from bot.periods import Retention
from bot.places import Places
from bot.remembered import RememberedAnswers
from bot.settings import Settings
from index.archive_answering import ArchiveAnswerer
from index.search import ArchiveSearch, Scope

logger = logging.getLogger(__name__)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import InlineKeyboardMarkup, Message

    from bot.addressing import Identity
    from bot.chats import Chats
    from bot.inbox import Inbox
    from bot.library import Library
    from bot.markup import Html
    from bot.places import ReaderSite
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
        reader: The site of the reader page; None where the installation has none.
        search: Finds passages in all articles, and is kept up to date by somebody else; None: one
            that is brought up to date when a question is asked.
        inbox: Where updates wait; None where it is not known.
        retention: How long what people say is kept.
        admission: Whom the bot serves.
        limits: How much people and chats may ask.
        desk: Where questions are worked on.

    """

    library: Library
    answerer: Answerer
    chats: Chats
    fetches: Fetches = field(default_factory=Fetches)
    reader: ReaderSite | None = None
    search: ArchiveSearch | None = None
    inbox: Inbox | None = None
    retention: Retention = field(default_factory=Retention)
    admission: Admission = field(default_factory=Admission)
    limits: Limits = field(default_factory=Limits)
    desk: Desk = field(default_factory=Desk)
    _answering: Lock = field(default_factory=Lock)
    _remembered: RememberedAnswers = field(default_factory=RememberedAnswers)

    @cached_property
    def answers(self) -> Answers:
        """The answers that were given."""
        return Answers(self.chats)

    @cached_property
    def places(self) -> Places:
        """Where quotes are seen."""
        return Places(self.library.archive, self.reader)

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
        with self._answering, metrics().timed("answer"):
            return self._remembered.answer(self.answerer, question, article)

    def forget_answers(self) -> None:
        """Forget what was asked and answered, as far as it is remembered in memory."""
        with self._answering:
            self._remembered.forget()

    def ask_all(self, question: str, viewer: int) -> Answer:
        """Answer a question from all articles that somebody sees.

        Args:
            question: The question.
            viewer: The id of the chat that sees them; a person's own has the person's id.

        Raises:
            SearchError: The search index cannot be used.
            ArchiveError: The archive cannot be read.

        """
        with self._answering:
            answerer = self._all_articles
            with metrics().timed("answer"):
                return answerer.answer(question, Scope(viewer=viewer))

    def articles_about(self, question: str, viewer: int) -> list[str]:
        """Find the articles that may answer a question, of all that somebody sees.

        Args:
            question: The question.
            viewer: The id of the chat that sees them.

        Returns:
            Their ids, the likeliest first.

        Raises:
            SearchError: The search index cannot be used.
            ArchiveError: The archive cannot be read.

        """
        with self._answering:
            found = self._all_articles.candidates(question, Scope(viewer=viewer))
        numbers = dict.fromkeys(hit.article for hit in found.hits) if found else {}
        ids = self.library.archive.ids(numbers)
        return [ids[number] for number in numbers if number in ids]

    @property
    def _all_articles(self) -> ArchiveAnswerer:
        """What answers from all articles, as they are now."""
        if self.search is None:
            self._own_search.catch_up()
        return self._archive_answerer

    @cached_property
    def _archive_answerer(self) -> ArchiveAnswerer:
        search = self.search or self._own_search
        return ArchiveAnswerer(self.answerer, self.library.archive, search)

    @cached_property
    def _own_search(self) -> ArchiveSearch:
        return ArchiveSearch(self.library.archive, say=logger.warning)

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

    @property
    def person(self) -> int:
        """The id of who has sent the message: a person, or the chat in whose name they speak."""
        if self.message.sender_chat:
            return self.message.sender_chat.id
        return self.message.from_user.id if self.message.from_user else 0

    async def reply(
        self,
        content: Html,
        keyboard: InlineKeyboardMarkup | None = None,
        answer: int | None = None,
    ) -> None:
        """Reply to the message, or edit the reply where there is one.

        Args:
            content: What to say.
            keyboard: The buttons below it.
            answer: The number of the answer that this gives, if it gives one.

        Raises:
            TelegramError: It cannot be sent.
            ChatsError: What was replied before cannot be read or written.

        """
        await deliver(self.message, content, self.services.chats, keyboard, answer)

    def has_reply(self) -> bool:
        """Whether the message was replied to before."""
        place = self.message.chat_id, self.message.message_id
        return self.services.chats.reply_to(*place) is not None
