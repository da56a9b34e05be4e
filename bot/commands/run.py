"""`pullquote run`: the bot on Telegram."""

from __future__ import annotations

import asyncio
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.limits import CHAT_LIMIT, PERSON_LIMIT, Limits
from bot.options import web_address
from bot.periods import DAY, FEWEST_DAYS, KEEP_DAYS, Retention

if TYPE_CHECKING:
    from bot.installation import Installation
    from bot.places import ReaderSite
    from bot.web.listening import Address
    from bot.web.signing import Signer

_IDS = re.compile(r"\s*-?[0-9]{1,18}\s*(?:,\s*-?[0-9]{1,18}\s*)*")

LOOPBACK = "127.0.0.1"
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
    token = os.environ.get("TELEGRAM_BOT_TOKEN", "").strip() or _token_from_file()
    if not token:
        raise NoToken(
            "There is no token: ask @BotFather on Telegram for one with /newbot and set"
            " TELEGRAM_BOT_TOKEN to it, or try Pullquote without Telegram with: pullquote ask"
        )
    return token


def _token_from_file() -> str:
    """Return the token in the file that Docker, systemd or the like keep it in; or nothing."""
    path = os.environ.get("TELEGRAM_BOT_TOKEN_FILE", "").strip()
    if not path:
        return ""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise NoToken(
            f"The file {path}, which TELEGRAM_BOT_TOKEN_FILE names, cannot be read."
        ) from error


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


def _inner_address(
    context: click.Context, option: click.Parameter, value: str | None
) -> Address | None:
    """Read an address to listen on; a port by itself is one that only this machine reaches."""
    is_port = value is not None and value.strip().isdecimal()
    return _address(context, option, f"{LOOPBACK}:{value}" if is_port else value)


def _public_address(
    _context: click.Context, _option: click.Parameter, value: str | None
) -> str | None:
    """Read the address at which the site is reached."""
    from bot.places import public_address  # noqa: PLC0415 - loads telegram

    if value is None:
        return None
    try:
        return public_address(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _ids(
    _context: click.Context, _option: click.Parameter, value: str | None
) -> frozenset[int] | None:
    """Read the ids of people or chats."""
    if value is None or not value.strip():
        return None
    if not _IDS.fullmatch(value):
        raise click.BadParameter(
            "it has to be numbers with commas between them, as 1234567 or -1001234567890."
        )
    return frozenset(map(int, value.split(",")))


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
    "--public-url",
    envvar="PULLQUOTE_PUBLIC_URL",
    show_envvar=True,
    metavar="URL",
    callback=_public_address,
    help="Show quotes in their articles at this public address, such as"
    " https://quotes.example.org.  [default: that of the webhook; without one, nowhere]",
)
@click.option(
    "--listen",
    envvar="PULLQUOTE_LISTEN",
    show_envvar=True,
    metavar="ADDRESS:PORT",
    default=LISTEN,
    show_default=True,
    callback=_address,
    help="Where to listen for what is public, behind a proxy that adds HTTPS.",
)
@click.option(
    "--health",
    envvar="PULLQUOTE_HEALTH",
    show_envvar=True,
    metavar="[ADDRESS:]PORT",
    callback=_inner_address,
    help="Where to serve health and metrics: a port, which only this machine reaches unless an"
    " address says otherwise.  [default: nowhere]",
)
@click.option(
    "--keep-days",
    envvar="PULLQUOTE_KEEP_DAYS",
    show_envvar=True,
    metavar="DAYS",
    type=click.IntRange(FEWEST_DAYS),
    default=KEEP_DAYS,
    show_default=True,
    help="How long questions and answers are kept.",
)
@click.option(
    "--admins",
    envvar="PULLQUOTE_ADMINS",
    show_envvar=True,
    metavar="ID,ID",
    callback=_ids,
    help="People who own the bot: served everywhere, with /stats and /publish in private.",
)
@click.option(
    "--allow-chats",
    envvar="PULLQUOTE_ALLOW_CHATS",
    show_envvar=True,
    metavar="ID,ID",
    callback=_ids,
    help="Serve only these chats, and people in private, by their numbers.  [default: all]",
)
@click.option(
    "--person-limit",
    envvar="PULLQUOTE_PERSON_LIMIT",
    show_envvar=True,
    metavar="N",
    type=click.IntRange(0),
    default=PERSON_LIMIT,
    show_default=True,
    help="How much one person may ask in a minute; 0 for any amount.",
)
@click.option(
    "--chat-limit",
    envvar="PULLQUOTE_CHAT_LIMIT",
    show_envvar=True,
    metavar="N",
    type=click.IntRange(0),
    default=CHAT_LIMIT,
    show_default=True,
    help="How much may be asked in one chat in a minute; 0 for any amount.",
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
    *,
    bot_api: str | None,
    webhook: str | None,
    public_url: str | None,
    listen: Address,
    health: Address | None,
    keep_days: int,
    admins: frozenset[int] | None,
    allow_chats: frozenset[int] | None,
    person_limit: int,
    chat_limit: int,
    log_json: bool,
) -> None:
    """Answer on Telegram, with the token that the variable TELEGRAM_BOT_TOKEN holds.

    TELEGRAM_BOT_TOKEN_FILE may name a file that holds it instead.
    """
    token = token_from_environment()

    from bot.admission import Admission  # noqa: PLC0415
    from bot.application import TELEGRAM, build  # noqa: PLC0415 - loads all of telegram
    from bot.chats import Chats  # noqa: PLC0415
    from bot.inbox import Inbox  # noqa: PLC0415
    from bot.logs import configure  # noqa: PLC0415
    from bot.metrics import Metrics  # noqa: PLC0415
    from bot.polling import Pages, run_polling  # noqa: PLC0415
    from bot.running import Watched  # noqa: PLC0415
    from bot.searching import searching  # noqa: PLC0415
    from bot.signals import ending_in_time  # noqa: PLC0415
    from bot.sole import sole  # noqa: PLC0415
    from bot.web.reader import Reader  # noqa: PLC0415
    from bot.web.secret import load_secret  # noqa: PLC0415
    from bot.web.signing import Signer  # noqa: PLC0415
    from bot.webhook import Door, WebhookSettings, run_webhook  # noqa: PLC0415
    from index.answering import Answerer  # noqa: PLC0415

    configure(as_json=log_json, debug=click.get_current_context().find_root().params["debug"])
    retention = Retention(answers=keep_days)
    watched = Watched(health, Metrics()) if health else None
    secret = load_secret(installation.secret)
    signer = Signer(secret)
    with (
        ending_in_time(),
        sole(installation.lock),
        installation.open_archive() as archive,
        Chats(installation.chats, wait=installation.wait) as chats,
        Inbox(
            installation.inbox, wait=installation.wait, aside_kept=DAY * retention.failures
        ) as inbox,
        searching(archive) as search,
    ):
        application = build(
            token,
            archive,
            Answerer(),
            chats,
            bot_api=bot_api or TELEGRAM,
            reader=_reader_site(public_url, webhook, signer),
            search=search,
            inbox=inbox,
            retention=retention,
            admission=Admission(admins or (), allow_chats),
            limits=Limits(person_limit, chat_limit),
        )
        routes = Reader(archive, signer).routes()
        if webhook:
            settings = WebhookSettings(webhook, listen, Door.of(secret), routes)
            asyncio.run(run_webhook(application, inbox, settings, watched))
        else:
            pages = Pages(listen, routes) if public_url else None
            asyncio.run(run_polling(application, inbox, watched, pages))


def _reader_site(public_url: str | None, webhook: str | None, signer: Signer) -> ReaderSite | None:
    """Say where the reader page is reached; beside the webhook, where nothing else is said."""
    from bot.places import ReaderSite  # noqa: PLC0415 - loads telegram

    if public_url:
        return ReaderSite(public_url, signer)
    # A webhook may have an address that only a Bot API server nearby can reach.
    with suppress(ValueError):
        return ReaderSite(webhook or "", signer)
    return None
