"""A document made ready to be quoted from: its language, its passages, and an id to call it by."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from index.analysis import fold
from index.article import Article, Document
from index.languages import detect_language
from index.reading import sentences
from index.reading.blocks import same_words
from index.reading.errors import NotAnArticle
from index.segmentation import segment

if TYPE_CHECKING:
    from index.article import Passage

LONGEST_ID = 40
"""Characters of an id that is made from a title."""

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LETTERS_OF_THEIR_OWN = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


def ingest(document: Document) -> Article:
    """Turn a document into an article with its passages and sentences.

    Args:
        document: What a reader found. Halves of surrogate pairs, which no file can hold, become
            U+FFFD; nothing else of the text is changed.

    Raises:
        NotAnArticle: The text has no sentence.

    """
    text = _SURROGATE.sub("\ufffd", document.text)
    title = _one_line(document.title)
    language = document.language or detect_language(text)
    passages = _below_headings(text, title, segment(text, language, document.headings))
    if not passages:
        raise NotAnArticle(sentences.NO_SENTENCE)
    return Article(
        id=readable_id(title, text),
        text=text,
        title=title,
        source=_one_line(document.source),
        url=_one_line(document.url),
        published=_one_line(document.published),
        language=language,
        passages=passages,
        topics=document.topics,
    )


def _below_headings(text: str, title: str, passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """The passages, those below the article's title alone without a heading."""
    return tuple(
        replace(passage, heading=None)
        if passage.heading and same_words(text[slice(*passage.heading)], title)
        else passage
        for passage in passages
    )


def readable_id(title: str, text: str) -> str:
    """Make an id from a title: its words in small ASCII letters, joined by hyphens.

    Args:
        title: Any text. One that is mostly not in Latin letters cannot be read that way.
        text: The article's text, which names the article where the title cannot.

    """
    folded = fold(title).translate(_LETTERS_OF_THEIR_OWN)
    words = re.findall(r"[a-z0-9]+", re.sub(r"['\u2019]", "", folded))
    kept = sum(map(len, words))
    if not kept or kept < sum(map(str.isalnum, folded)) / 2:
        return f"article-{digest(text).hex()[:6]}"
    slug = "-".join(words)
    if len(slug) > LONGEST_ID:
        slug = slug[: LONGEST_ID + 1].rpartition("-")[0] or slug[:LONGEST_ID]
    return slug


def digest(text: str) -> bytes:
    """Sixteen bytes by which a text is known again (BLAKE2b)."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _one_line(label: str) -> str:
    return " ".join(_SURROGATE.sub("\ufffd", label).split())
