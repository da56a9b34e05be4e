"""What the bot does with updates: one file for each thing that a person does."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.answer_buttons import PATTERN
from bot.handlers import articles, privacy, removing, settings
from bot.handlers.adding import on_cancel
from bot.handlers.buttons import on_press, on_stray_press
from bot.handlers.door import Door
from bot.handlers.guests import on_guest_message
from bot.handlers.inline import on_inline_query
from bot.handlers.language import choose_language
from bot.handlers.members import on_membership
from bot.handlers.messages import on_message
from bot.handlers.settings import on_upgrade
from bot.updates import CANCEL

if TYPE_CHECKING:
    from telegram.ext import Application

    from bot.handlers.exchange import Services


def register(application: Application[Any, Any, Any, Any, Any, Any], services: Services) -> None:
    """Add the handlers of all updates that the bot handles.

    Args:
        application: What hands them the updates.
        services: What they work with.

    """
    is_new = filters.UpdateType.MESSAGE
    is_edited = filters.UpdateType.EDITED_MESSAGE
    is_upgrade = is_new & filters.StatusUpdate.MIGRATE
    application.add_handler(TypeHandler(Update, partial(choose_language, services)), group=-2)
    application.add_handler(TypeHandler(Update, Door(services).on_update), group=-1)
    application.add_handler(MessageHandler(is_upgrade, partial(on_upgrade, services)))
    application.add_handler(MessageHandler(is_new | is_edited, partial(on_message, services)))
    application.add_handler(CallbackQueryHandler(partial(on_press, services), pattern=PATTERN))
    application.add_handler(
        CallbackQueryHandler(partial(on_cancel, services), pattern=rf"^{CANCEL}:")
    )
    application.add_handler(
        CallbackQueryHandler(partial(articles.on_press, services), pattern=articles.PATTERN)
    )
    application.add_handler(
        CallbackQueryHandler(partial(removing.on_press, services), pattern=removing.PATTERN)
    )
    application.add_handler(
        CallbackQueryHandler(partial(settings.on_press, services), pattern=settings.PATTERN)
    )
    application.add_handler(
        CallbackQueryHandler(partial(privacy.on_press, services), pattern=privacy.PATTERN)
    )
    application.add_handler(InlineQueryHandler(partial(on_inline_query, services)))
    application.add_handler(
        MessageHandler(filters.UpdateType.GUEST_MESSAGE, partial(on_guest_message, services))
    )
    application.add_handler(
        ChatMemberHandler(partial(on_membership, services), ChatMemberHandler.MY_CHAT_MEMBER)
    )
    # The last of its kind, for what no other pattern takes.
    application.add_handler(CallbackQueryHandler(on_stray_press))
