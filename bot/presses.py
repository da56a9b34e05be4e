"""What a press on a button is answered with: a toast, or an edit of the message above it."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from telegram.error import BadRequest

from bot.delivery import edit, patiently
from bot.markup import clipped
from bot.permissions import is_administrator
from bot.texts import label

if TYPE_CHECKING:
    from telegram import CallbackQuery, Chat, InlineKeyboardMarkup, Update

    from bot.markup import Html

_LONGEST_TOAST = 200


async def administrators_press(update: Update, refusal: str) -> tuple[CallbackQuery, Chat] | None:
    """Take the press of a button that is for administrators; anybody else is told so.

    Args:
        update: The update with the press.
        refusal: What to tell anybody else, one of `bot.texts`.

    Returns:
        The press and the chat that the button stands in; None where nothing is to be done.

    Raises:
        TelegramError: Telegram cannot be asked, or the toast cannot be sent.

    """
    query = update.callback_query
    if query is None or query.message is None:
        return None
    chat = query.message.chat
    if not await is_administrator(chat, query.from_user):
        await toast(query, refusal)
        return None
    return query, chat


async def toast(query: CallbackQuery, text: str = "") -> None:
    """Tell who has pressed a button what has become of it.

    Args:
        query: The press; one that is too old to be answered is passed over.
        text: What to say, one of `bot.texts`; empty for nothing.

    Raises:
        TelegramError: It cannot be sent.

    """
    with suppress(BadRequest):
        await patiently(partial(query.answer, clipped(label(text), _LONGEST_TOAST) or None))


async def show(
    query: CallbackQuery, content: Html, keyboard: InlineKeyboardMarkup | None = None
) -> bool:
    """Edit the message that the button stands under.

    Args:
        query: The press.
        content: What the message is to say.
        keyboard: The buttons below it.

    Returns:
        Whether it says so now; not where the message is gone.

    Raises:
        TelegramError: It cannot be edited just now.

    """
    message = query.message
    if message is None:
        return False
    return await edit(query.get_bot(), (message.chat.id, message.message_id), content, keyboard)
