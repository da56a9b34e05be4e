"""What a chat has settled: it goes along when a group becomes a supergroup."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import CallbackContext

    from bot.handlers.exchange import Services


async def on_upgrade(
    services: Services, update: Update, _context: CallbackContext[Any, Any, Any, Any]
) -> None:
    """Carry a group's settings over to the supergroup that it has become.

    Telegram says so in both, in no certain order.

    Args:
        services: What handlers work with.
        update: The update with the note in either of them.

    """
    message = update.message
    if message is None:
        return
    if message.migrate_to_chat_id:
        old, new = message.chat_id, message.migrate_to_chat_id
    elif message.migrate_from_chat_id:
        old, new = message.migrate_from_chat_id, message.chat_id
    else:
        return
    await asyncio.to_thread(services.chats.move, old, new)
