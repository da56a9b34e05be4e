"""What the archive hands to a search index, and parts of articles that a search has found."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.article import Sentence

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlite_utils import Database

    from index.article import Span

Place = tuple[int, int]
"""Where a passage is: the number of its article, and its own number in it."""


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """What there is to be searched of an article.

    Attributes:
        number: Its number in the archive, which no other article ever gets.
        owner: The chat that added it and alone may see it; None: the installation.
        language: ISO 639-1 code.
        title: The headline or a label; may be empty.
        text: The whole text.
        passages: For each passage its place in the text, the place of its heading or None, and how
            many sentences it has.
        fingerprint: 48 bits that change when any of this does.
    """

    number: int
    owner: int | None
    language: str
    title: str
    text: str
    passages: tuple[tuple[Span, Span | None, int], ...]
    fingerprint: int


@dataclass(frozen=True, slots=True)
class Change:
    """The last change of one article.

    Attributes:
        revision: The number of the change.
        number: The article's number.
        article: The article as it is now; None where it has been removed.
    """

    revision: int
    number: int
    article: StoredArticle | None


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """One passage with what is needed to rank and show its sentences, its article left unread.

    Attributes:
        number: The article's number in the archive.
        passage: The passage's number in the article, from 0.
        article_id: What the article is called by.
        title: The article's title; may be empty.
        source: Who published it.
        published: ISO 8601 date, or empty.
        language: ISO 639-1 code.
        start: Where the passage begins in the article's text, in characters.
        text: The passage's own text.
        heading: The words of the section heading above it, or empty.
        sentences: Its sentences; their places are those in the article's text.
        first_sentence: The number of its first sentence among the article's sentences.
    """

    number: int
    passage: int
    article_id: str
    title: str
    source: str
    published: str
    language: str
    start: int
    text: str
    heading: str
    sentences: tuple[Sentence, ...]
    first_sentence: int


def changes_since(db: Database, revision: int, most: int, characters: int) -> list[Change]:
    """Read the next changes after a revision, in the order of their revisions.

    Args:
        db: The archive, within a transaction.
        revision: The last revision that is known.
        most: How many changes to read at most.
        characters: After how many characters of text to stop reading.

    """
    changes: list[Change] = []
    length = 0
    for found, number in db.execute(
        "SELECT revision, article FROM changes WHERE revision > ? ORDER BY revision LIMIT ?",
        [revision, most],
    ):
        article = _article(db, number)
        changes.append(Change(found, number, article))
        length += len(article.text) if article else 0
        if length >= characters:
            break
    return changes


def _article(db: Database, number: int) -> StoredArticle | None:
    row = db.execute(
        "SELECT owner, language, title, digest, text FROM articles"
        " JOIN texts ON article = number WHERE number = ?",
        [number],
    ).fetchone()
    if row is None:
        return None
    owner, language, title, digest, text = row
    passages = db.execute(
        'SELECT start, "end", heading_start, heading_end, (SELECT count(*) FROM sentences'
        " WHERE article = passages.article AND passage = passages.number)"
        " FROM passages WHERE article = ? ORDER BY number",
        [number],
    )
    return StoredArticle(
        number=number,
        owner=owner,
        language=language,
        title=title,
        text=text,
        passages=tuple(((row[0], row[1]), _span(row[2], row[3]), row[4]) for row in passages),
        fingerprint=_fingerprint(title, language, digest),
    )


def searchable(db: Database, start: int, stop: int) -> dict[int, tuple[int, int]]:
    """Tell what a search index must hold of the articles in a range of numbers.

    Args:
        db: The archive, within a transaction.
        start: The lowest number.
        stop: One past the highest number.

    Returns:
        For each article's number the number of its passages, and its fingerprint.

    """
    rows = db.execute(
        "SELECT number, (SELECT count(*) FROM passages WHERE article = articles.number),"
        " title, language, digest FROM articles WHERE number >= ? AND number < ?",
        [start, stop],
    )
    return {row[0]: (row[1], _fingerprint(*row[2:])) for row in rows}


def passages(db: Database, places: Collection[Place]) -> dict[Place, StoredPassage]:
    """Read single passages of many articles.

    Args:
        db: The archive, within a transaction.
        places: Those that are not there are left out of the result.

    Returns:
        The passages by their places, in the order of `places`.

    """
    wanted = json.dumps(sorted(places))
    sentences: dict[Place, list[tuple[int, Sentence]]] = {}
    for article, passage, number, start, end in db.execute(_SENTENCES_OF_PASSAGES, [wanted]):
        found = sentences.setdefault((article, passage), [])
        found.append((number, Sentence(start, end)))
    read = {}
    for row in db.execute(_PASSAGES, [wanted]):
        article, passage, article_id, title, source, published, language = row[:7]
        start, end, text, heading_start, heading_end, heading = row[7:]
        if len(text) != end - start:
            # SQLite takes a zero character, which is in no sound text, for the end of it.
            (whole,) = db.execute("SELECT text FROM texts WHERE article = ?", [article]).fetchone()
            text, heading = whole[start:end], whole[heading_start:heading_end]
        found = sentences[article, passage]
        read[article, passage] = StoredPassage(
            number=article,
            passage=passage,
            article_id=article_id,
            title=title,
            source=source,
            published=published,
            language=language,
            start=start,
            text=text,
            heading="" if heading_start is None else heading.strip(),
            sentences=tuple(sentence for _, sentence in found),
            first_sentence=found[0][0],
        )
    return {place: read[place] for place in places if place in read}


# A cross join is SQLite's way of saying that the few passages that are wanted come first.
_SENTENCES_OF_PASSAGES = """
    WITH wanted AS (
        SELECT json_extract(value, '$[0]') AS article, json_extract(value, '$[1]') AS passage
        FROM json_each(?)
    )
    SELECT article, passage, number, start, "end"
    FROM wanted CROSS JOIN sentences USING (article, passage)
    ORDER BY article, number
    """
_PASSAGES = """
    WITH wanted AS (
        SELECT json_extract(value, '$[0]') AS article, json_extract(value, '$[1]') AS passage
        FROM json_each(?)
    )
    SELECT wanted.article, wanted.passage, id, title, source, published, language,
        start, "end", substr(text, start + 1, "end" - start),
        heading_start, heading_end, substr(text, heading_start + 1, heading_end - heading_start)
    FROM wanted
    CROSS JOIN articles ON articles.number = wanted.article
    JOIN texts ON texts.article = wanted.article
    JOIN passages ON passages.article = wanted.article AND passages.number = wanted.passage
    """


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else (start, end)


def _fingerprint(title: str, language: str, digest: bytes) -> int:
    """Give 48 bits, which any number of an index can hold, that tell one state of an article."""
    said = f"{language} {title}".encode() + b"\0" + digest
    return int.from_bytes(hashlib.blake2b(said, digest_size=6).digest())
