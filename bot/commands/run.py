"""`pullquote run`: the bot on Telegram."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING

import click

from bot.options import web_address

if TYPE_CHECKING:
    from bot.installation import Installation


class NoToken(click.ClickException):
    """There is nothing to log in to Telegram with."""

    exit_code = 2


@click.command()
@click.option(
    "--bot-api",
    envvar="PULLQUOTE_BOT_API",
    show_envvar=True,
    metavar="URL",
    callback=web_address,
    help="The Bot API server.  [default: Telegram's own]",
)
@click.pass_obj
def run(installation: Installation, bot_api: str | None) -> None:
    """Answer on Telegram, with the token that the variable TELEGRAM_BOT_TOKEN holds."""
    # Not an option: command lines are shown to everyone on the machine.
    token = os.environ.get("TELEGRAM_BOT_TOKEN", "").strip()
    if not token:
        raise NoToken(
            "There is no token: ask @BotFather on Telegram for one with /newbot and set"
            " TELEGRAM_BOT_TOKEN to it, or try Pullquote without Telegram with: pullquote ask"
        )
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    _run(installation, token, bot_api)


def _run(installation: Installation, token: str, bot_api: str | None) -> None:
    from bot.application import TELEGRAM, build  # noqa: PLC0415 - loads all of telegram
    from bot.chats import Chats  # noqa: PLC0415
    from bot.polling import run_polling  # noqa: PLC0415
    from index.answering import Answerer  # noqa: PLC0415

    with (
        installation.open_archive() as archive,
        Chats(installation.chats, wait=installation.wait) as chats,
    ):
        application = build(token, archive, Answerer(), chats, bot_api=bot_api or TELEGRAM)
        asyncio.run(run_polling(application))
