"""Links to the reader page, and what they say about the sentence quoted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote as percent_encoded
from urllib.parse import urlencode

from index.ingestion import digest

if TYPE_CHECKING:
    from bot.web.signing import Signer
    from index.article import Article

FOLDER = "/article"
"""What the path of a reader page begins with."""

SENTENCE = "s"
KEY = "key"
"""Names in the query of a link."""

_SENTENCE = re.compile(r"([0-9]{1,7})(?:\.([0-9a-f]{8}))?")


@dataclass(frozen=True, slots=True)
class Mark:
    """The quoted sentence on a page.

    Attributes:
        number: Its number in the link, and so the name of the place that the link leads to.
        sentence: Its number among `article.sentences` now; None where it no longer stands there.

    """

    number: int
    sentence: int | None


def reader_url(
    public_url: str,
    article: Article,
    sentence: int | None = None,
    *,
    chat: int | None = None,
    signer: Signer,
    now: float,
) -> str:
    """Return the address of the reader page of an article, opened at a sentence.

    The query marks the sentence, and finds it again should the article change; the fragment
    scrolls to it. Links that are made on one day, in UTC, are the same.

    Args:
        public_url: Where the site is reached from outside, such as `https://quotes.example.org`.
        article: The article.
        sentence: The number of the sentence among `article.sentences`; None for the whole article.
        chat: The chat whose own article it is; None where it is the installation's.
        signer: Makes the key that opens a chat's own article.
        now: Seconds since 1970.

    """
    query = {}
    if sentence is not None:
        query[SENTENCE] = f"{sentence}.{_fingerprint(article, sentence)}"
    if chat is not None:
        query[KEY] = signer.key(article.id, chat, now)
    path = f"{FOLDER}/{percent_encoded(article.id, safe='')}"
    return (
        public_url.rstrip("/")
        + path
        + (f"?{urlencode(query)}" if query else "")
        + ("" if sentence is None else f"#{anchor(sentence)}")
    )


def anchor(number: int) -> str:
    """Name the place of a sentence on the page.

    Args:
        number: The sentence's number.

    """
    return f"s{number}"


def mark(article: Article, asked: str) -> Mark | None:
    """Find the sentence that a link quotes.

    Args:
        article: The article as it is now.
        asked: What the link says: a sentence's number, and mostly a fingerprint of its words.

    Returns:
        The sentence; None where the link quotes none.

    """
    match = _SENTENCE.fullmatch(asked)
    if match is None:
        return None
    number, fingerprint = int(match[1]), match[2]
    is_there = number < len(article.sentences)
    if fingerprint is None:
        return Mark(number, number) if is_there else None
    if is_there and _fingerprint(article, number) == fingerprint:
        return Mark(number, number)
    elsewhere = (
        candidate
        for candidate in range(len(article.sentences))
        if _fingerprint(article, candidate) == fingerprint
    )
    return Mark(number, next(elsewhere, None))


def _fingerprint(article: Article, number: int) -> str:
    """Eight digits by which a sentence is known again, whatever its number."""
    sentence = article.sentences[number]
    return digest(article.words((sentence.start, sentence.end))).hex()[:8]
