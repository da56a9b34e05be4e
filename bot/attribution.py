"""Who says what an article says: the words of a sentence that name its source. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.answering import Quote
    from index.article import Article, Span

_NEAREST = 3
"""Sentences before and behind a quote in which its source is looked for."""

_LONGEST = 90
"""Characters of an attribution. What is longer is more than that."""

_SAYING = (
    "says? said saying tells? told adds? added insists? insisted warns? warned announces? "
    "announced states? stated claims? claimed writes? wrote explains? explained argues? argued "
    "reports? reported confirms? confirmed denies denied acknowledges? acknowledged notes? noted "
    "suggests? suggested replies replied asks? asked vows? vowed recalls? recalled testified "
    "estimates? estimated predicts? predicted tweeted"
)
_SAYS = re.compile(rf"\b(?:{'|'.join(_SAYING.split())})\b")
_ACCORDING = re.compile(r"\baccording to\s[^,;.–—\"“”]+", re.IGNORECASE)
_QUOTATION = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»")
_BREAKS = ',;:–—"“”«»'
_NOUN_BEFORE = re.compile(r"\b(?:the|a|an|his|her|its|their|this|that|of|in)\s+$", re.IGNORECASE)


def source_of(quote: Quote) -> Quote | None:
    """Find who says what a quote says.

    Args:
        quote: The quote.

    Returns:
        The quote itself if it names its source, or else the nearest sentence that names one, with
        the source highlighted; None where no sentence near it does.

    """
    article = quote.article
    for number in _from(quote.sentence, len(article.sentences)):
        sentence = article.sentences[number]
        if place := attribution(article.text, sentence.start, sentence.end):
            if number == quote.sentence:
                return replace(quote, highlights=(place,))
            return replace(
                quote,
                sentence=number,
                start=sentence.start,
                end=sentence.end,
                heading=_heading(article, sentence.start),
                highlights=(place,),
            )
    return None


def attribution(text: str, start: int, end: int) -> Span | None:
    """Find the words of a sentence that name its source ("according to the police").

    Args:
        text: The article's text.
        start: First character of the sentence.
        end: One past its last character.

    Returns:
        Their place in the text; None where there are none.

    """
    # What is said within quotation marks names no source, and may be as long as it likes.
    said = _QUOTATION.sub(lambda match: '"' * len(match.group()), text[start:end])
    if match := _ACCORDING.search(said):
        return _trimmed(text, start + match.start(), start + min(match.end(), match.start() + 90))
    for match in _SAYS.finditer(said):
        if not _NOUN_BEFORE.search(said[: match.start()]):
            return _clause(text, said, start, match)
    return None


def _from(number: int, count: int) -> list[int]:
    """List the numbers of the sentences around one, the nearest first, those behind it before."""
    steps = [0, *(step for size in range(1, _NEAREST + 1) for step in (size, -size))]
    return [number + step for step in steps if 0 <= number + step < count]


def _clause(text: str, said: str, start: int, verb: re.Match[str]) -> Span:
    """Return the place of who says it: before the verb, or behind it where nothing is before."""
    left = max((said.rfind(mark, 0, verb.start()) for mark in _BREAKS), default=-1) + 1
    right = min(
        (found for mark in _BREAKS if (found := said.find(mark, verb.end())) >= 0),
        default=len(said),
    )
    if said[left : verb.start()].strip():
        right = verb.end()
    if right - left > _LONGEST:
        left, right = verb.span()
    return _trimmed(text, start + left, start + right)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def _heading(article: Article, place: int) -> str:
    for passage in article.passages:
        if passage.start <= place < passage.end:
            return article.words(passage.heading).strip() if passage.heading else ""
    return ""
