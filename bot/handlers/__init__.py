"""What the bot does with updates: one file for each thing that a person does."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from telegram.ext import MessageHandler, filters

from bot.handlers.errors import on_error
from bot.handlers.messages import on_message
from bot.handlers.settings import on_upgrade

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
    application.add_handler(MessageHandler(is_upgrade, partial(on_upgrade, services)))
    application.add_handler(MessageHandler(is_new | is_edited, partial(on_message, services)))
    application.add_error_handler(on_error)
