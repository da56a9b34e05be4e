"""`pullquote archive`: the search index of the archive, made anew or checked."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.installation import Installation

_MOST_SHOWN = 20
"""Differences that are told one by one; more would not be read."""


@click.group()
def archive() -> None:
    """Look after the archive's search index."""


@archive.command()
@click.pass_obj
def reindex(installation: Installation) -> None:
    """Make the search index anew.

    The old one is searched until the new one is complete. Where it was interrupted, it goes on.
    """
    from bot.progress import indexing_progress  # noqa: PLC0415 - not for the help
    from index.search import ArchiveSearch  # noqa: PLC0415

    with (
        installation.open_archive() as opened,
        ArchiveSearch(opened, say=_say) as search,
        indexing_progress() as progress,
    ):
        search.reindex(progress=progress)
        passages = search.statistics.passages
    click.echo(f"Indexed {passages:,} passages.")


@archive.command()
@click.pass_obj
def check(installation: Installation) -> None:
    """Compare the search index with the archive, and change neither.

    The exit code is 1 where they differ.
    """
    from index.search.checking import check as compared  # noqa: PLC0415 - loads the engine

    with installation.open_archive() as opened:
        differences = iter(compared(opened))
        shown = list(islice(differences, _MOST_SHOWN))
        rest = sum(1 for _ in differences)
    for difference in shown:
        click.echo(difference)
    if rest:
        click.echo(f"There are {rest:,} differences more.")
    if shown:
        click.echo("To make the index anew: pullquote archive reindex", err=True)
        raise click.exceptions.Exit(1)
    click.echo("The search index has all that the archive has, and nothing else.")


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)
