"""Articles that lie on this machine or were handed over: a file, standard input, an upload."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from index.reading import sentences
from index.reading.errors import NotAnArticle, NotFound, TooLarge, Unreachable
from index.reading.html import read_html
from index.reading.kinds import Kind, kind_of
from index.reading.links import last_part, site, web_link
from index.reading.markdown import read_markdown
from index.reading.pdf import read_pdf
from index.reading.text import read_text

if TYPE_CHECKING:
    from pathlib import Path

    from index.article import Document

LARGEST_FILE = 20_000_000
"""Bytes."""

LONGEST_LABEL = 80
LONGEST_TITLE = 300
LONGEST_SOURCE = 120

CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
# Control characters, and those that turn the direction of what follows them.
UNFIT_IN_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")


def read_file(path: Path) -> Document:
    """Read an article from a file; its kind is told by its content and its ending.

    Args:
        path: A .txt, .md, .html or .pdf file, or any other that holds text.

    Raises:
        NotFound: There is no such file.
        Unreachable: It may not be read.
        TooLarge: It is over 20 MB; not a byte of it is read then.
        NotAnArticle: It is a folder, empty, binary, or holds no article.
    """
    label = one_line(path.name or str(path), LONGEST_LABEL)
    try:
        if path.is_dir():
            raise NotAnArticle(f"{label} is a folder and not a file.")
        if path.stat().st_size > LARGEST_FILE:
            raise _too_large(label)
        with path.open("rb") as file:
            data = _read_all(file, label)
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {label}.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is not valid"
        raise Unreachable(f"{label} cannot be read: {reason.lower()}.") from error
    # Names that are not UTF-8 become strings that no archive could keep.
    origin = str(path.absolute()).encode("utf-8", "backslashreplace").decode()
    return replace(read_bytes(data, path.name), origin=origin)


def origin_of(data: bytes) -> str:
    """Name what comes from nowhere in particular by what is in it, for a document's origin.

    Args:
        data: The whole file.
    """
    return f"digest:{hashlib.blake2b(data, digest_size=16).hexdigest()}"


def read_stdin(stream: BinaryIO) -> Document:
    """Read an article from standard input, to its end.

    Args:
        stream: Bytes, as `sys.stdin.buffer` gives them.

    Raises:
        TooLarge: More than 20 MB came.
        NotAnArticle: It is empty, binary, or holds no article.
    """
    label = "Standard input"
    return read_bytes(_read_all(stream, label), "", label=label)


def read_bytes(
    data: bytes,
    name: str,
    content_type: str | None = None,
    *,
    url: str = "",
    label: str | None = None,
) -> Document:
    """Read an article from bytes, as they were sent to a bot or fetched from the web.

    Args:
        data: The whole file or page.
        name: File name; its ending helps to tell the kind, and it gives the title as a last
            resort. Empty for a page: the last part of its address stands in.
        content_type: As a server or Telegram declared it, parameters allowed; None if nobody did.
        url: Where it was fetched from, if it was; it becomes the article's origin.
        label: What to call it in an error; its name, or "That page" where it has a URL.

    Raises:
        TooLarge: It is over 20 MB, or a PDF of too many pages.
        NotAnArticle: It is empty, binary, or holds no article.
    """
    label = label or (
        sentences.THAT_PAGE if url else one_line(name, LONGEST_LABEL) or sentences.THE_FILE
    )
    name = name or last_part(url)
    if len(data) > LARGEST_FILE:
        raise _too_large(label)
    kind = kind_of(data, name, content_type, label)
    charset = _charset(content_type)
    if kind is Kind.PDF:
        document = read_pdf(data, name, label=label)
    elif kind is Kind.HTML:
        document = read_html(data, name, charset=charset, label=label, url=url)
    elif kind is Kind.MARKDOWN:
        document = read_markdown(data, name, charset=charset, label=label)
    else:
        document = read_text(data, name, charset=charset, label=label)
    document = replace(
        document,
        title=one_line(document.title, LONGEST_TITLE),
        source=one_line(document.source, LONGEST_SOURCE),
    )
    return _found_at(url, document) if url else document


def one_line(words: str, longest: int) -> str:
    """Make words fit for one line of a message: sound characters, no controls, not endless.

    Args:
        words: A title, a name.
        longest: Characters to keep.
    """
    sound = words.encode("utf-8", "replace").decode()
    return " ".join(UNFIT_IN_A_LINE.sub(" ", sound).split())[:longest].strip()


def _read_all(stream: BinaryIO, label: str) -> bytes:
    data = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise _too_large(label)
    return data


def _too_large(label: str) -> TooLarge:
    return TooLarge(sentences.TOO_LARGE, label=label, megabytes=LARGEST_FILE // 1_000_000)


def _charset(content_type: str | None) -> str | None:
    match = CHARSET.search(content_type or "")
    return match[1] if match else None


def _found_at(url: str, document: Document) -> Document:
    """Say where the article is, and believe what it says about that only within its own site."""
    address = document.url if site(document.url) == site(url) else web_link(url)
    return replace(document, url=address, origin=address, source=document.source or site(url))
