"""The programs that are compared under load: `load_programs.py {pullquote,echo} {aiohttp,httpx}`.

The token, and the server's address as PULLQUOTE_BOT_API, come from the environment.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from telegram.ext import Application, MessageHandler, filters
from telegram.request import HTTPXRequest

from bot.transport import AiohttpRequest

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import CallbackContext
    from telegram.request import BaseRequest

AT_ONCE = 256


def requests(transport: str) -> tuple[BaseRequest, BaseRequest]:
    """Return what calls go through, and what updates are fetched through."""
    kind: Any = AiohttpRequest if transport == "aiohttp" else HTTPXRequest
    calls = kind(connection_pool_size=AT_ONCE, read_timeout=20, pool_timeout=60)
    return calls, kind(connection_pool_size=2, read_timeout=40)


def echo(transport: str) -> None:
    """A bare bot that says what it hears."""

    async def answer(update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
        assert update.message
        await update.message.reply_text(update.message.text or "?", do_quote=True)

    calls, fetching = requests(transport)
    application = (
        Application.builder()
        .token(os.environ["TELEGRAM_BOT_TOKEN"])
        .base_url(f"{os.environ['PULLQUOTE_BOT_API']}/bot")
        .request(calls)
        .get_updates_request(fetching)
        .concurrent_updates(AT_ONCE)
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, answer))
    application.run_polling()


def pullquote(transport: str) -> None:
    """The bot itself."""
    from bot import application
    from bot.cli import cli

    if transport == "httpx":
        for ours in ("CountedRequest", "AiohttpRequest"):
            setattr(application, ours, HTTPXRequest)
    cli(["run"])


if __name__ == "__main__":
    {"echo": echo, "pullquote": pullquote}[sys.argv[1]](sys.argv[2])
