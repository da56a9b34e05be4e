"""What a press on a button is answered with: a toast, or an edit of the message above it."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.delivery import patiently
from bot.markup import clipped
from bot.texts import label

if TYPE_CHECKING:
    from telegram import CallbackQuery, InlineKeyboardMarkup

    from bot.markup import Html

_LONGEST_TOAST = 200
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


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
) -> None:
    """Edit the message that the button stands under.

    Args:
        query: The press; where the message is gone or says the same already, nothing is done.
        content: What it is to say.
        keyboard: The buttons below it.

    Raises:
        TelegramError: It cannot be sent.

    """
    message = query.message
    if message is None:
        return
    with suppress(BadRequest):
        await patiently(
            lambda: query.get_bot().edit_message_text(
                content.source,
                chat_id=message.chat.id,
                message_id=message.message_id,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=keyboard,
            )
        )
