"""`pullquote run`: the bot on Telegram."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

import click

from bot.options import web_address

if TYPE_CHECKING:
    from bot.installation import Installation
    from bot.web.listening import Address
    from bot.webhook import WebhookSettings
    from index.archive import Archive

LISTEN = "127.0.0.1:8080"


class NoToken(click.ClickException):
    """There is nothing to log in to Telegram with."""

    exit_code = 2


def token_from_environment() -> str:
    """Return the bot's token.

    Raises:
        NoToken: There is none.

    """
    # Not an option: command lines are shown to everyone on the machine.
    token = os.environ.get("TELEGRAM_BOT_TOKEN", "").strip()
    if not token:
        raise NoToken(
            "There is no token: ask @BotFather on Telegram for one with /newbot and set"
            " TELEGRAM_BOT_TOKEN to it, or try Pullquote without Telegram with: pullquote ask"
        )
    return token


def _address(
    _context: click.Context, _option: click.Parameter, value: str | None
) -> Address | None:
    """Read an address to listen on."""
    from bot.web.listening import Address  # noqa: PLC0415 - loads the web server

    if value is None:
        return None
    try:
        return Address.parse(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


bot_api_option = click.option(
    "--bot-api",
    envvar="PULLQUOTE_BOT_API",
    show_envvar=True,
    metavar="URL",
    callback=web_address,
    help="The Bot API server.  [default: Telegram's own]",
)


@click.command()
@bot_api_option
@click.option(
    "--webhook",
    envvar="PULLQUOTE_WEBHOOK",
    show_envvar=True,
    metavar="URL",
    callback=web_address,
    help="Have updates posted to this public address, instead of fetching them.",
)
@click.option(
    "--listen",
    envvar="PULLQUOTE_LISTEN",
    show_envvar=True,
    metavar="ADDRESS:PORT",
    default=LISTEN,
    show_default=True,
    callback=_address,
    help="Where to listen for the webhook, behind a proxy that adds HTTPS.",
)
@click.option(
    "--health",
    envvar="PULLQUOTE_HEALTH",
    show_envvar=True,
    metavar="ADDRESS:PORT",
    callback=_address,
    help="Where to serve health and metrics, such as 127.0.0.1:8081.  [default: nowhere]",
)
@click.option(
    "--log-json",
    is_flag=True,
    envvar="PULLQUOTE_LOG_JSON",
    show_envvar=True,
    help="Write each line of the log as a JSON object.",
)
@click.pass_obj
def run(
    installation: Installation,
    bot_api: str | None,
    webhook: str | None,
    listen: Address,
    health: Address | None,
    *,
    log_json: bool,
) -> None:
    """Answer on Telegram, with the token that the variable TELEGRAM_BOT_TOKEN holds."""
    token = token_from_environment()

    from bot.application import TELEGRAM, build  # noqa: PLC0415 - loads all of telegram
    from bot.chats import Chats  # noqa: PLC0415
    from bot.inbox import Inbox  # noqa: PLC0415
    from bot.logs import configure  # noqa: PLC0415
    from bot.metrics import Metrics  # noqa: PLC0415
    from bot.polling import run_polling  # noqa: PLC0415
    from bot.running import Watched  # noqa: PLC0415
    from bot.sole import sole  # noqa: PLC0415
    from bot.webhook import run_webhook  # noqa: PLC0415
    from index.answering import Answerer  # noqa: PLC0415

    configure(as_json=log_json)
    watched = Watched(health, Metrics()) if health else None
    with (
        sole(installation.lock),
        installation.open_archive() as archive,
        Chats(installation.chats, wait=installation.wait) as chats,
        Inbox(installation.inbox, wait=installation.wait) as inbox,
    ):
        application = build(token, archive, Answerer(), chats, bot_api=bot_api or TELEGRAM)
        if webhook is None:
            asyncio.run(run_polling(application, inbox, watched))
        else:
            settings = _webhook_settings(installation, archive, webhook, listen)
            asyncio.run(run_webhook(application, inbox, settings, watched))


def _webhook_settings(
    installation: Installation, archive: Archive, url: str, listen: Address
) -> WebhookSettings:
    """Serve the pages of articles beside the webhook."""
    from bot.web.reader import Reader  # noqa: PLC0415
    from bot.web.secret import load_secret  # noqa: PLC0415
    from bot.web.signing import Signer  # noqa: PLC0415
    from bot.webhook import Door, WebhookSettings  # noqa: PLC0415

    secret = load_secret(installation.secret)
    pages = Reader(archive, Signer(secret)).routes()
    return WebhookSettings(url, listen, Door.of(secret), pages)
