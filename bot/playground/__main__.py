"""The local Bot API as a process of its own: python -m bot.playground --port 8081."""

import asyncio
import json
import signal

import click

from bot.playground.limits import FloodLimits
from bot.playground.server import BotAPIServer


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8081, show_default=True, help="Port; 0 takes a free one.")
@click.option("--token", envvar="TELEGRAM_BOT_TOKEN", help="The bot's token; a new one if none.")
@click.option("--username", default="pullquote_bot", show_default=True, help="The bot's.")
@click.option("--flood/--no-flood", default=True, show_default=True, help="Limit the sending.")
@click.option("--history", default=1_000, show_default=True, help="Messages kept in each chat.")
@click.option("--log-size", default=10_000, show_default=True, help="Calls kept in the log.")
def main(
    host: str,
    port: int,
    token: str | None,
    username: str,
    *,
    flood: bool,
    history: int,
    log_size: int,
) -> None:
    """Run a local Bot API server until it is told to stop.

    The first line printed is a JSON object with its "url" and, if no token was given, a "token".
    """
    server = BotAPIServer(
        token,
        host=host,
        port=port,
        username=username,
        flood=FloodLimits() if flood else None,
        history=history,
        log_size=log_size,
    )
    asyncio.run(_run(server, shows_token=token is None))


async def _run(server: BotAPIServer, *, shows_token: bool) -> None:
    stopped = asyncio.Event()
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signal_number, stopped.set)
    async with server:
        greeting = {"url": server.url}
        if shows_token:
            greeting["token"] = server.token
        click.echo(json.dumps(greeting))
        if not server.is_on_loopback:
            click.echo("Anybody who can reach this machine can use this server.", err=True)
        await stopped.wait()


if __name__ == "__main__":
    main()
