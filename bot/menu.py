"""The menu of commands that Telegram shows beside the text box."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats

from bot import texts
from bot.addressing import ASK
from bot.delivery import patiently
from bot.markup import clipped

if TYPE_CHECKING:
    from telegram import Bot

    from index.article import Article

_NAME = re.compile(r"[a-z0-9_]{1,32}")
_MAX_TOPICS = 90
_MAX_DESCRIPTION = 256


def commands(article: Article | None) -> list[BotCommand]:
    """List the commands of the menu: the article's topics between asking and the rest.

    Args:
        article: The installation's article; None where there is none.

    """
    topics = article.topics[:_MAX_TOPICS] if article else ()
    return [
        BotCommand(ASK, texts.MENU_ASK),
        *(
            BotCommand(topic.name, clipped(topic.question, _MAX_DESCRIPTION))
            for topic in topics
            if _NAME.fullmatch(topic.name) and topic.question.strip()
        ),
        BotCommand("article", texts.MENU_ARTICLE),
        BotCommand("articles", texts.MENU_ARTICLES),
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
