"""Answers as they are shown on a terminal, or in a pipe."""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.answering import Answer, Quote
    from index.article import Article, Span

WIDEST = 100
"""Columns. Longer lines are hard to read, however wide the terminal is."""

_NARROWEST = 20
_BETWEEN = " · "
_SPACE = re.compile(r"[^\S\xa0\u202f]")
_COMMAND = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Style:
    """How to write.

    Attributes:
        width: Columns to wrap to; None leaves every paragraph one line.
        colours: Whether highlights and small print stand out.

    """

    width: int | None = None
    colours: bool = False


def style_of_output(*, colours: bool | None = None) -> Style:
    """Tell how to write to standard output: plainly where it is not a terminal.

    Args:
        colours: What the person asked for; None leaves it to the terminal and to NO_COLOR
            (https://no-color.org).

    """
    is_terminal = sys.stdout.isatty()
    if colours is None:
        is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        colours = is_terminal and not is_plain
    columns = max(_NARROWEST, min(shutil.get_terminal_size().columns, WIDEST))
    return Style(columns if is_terminal else None, colours)


def render(answer: Answer, style: Style) -> str:
    """Write out an answer: quotes with heading and source, or that the article does not say.

    Args:
        answer: The answer.
        style: How to write it.

    """
    blocks = [_quoted(quote, style) for quote in answer.quotes]
    if answer.is_beginning:
        blocks.insert(0, wrapped("The article begins:", style))
    if answer.verdict == "silent":
        blocks = ["\n".join(wrapped(line, style) for line in _silence(answer.article))]
    elif answer.verdict == "related":
        blocks.insert(0, wrapped("The article does not say it outright. The nearest:", style))
    if answer.quotes and answer.article.url:
        blocks.append(_small(answer.article.url, style))
    if answer.repairs:
        read = ", ".join(f"“{word}” as “{taken}”" for word, taken in answer.repairs)
        blocks.append(_small(wrapped(f"I read {read}.", style), style))
    return "\n\n".join(blocks)


def harmless(words: str) -> str:
    """Make words fit to be shown on one line of a terminal, letter for letter.

    Args:
        words: Any text. Its line ends become spaces, and what a terminal could take for a
            command becomes U+FFFD.

    """
    return _COMMAND.sub("\ufffd", _SPACE.sub(" ", words))


def wrapped(words: str, style: Style) -> str:
    """Break one paragraph into lines.

    Args:
        words: Any text; what could command a terminal is taken out.
        style: How to write.

    """
    line = harmless(words)
    return "\n".join(line[slice(*span)] for span in _lines(line, style.width))


def name_of(article: Article) -> str:
    """Name an article for a person: by its title, or by its id where it has none."""
    return harmless(article.title) or article.id


def _silence(article: Article) -> Iterator[str]:
    if not name_of(article):
        yield "No article says."
        return
    yield f"“{name_of(article)}” does not say."
    if article.headings:
        yield f"It covers: {_BETWEEN.join(article.headings)}"
    if article.topics:
        yield f"Topics to ask for: {_BETWEEN.join(topic.name for topic in article.topics)}"


def _quoted(quote: Quote, style: Style) -> str:
    article = quote.article
    words = harmless(quote.text)
    highlights = [(start - quote.start, end - quote.start) for start, end in quote.highlights]
    lines = (_highlighted(words, line, highlights, style) for line in _lines(words, style.width))
    origin = [part for part in (quote.heading, name_of(article), article.source) if part]
    if quote.also_in:
        origin.append(f"also in {', '.join(quote.also_in)}")
    return "\n".join([*lines, _small(wrapped(f"— {_BETWEEN.join(origin)}", style), style)])


def _highlighted(words: str, line: Span, highlights: list[Span], style: Style) -> str:
    """Write one line, with the words in it that answer the question standing out."""
    if not style.colours:
        return words[slice(*line)]

    def is_highlighted(place: int) -> bool:
        return any(start <= place < end for start, end in highlights)

    runs = []
    for stands_out, places in groupby(range(*line), is_highlighted):
        run = "".join(words[place] for place in places)
        runs.append(click.style(run, fg="green", bold=True) if stands_out else run)
    return "".join(runs)


def _small(words: str, style: Style) -> str:
    if not style.colours:
        return words
    return "\n".join(click.style(line, dim=True) for line in words.split("\n"))


def _lines(words: str, width: int | None) -> Iterator[Span]:
    """Break words into lines at their spaces; give the place of each line."""
    if width is None:
        yield 0, len(words)
        return
    line: Span | None = None
    for start, end in _pieces(words, width):
        if line and _columns(words[line[0] : end]) <= width:
            line = line[0], end
        else:
            if line:
                yield line
            line = start, end
    if line:
        yield line


def _pieces(words: str, width: int) -> Iterator[Span]:
    """Give the place of each word; of one that is wider than a line, those of its parts."""
    for match in re.finditer(r"[^ ]+", words):
        start = match.start()
        for place in range(match.start(), match.end()):
            if _columns(words[start : place + 1]) > width:
                yield start, place
                start = place
        yield start, match.end()


def _columns(words: str) -> int:
    """How many columns a terminal needs for words."""
    return sum(map(_width, words))


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Me", "Mn"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
