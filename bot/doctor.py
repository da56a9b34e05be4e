"""What an installation needs, looked at piece by piece, with what to do about each fault."""

from __future__ import annotations

import asyncio
import shutil
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Literal

from aiohttp import ClientError, ClientSession, ClientTimeout
from telegram.error import InvalidToken, TelegramError

from bot.inbox import Inbox, InboxError
from bot.secrecy import secretive_bot
from bot.transport import AiohttpRequest
from index.archive_errors import ArchiveError

if TYPE_CHECKING:
    from telegram import Bot, WebhookInfo

    from bot.installation import Installation

Grade = Literal["ok", "note", "fault"]

LITTLE_ROOM = 200 * 1024 * 1024
"""Bytes; less than that on the archive's disk is a fault."""

WRONG_CLOCK = 60.0
"""Seconds by which the clock may differ from the server's."""

OLD = 600.0
"""Seconds for which an update may wait in the inbox."""

_PATIENCE = 15.0


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one thing.

    Attributes:
        subject: The thing.
        grade: Whether it is as it should be; a note is for one to decide.
        text: What was found, and what to do about it.

    """

    subject: str
    grade: Grade
    text: str


async def examine(installation: Installation, token: str, bot_api: str) -> list[Finding]:
    """Look at everything.

    Args:
        installation: Where the files are.
        token: The bot's token, or empty.
        bot_api: Address of the Bot API server.

    """
    server = bot_api.rstrip("/")
    return [
        *await _telegram(token, server),
        await _clock(server),
        await asyncio.to_thread(_archive, installation),
        await asyncio.to_thread(_inbox, installation),
        await asyncio.to_thread(_disk, installation),
    ]


async def _telegram(token: str, server: str) -> list[Finding]:
    if not token:
        text = "There is none: ask @BotFather for one with /newbot, and set TELEGRAM_BOT_TOKEN."
        return [Finding("token", "fault", text)]
    bot = secretive_bot(
        token,
        base_url=f"{server}/bot",
        request=AiohttpRequest(read_timeout=_PATIENCE),
        get_updates_request=AiohttpRequest(),
    )
    try:
        async with bot:
            webhook = await bot.get_webhook_info()
    except InvalidToken:
        text = "The server does not accept it: compare it with the one that @BotFather shows."
        return [Finding("token", "fault", text)]
    except TelegramError as error:
        text = (
            f"{server} cannot be reached ({error}): look at the network, the proxy and --bot-api."
        )
        return [Finding("token", "fault", text)]
    token_found = Finding("token", "ok", f"It is that of @{bot.username}.")
    return [token_found, _privacy(bot), _inline(bot), _webhook(webhook)]


def _privacy(bot: Bot) -> Finding:
    if bot.can_read_all_group_messages:
        text = (
            "It is off, so the bot is sent all that is said in groups. It needs that for nothing:"
            " turn it on with /setprivacy at @BotFather."
        )
        return Finding("privacy mode", "note", text)
    return Finding("privacy mode", "ok", "It is on: in groups the bot sees what is meant for it.")


def _inline(bot: Bot) -> Finding:
    if bot.supports_inline_queries:
        return Finding("inline mode", "ok", "It is on.")
    text = "It is off: with /setinline at @BotFather the bot can be asked from any chat."
    return Finding("inline mode", "note", text)


def _webhook(info: WebhookInfo) -> Finding:
    waiting = f"{info.pending_update_count} updates wait at the server."
    if info.last_error_message:
        text = f"The server could not reach it: {info.last_error_message}. {waiting}"
        return Finding("webhook", "fault", f"{text} Look at the proxy in front of the bot.")
    if info.url:
        # Not the whole address: its path is secret.
        host = "/".join(info.url.split("/")[:3])
        return Finding("webhook", "ok", f"It is set, to {host}. {waiting}")
    return Finding("webhook", "ok", f"None is set: updates are fetched. {waiting}")


async def _clock(server: str) -> Finding:
    try:
        timeout = ClientTimeout(total=_PATIENCE)
        async with (
            ClientSession(timeout=timeout, trust_env=True) as session,
            session.get(server, allow_redirects=False) as response,
        ):
            said = response.headers.get("Date", "")
        off = time.time() - parsedate_to_datetime(said).timestamp()
    except (ClientError, OSError, ValueError, TimeoutError):
        return Finding("clock", "note", "The server does not say what time it is.")
    if abs(off) > WRONG_CLOCK:
        direction = "ahead of" if off > 0 else "behind"
        text = f"It is {abs(off):.0f} s {direction} the server's: turn on time synchronisation."
        return Finding("clock", "fault", text)
    return Finding("clock", "ok", "It agrees with the server's.")


def _archive(installation: Installation) -> Finding:
    try:
        with installation.open_archive() as archive:
            count = archive.count(visible_to="everyone")
    except ArchiveError as error:
        return Finding("archive", "fault", str(error))
    if not count:
        text = f"{installation.archive} has no article: add one with pullquote articles add."
        return Finding("archive", "note", text)
    return Finding("archive", "ok", f"{installation.archive} has {count} articles.")


def _inbox(installation: Installation) -> Finding:
    if not installation.inbox.exists():
        return Finding("inbox", "ok", "There is none yet; the first run makes it.")
    try:
        with Inbox(installation.inbox, wait=installation.wait) as inbox:
            waiting, age = inbox.depth()
            aside = len(inbox.aside())
    except InboxError as error:
        return Finding("inbox", "fault", str(error))
    if waiting and age > OLD:
        text = f"{waiting} updates wait, the oldest for {age / 60:.0f} minutes: is the bot running?"
        return Finding("inbox", "fault", text)
    if aside:
        text = f"{aside} updates were set aside: look at them with pullquote inbox list."
        return Finding("inbox", "note", text)
    return Finding("inbox", "ok", f"{waiting} updates wait.")


def _disk(installation: Installation) -> Finding:
    folder = installation.archive.absolute().parent
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Finding("disk", "fault", f"{folder} cannot be looked at: {error.strerror}.")
    if free < LITTLE_ROOM:
        text = f"{folder} has {_megabytes(free)} left: make room, or move the archive."
        return Finding("disk", "fault", text)
    return Finding("disk", "ok", f"{folder} has {_megabytes(free)} left.")


def _megabytes(count: int) -> str:
    return f"{count // 2**20:,} MB"
