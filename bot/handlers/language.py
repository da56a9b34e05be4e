"""Which language an update is answered in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.chats import ChatsError
from bot.language import language_of, speak

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import CallbackContext

    from bot.handlers.exchange import Services


async def choose_language(
    services: Services, update: Update, _context: CallbackContext[Any, Any, Any, Any]
) -> None:
    """Speak the language that the chat has chosen, or else that of the person's app.

    Where the chat's choice cannot be read, the person's holds: what that means for the update is
    the business of who handles it.

    Args:
        services: What handlers work with.
        update: Any update.

    """
    chat, person = update.effective_chat, update.effective_user
    chosen = ""
    if chat:
        try:
            settings = services.chat_settings.settings(chat.id)
        except ChatsError:
            pass
        else:
            chosen = settings.language
    speak(chosen or language_of(person.language_code if person else None))
