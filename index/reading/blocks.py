"""Paragraphs and headings to one text with the places of the headings in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.article import Span

BETWEEN = "\n\n"
LONGEST_BOLD_HEADING = 100
"""Characters."""

SENTENCE_END = re.compile(r"[.!?…。！？؟।۔]")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a heading.

    Attributes:
        text: Its words, without markup; may be empty.
        level: 1 to 6 for a heading, 0 for a paragraph.
    """

    text: str
    level: int = 0


def assemble(blocks: Iterable[Block], title: str = "") -> tuple[str, tuple[Span, ...]]:
    """Join blocks by blank lines.

    A first line that repeats the title is left out, since the title is kept beside the text,
    and so are headings with nothing below them, such as "Read more".

    Args:
        blocks: In the order of the article; empty ones are skipped.
        title: The article's title, if it has one.

    Returns:
        The text, and the (start, end) of each heading in it.
    """
    kept = [block for block in blocks if block.text.strip()]
    if len(kept) > 1 and title and same_words(kept[0].text, title):
        del kept[0]
    while kept and kept[-1].level:
        del kept[-1]
    pieces: list[str] = []
    headings: list[Span] = []
    start = 0
    for block in kept:
        words = block.text.strip()
        end = start + len(words)
        if block.level:
            headings.append((start, end))
        pieces.append(words)
        start = end + len(BETWEEN)
    return BETWEEN.join(pieces), tuple(headings)


def is_bold_heading(words: str) -> bool:
    """Tell whether a paragraph that is all bold stands there as a heading.

    Args:
        words: The paragraph.
    """
    return 0 < len(words) <= LONGEST_BOLD_HEADING and not SENTENCE_END.search(words[-2:])


def same_words(one: str, other: str) -> bool:
    """Compare two titles, whatever their case, spaces and punctuation.

    Args:
        one: A title.
        other: Another.
    """
    return re.findall(r"\w+", one.casefold()) == re.findall(r"\w+", other.casefold())
