"""`pullquote feedback`: what people thought of answers."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.answers import Opinion
    from bot.feedback import Row
    from bot.installation import Installation
    from index.article import Article


@click.group()
def feedback() -> None:
    """Use what people thought of answers."""


@feedback.command()
@click.argument("out", metavar="[SET.jsonl]", type=click.File("w", "utf-8", lazy=True), default="-")
@click.option(
    "--disliked",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the quotes that were found bad there, to be looked through.",
)
@click.pass_obj
def export(installation: Installation, /, out: IO[str], disliked: Path | None) -> None:
    """Write a set for `pullquote evaluate` and `pullquote train`.

    Its questions are those with a quote that more people found good than bad: that is the answer.
    A quote that was found bad does not mean that the article does not tell, so it is left out. The
    set holds the articles asked and what people asked, but not who they are.
    """
    from bot.answers import Answers  # noqa: PLC0415 - loads the index
    from bot.chats import Chats  # noqa: PLC0415
    from bot.feedback import gather  # noqa: PLC0415

    if not installation.chats.exists():
        raise click.ClickException("There is no feedback yet: the bot has not run here.")
    with Chats(installation.chats, wait=installation.wait) as chats:
        opinions = Answers(chats).opinions()
    gathered = gather(opinions, _articles(installation, opinions))
    _write(out, gathered.rows)
    if disliked:
        with disliked.open("w", encoding="utf-8") as file:
            _write(file, gathered.disliked)
    questions = sum(len(row["questions"]) for row in gathered.rows)
    click.echo(
        f"Questions with answers: {questions}. Quotes disliked: {len(gathered.disliked)}."
        f" Opinions on sentences that are no longer there: {gathered.lost}.",
        err=True,
    )


def _articles(installation: Installation, opinions: Iterable[Opinion]) -> dict[str, Article]:
    """Read the articles that opinions are about, as far as they are still there."""
    from index.archive_errors import NoSuchArticle  # noqa: PLC0415 - loads the index

    found = {}
    with installation.open_archive() as archive:
        for article_id in dict.fromkeys(opinion.article for opinion in opinions):
            with suppress(NoSuchArticle):
                found[article_id] = archive.article(article_id, visible_to="everyone")
    return found


def _write(file: IO[str], rows: Iterable[Row]) -> None:
    for row in rows:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
