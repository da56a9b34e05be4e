"""Bytes to text: which encoding a file or page is written in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from index.reading import sentences
from index.reading.errors import NotAnArticle

if TYPE_CHECKING:
    from collections.abc import Sequence

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# What a declared name means in practice: browsers have always read these as their supersets, and
# pages are written accordingly.
IN_PRACTICE = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}

# Encodings whose bytes may pass for UTF-8 or hold zero bytes, so that a declaration goes first.
ONLY_BY_DECLARATION = re.compile(r"utf-?(16|32)|iso-?2022|hz", re.IGNORECASE)

WESTERN = frozenset("àâäåãáæçéèêëîïíìñôöõóòøœùûüúÿßÀÂÄÅÃÁÆÇÉÈÊËÎÏÍÌÑÔÖÕÓÒØŒÙÛÜÚŸ")
WESTERN_SIGNS = frozenset("¿¡«»‹›“”„‘’‚–—…•·°§©®™€£¥²½¼¾×\u00a0\u00ad")
GUESSED = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256"),
    *("koi8_r", "iso8859_6", "cp932", "euc_jp", "gb18030", "big5", "cp949"),
]
GUESS_FROM = 200_000
"""Bytes that are enough to tell an encoding by."""

UNREADABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\ufffe\uffff]")


def decode(data: bytes, label: str, *declared: str | None) -> str:
    """Decode what is said or plainly seen to be text.

    A byte order mark is believed first, then valid UTF-8 (other encodings hardly ever look like
    it), then the declared encoding, then what the bytes look like.

    Args:
        data: The whole file or page.
        label: What to call it in an error.
        declared: Encodings named by the server or the page, the more credible first; None for
            one that named none. May be wrong.

    Raises:
        NotAnArticle: It is empty, binary, or text in no encoding that could be told.
    """
    if not data.strip():
        raise NotAnArticle(sentences.EMPTY, label=label)
    text = _decode_as_said(data, [name for name in declared if name])
    if text is None:
        text = _decode_by_look(data, label)
    if is_unreadable(text):
        raise NotAnArticle(sentences.BINARY, label=label)
    if not text.strip():
        raise NotAnArticle(sentences.EMPTY, label=label)
    return text


def is_unreadable(text: str) -> bool:
    """Tell whether more than one character in fifty is none that a person could read.

    Args:
        text: Not empty.
    """
    return len(UNREADABLE.findall(text)) * 50 > len(text)


def _decode_as_said(data: bytes, declared: Sequence[str]) -> str | None:
    """Decode by mark, UTF-8 or declaration; None if none of them fits."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.removeprefix(mark).decode(encoding, "replace")
    first = [name for name in declared if ONLY_BY_DECLARATION.match(name)]
    for name in (*first, "utf-8", *declared):
        encoding = _in_practice(name)
        text = _attempt(data, encoding)
        # Windows-1252 is declared out of habit, and any bytes make some text in it.
        if text is not None and not (encoding == "cp1252" and _is_mostly_accented(text)):
            return text
    return None


def _attempt(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError, ValueError):
        return None


def _in_practice(declared: str) -> str:
    try:
        encoding = codecs.lookup(declared.strip()).name
    except (LookupError, ValueError):
        return "utf-8"
    return IN_PRACTICE.get(encoding, encoding)


def _decode_by_look(data: bytes, label: str) -> str:
    if b"\x00" in data:
        raise NotAnArticle(sentences.BINARY, label=label)
    return _almost_utf8(data) or _western(data) or _guess(data, label)


def _almost_utf8(data: bytes) -> str | None:
    """Decode UTF-8 in which a few bytes are broken, each shown as a replacement character."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = sum(not character.isascii() for character in text) - broken
    return text if broken * 10 <= sound else None


def _western(data: bytes) -> str | None:
    """Decode Windows-1252 where it gives Western European words and nothing else.

    General guessers confuse it with its Central European neighbour, in which the same bytes are
    letters too.
    """
    text = _attempt(data, "cp1252")
    if text is None:
        return None
    foreign = {character for character in text if not character.isascii()}
    plausible = foreign <= WESTERN | WESTERN_SIGNS and not _is_mostly_accented(text)
    return text if plausible else None


def _is_mostly_accented(text: str) -> bool:
    """Tell whether this is another alphabet, of which nearly every letter comes out accented."""
    letters = [character for character in text if character.isalpha()]
    return 4 * sum(not letter.isascii() for letter in letters) > len(letters)


def _guess(data: bytes, label: str) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to load, seldom needed

    sample = data
    if len(data) > GUESS_FROM:
        sample = data[: data.rfind(b"\n", 0, GUESS_FROM) + 1] or data[:GUESS_FROM]
    guess = from_bytes(sample, cp_isolation=GUESSED).best()
    text = guess and _attempt(data, guess.encoding)
    if not text:
        raise NotAnArticle(sentences.NO_ENCODING, label=label)
    return text
