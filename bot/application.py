"""The application: transport, services and handlers wired together, and nothing else."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING, Any

from telegram.error import TelegramError
from telegram.ext import Application

from bot import menu
from bot.admission import Admission
from bot.counting import CountedRequest
from bot.fetches import Fetches
from bot.forgetting import chores
from bot.handlers import register
from bot.handlers.errors import account
from bot.handlers.exchange import Services
from bot.library import Library
from bot.limits import Limits
from bot.links import web_address
from bot.periods import Retention
from bot.rounds import Rounds
from bot.secrecy import secretive_bot
from bot.transport import AiohttpRequest
from index.archive_errors import ArchiveError

if TYPE_CHECKING:
    from bot.chats import Chats
    from bot.inbox import Inbox
    from bot.places import ReaderSite
    from index.answering import Answerer
    from index.archive import Archive
    from index.search import ArchiveSearch

TELEGRAM = "https://api.telegram.org"
"""Telegram's own Bot API server."""

MENU_WITHIN = 20.0
"""Seconds in which the command menu is to be set when the bot starts, before it does without."""

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


def _warm_up(services: Services) -> None:
    """Answer something, so that who asks first does not wait for what is loaded on first use."""
    try:
        article = services.library.latest()
        if article:
            services.answer("Who said what?", article)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told when somebody asks
        logger.debug("nothing could be answered yet: %s", account(error))


def build(
    token: str,
    archive: Archive,
    answerer: Answerer,
    chats: Chats,
    *,
    bot_api: str = TELEGRAM,
    fetches: Fetches | None = None,
    reader: ReaderSite | None = None,
    search: ArchiveSearch | None = None,
    inbox: Inbox | None = None,
    retention: Retention = Retention(),  # noqa: B008 - it cannot change
    admission: Admission | None = None,
    limits: Limits | None = None,
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
        reader: The site on which quotes are seen in their articles; None where there is none.
        search: Finds passages in all articles, and is kept up to date by somebody else; None: one
            that is brought up to date when a question is asked.
        inbox: Where updates wait, so that what people ask to be forgotten is forgotten there too.
        retention: How long what people say is kept.
        admission: Whom the bot serves; by default everybody.
        limits: How much people and chats may ask; by default any amount.

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

    services = Services(
        library,
        answerer,
        chats,
        fetches or Fetches(),
        reader,
        search,
        inbox,
        retention,
        admission or Admission(),
        limits or Limits(),
    )
    rounds = Rounds(chores(services))

    async def begin(application: BotApplication) -> None:
        try:
            async with asyncio.timeout(MENU_WITHIN):
                await menu.publish(application.bot, await asyncio.to_thread(library.latest))
        except (TelegramError, ArchiveError, TimeoutError) as error:
            logger.warning("the command menu could not be set: %s", account(error))
        await asyncio.to_thread(_warm_up, services)
        await rounds.begin()

    async def end(_application: BotApplication) -> None:
        await rounds.end()
        services.desk.close()

    bot = secretive_bot(
        token,
        base_url=f"{server}/bot",
        base_file_url=f"{server}/file/bot",
        request=CountedRequest(read_timeout=20, pool_timeout=60),
        get_updates_request=AiohttpRequest(connection_pool_size=2),
    )
    application = (
        Application.builder()
        .application_class(FrankApplication)
        .bot(bot)
        .updater(None)
        .job_queue(None)
        .post_init(begin)
        .post_shutdown(end)
        .build()
    )
    register(application, services)
    return application
