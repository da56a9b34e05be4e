"""The bot by long polling: updates are fetched raw, so that one that cannot be read stops none."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from telegram import Update
from telegram.error import InvalidToken, TelegramError

from bot.delivery import patiently
from bot.outage import Outage, reason
from bot.signals import cancelled_by_signals
from bot.updates import HANDLED
from bot.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from telegram import Bot

    from bot.application import BotApplication
    from bot.updates import RawUpdate

logger = logging.getLogger(__name__)

LONG_POLL = 30
"""Seconds for which the server may hold a request until there is an update."""

LAST_WORK = 8.0
"""Seconds that updates under way have left when the bot is told to stop."""

_MARGIN = 15.0
_GOODBYE = 1.0


class WrongToken(Exception):  # noqa: N818 - reads as what happened
    """The server does not know the token. The message is a whole sentence."""

    def __init__(self) -> None:
        super().__init__(
            "The Bot API server does not accept the token: "
            "compare it with the one that @BotFather shows for your bot."
        )


async def run_polling(application: BotApplication) -> None:
    """Run the bot until SIGINT or SIGTERM: fetch updates and handle them.

    What is under way then is finished, within LAST_WORK seconds; a second signal ends that too.

    Args:
        application: The bot, as it was built.

    Raises:
        WrongToken: The server does not know the token.

    """
    running = asyncio.create_task(_run(application))
    with cancelled_by_signals(running) as was_told:
        try:
            await running
        except asyncio.CancelledError:
            if not was_told():
                raise


class Poller:
    """Fetches updates, in order.

    Args:
        bot: The bot whose updates they are.
        kinds: The types of updates to fetch.
        take: Takes some updates; when it returns, the server may be told that they have arrived.

    """

    def __init__(
        self,
        bot: Bot,
        kinds: Sequence[str],
        take: Callable[[list[RawUpdate]], Awaitable[None]],
    ) -> None:
        self._bot = bot
        self._kinds = list(kinds)
        self._take = take
        self._offset: int | None = None

    async def run(self) -> None:
        """Fetch updates until it is cancelled.

        Raises:
            WrongToken: The server does not know the token any more.

        """
        outage = Outage("fetching updates")
        while True:
            try:
                updates = await self._fetch(LONG_POLL, limit=100)
            except InvalidToken:
                break
            except TelegramError as error:
                await outage.pause(error)
                continue
            outage.end()
            if updates:
                await self._take(updates)
                self._offset = updates[-1]["update_id"] + 1
        raise WrongToken

    async def acknowledge(self) -> None:
        """Tell the server which updates have arrived, without taking more."""
        if self._offset is None:
            return
        with suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(_GOODBYE):
                await self._fetch(0, limit=1)

    async def _fetch(self, seconds: int, limit: int) -> list[RawUpdate]:
        """Fetch the next updates, which tells the server that those before them have arrived."""
        call = {
            "offset": self._offset,
            "timeout": seconds,
            "limit": limit,
            "allowed_updates": self._kinds,
        }
        try:
            # The public method parses all updates at once, and fails at one that it cannot read.
            found = await self._bot._post(  # noqa: SLF001
                "getUpdates", call, read_timeout=seconds + _MARGIN
            )
        except (LookupError, TypeError):
            found = None
        if not isinstance(found, list):
            raise TelegramError("Invalid server response")
        updates = [update for update in found if _has_number(update)]
        if len(updates) < len(found):
            logger.error("%d updates without a number were dropped", len(found) - len(updates))
        if found and not updates:
            raise TelegramError("Invalid server response")
        return sorted(updates, key=lambda update: int(update["update_id"]))


async def _run(application: BotApplication) -> None:
    """Run the bot until it is cancelled."""
    workers = Workers(lambda update: _process(application, update))

    async def take(updates: list[RawUpdate]) -> None:
        await workers.room()
        for update in updates:
            workers.submit(update)

    poller = Poller(application.bot, HANDLED, take)
    try:
        await _connect(application)
        await _remove_webhook(application.bot)
        if application.post_init:
            await application.post_init(application)
        logger.info("@%s is listening", application.bot.username)
        await poller.run()
    finally:
        if given_up := await workers.finish(LAST_WORK):
            logger.warning("%d updates were not finished", given_up)
        else:
            await poller.acknowledge()
        await application.shutdown()
        await application.bot.shutdown()  # The application leaves it open if it has not begun.


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


async def _remove_webhook(bot: Bot) -> None:
    """Tell the server that updates will be fetched; those that wait are kept."""
    try:
        await patiently(bot.delete_webhook)
    except TelegramError as error:
        logger.warning("the webhook could not be removed: %s", reason(error))


async def _process(application: BotApplication, update: RawUpdate) -> None:
    await application.process_update(Update.de_json(update, application.bot))


def _has_number(update: object) -> bool:
    return isinstance(update, dict) and isinstance(update.get("update_id"), int)
