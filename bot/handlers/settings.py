"""What a chat has settled: shown and changed with buttons, and carried along to a supergroup."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from telegram.constants import ChatType

from bot import group_replies, texts
from bot.handlers.topics import publish_menu
from bot.language import language_of, speak
from bot.permissions import speaks_as_administrator
from bot.presses import administrators_press, show, toast
from bot.texts import say

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import CallbackContext

    from bot.handlers.exchange import Exchange, Services

PATTERN = rf"^{group_replies.SET}:"
"""What the data of the buttons here look like, as a regular expression."""


async def settings(exchange: Exchange, _argument: str) -> None:
    """Show what is set, with buttons to change it (`/settings`); to administrators only.

    Args:
        exchange: The message.

    """
    if not await speaks_as_administrator(exchange.message):
        await exchange.reply(say(texts.SETTINGS_ADMINS))
        return
    await exchange.reply(
        group_replies.settings_message(exchange.article, in_group=exchange.in_group),
        group_replies.settings_keyboard(exchange.settings, in_group=exchange.in_group),
    )


async def on_press(
    services: Services, update: Update, _context: CallbackContext[Any, Any, Any, Any]
) -> None:
    """Change a setting.

    Args:
        services: What handlers work with.
        update: The update with the press.

    """
    press = await administrators_press(update, texts.SETTINGS_ADMINS)
    if press is None:
        return
    query, chat = press
    _, _, change = (query.data or "").partition(":")
    name, _, value = change.partition(":")
    kept = services.chat_settings
    before = await asyncio.to_thread(kept.settings, chat.id)
    is_choosing = name == group_replies.CHOOSE_LANGUAGE
    changed = before if is_choosing else before.with_value(name, value)
    if changed is None:
        await toast(query, texts.NO_SUCH_SETTING)
        return
    if changed != before:
        await asyncio.to_thread(kept.set, chat.id, changed)
    article = await asyncio.to_thread(services.library.current, chat.id)
    if changed.language != before.language:
        speak(changed.language or language_of(query.from_user.language_code))
    in_group = chat.type != ChatType.PRIVATE
    await show(
        query,
        group_replies.settings_message(article, in_group=in_group),
        group_replies.languages_keyboard(changed)
        if is_choosing
        else group_replies.settings_keyboard(changed, in_group=in_group),
    )
    await toast(query)
    if changed.language != before.language:
        await publish_menu(services, query.get_bot(), chat.id, article, changed.language)


async def on_upgrade(
    services: Services, update: Update, _context: CallbackContext[Any, Any, Any, Any]
) -> None:
    """Carry a group's settings, articles and menu over to the supergroup that it has become.

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
    # The articles go first: what is done again after a failure then finds the choice still there.
    await asyncio.to_thread(services.library.archive.change_owner, old, new)
    await asyncio.to_thread(services.chats.move, old, new)
    settled = await asyncio.to_thread(services.chat_settings.settings, new)
    article = await asyncio.to_thread(services.library.current, new)
    await publish_menu(services, message.get_bot(), new, article, settled.language)
