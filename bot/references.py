"""What a person means by an article: an id, a file, a link, or "-" for standard input."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.installation import EMPTY_ARCHIVE
from index.archive_errors import NoSuchArticle

if TYPE_CHECKING:
    from bot.installation import Installation
    from index.article import Article, Document

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LINK = re.compile(r"https?://", re.IGNORECASE)


def read_document(reference: str) -> Document:
    """Read an article from where it lies.

    Args:
        reference: A file's path, a link (http or https), or "-".

    Raises:
        ReadingError: There is no article to be read there.

    """
    if _LINK.match(reference):
        from index.reading.fetching import fetch_article_sync  # noqa: PLC0415 - loads aiohttp

        return fetch_article_sync(reference)
    from index.reading.files import read_file, read_stdin  # noqa: PLC0415 - links need none of it

    return read_stdin(sys.stdin.buffer) if reference == "-" else read_file(Path(reference))


def find_article(reference: str | None, installation: Installation) -> Article:
    """Find the article to be asked; one that is not in the archive is not added to it.

    Args:
        reference: An article's id, or what `read_document` takes; None for the article that the
            archive got last.
        installation: Where the archive is.

    Raises:
        ArchiveError: The archive has no such article, or cannot be read.
        ReadingError: There is no article to be read there.
        ClickException: The archive is empty.

    """
    if reference is None:
        return _latest_article(installation)
    if _ID.fullmatch(reference):
        with installation.open_archive() as archive:
            try:
                return archive.article(reference, visible_to="everyone")
            except NoSuchArticle:
                if not Path(reference).is_file():
                    raise
    from index.ingestion import ingest  # noqa: PLC0415 - the archive's articles need none of it

    return ingest(read_document(reference))


def _latest_article(installation: Installation) -> Article:
    with installation.open_archive() as archive:
        article = archive.latest()
    if article is None:
        raise click.ClickException(EMPTY_ARCHIVE)
    return article
