"""Text to passages under their headings, and passages to sentences."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from index.article import Passage, Sentence
from index.sentence_ends import WORDLESS, sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.article import Span

MAX_SENTENCE = 1200
"""Characters. What runs on for longer is cut at a gap, so that every quote fits a message."""

_PARAGRAPH = re.compile(r"\S(?:.*?\S)??(?=\s*?\n[^\S\n]*\n\s*|\s*\Z)", re.DOTALL)
_HEADING_ENDS = frozenset(".!?…,;:\"'”’»)]")
_HEADING_LIMIT = 80
_SOURCE_LINE = re.compile(
    r"(?:sources?|photos?|credits?|image|pictures?|via)\s*:\s*\S.{0,120}", re.IGNORECASE
)
_CREDIT = re.compile(r"[(\[][^()\[\]\n]{1,60}[)\]]")


def segment(
    text: str, language: str = "en", headings: tuple[Span, ...] | None = None
) -> tuple[Passage, ...]:
    """Divide a text into its passages, each with its heading and sentences.

    Headings, source lines and photo credits belong to no sentence: they are never quoted.

    Args:
        text: The article's text; blank lines divide its paragraphs.
        language: ISO 639-1 code, for the rules by which sentences end.
        headings: Places of the headings where they are known; None to tell them by their look.

    Returns:
        Passages in the order of the text, without overlap, each with at least one sentence.
    """
    paragraphs = list(_paragraphs(text, headings or ()))
    known = None if headings is None else set(headings)
    passages = []
    heading: Span | None = None
    for number, (start, end) in enumerate(paragraphs):
        is_last = number == len(paragraphs) - 1
        if known is not None and (start, end) in known:
            heading = (start, end)
            continue
        words = text[start:end]
        if known is None and not is_last and _looks_like_heading(words):
            heading = (start, end)
            continue
        sentences = tuple(_sentences(text, start, end, language))
        if sentences:
            passages.append(Passage(start, end, sentences, heading))
    return tuple(passages)


def _paragraphs(text: str, headings: tuple[Span, ...]) -> Iterator[Span]:
    """Stretches of text between blank lines; a known heading is one by itself."""
    cuts = sorted({place for span in headings for place in span} | {0, len(text)})
    for left, right in pairwise(cuts):
        for match in _PARAGRAPH.finditer(text, left, right):
            yield match.span()


def _looks_like_heading(words: str) -> bool:
    """Whether a paragraph is a section heading: one short line that no sentence's end closes."""
    return (
        len(words) <= _HEADING_LIMIT
        and "\n" not in words
        and words[-1] not in _HEADING_ENDS
        and (words[0].isalnum() and not words[0].islower())
        and any(character.isalpha() for character in words)
        and ": " not in words
    )


def _sentences(text: str, start: int, end: int, language: str) -> Iterator[Sentence]:
    """The quotable sentences of one paragraph."""
    for left, right in sentence_spans(text, start, end, language):
        left, right = _trimmed(text, left, right)  # noqa: PLW2901
        if left < right and _is_quotable(text[left:right]):
            yield from _bounded(text, left, right)


def _trimmed(text: str, left: int, right: int) -> Span:
    while left < right and text[left].isspace():
        left += 1
    while left < right and text[right - 1].isspace():
        right -= 1
    return left, right


def _is_quotable(words: str) -> bool:
    return not (
        WORDLESS.fullmatch(words) or _CREDIT.fullmatch(words) or _SOURCE_LINE.fullmatch(words)
    )


def _bounded(text: str, left: int, right: int) -> Iterator[Sentence]:
    """Cut a run-on of more than MAX_SENTENCE characters at line ends, else at gaps."""
    while right - left > MAX_SENTENCE:
        limit = left + MAX_SENTENCE
        cut = max(text.rfind("\n", left + 1, limit), text.rfind("; ", left + 1, limit) + 1)
        if cut <= left:
            cut = text.rfind(" ", left + 1, limit)
        if cut <= left:
            cut = limit
        piece = _trimmed(text, left, cut)
        if piece[0] < piece[1]:
            yield Sentence(*piece)
        left = _trimmed(text, cut, right)[0]
    if left < right:
        yield Sentence(left, right)
