"""The menu of commands that Telegram shows beside the text box."""

from __future__ import annotations

import asyncio
import re
from functools import partial
from typing import TYPE_CHECKING, Any

from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)

from bot import texts
from bot.addressing import ASK
from bot.delivery import patiently
from bot.language import ENGLISH, LANGUAGES, speaking
from bot.markup import clipped
from bot.texts import label

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable, Sequence

    from telegram import Bot, BotCommandScope

    from index.article import Article, Topic

_NAME = re.compile(r"[a-z0-9_]{1,32}")
_MAX_TOPICS = 90
_MAX_DESCRIPTION = 256


def commands(article: Article | None, own: Sequence[Topic] = ()) -> list[BotCommand]:
    """List the commands of the menu: the article's topics between asking and the rest.

    They are described in the language that is spoken.

    Args:
        article: The installation's article, or a chat's; None where there is none.
        own: The topics that a chat has saved.

    """
    names = {topic.name for topic in own}
    articles = [topic for topic in topics_of(article) if topic.name not in names]
    topics = (*own, *articles)[:_MAX_TOPICS]
    return [
        BotCommand(ASK, label(texts.MENU_ASK)),
        *(
            BotCommand(topic.name, clipped(topic.question, _MAX_DESCRIPTION))
            for topic in topics
            if _NAME.fullmatch(topic.name) and topic.question.strip()
        ),
        BotCommand("article", label(texts.MENU_ARTICLE)),
        BotCommand("articles", label(texts.MENU_ARTICLES)),
        BotCommand("add", label(texts.MENU_ADD)),
        BotCommand("topics", label(texts.MENU_TOPICS)),
        BotCommand("settings", label(texts.MENU_SETTINGS)),
        BotCommand("privacy", label(texts.MENU_PRIVACY)),
        BotCommand("help", label(texts.MENU_HELP)),
    ]


def topics_of(article: Article | None) -> tuple[Topic, ...]:
    """Return the topics of an article; of none, none.

    Args:
        article: The article, if there is one.

    """
    return article.topics if article else ()


async def publish(bot: Bot, article: Article | None) -> None:
    """Tell Telegram the menu, for private chats and for groups, in all languages.

    Args:
        bot: The bot.
        article: The installation's article; None where there is none.

    Raises:
        TelegramError: Telegram does not take it.

    """
    scopes = (BotCommandScopeAllPrivateChats(), BotCommandScopeAllGroupChats())
    await _all_of(_set(bot, scope, one, article) for scope in scopes for one in LANGUAGES)


async def publish_in(
    bot: Bot,
    chat: int,
    article: Article | None = None,
    own: Sequence[Topic] = (),
    language: str = "",
    *,
    common: Article | None = None,
) -> None:
    """Tell Telegram the menu of one chat.

    One that has the topics of the common menu, and has chosen no language, has that menu.

    Args:
        bot: The bot.
        chat: The chat's id.
        article: The one that the chat asks; None where there is none.
        own: The topics that the chat has saved.
        language: The one that the chat has chosen; empty: each person's.
        common: The installation's article, whose topics are in the common menu.

    Raises:
        TelegramError: Telegram does not take it.

    """
    scope = BotCommandScopeChat(chat)
    if own or language or topics_of(article) != topics_of(common):
        await _all_of(
            _set(bot, scope, one, article, own=own, language=language) for one in LANGUAGES
        )
    else:
        await _all_of(
            patiently(partial(bot.delete_my_commands, scope=scope, language_code=_code(one)))
            for one in LANGUAGES
        )


async def _all_of(calls: Iterable[Coroutine[Any, Any, object]]) -> None:
    """Make calls together, and raise what the first one that fails raises."""
    for result in await asyncio.gather(*calls, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result


async def _set(
    bot: Bot,
    scope: BotCommandScope,
    persons: str,
    article: Article | None,
    *,
    own: Sequence[Topic] = (),
    language: str = "",
) -> None:
    """Set the menu of people whose app is in a language, in that one or in the chat's."""
    with speaking(language or persons):
        listed = commands(article, own)
    code = _code(persons)
    await patiently(partial(bot.set_my_commands, listed, scope=scope, language_code=code))


def _code(persons: str) -> str | None:
    """Return the code of a language for Telegram; English is for all that have no menu."""
    return None if persons == ENGLISH else persons
