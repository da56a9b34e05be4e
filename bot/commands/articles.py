"""`pullquote articles`: what the archive holds."""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from io import BufferedReader
from typing import TYPE_CHECKING, Any

import click

from bot.installation import EMPTY_ARCHIVE
from bot.json_output import write_json
from bot.options import matching, web_address
from bot.references import read_document
from bot.terminal import harmless, name_of, style_of_output, wrapped

if TYPE_CHECKING:
    from bot.installation import Installation
    from index.archive import Archive, Summary, Viewer
    from index.article import Article
    from index.reading.streams import Stream


@click.group()
def articles() -> None:
    """Add, list, show and remove articles."""


@articles.command()
@click.argument("references", nargs=-1, required=True, metavar="FILE|FOLDER|URL|-...")
@click.option("--title", help="Its headline, or a label.")
@click.option("--source", help="Who published it, as it is to be named below quotes.")
@click.option("--url", callback=web_address, help="Where it can be opened.")
@click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=lambda _context, _option, day: day and day.date().isoformat(),
    metavar="YYYY-MM-DD",
    help="When it was published.",
)
@click.option(
    "--language",
    callback=matching("[a-z]{2}", "two small letters, such as en"),
    metavar="CODE",
    help="Its language, such as en.",
)
@click.pass_obj
def add(installation: Installation, /, references: tuple[str, ...], **details: str | None) -> None:
    """Add articles: text, Markdown, HTML or PDF, from files, links or standard input (-).

    Many at once come from folders, from JSON Lines (an object a line with id, title, text, url,
    source, published and language), and from tar and zip archives of these.

    An article that is there already is updated. The options say what a file does not.
    """
    from bot.bulk import add_collection, collection_of, index_what_was_added  # noqa: PLC0415
    from index.reading.streams import Stream  # noqa: PLC0415

    stdin = Stream(sys.stdin.buffer) if "-" in references else None
    given = {name: value for name, value in details.items() if value is not None}
    collections = [collection_of(reference, stdin) for reference in references]
    if len(references) + any(collections) > 1 and given.keys() & {"title", "url"}:
        raise click.UsageError("--title and --url are for one article at a time.")
    shows_progress = len(references) > 1 and not any(collections) and sys.stderr.isatty()
    pairs = list(zip(references, collections, strict=True))
    bar = click.progressbar(pairs, label="Adding", hidden=not shows_progress, file=sys.stderr)
    is_whole = True
    with installation.open_archive() as archive, bar:
        revision = archive.revision
        for reference, collection in bar:
            if collection:
                is_whole = add_collection(archive, collection, given) and is_whole
                continue
            report, is_added = _added(archive, reference, stdin, given)
            if shows_progress:
                click.echo("\r\x1b[2K", nl=False, err=True)
            click.echo(report, err=not is_added)
            is_whole = is_whole and is_added
        if any(collections) and archive.revision != revision:
            index_what_was_added(archive)
    if not is_whole:
        raise click.exceptions.Exit(1)


def _added(
    archive: Archive, reference: str, stdin: Stream | None, given: dict[str, Any]
) -> tuple[str, bool]:
    """Add one article; the line to say about it, and whether it is in the archive now."""
    from index.reading.errors import ReadingError  # noqa: PLC0415
    from index.reading.files import read_stdin  # noqa: PLC0415

    try:
        if reference == "-" and stdin:
            document = read_stdin(BufferedReader(stdin))
        else:
            document = read_document(reference)
        added = archive.add(replace(document, **given))
    except ReadingError as error:
        if click.get_current_context().find_root().params["debug"]:
            raise
        return f"Error: {reference}: {error}", False
    article = added.article
    count = len(article.sentences)
    return f"{added.change.title()} {article.id}: {name_of(article)} ({_counted(count)})", True


@articles.command("list")
@click.option(
    "--search",
    metavar="WORDS",
    default="",
    help="Only those with these words in id, title or source.",
)
@click.option("--all", "everyone", is_flag=True, help="Also those that chats have added.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=100, show_default=True, help="How many to list."
)
@click.option("--offset", type=click.IntRange(min=0), default=0, help="How many to skip.")
@click.option("--json", "as_json", is_flag=True, help="Write a JSON array.")
@click.pass_obj
def list_(
    installation: Installation,
    search: str,
    limit: int,
    offset: int,
    *,
    everyone: bool,
    as_json: bool,
) -> None:
    """List articles, the newest first."""
    viewer: Viewer = "everyone" if everyone else None
    with installation.open_archive() as archive:
        summaries = archive.summaries(visible_to=viewer, search=search, offset=offset, limit=limit)
        count = archive.count(visible_to=viewer, search=search)
    if as_json:
        write_json([asdict(summary) for summary in summaries])
    else:
        widest = max((len(summary.id) for summary in summaries), default=0)
        for summary in summaries:
            click.echo(f"{summary.id:{widest}}  {_about(summary)}")
    if count > offset + len(summaries):
        click.echo(f"{offset + len(summaries)} of {count} articles; more with --offset.", err=True)
    if not count:
        click.echo("No article has these words." if search else EMPTY_ARCHIVE, err=True)


def _about(summary: Summary) -> str:
    chat = "" if summary.owner is None else f"of chat {summary.owner}"
    count = _counted(summary.sentences)
    about = (summary.title, summary.source, summary.published, count, chat)
    return harmless(" · ".join(part for part in about if part))


def _counted(sentences: int) -> str:
    return f"{sentences} sentence{'s' * (sentences != 1)}"


@articles.command()
@click.argument("article_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Write a JSON object.")
@click.pass_obj
def show(installation: Installation, article_id: str, *, as_json: bool) -> None:
    """Show an article: what is known about it, and its text."""
    with installation.open_archive() as archive:
        article = archive.article(article_id, visible_to="everyone")
    if as_json:
        write_json(_article_as_json(article))
        return
    style = style_of_output()
    known = (article.id, article.source, article.published, article.language)
    click.echo(wrapped(name_of(article), style))
    click.echo(wrapped(" · ".join(part for part in known if part), style))
    if article.url:
        click.echo(harmless(article.url))
    for topic in article.topics:
        click.echo(wrapped(f"{topic.name}: {topic.question}", style))
    click.echo()
    for line in article.text.split("\n"):
        click.echo(wrapped(line, style))


def _article_as_json(article: Article) -> dict[str, object]:
    return {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "published": article.published,
        "language": article.language,
        "headings": article.headings,
        "topics": [asdict(topic) for topic in article.topics],
        "text": article.text,
    }


@articles.command()
@click.argument("article_ids", nargs=-1, required=True, metavar="ID...")
@click.pass_obj
def remove(installation: Installation, article_ids: tuple[str, ...]) -> None:
    """Remove articles from the archive."""
    with installation.open_archive() as archive:
        for article_id in article_ids:
            summary = archive.remove(article_id, owner="everyone")
            click.echo(f"Removed {summary.id}: {_about(summary)}")
