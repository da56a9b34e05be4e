"""The command `pullquote`: its commands, and the options that they share."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import click

from bot.command_group import CommandGroup
from bot.installation import Installation, default_archive


@click.group(
    cls=CommandGroup,
    modules={
        "ask": "bot.commands.ask",
        "articles": "bot.commands.articles",
        "archive": "bot.commands.archive",
        "run": "bot.commands.run",
        "playground": "bot.commands.playground",
        "inbox": "bot.commands.inbox",
        "backup": "bot.commands.backup",
        "doctor": "bot.commands.doctor",
        "feedback": "bot.commands.feedback",
        "evaluate": "bot.commands.evaluate",
        "train": "bot.commands.train",
    },
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--archive",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="PULLQUOTE_ARCHIVE",
    show_envvar=True,
    metavar="FILE",
    default=default_archive,
    show_default="in your data folder",
    help="The archive of articles.",
)
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    envvar="PULLQUOTE_WAIT",
    show_envvar=True,
    metavar="SECONDS",
    default=5.0,
    show_default=True,
    help="How long to wait while another program writes to the archive.",
)
@click.option("--debug", is_flag=True, help="Show where an error comes from.")
@click.version_option(package_name="pullquote", prog_name="pullquote")
@click.pass_context
def cli(context: click.Context, archive: Path, wait: float, *, debug: bool) -> None:  # noqa: ARG001 - debug is read where errors are told
    """Ask news articles, and get the answer in their own sentences."""
    context.obj = Installation(archive.expanduser(), wait)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Rather a question mark than no answer, where a terminal lacks a letter.
            stream.reconfigure(errors="replace")
    cli.main(prog_name="pullquote")


if __name__ == "__main__":
    main()
