"""Which kind of article some bytes hold: text, Markdown, HTML or PDF; or that they hold none."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import PurePath

from index.reading import sentences
from index.reading.errors import NotAnArticle


class Kind(Enum):
    """The formats that can be read."""

    TEXT = "text"
    MARKDOWN = "Markdown"
    HTML = "HTML"
    PDF = "PDF"


BY_ENDING = {
    ".txt": Kind.TEXT,
    ".text": Kind.TEXT,
    ".md": Kind.MARKDOWN,
    ".markdown": Kind.MARKDOWN,
    ".mdown": Kind.MARKDOWN,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".xhtml": Kind.HTML,
    ".pdf": Kind.PDF,
}

BY_CONTENT_TYPE = {
    "text/html": Kind.HTML,
    "application/xhtml+xml": Kind.HTML,
    "text/plain": Kind.TEXT,
    "text/markdown": Kind.MARKDOWN,
    "text/x-markdown": Kind.MARKDOWN,
    "application/pdf": Kind.PDF,
    "application/x-pdf": Kind.PDF,
}

# Types that servers give when they do not know; the bytes have to tell.
UNDECIDED = frozenset(
    {
        "",
        "application/octet-stream",
        "binary/octet-stream",
        "application/download",
        "application/force-download",
        "application/x-download",
        "application/unknown",
    }
)

# Whole types before their families.
OTHER_CONTENT_TYPES = (
    ("application/rss+xml", sentences.FEED),
    ("application/atom+xml", sentences.FEED),
    ("application/json", sentences.DATA),
    ("application/ld+json", sentences.DATA),
    ("application/xml", sentences.DATA),
    ("text/xml", sentences.DATA),
    ("text/csv", sentences.TABLE),
    ("text/css", sentences.STYLE_SHEET),
    ("text/calendar", sentences.CALENDAR),
    ("text/javascript", sentences.SCRIPT),
    ("application/javascript", sentences.SCRIPT),
    ("application/x-javascript", sentences.SCRIPT),
    ("application/msword", sentences.WORD_FILE),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml", sentences.WORD_FILE),
    ("application/vnd.oasis.opendocument.text", sentences.WORD_FILE),
    ("application/rtf", sentences.WORD_FILE),
    ("text/rtf", sentences.WORD_FILE),
    ("application/epub", sentences.E_BOOK),
    ("application/zip", sentences.PACKED),
    ("application/gzip", sentences.PACKED),
    ("application/x-", sentences.PROGRAM_OR_ARCHIVE),
    ("application/vnd.", sentences.OTHER_DOCUMENT),
    ("image/", sentences.PICTURE),
    ("video/", sentences.VIDEO),
    ("audio/", sentences.SOUND),
    ("font/", sentences.TYPEFACE),
    ("multipart/", sentences.PARTS),
    ("model/", sentences.MODEL),
)

SIGNATURES = (
    (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|II\*\x00|MM\x00\*|RIFF....WEBP", sentences.PICTURE),
    (rb"\x00\x00\x00.ftyp(?:avif|heic|heix|mif1)", sentences.PICTURE),
    (rb"\x00\x00\x00.ftyp|\x1aE\xdf\xa3|RIFF....AVI ", sentences.VIDEO),
    (rb"OggS\x00|ID3[\x02-\x04]|fLaC\x00|RIFF....WAVE|\xff[\xf2\xf3\xfb]", sentences.SOUND),
    (
        rb"\x1f\x8b\x08|7z\xbc\xaf|Rar!\x1a|BZh[1-9]1AY|\xfd7zXZ|\x28\xb5\x2f\xfd",
        sentences.PACKED,
    ),
    (rb"\x7fELF|MZ.\x00|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe", sentences.PROGRAM),
    (rb"SQLite format 3\x00", sentences.DATABASE),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|\{\\rtf", sentences.WORD_FILE),
)

LOOKS_LIKE_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html[\s>]|head[\s>])",
    re.IGNORECASE | re.DOTALL,
)


def kind_of(data: bytes, name: str, content_type: str | None, label: str) -> Kind:
    """Tell the kind by the bytes where they are plain about it, else by type, else by ending.

    Args:
        data: The whole file or page.
        name: File name or last part of the address; its ending is looked at.
        content_type: As a server or Telegram named it, parameters allowed; None if nobody did.
        label: What to call it in an error.

    Raises:
        NotAnArticle: It is a picture, a video, an archive and the like.
    """
    other = _other_by_signature(data)
    if other:
        raise NotAnArticle(sentences.OTHER_KIND, label=label, kind=other)
    by_type = kind_by_content_type(content_type, label)
    by_ending = BY_ENDING.get(PurePath(name.lower()).suffix)
    # A server that says no more than "text" does not know Markdown from HTML.
    declared = by_type if by_type not in {None, Kind.TEXT} else by_ending or by_type
    if data.startswith(b"%PDF-") or (declared is Kind.PDF and b"%PDF-" in data[:1024]):
        return Kind.PDF
    if declared is Kind.PDF:
        raise NotAnArticle(sentences.NO_PDF, label=label)
    if declared in {None, Kind.TEXT} and LOOKS_LIKE_HTML.match(data[:4096]):
        return Kind.HTML
    return declared or Kind.TEXT


def kind_by_content_type(content_type: str | None, label: str) -> Kind | None:
    """Tell the kind by the declared type alone; None where it says nothing of use.

    Args:
        content_type: As declared, parameters allowed.
        label: What to call it in an error.

    Raises:
        NotAnArticle: The type is that of something else.
    """
    media = (content_type or "").partition(";")[0].strip().lower()
    if media in BY_CONTENT_TYPE:
        return BY_CONTENT_TYPE[media]
    if media in UNDECIDED:
        return None
    for beginning, what in OTHER_CONTENT_TYPES:
        if media.startswith(beginning):
            raise NotAnArticle(sentences.OTHER_KIND, label=label, kind=what)
    return None


def _other_by_signature(data: bytes) -> str:
    """Name what the first bytes give away, or nothing."""
    if data.startswith(b"PK\x03\x04"):
        is_word = b"word/document.xml" in data or b"opendocument.text" in data[:200]
        return sentences.WORD_FILE if is_word else sentences.PACKED
    for signature, what in SIGNATURES:
        if re.match(signature, data, re.DOTALL):
            return what
    return ""
