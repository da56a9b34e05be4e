"""`pullquote backup`: all that an installation knows, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.installation import Installation


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(installation: Installation, file: Path) -> None:
    """Back up the archive, what the bot remembers of its chats, and its inbox, into a zip FILE.

    The bot may be running. To restore, stop it and unpack the FILE into the folder of the archive.
    """
    from bot.backup import back_up  # noqa: PLC0415 - `pullquote --help` does without

    # In this order, because an update that waits though it was answered is known to have been, and
    # one that is done though nobody knows is not asked for again.
    files = (installation.inbox, installation.chats, installation.archive)
    copied = back_up(files, file, wait=installation.wait)
    names = ", ".join(sorted(path.name for path in copied))
    click.echo(f"Backed up {names} in {file} ({file.stat().st_size:,} bytes).")
