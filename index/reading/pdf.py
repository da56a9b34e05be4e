"""A PDF to plain text: lines joined to paragraphs, running heads and page numbers left out."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from typing import TYPE_CHECKING

from index.article import Document
from index.reading import sentences
from index.reading.decoding import is_unreadable
from index.reading.errors import NotAnArticle, ReadingError, TooLarge
from index.reading.text import headline, title_from_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pypdf import PdfReader

# What it has to say about bad files goes where logging is set up to go, else nowhere.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

MOST_PAGES = 500
LEAST_TEXT = 40
"""Characters below which a PDF is taken to hold pictures only."""

EDGE = 3
"""Lines at the top and at the bottom of a page that may be running heads."""

FULL_LINE = 0.8
"""Share of the usual line up to which a line is short on purpose; letters differ in width."""

FULL_LAST_LINE = 0.97
"""The same for a line that ends a sentence, after which a wrong break does no harm."""

SENTENCE_END = re.compile(r"[.!?…。؟][\"'”’»)\]]*$")
PAGE_MARK = re.compile(
    r"(?:page\s+)?[-–—\s]*\d{1,4}[-–—\s]*(?:(?:/|of)\s*\d{1,4})?"
    r"|(?:https?|file)://\S+\s+\d+/\d+",
    re.IGNORECASE,
)
NO_TITLE = re.compile(
    r"untitled.*|microsoft word.*|slide \d+|.*\.(?:docx?|odt|rtf|indd|qxd|pages|tex|pdf|html?)|\W*",
    re.IGNORECASE,
)
HYPHENATED = re.compile(r"[^\W\d_]+-[^\W\d_]+")
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)


def read_pdf(data: bytes, name: str, *, label: str | None = None) -> Document:
    """Read the text of a PDF.

    A PDF knows lines and not paragraphs: a line that stops although the next line's first word
    would have fitted ends a paragraph.

    Args:
        data: The file's bytes.
        name: The file's name; gives the title where the file names none.
        label: What to call it in an error; its name if left out.

    Raises:
        NotAnArticle: It is damaged, locked with a password, or holds no text.
        TooLarge: It has too many pages.
    """
    label = label or name or sentences.THE_FILE
    pages, named = _pages(data, label)
    lines = _without_running_heads(pages, named)
    text = "\n\n".join(_paragraphs(lines))
    if len(text) < LEAST_TEXT:
        raise NotAnArticle(sentences.PICTURES, label=label)
    if is_unreadable(text):
        raise NotAnArticle(sentences.NO_LETTERS, label=label)
    return Document(text=text, title=named or headline(text) or title_from_name(name))


def _pages(data: bytes, label: str) -> tuple[list[list[str]], str]:
    """Give the lines of each page, and the title that the file names, if any."""
    from pypdf import PdfReader  # noqa: PLC0415 - only where a PDF is read
    from pypdf.errors import DependencyError, FileNotDecryptedError  # noqa: PLC0415

    try:
        reader = PdfReader(io.BytesIO(data))
        _check(reader, label)
        pages = [_lines(page.extract_text()) for page in reader.pages]
        return pages, _title(reader)
    except (ReadingError, MemoryError):
        raise
    except (DependencyError, FileNotDecryptedError) as error:
        raise NotAnArticle(sentences.LOCKED, label=label) from error
    except Exception as error:  # a broken file can break the parser in any way
        raise NotAnArticle(sentences.DAMAGED_PDF, label=label) from error


def _check(reader: PdfReader, label: str) -> None:
    if reader.is_encrypted and not reader.decrypt(""):
        raise NotAnArticle(sentences.LOCKED, label=label)
    if len(reader.pages) > MOST_PAGES:
        raise TooLarge(sentences.TOO_MANY_PAGES, label=label, most=MOST_PAGES)


def _lines(page: str) -> list[str]:
    # Halves of characters, which no file could hold: pairs are joined, single ones replaced.
    page = page.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    lines = (" ".join(line.split()) for line in page.translate(LIGATURES).splitlines())
    return [line for line in lines if line]


def _title(reader: PdfReader) -> str:
    title = " ".join(str((reader.metadata and reader.metadata.title) or "").split())
    return "" if NO_TITLE.fullmatch(title) else title


def _without_running_heads(pages: Sequence[Sequence[str]], title: str) -> list[str]:
    """Join the pages without page numbers and without what stands in one place on most of them."""
    repeated = Counter(
        (edge, _shape(page[place])) for page in pages for place, edge in _edges(page)
    )
    often = max(2, len(pages) * 0.6)
    kept: list[str] = []
    for page in pages:
        dropped = {
            place
            for place, edge in _edges(page)
            if PAGE_MARK.fullmatch(page[place])
            or repeated[edge, _shape(page[place])] >= often
            or (title and title in page[place] and title != page[place])
        }
        kept += [line for place, line in enumerate(page) if place not in dropped]
    return kept


def _edges(page: Sequence[str]) -> list[tuple[int, int]]:
    """Give the places of a page's outer lines, counted from its top and from top or bottom."""
    outer = range(min(EDGE, len(page)))
    return [(place, place) for place in outer] + [
        (len(page) - 1 - place, -1 - place) for place in outer
    ]


def _shape(line: str) -> str:
    """Give what stays of a running head from page to page."""
    return re.sub(r"\d+", "0", line.casefold())


def _paragraphs(lines: Sequence[str]) -> Iterable[str]:
    """Join lines to paragraphs, and words that were parted at a line's end."""
    usual = sorted(map(len, lines))[int(len(lines) * 0.9)] if lines else 0
    hyphenated = {word.casefold() for line in lines for word in HYPHENATED.findall(line)}
    paragraph = ""
    last = ""
    for line in lines:
        if not paragraph:
            paragraph = line
        elif _is_short(last, line, usual):
            yield paragraph
            paragraph = line
        else:
            paragraph = _join(paragraph, line, hyphenated)
        last = line
    if paragraph:
        yield paragraph


def _is_short(line: str, following: str, usual: int) -> bool:
    """Tell whether a line stops before the usual width although the next word had room."""
    length = len(line) + 1 + len(following.split(maxsplit=1)[0])
    if SENTENCE_END.search(line):
        return length <= FULL_LAST_LINE * usual
    return length <= FULL_LINE * usual and not following[0].islower()


def _join(paragraph: str, line: str, hyphenated: set[str]) -> str:
    """Add a line, closing up a word that was parted unless it is written with a hyphen anyway."""
    if paragraph.endswith("\u00ad"):
        return paragraph[:-1] + line
    parted = re.search(r"([^\W\d_]+)-$", paragraph)
    rest = re.match(r"[^\W\d_]+", line)
    if not parted or not rest or not rest[0][0].islower():
        return f"{paragraph} {line}"
    if f"{parted[1]}-{rest[0]}".casefold() in hyphenated:
        return paragraph + line
    return paragraph[:-1] + line
