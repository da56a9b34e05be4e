"""The bot from start to stop, whatever way its updates come in."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from telegram.error import InvalidToken, TelegramError

from bot.inbox import InboxError
from bot.intake import Intake
from bot.metrics import InboxState, Metrics
from bot.outage import Outage
from bot.signals import cancelled_by_signals
from bot.web.health import Health
from bot.web.listening import listening
from bot.web.site import site

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Bot

    from bot.application import BotApplication
    from bot.inbox import Inbox
    from bot.updates import RawUpdate
    from bot.web.listening import Address

    Take = Callable[[list[RawUpdate]], Awaitable[None]]
    Entrance = Callable[[Bot, Take], Awaitable[None]]

logger = logging.getLogger(__name__)

LAST_WORK = 7.0
"""Seconds that updates under way have left when the bot is told to stop."""


class WrongToken(Exception):  # noqa: N818 - reads as what happened
    """The server does not know the token. The message is a whole sentence."""

    def __init__(self) -> None:
        super().__init__(
            "The Bot API server does not accept the token: "
            "compare it with the one that @BotFather shows for your bot."
        )


@dataclass(frozen=True)
class Watched:
    """Where the bot can be watched.

    Attributes:
        address: Where health and metrics are served.
        metrics: What is counted.

    """

    address: Address
    metrics: Metrics


async def run_until_told(
    application: BotApplication,
    inbox: Inbox,
    entrance: Entrance,
    watched: Watched | None = None,
) -> None:
    """Run the bot until SIGINT or SIGTERM.

    What is under way then is finished, within LAST_WORK seconds; a second signal ends that too.
    What has not begun then is handled after the next start.

    Args:
        application: The bot, as it was built.
        inbox: Where updates are kept until they are done.
        entrance: Brings in updates until it is cancelled: it is given the bot, and what takes
            updates and returns when they are on disk.
        watched: Where the bot can be watched; None: nowhere.

    Raises:
        WrongToken: The server does not know the token.
        InboxError: The inbox cannot be read.
        ListeningError: An address cannot be listened on.

    """
    running = asyncio.create_task(_run(application, inbox, entrance, watched))
    with cancelled_by_signals(running) as was_told:
        try:
            await running
        except asyncio.CancelledError:
            if not was_told():
                raise


async def _run(
    application: BotApplication, inbox: Inbox, entrance: Entrance, watched: Watched | None
) -> None:
    """Run the bot until it is cancelled."""
    intake = Intake(application, inbox, watched.metrics if watched else None)
    async with AsyncExitStack() as stack:
        if watched:
            await _serve_health(stack, watched, inbox, intake)
        try:
            await _connect(application)
            if application.post_init:
                await application.post_init(application)
            await intake.start()
            await entrance(application.bot, intake.take)
        finally:
            if left := await intake.finish(LAST_WORK):
                logger.warning("%d updates are left for the next start", left)
            if application.post_shutdown:
                await application.post_shutdown(application)
            await application.shutdown()
            await application.bot.shutdown()  # The application leaves it open if it has not begun.


async def _serve_health(
    stack: AsyncExitStack, watched: Watched, inbox: Inbox, intake: Intake
) -> None:
    watched.metrics.watch_inbox(lambda: InboxState(*inbox.depth()))

    async def readiness() -> str:
        if not intake.has_started:
            return "the bot is not connected to Telegram yet"
        try:
            await asyncio.to_thread(inbox.depth)
        except InboxError as error:
            return str(error)
        return ""

    health = site(Health(watched.metrics, readiness).routes())
    address = await stack.enter_async_context(listening(health, watched.address))
    logger.info("health and metrics are at http://%s", address)


async def _connect(application: BotApplication) -> None:
    """Ask the server who the bot is, as long as it cannot be reached."""
    outage = Outage("connecting to the Bot API server")
    while True:
        try:
            await application.initialize()
        except InvalidToken:
            break
        except TelegramError as error:
            await outage.pause(error)
        else:
            outage.end()
            return
    # Raised out here, because the library's error, with the token in it, would be its context.
    raise WrongToken
