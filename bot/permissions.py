"""Who may do what in a chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, Forbidden

from bot.delivery import patiently

if TYPE_CHECKING:
    from telegram import Chat, Message, User

_ADMINISTRATORS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


async def is_administrator(chat: Chat, user: User) -> bool:
    """Whether somebody administers a chat; in private everybody administers their own.

    Args:
        chat: The chat.
        user: Who.

    Raises:
        TelegramError: Telegram cannot be asked.

    """
    if chat.type == ChatType.PRIVATE:
        return True
    try:
        member = await patiently(lambda: chat.get_member(user.id))
    except (BadRequest, Forbidden):  # Telegram knows nobody of that id there, or not the bot.
        return False
    return member.status in _ADMINISTRATORS


async def speaks_as_administrator(message: Message) -> bool:
    """Whether a message is sent by an administrator of its chat.

    An administrator may be anonymous: then the group itself speaks, or the channel whose
    discussion group it is. Of another channel nobody knows who writes for it.

    Args:
        message: The message.

    Raises:
        TelegramError: Telegram cannot be asked.

    """
    chat = message.chat
    if message.sender_chat:
        if message.sender_chat.id == chat.id:
            return True
        if message.sender_chat.type != ChatType.CHANNEL:
            return False
        known = await patiently(lambda: message.get_bot().get_chat(chat.id))
        return known.linked_chat_id == message.sender_chat.id
    return message.from_user is not None and await is_administrator(chat, message.from_user)
