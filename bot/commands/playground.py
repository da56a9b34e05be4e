"""`pullquote playground`: the bot in a browser, without Telegram."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.installation import Installation
    from index.archive import Archive


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="The port to listen on; 0 takes one that is free.",
)
@click.option(
    "--local-links",
    is_flag=True,
    help="Let the bot follow links into this machine and its network too, such as to a site that"
    " you are working on. For you alone: it goes with no other --host than this machine.",
)
@click.pass_obj
def playground(installation: Installation, *, host: str, port: int, local_links: bool) -> None:
    """Try the bot in a browser, with no token and no account.

    It works on a copy of the archive, so that nothing of what is done there is kept.
    """
    from bot.fetches import Fetches  # noqa: PLC0415 - loads all of telegram, as those below
    from bot.logs import configure  # noqa: PLC0415
    from bot.playground.site import CannotListen, PlaygroundSite, play  # noqa: PLC0415
    from index.answering import Answerer  # noqa: PLC0415

    configure(as_json=False)
    logging.getLogger().setLevel(logging.WARNING)
    site = PlaygroundSite(host, port)
    if local_links and not site.is_on_loopback:
        raise click.UsageError(
            "--local-links would let everybody who can reach the playground look into your network:"
            " leave out --host, or --local-links."
        )
    fetches = Fetches(ports=None, allow_private=True) if local_links else Fetches()

    def greet() -> None:
        if not site.is_on_loopback:
            click.echo(
                "Warning: everybody who can reach this machine can read and write there.", err=True
            )
        click.echo(f"The playground is at {site.local_url} until you press Ctrl-C.")

    with _copy(installation) as archive:
        try:
            asyncio.run(play(site, archive, Answerer(), greet, fetches=fetches))
        except CannotListen as error:
            raise click.ClickException(str(error)) from error


@contextmanager
def _copy(installation: Installation) -> Iterator[Archive]:
    """Open a copy of the archive; where there is none yet, an archive as a new one begins."""
    from index.archive import Archive  # noqa: PLC0415
    from index.archive_errors import explained  # noqa: PLC0415

    original = installation.archive
    with TemporaryDirectory(prefix="pullquote-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / original.name
        if original.exists():
            # Who may only read leaves files beside it when done.
            address = f"{original.absolute().as_uri()}?mode=rw"
            with (
                explained(original),
                closing(sqlite3.connect(address, uri=True, timeout=installation.wait)) as source,
                closing(sqlite3.connect(copy)) as target,
            ):
                source.backup(target)
        with Archive(copy, wait=installation.wait) as archive:
            yield archive
