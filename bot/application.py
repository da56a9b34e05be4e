"""The application: transport, services and handlers wired together, and nothing else."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING, Any

from telegram.error import TelegramError
from telegram.ext import Application

from bot import menu
from bot.chats import Chats, ChatsError
from bot.fetches import Fetches
from bot.handlers import register
from bot.handlers.errors import account
from bot.handlers.exchange import Services
from bot.handlers.members import forget_departed
from bot.library import Library
from bot.links import web_address
from bot.secrecy import secretive_bot
from bot.transport import AiohttpRequest
from index.archive_errors import ArchiveError

if TYPE_CHECKING:
    from index.answering import Answerer
    from index.archive import Archive

TELEGRAM = "https://api.telegram.org"
"""Telegram's own Bot API server."""

BotApplication = Application[Any, Any, Any, Any, Any, Any]

logger = logging.getLogger(__name__)


class FrankApplication(BotApplication):
    """An application whose `process_update` raises what handlers raise, so that it is tried again.

    The library's own keeps that to itself.
    """

    async def process_error(
        self,
        update: object,  # noqa: ARG002 - the library's own parameters
        error: Exception,
        *_: object,
        **__: object,
    ) -> bool:
        """Raise an error."""
        raise error


def build(
    token: str,
    archive: Archive,
    answerer: Answerer,
    chats: Chats,
    *,
    bot_api: str = TELEGRAM,
    fetches: Fetches | None = None,
) -> BotApplication:
    """Build the bot. Updates are brought to it by others, through `process_update`.

    Args:
        token: The bot's token.
        archive: Where the articles are.
        answerer: Answers questions.
        chats: What is remembered of each chat.
        bot_api: Address of the Bot API server, such as `http://127.0.0.1:8081`.
        fetches: Reads the links and files that people send; by default, links to public
            addresses alone.

    Raises:
        ValueError: That is no such address. The message is a whole sentence.
        telegram.error.InvalidToken: The token is empty.

    """
    if not web_address(bot_api):
        raise ValueError("The address of the Bot API server must begin with http:// or https://.")
    # The durations in its errors are timedeltas then, and reading them warns of nothing.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    server = bot_api.rstrip("/")
    library = Library(archive, chats)

    services = Services(library, answerer, chats, fetches or Fetches())

    async def begin(application: BotApplication) -> None:
        try:
            await menu.publish(application.bot, await asyncio.to_thread(library.latest))
        except (TelegramError, ArchiveError) as error:
            logger.warning("the command menu could not be set: %s", account(error))
        try:
            await asyncio.to_thread(forget_departed, services)
        except (ArchiveError, ChatsError) as error:
            logger.warning("groups that were left could not be forgotten: %s", account(error))

    bot = secretive_bot(
        token,
        base_url=f"{server}/bot",
        base_file_url=f"{server}/file/bot",
        request=AiohttpRequest(read_timeout=20, pool_timeout=60),
        get_updates_request=AiohttpRequest(connection_pool_size=2),
    )
    application = (
        Application.builder()
        .application_class(FrankApplication)
        .bot(bot)
        .updater(None)
        .job_queue(None)
        .post_init(begin)
        .build()
    )
    register(application, services)
    return application
