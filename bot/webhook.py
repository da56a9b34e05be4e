"""Updates by webhook: Telegram posts each to an address that nobody else knows."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.inbox import InboxError, has_number
from bot.outage import Outage
from bot.running import WrongToken, run_until_told
from bot.updates import HANDLED
from bot.web.listening import listening
from bot.web.site import site

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from telegram import Bot

    from bot.application import BotApplication
    from bot.inbox import Inbox
    from bot.running import Take, Watched
    from bot.web.listening import Address

logger = logging.getLogger(__name__)

LARGEST_UPDATE = 1024 * 1024
"""Bytes; Telegram's own are far smaller."""

CONNECTIONS = 40
"""How many updates Telegram may post at a time; those of one chat it posts one after the other."""

_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class WebhookRefused(Exception):  # noqa: N818 - reads as what happened
    """Telegram does not take the webhook. The message is a whole sentence."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where updates are posted, and what they are known by.

    Attributes:
        path: The path of the address.
        key: What Telegram proves itself with, in a header.

    """

    path: str
    key: str

    @classmethod
    def of(cls, secret: bytes) -> Door:
        """Make the door of an installation; it is the same after every start.

        Args:
            secret: What only this installation knows. It has nothing to do with the token, so
                that who learns of one does not learn of the other.

        """
        return cls(f"/telegram/{_derived(secret, 'path')}", _derived(secret, "key"))

    def __repr__(self) -> str:
        return "Door()"


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """How the webhook is reached.

    Attributes:
        url: The public address of this site, such as `https://quotes.example.org`.
        address: Where to listen for it.
        door: Where updates are posted.
        routes: What else is served there.

    """

    url: str
    address: Address
    door: Door
    routes: Sequence[web.AbstractRouteDef] = ()


async def run_webhook(
    application: BotApplication,
    inbox: Inbox,
    settings: WebhookSettings,
    watched: Watched | None = None,
) -> None:
    """Run the bot by webhook until SIGINT or SIGTERM. The webhook stays set while it is away.

    Args:
        application: The bot, as it was built.
        inbox: Where updates are kept until they are done.
        settings: How the webhook is reached.
        watched: Where the bot can be watched; None: nowhere.

    Raises:
        WrongToken: The server does not know the token.
        WebhookRefused: The server does not take the webhook.
        InboxError: The inbox cannot be read.
        ListeningError: An address cannot be listened on.

    """

    async def receive(bot: Bot, take: Take) -> None:
        served = site(
            [*webhook_routes(settings.door, take), *settings.routes], largest_body=LARGEST_UPDATE
        )
        async with listening(served, settings.address) as address:
            await _set_webhook(bot, settings)
            logger.info("@%s is listening at http://%s", bot.username, address)
            await asyncio.Event().wait()

    await run_until_told(application, inbox, receive, watched)


def webhook_routes(door: Door, take: Take) -> Iterable[web.RouteDef]:
    """Say where updates are posted to.

    Args:
        door: Where, and what they are known by.
        take: Takes updates; when it returns they are on disk.

    """

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get(_HEADER, "")
        if not hmac.compare_digest(given.encode(errors="replace"), door.key.encode()):
            raise web.HTTPNotFound
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType
        try:
            update = json.loads(await request.read())
        except (ValueError, RecursionError):
            update = None
        if not has_number(update):
            raise web.HTTPBadRequest
        try:
            await take([update])
        except InboxError as error:
            # Telegram posts it again later.
            logger.warning("an update could not be kept: %s", error)
            raise web.HTTPServiceUnavailable from error
        return web.Response()

    return [web.post(door.path, receive)]


async def _set_webhook(bot: Bot, settings: WebhookSettings) -> None:
    """Tell the server where to post updates, as long as it cannot be reached."""
    outage = Outage("setting the webhook")
    refusal = ""
    while not refusal:
        try:
            await bot.set_webhook(
                settings.url.rstrip("/") + settings.door.path,
                secret_token=settings.door.key,
                allowed_updates=HANDLED,
                max_connections=CONNECTIONS,
            )
        except InvalidToken:
            break
        except BadRequest as error:
            refusal = error.message
        except TelegramError as error:
            await outage.pause(error)
        else:
            outage.end()
            return
    # Raised out here, because the library's errors may hold what is secret.
    if refusal:
        raise WebhookRefused(f"Telegram does not take the webhook {settings.url}: {refusal}.")
    raise WrongToken


def _derived(secret: bytes, purpose: str) -> str:
    return hmac.digest(secret, f"telegram webhook {purpose}".encode(), hashlib.sha256).hex()
