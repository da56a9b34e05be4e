"""Forgetting: all that somebody has caused to be stored, or all that is kept of a chat."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.chats import ChatsError
from bot.inbox import InboxError
from bot.periods import days_ago
from index.archive_errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.answers import Forgotten
    from bot.handlers.exchange import Services

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rest:
    """What is kept of a chat besides questions, answers and opinions.

    Attributes:
        articles: How many articles of its own it has.
        topics: How many topics it has saved.
        has_choices: Whether it has chosen an article, or changed a setting.

    """

    articles: int
    topics: int
    has_choices: bool

    def __bool__(self) -> bool:
        return bool(self.articles or self.topics or self.has_choices)


def forget_person(services: Services, person: int, chat: int | None) -> Forgotten:
    """Forget what somebody has asked, what they thought of answers, and their failed messages.

    Args:
        services: What handlers work with.
        person: The person's id.
        chat: Only what they did in this chat; None for all chats.

    Raises:
        ChatsError: Nothing was forgotten.
        InboxError: Their failed messages were not forgotten.

    """
    forgotten = services.answers.forget(person, chat)
    if services.inbox:
        services.inbox.forget(chat=chat, person=person)
    erase(services)
    return forgotten


def forget_chat(services: Services, chat: int) -> None:
    """Forget all that is kept of a chat, its own articles among it.

    Args:
        services: What handlers work with.
        chat: The chat's id.

    Raises:
        ArchiveError: Its articles were not all removed, and nothing else was forgotten.
        ChatsError: Its articles were removed, and nothing else was forgotten.
        InboxError: Its failed messages were not forgotten.

    """
    archive = services.library.archive
    for entry in archive.summaries_owned(chat):
        archive.remove(entry.id, owner=chat)
    services.chats.forget(chat)
    if services.inbox:
        services.inbox.forget(chat=chat)
    erase(services)


def forget_departed(services: Services) -> None:
    """Forget the chats that have removed the bot long enough ago.

    Args:
        services: What handlers work with.

    Raises:
        ArchiveError: The archive cannot be used.
        ChatsError: The file of the chats cannot be used.
        InboxError: The inbox cannot be used.

    """
    for chat in services.chat_settings.departed(days_ago(services.retention.left)):
        forget_chat(services, chat)
        logger.info("a chat that had removed the bot was forgotten")


def chores(services: Services) -> list[Callable[[], None]]:
    """Return what removes all that has been kept for long enough.

    Args:
        services: What handlers work with.

    """
    kept = services.retention
    return [
        lambda: forget_departed(services),
        lambda: services.answers.clean(days_ago(kept.answers), days_ago(kept.opinions)),
        services.chats.clean,
        lambda: erase(services),
    ]


def rest_of(services: Services, chat: int) -> Rest:
    """Tell what is kept of a chat besides questions, answers and opinions.

    Args:
        services: What handlers work with.
        chat: The chat's id.

    Raises:
        ArchiveError: The archive cannot be read.
        ChatsError: The file of the chats cannot be read.

    """
    archive, kept = services.library.archive, services.chat_settings
    articles, _ = archive.holdings(chat)
    has_choices = kept.has_settings(chat) or bool(services.chats.article(chat))
    return Rest(articles, len(kept.topics(chat)), has_choices)


def erase(services: Services) -> None:
    """Leave nothing in the files of what was forgotten; where one is in use, it is done later.

    Args:
        services: What handlers work with.

    """
    services.forget_answers()
    for file in (services.library.archive, services.chats, services.inbox):
        if file is None:
            continue
        try:
            file.erase()
        except (ArchiveError, ChatsError, InboxError) as error:
            logger.warning("what was forgotten is erased from the files later: %s", error)
