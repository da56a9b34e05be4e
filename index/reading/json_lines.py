"""Articles as JSON Lines: one object a line, `id,title,text,url,source,published,language`."""

from __future__ import annotations

import codecs
import io
import json
import re
from typing import TYPE_CHECKING, Any

from index.article import Document
from index.reading.decoding import decode, is_unreadable
from index.reading.errors import NotAnArticle
from index.reading.files import LONGEST_SOURCE, LONGEST_TITLE, one_line, origin_of
from index.reading.links import web_link
from index.reading.metadata import iso_date, language_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from index.reading.streams import Stream

LONGEST_LINE = 20_000_000
"""Bytes."""
LONGEST_ID = 40
"""Characters of an id that an article may be called by."""

_BEGINNINGS_IN_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FIELDS = ("title", "url", "source", "published", "language")


def lines(stream: Stream) -> Iterator[tuple[int, bytes]]:
    """Read the lines of a stream that hold something.

    Args:
        stream: JSON Lines in UTF-8, or in UTF-16 with its byte order mark.

    Yields:
        The number of the line, from 1, and the line with its end; of a line that is too long no
        more than is needed to see that.
    """
    read = _line_reader(stream)
    number = 0
    while line := read(LONGEST_LINE + 1):
        number += 1
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = read(LONGEST_LINE + 1)
        if line.strip(b" \t\r\n\xef\xbb\xbf"):
            yield number, line


def _line_reader(stream: Stream) -> Callable[[int], bytes]:
    """Give what reads one line, up to a number of bytes, as UTF-8."""
    buffered = io.BufferedReader(stream)
    if not stream.head.startswith(_BEGINNINGS_IN_UTF_16):
        return buffered.readline
    text = io.TextIOWrapper(buffered, "utf-16", "replace", newline="\n")

    def read(most: int) -> bytes:
        return text.readline(most).encode("utf-8", "replace")

    return read


def read_line(line: bytes, collection: str) -> tuple[Document, str]:
    """Read the article of one line.

    Args:
        line: The line; one that is not UTF-8 is decoded as it looks.
        collection: What tells the file that the line is in from other files.

    Returns:
        The article, and the id that it wants to be called by; an empty one where it wants none.

    Raises:
        NotAnArticle: The line holds no such object, or its text is missing.
    """
    if len(line) > LONGEST_LINE:
        raise NotAnArticle(f"The line is longer than {LONGEST_LINE // 1_000_000} MB.")
    row = _row(line)
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise NotAnArticle('It has no "text".')
    if is_unreadable(text):
        raise NotAnArticle('Its "text" is not text that a person could read.')
    said = {name: _said(row, name) for name in _FIELDS}
    given_id = row.get("id")
    if given_id is not None and (isinstance(given_id, bool) or not isinstance(given_id, str | int)):
        raise NotAnArticle('Its "id" is neither text nor a whole number.')
    name = "" if given_id is None else one_line(str(given_id), LONGEST_TITLE)
    url = web_link(said["url"])
    source = one_line(said["source"], LONGEST_SOURCE)
    document = Document(
        text=text.replace("\r\n", "\n"),
        title=one_line(said["title"], LONGEST_TITLE),
        source=source,
        url=url,
        published=iso_date(said["published"]),
        language=language_code(said["language"]),
        # An id is unique to those who gave it. What has neither id nor link is told by its words,
        # so that it never takes the place of another article.
        origin=f"{source or collection}:{name}"
        if name
        else url or origin_of(text.encode("utf-8", "replace")),
    )
    is_readable = _ID.fullmatch(name) and len(name) <= LONGEST_ID
    return document, name if is_readable else ""


def _row(line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(decode(line, "The line"))
    except (ValueError, RecursionError):
        cut_off = not line.endswith(b"\n")
        raise NotAnArticle("It is cut off." if cut_off else "It is not JSON.") from None
    if not isinstance(row, dict):
        raise NotAnArticle("It is not a JSON object.")
    return row


def _said(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise NotAnArticle(f'Its "{name}" is not text.')
    return value
