"""The door: what comes from chats that are not served, or from who asks too much, ends here."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop

from bot import texts
from bot.addressing import Command
from bot.delivery import patiently, send
from bot.limits import Pass
from bot.metrics import metrics
from bot.offering import Offer
from bot.presses import toast
from bot.texts import say

if TYPE_CHECKING:
    from telegram import Message, Update
    from telegram.ext import CallbackContext

    from bot.addressing import Decision
    from bot.handlers.exchange import Exchange, Services

logger = logging.getLogger(__name__)

MOST_TOLD = 10_000
"""People who are remembered to have been told that they are not served."""

_INLINE = 0.25
"""What counts as much as one question: somebody who types asks with every few letters."""

_READING = 3.0
"""How many questions the reading of an article counts for."""


class Door:
    """Turns away who is not served, and who asks too much by buttons, inline, or as a guest.

    Whether a message asks something is known only later: `within_limits` looks at those.

    Args:
        services: What handlers work with.

    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._told: OrderedDict[int, None] = OrderedDict()

    async def on_update(
        self, update: Update, _context: CallbackContext[Any, Any, Any, Any]
    ) -> None:
        """Let an update pass, or end it.

        Args:
            update: Any update.

        Raises:
            ApplicationHandlerStop: It ends here.

        """
        if update.my_chat_member or self._follows(update.message):
            return
        chat, person = update.effective_chat, _person(update)
        # Into the chats that guests are called to, nobody has brought the bot.
        place = None if chat is None or update.guest_message else chat.id
        if not self._services.admission.serves(person, place):
            metrics().turned_away("not served")
            await self._turn_away(update)
            raise ApplicationHandlerStop
        if not await self._within_limits(update, person):
            raise ApplicationHandlerStop

    def _follows(self, message: Message | None) -> bool:
        """Whether a message says that a group has become a supergroup; if so, serve that too."""
        if message is None or not (message.migrate_to_chat_id or message.migrate_from_chat_id):
            return False
        old = message.migrate_from_chat_id or message.chat_id
        new = message.migrate_to_chat_id or message.chat_id
        if self._services.admission.follow(old, new):
            logger.warning(
                "the chat %d has become %d: change that in --allow-chats before the next start",
                old,
                new,
            )
        return True

    async def _turn_away(self, update: Update) -> None:
        """Say once in private that nobody is served there, and nothing elsewhere."""
        message = update.message
        if update.callback_query:
            await toast(update.callback_query)
        if message is None or message.chat.type != ChatType.PRIVATE:
            return
        if message.chat_id not in self._told:
            await patiently(lambda: send(message, say(texts.NOT_SERVED)))
            self._told[message.chat_id] = None
            if len(self._told) > MOST_TOLD:
                self._told.popitem(last=False)

    async def _within_limits(self, update: Update, person: int) -> bool:
        """Whether a press, something typed inline, or a call of a guest is to be answered."""
        query, inline, guest = update.callback_query, update.inline_query, update.guest_message
        if not (query or inline or guest) or self._services.admission.is_admin(person):
            return True
        chat = update.effective_chat
        where = chat.id if chat else None
        at = guest.date.timestamp() if guest else time.time()
        cost = _INLINE if inline else 1.0
        told = _ask_limits(self._services, update.update_id, person, where, at, cost)
        if query and told is Pass.PERSON_TOLD:
            await toast(query, texts.LIMIT_PERSON)
        elif query and told is Pass.CHAT_TOLD:
            await toast(query, texts.LIMIT_CHAT)
        return told is Pass.OPEN


async def within_limits(exchange: Exchange, decision: Decision, update: int) -> bool:
    """Whether a message that asks something is to be answered; who asks too much is told so once.

    Args:
        exchange: The message.
        decision: What it asks.
        update: The number of the update that brings it.

    Raises:
        TelegramError: They cannot be told.

    """
    services, message = exchange.services, exchange.message
    if services.admission.is_admin(exchange.person):
        return True
    at = (message.edit_date or message.date).timestamp()
    adds = isinstance(decision, Offer) or (isinstance(decision, Command) and decision.name == "add")
    cost = _READING if adds else 1.0
    told = _ask_limits(services, update, exchange.person, message.chat_id, at, cost)
    if told is Pass.PERSON_TOLD:
        await patiently(lambda: send(message, say(texts.LIMIT_PERSON)))
    elif told is Pass.CHAT_TOLD:
        await patiently(lambda: send(message, say(texts.LIMIT_CHAT)))
    return told is Pass.OPEN


def _ask_limits(  # noqa: PLR0917 - those of `Limits.ask`
    services: Services, update: int, person: int, chat: int | None, at: float, cost: float
) -> Pass:
    """Ask whether something is within the limits, and count what is not."""
    told = services.limits.ask(update, person, chat, at, cost)
    if told is not Pass.OPEN:
        metrics().turned_away("limit")
    return told


def _person(update: Update) -> int:
    return update.effective_user.id if update.effective_user else 0
