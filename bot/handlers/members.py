"""The bot introduces itself to a group that it comes into, and in time forgets those it left."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from telegram import ChatMember, ChatMemberRestricted
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest, Forbidden

from bot import group_replies
from bot.delivery import NO_PREVIEW, patiently
from bot.forgetting import forget_departed

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import CallbackContext

    from bot.handlers.exchange import Services

logger = logging.getLogger(__name__)

_IN_CHAT = (ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER)


async def on_membership(
    services: Services, update: Update, _context: CallbackContext[Any, Any, Any, Any]
) -> None:
    """Introduce the bot to a group that it has come into, and forget chats that it left long ago.

    Who blocks the bot removes it from their private chat.

    Args:
        services: What handlers work with.
        update: The update that tells what the bot has become.

    """
    change = update.my_chat_member
    if change is None or change.chat.type == ChatType.CHANNEL:
        return
    chat = change.chat.id
    was_in, is_in = _is_in(change.old_chat_member), _is_in(change.new_chat_member)
    if was_in and not is_in:
        await asyncio.to_thread(services.chat_settings.depart, chat, change.date.timestamp())
    if is_in and not was_in:
        await asyncio.to_thread(services.chat_settings.come_back, chat)
        if not services.admission.serves(change.from_user.id, chat):
            # An owner learns here what to add to the list.
            logger.warning("the bot was added to the chat %d, which it does not serve", chat)
        elif change.chat.type != ChatType.PRIVATE:
            sees_all = change.new_chat_member.status == ChatMember.ADMINISTRATOR
            await _introduce(services, update, sees_all=sees_all)
    await asyncio.to_thread(forget_departed, services)


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
                link_preview_options=NO_PREVIEW,
            )
        )


def _is_in(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status in _IN_CHAT
