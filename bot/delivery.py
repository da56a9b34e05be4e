"""Messages out: replies in their place, edited where they were sent before, patiently."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

from telegram import LinkPreviewOptions, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TelegramError

from bot.counting import why_again
from bot.metrics import metrics

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from telegram import Bot, InlineKeyboardMarkup, Message

    from bot.chats import Chats
    from bot.markup import Html

logger = logging.getLogger(__name__)

T = TypeVar("T")

ATTEMPTS = 4
"""How often a message is sent before it is given up."""

LONGEST_WAIT = 120.0
"""Seconds; who is asked to wait longer gives up."""

_FIRST_PAUSE = 1.0
_SLOW = 1.0
_TYPING_LASTS = 4.5
_FEW = 20
_waiting: set[asyncio.TimerHandle] = set()
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def deliver(
    message: Message,
    content: Html,
    chats: Chats,
    keyboard: InlineKeyboardMarkup | None = None,
    answer: int | None = None,
) -> None:
    """Reply to a message; where it was replied to before, edit that reply instead.

    Args:
        message: The message of a person.
        content: What to say.
        chats: Where replies are remembered.
        keyboard: The buttons below it; none in place of those that an edited reply has.
        answer: The number of the answer that this gives, if it gives one.

    Raises:
        TelegramError: It cannot be sent.
        ChatsError: What was replied before cannot be read or written.

    """
    known = chats.reply_to(message.chat_id, message.message_id)
    try:
        if known is not None and await edit(
            message.get_bot(), (message.chat_id, known), content, keyboard
        ):
            return
        await patiently(lambda: _send_and_remember(message, content, chats, keyboard, answer))
    except ChatMigrated as moved:
        supergroup = moved.new_chat_id
        await asyncio.to_thread(chats.move, message.chat_id, supergroup)
        # A reply from before cannot be edited any more; it was given all the same.
        if known is None:
            await patiently(
                lambda: _send_and_remember(
                    message, content, chats, keyboard, answer, instead=supergroup
                )
            )


async def send(
    message: Message, content: Html, keyboard: InlineKeyboardMarkup | None = None
) -> Message:
    """Send a reply to a message, into the forum topic that it stands in, and remember nothing.

    Args:
        message: The message of a person; it need not be there any more.
        content: What to say.
        keyboard: The buttons below it.

    Raises:
        TelegramError: It cannot be sent.

    """
    return await _send(
        message.get_bot(),
        message.chat_id,
        content,
        thread=_thread(message),
        reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True),
        keyboard=keyboard,
    )


async def patiently(call: Callable[[], Awaitable[T]]) -> T:
    """Make a call of the Bot API, again where Telegram asks to wait or cannot be reached.

    Args:
        call: Makes the call.

    Raises:
        TelegramError: It was refused, or has failed too often.

    """
    pause = _FIRST_PAUSE
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await call()
        except BadRequest:
            raise
        except RetryAfter as flood:
            wait = seconds_to_wait(flood)
            if attempt == ATTEMPTS or wait > LONGEST_WAIT:
                raise
            reason = why_again(flood)
        except NetworkError as failure:
            if attempt == ATTEMPTS:
                raise
            wait, pause = pause, pause * 2
            reason = why_again(failure)
        metrics().retry(reason)
        logger.info("sending is tried again in %g s", wait)
        await asyncio.sleep(wait)
    raise AssertionError


@asynccontextmanager
async def typing_if_slow(message: Message) -> AsyncIterator[None]:
    """Show that the bot is typing, if what is done within takes more than a moment.

    Where many wait nobody is shown it: it would be said so often that all had to wait longer.

    Args:
        message: The message that is being answered.

    """
    shown: list[asyncio.Task[None]] = []
    begun = asyncio.get_running_loop().call_later(
        _SLOW, lambda: shown.append(asyncio.create_task(_show_typing(message)))
    )
    _waiting.add(begun)
    try:
        yield
    finally:
        _waiting.discard(begun)
        begun.cancel()
        for task in shown:
            task.cancel()


async def _show_typing(message: Message) -> None:
    if len(_waiting) > _FEW:
        return
    with suppress(TelegramError):
        while True:
            await message.get_bot().send_chat_action(
                message.chat_id, ChatAction.TYPING, message_thread_id=_thread(message)
            )
            await asyncio.sleep(_TYPING_LASTS)


async def _send_and_remember(
    message: Message,
    content: Html,
    chats: Chats,
    keyboard: InlineKeyboardMarkup | None,
    answer: int | None,
    *,
    instead: int | None = None,
) -> None:
    """Send a reply and remember it at once: who is stopped between the two would send it twice.

    `instead` is the chat to say it in, where that of the message is there no more.
    """
    async with chats.turns.turn():
        if instead is None:
            sent = await send(message, content, keyboard)
        else:
            sent = await _send(message.get_bot(), instead, content, keyboard=keyboard)
        await chats.desk.do(
            lambda: chats.remember_reply(
                message.chat_id, message.message_id, sent.message_id, answer
            )
        )


async def edit(
    bot: Bot, place: tuple[int, int], content: Html, keyboard: InlineKeyboardMarkup | None
) -> bool:
    """Edit a message of the bot.

    Args:
        bot: The bot.
        place: The ids of the chat and the message.
        content: What it is to say.
        keyboard: The buttons below it; None for none.

    Returns:
        Whether it says so now; not where it is gone.

    Raises:
        TelegramError: It cannot be edited just now.

    """
    chat, message = place
    try:
        await patiently(
            lambda: bot.edit_message_text(
                content.source,
                chat_id=chat,
                message_id=message,
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=keyboard,
            )
        )
    except BadRequest as refusal:
        return "message is not modified" in refusal.message.lower()
    return True


async def _send(
    bot: Bot,
    chat: int,
    content: Html,
    *,
    thread: int | None = None,
    reply_parameters: ReplyParameters | None = None,
    keyboard: InlineKeyboardMarkup | None = None,
) -> Message:
    return await bot.send_message(
        chat,
        content.source,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        message_thread_id=thread,
        reply_parameters=reply_parameters,
        reply_markup=keyboard,
    )


def _thread(message: Message) -> int | None:
    """Return the forum topic that a message stands in; chains of replies are no topics."""
    return message.message_thread_id if message.is_topic_message else None


def seconds_to_wait(flood: RetryAfter) -> float:
    """Return how long Telegram asks to wait, in seconds.

    Args:
        flood: The error.

    """
    wait = flood.retry_after
    return float(wait) if isinstance(wait, (int, float)) else wait.total_seconds()
