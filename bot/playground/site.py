"""The playground's site: the chat page and the local Bot API on one address, and the real bot."""

from __future__ import annotations

import errno
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from bot.application import build
from bot.chats import Chats
from bot.inbox import Inbox
from bot.places import ReaderSite
from bot.playground.scene import set_scene
from bot.playground.server import BotAPIServer
from bot.polling import run_polling
from bot.searching import searching
from bot.web.links import FOLDER
from bot.web.reader import Reader
from bot.web.secret import BYTES
from bot.web.signing import Signer
from bot.web.site import site as quiet_site

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.fetches import Fetches
    from index.answering import Answerer
    from index.archive import Archive

PAGE = Path(__file__).with_name("page")
"""The folder with the files of the chat page."""

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - only compared
_KEPT_MESSAGES = 1_000
_KEPT_CALLS = 1_000


class CannotListen(Exception):  # noqa: N818 - reads as what happened
    """The address cannot be listened on. The message is a whole sentence."""


class PlaygroundSite(BotAPIServer):
    """A local Bot API server with a chat page in front of it.

    Args:
        host: Address to listen on.
        port: Port to listen on; 0 takes a free one.

    Attributes:
        reader: Shows the articles, if anything is to; to be set before it starts.

    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(host=host, port=port, history=_KEPT_MESSAGES, log_size=_KEPT_CALLS)
        self.reader: Reader | None = None

    async def start(self) -> None:
        """Begin to listen.

        Raises:
            CannotListen: Something else listens there, or there is no such address.

        """
        try:
            await super().start()
        except (OSError, UnicodeError) as error:
            await self.stop()
            raise CannotListen(_refusal(error, self._host, self._port)) from error

    @property
    def local_url(self) -> str:
        """The address for programs on this machine, also where the server listens everywhere."""
        return self.url_of(_EVERYWHERE.get(self._host, self._host))

    @property
    def link_url(self) -> str:
        """The address that links lead to: Telegram takes none to a name without a point in it."""
        is_name = "." not in self._host and ":" not in self._host
        return self.url_of("127.0.0.1") if is_name else self.local_url

    def url_of(self, host: str) -> str:
        """Write an address of this server, without a slash at its end.

        Args:
            host: A name or number of the machine.

        """
        return f"http://[{host}]:{self._port}" if ":" in host else f"http://{host}:{self._port}"

    def add_routes(self, app: web.Application) -> None:
        """Add the files of the page to what the server answers."""
        super().add_routes(app)
        app.router.add_get("/", _index)
        app.router.add_get("/{name:[a-z-]+[.](?:css|js|svg)}", _file)
        if self.reader:
            app.add_subapp(FOLDER, quiet_site(self.reader.routes(folder="")))


async def play(
    site: PlaygroundSite,
    archive: Archive,
    answerer: Answerer,
    ready: Callable[[], None],
    *,
    fetches: Fetches | None = None,
) -> None:
    """Run the site and, behind it, the real bot, until SIGINT or SIGTERM.

    What the bot remembers is kept in memory.

    Args:
        site: The site, not yet started.
        archive: Where the articles are.
        answerer: Answers questions.
        ready: Called when the page can be opened.
        fetches: Reads the links and files that people send, if not as the bot does by default.

    Raises:
        CannotListen: The address cannot be listened on.

    """
    signer = Signer(secrets.token_bytes(BYTES))
    site.reader = Reader(archive, signer)
    async with site:
        set_scene(site.world)
        with Chats(None) as chats, Inbox(None) as inbox, searching(archive) as search:
            application = build(
                site.token,
                archive,
                answerer,
                chats,
                bot_api=site.local_url,
                fetches=fetches,
                reader=ReaderSite(site.link_url, signer),
                search=search,
                inbox=inbox,
            )
            ready()
            await run_polling(application, inbox)


async def _index(_request: web.Request) -> web.StreamResponse:
    return _answer("index.html")


async def _file(request: web.Request) -> web.StreamResponse:
    return _answer(request.match_info["name"])


def _answer(name: str) -> web.StreamResponse:
    path = PAGE / name
    if not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers={**_HEADERS, "Content-Type": _TYPES[path.suffix]})


def _refusal(error: Exception, host: str, port: int) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken: choose another with --port, or 0 for any that is free."
    if isinstance(error, OSError) and error.errno == errno.EACCES:
        return f"Port {port} may not be used here: choose one above 1023 with --port."
    return f"This machine has no address {host} to listen on."
