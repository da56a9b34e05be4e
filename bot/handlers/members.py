"""The bot introduces itself to a group that it comes into, and in time forgets those it left."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from telegram import ChatMember, ChatMemberRestricted, LinkPreviewOptions
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest, Forbidden

from bot import group_replies
from bot.delivery import patiently

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import CallbackContext

    from bot.handlers.exchange import Services

logger = logging.getLogger(__name__)

KEPT_AFTER_LEAVING = 7 * 24 * 3600
"""Seconds for which the articles and settings of a group are kept that has removed the bot: it
may have been a mistake, or a step on the way to a supergroup."""

_IN_CHAT = (ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER)


async def on_membership(
    services: Services, update: Update, _context: CallbackContext[Any, Any, Any, Any]
) -> None:
    """Introduce the bot to a group that it has come into, and forget those that it left long ago.

    Args:
        services: What handlers work with.
        update: The update that tells what the bot has become.

    """
    change = update.my_chat_member
    if change is None or change.chat.type not in {ChatType.GROUP, ChatType.SUPERGROUP}:
        return
    chat = change.chat.id
    was_in, is_in = _is_in(change.old_chat_member), _is_in(change.new_chat_member)
    if was_in and not is_in:
        await asyncio.to_thread(services.chat_settings.depart, chat, change.date.timestamp())
    if is_in and not was_in:
        await asyncio.to_thread(services.chat_settings.come_back, chat)
        sees_all = change.new_chat_member.status == ChatMember.ADMINISTRATOR
        await _introduce(services, update, sees_all=sees_all)
    await asyncio.to_thread(forget_departed, services)


def forget_departed(services: Services) -> None:
    """Forget the groups that have removed the bot long enough ago, with their own articles.

    Args:
        services: What handlers work with.

    """
    archive = services.library.archive
    for chat in services.chat_settings.departed(time.time() - KEPT_AFTER_LEAVING):
        for entry in archive.summaries(visible_to=chat):
            if entry.owner == chat:
                archive.remove(entry.id, owner=chat)
        services.chats.forget(chat)
        logger.info("a group that had removed the bot was forgotten")


async def _introduce(services: Services, update: Update, *, sees_all: bool) -> None:
    change = update.my_chat_member
    if change is None:
        return
    bot, chat = change.get_bot(), change.chat.id
    article = await asyncio.to_thread(services.library.current, chat)
    questions = await asyncio.to_thread(services.suggest, article) if article else ()
    reads_all = sees_all or bool(bot.bot.can_read_all_group_messages)
    content = group_replies.welcome_message(article, bot.username, questions, sees_all=reads_all)
    with suppress(BadRequest, Forbidden):  # It may not write there, or is out again.
        await patiently(
            lambda: bot.send_message(
                chat,
                content.source,
                parse_mode=ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )


def _is_in(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status in _IN_CHAT
