"""Privacy: what is kept of people and chats, and having it forgotten."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from telegram.constants import ChatType
from telegram.error import TelegramError

from bot import menu, texts
from bot.delivery import patiently, send
from bot.forgetting import forget_chat, forget_person, rest_of
from bot.handlers.errors import account
from bot.permissions import speaks_as_administrator
from bot.presses import administrators_press, show, toast
from bot.privacy import FORGET, forget_keyboard, forgotten_message, privacy_message
from bot.texts import say

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import CallbackContext

    from bot.handlers.exchange import Exchange, Services

logger = logging.getLogger(__name__)

PATTERN = rf"^{FORGET}:all$"
"""What the data of the button here look like, as a regular expression."""


async def privacy(exchange: Exchange, _argument: str) -> None:
    """Say what is kept and for how long (`/privacy`).

    Args:
        exchange: The message.

    """
    await exchange.reply(privacy_message(exchange.services.retention, in_group=exchange.in_group))


async def forget(exchange: Exchange, _argument: str) -> None:
    """Forget what somebody has asked and said of answers (`/forget`).

    In private that is all of theirs, wherever they asked; in a group what they did there. What
    else is kept of the chat goes by a button: in a group it is everybody's.

    Args:
        exchange: The message.

    """
    services, message = exchange.services, exchange.message
    in_group = exchange.in_group
    where = message.chat_id if in_group else None
    forgotten = await asyncio.to_thread(forget_person, services, exchange.person, where)
    rest = await asyncio.to_thread(rest_of, services, message.chat_id)
    may_go_on = await speaks_as_administrator(message) if in_group else bool(rest)
    keyboard = forget_keyboard(in_group=in_group) if may_go_on else None
    content = forgotten_message(forgotten, rest)
    # Not remembered as a reply: that would be something kept again.
    await patiently(lambda: send(message, content, keyboard))


async def on_press(
    services: Services, update: Update, _context: CallbackContext[Any, Any, Any, Any]
) -> None:
    """Forget all that is kept of a chat; in a group, for administrators only.

    Args:
        services: What handlers work with.
        update: The update with the press.

    """
    press = await administrators_press(update, texts.FORGET_ADMINS)
    if press is None:
        return
    query, chat = press
    if chat.type == ChatType.PRIVATE:
        await asyncio.to_thread(forget_person, services, query.from_user.id, None)
    await asyncio.to_thread(forget_chat, services, chat.id)
    # Telegram keeps the menu, with the chat's topics in it.
    try:
        await menu.publish_in(query.get_bot(), chat.id)
    except TelegramError as error:
        logger.warning("the command menu of a chat could not be removed: %s", account(error))
    await show(query, say(texts.FORGOTTEN_ALL))
    await toast(query)
