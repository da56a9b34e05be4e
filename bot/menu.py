"""The menu of commands that Telegram shows beside the text box."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)

from bot import texts
from bot.addressing import ASK
from bot.delivery import patiently
from bot.markup import clipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telegram import Bot

    from index.article import Article, Topic

_NAME = re.compile(r"[a-z0-9_]{1,32}")
_MAX_TOPICS = 90
_MAX_DESCRIPTION = 256


def commands(article: Article | None, own: Sequence[Topic] = ()) -> list[BotCommand]:
    """List the commands of the menu: the article's topics between asking and the rest.

    Args:
        article: The installation's article, or a chat's; None where there is none.
        own: The topics that a chat has saved.

    """
    names = {topic.name for topic in own}
    articles = [topic for topic in article.topics if topic.name not in names] if article else []
    topics = (*own, *articles)[:_MAX_TOPICS]
    return [
        BotCommand(ASK, texts.MENU_ASK),
        *(
            BotCommand(topic.name, clipped(topic.question, _MAX_DESCRIPTION))
            for topic in topics
            if _NAME.fullmatch(topic.name) and topic.question.strip()
        ),
        BotCommand("article", texts.MENU_ARTICLE),
        BotCommand("articles", texts.MENU_ARTICLES),
        BotCommand("add", texts.MENU_ADD),
        BotCommand("topics", texts.MENU_TOPICS),
        BotCommand("settings", texts.MENU_SETTINGS),
        BotCommand("help", texts.MENU_HELP),
    ]


async def publish(bot: Bot, article: Article | None) -> None:
    """Tell Telegram the menu, for private chats and for groups.

    Args:
        bot: The bot.
        article: The installation's article; None where there is none.

    Raises:
        TelegramError: Telegram does not take it.

    """
    for scope in (BotCommandScopeAllPrivateChats(), BotCommandScopeAllGroupChats()):
        await patiently(partial(bot.set_my_commands, commands(article), scope=scope))


async def publish_in(bot: Bot, chat: int, article: Article | None, own: Sequence[Topic]) -> None:
    """Tell Telegram the menu of one chat; one that has saved no topics has the common menu.

    Args:
        bot: The bot.
        chat: The chat's id.
        article: The one that the chat asks; None where there is none.
        own: The topics that the chat has saved.

    Raises:
        TelegramError: Telegram does not take it.

    """
    scope = BotCommandScopeChat(chat)
    if own:
        await patiently(partial(bot.set_my_commands, commands(article, own), scope=scope))
    else:
        await patiently(partial(bot.delete_my_commands, scope=scope))
