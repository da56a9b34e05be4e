"""Updates by long polling: they are fetched raw, so that one that cannot be read stops none."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from telegram.error import InvalidToken, TelegramError

from bot.delivery import patiently
from bot.inbox import InboxError, has_number
from bot.outage import Outage, reason
from bot.running import WrongToken, run_until_told
from bot.updates import HANDLED
from bot.web.listening import listening
from bot.web.site import site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiohttp import web
    from telegram import Bot

    from bot.application import BotApplication
    from bot.inbox import Inbox
    from bot.running import Take, Watched
    from bot.updates import RawUpdate
    from bot.web.listening import Address

logger = logging.getLogger(__name__)

LONG_POLL = 30
"""Seconds for which the server may hold a request until there is an update."""

_MARGIN = 15.0
_GOODBYE = 1.0


@dataclass(frozen=True, slots=True)
class Pages:
    """What is served while updates are fetched.

    Attributes:
        address: Where to listen.
        routes: What can be asked for.

    """

    address: Address
    routes: Sequence[web.AbstractRouteDef]


async def run_polling(
    application: BotApplication,
    inbox: Inbox,
    watched: Watched | None = None,
    pages: Pages | None = None,
) -> None:
    """Run the bot by long polling until SIGINT or SIGTERM.

    Args:
        application: The bot, as it was built.
        inbox: Where updates are kept until they are done.
        watched: Where the bot can be watched; None: nowhere.
        pages: What is served meanwhile; None: nothing.

    Raises:
        WrongToken: The server does not know the token.
        InboxError: The inbox cannot be read.
        ListeningError: An address cannot be listened on.

    """

    async def poll_and_serve(bot: Bot, take: Take) -> None:
        if pages is None:
            await _poll(bot, take)
            return
        async with listening(site(pages.routes), pages.address) as address:
            logger.info("the pages of articles are at http://%s", address)
            await _poll(bot, take)

    await run_until_told(application, inbox, poll_and_serve, watched)


class Poller:
    """Fetches updates, in order.

    Args:
        bot: The bot whose updates they are.
        kinds: The types of updates to fetch.
        take: Takes some updates; when it returns, the server may be told that they have arrived.
            Where it raises InboxError, they are fetched again later.

    """

    def __init__(self, bot: Bot, kinds: Sequence[str], take: Take) -> None:
        self._bot = bot
        self._kinds = list(kinds)
        self._take = take
        self._offset: int | None = None

    async def run(self) -> None:
        """Fetch updates until it is cancelled.

        Raises:
            WrongToken: The server does not know the token any more.

        """
        outage, disk = Outage("fetching updates"), Outage("keeping updates")
        while True:
            try:
                updates = await self._fetch(LONG_POLL, limit=100)
            except InvalidToken:
                break
            except TelegramError as error:
                await outage.pause(error)
                continue
            outage.end()
            if not updates:
                continue
            try:
                await self._take(updates)
            except InboxError as error:
                await disk.pause(error)
                continue
            disk.end()
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
        updates = [update for update in found if has_number(update)]
        if len(updates) < len(found):
            logger.error("%d updates without a number were dropped", len(found) - len(updates))
        if found and not updates:
            raise TelegramError("Invalid server response")
        return sorted(updates, key=lambda update: int(update["update_id"]))


async def _poll(bot: Bot, take: Take) -> None:
    """Fetch updates until it is cancelled."""
    poller = Poller(bot, HANDLED, take)
    await _remove_webhook(bot)
    logger.info("@%s is listening", bot.username)
    try:
        await poller.run()
    finally:
        await poller.acknowledge()


async def _remove_webhook(bot: Bot) -> None:
    """Tell the server that updates will be fetched; those that wait are kept."""
    try:
        await patiently(bot.delete_webhook)
    except TelegramError as error:
        logger.warning("the webhook could not be removed: %s", reason(error))
