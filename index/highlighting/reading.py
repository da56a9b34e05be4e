"""The words of a sentence as its phrases are made of them, whatever is asked: `read`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from index.highlighting.word_classes import class_of, mark_between

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.analysis import Token
    from index.article import Span
    from index.entities import Entities
    from index.indexed import IndexedArticle

_DATELINE = re.compile(r"[^()]{0,60}\([^()]{2,30}\)\s*[-–—:]+")
_GLUE = frozenset("-\u2010\u2011'\u2019/.&\u2013,:")
_CURRENCIES = frozenset("$£€¥")
_BEFORE_DATES = frozenset("in on of by".split())
_PARTS_OF_TIME = frozenset("beginning end middle rest start".split())


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of one sentence; one item a word.

    Attributes:
        starts: First characters, a currency sign before a number taken in.
        ends: One past the last characters, a percent sign taken in.
        classes: Classes of the words.
        marks: Classes of the punctuation before each word, and behind the last; empty for none.
        gaps: What stands before each word since the one before it, and behind the last.
        bound: Whether a word belongs to the one before it: "al-Sham", "two million".
        entities: Names, numbers and dates by their first and last word.
        dateline_end: One past the last character of "BEIRUT (Reuters) - " before a story; the
            sentence's first where there is none.

    """

    starts: list[int]
    ends: list[int]
    classes: list[str]
    marks: list[str]
    gaps: list[str]
    bound: list[bool]
    entities: dict[tuple[int, int], str]
    dateline_end: int


_READ: WeakKeyDictionary[IndexedArticle, dict[int, Reading]] = WeakKeyDictionary()
"""What was read of the sentences of each article, which does not depend on the question."""


def read(indexed: IndexedArticle, row: int) -> Reading:
    """Read a sentence of an article, once.

    Args:
        indexed: The article.
        row: The sentence's number among `indexed.sentences`.

    """
    kept = _READ.setdefault(indexed, {})
    if row not in kept:
        kept[row] = _read_anew(indexed, row)
    return kept[row]


def _read_anew(indexed: IndexedArticle, row: int) -> Reading:
    text, sentence = indexed.article.text, indexed.sentences[row]
    words, found = indexed.tokens[row], indexed.entities[row]
    english = indexed.article.language == "en"
    starts, ends = [token.start for token in words], [token.end for token in words]
    classes = [class_of(token.word, is_term=bool(token.term), english=english) for token in words]
    bound = [False] * len(words)
    entities: dict[tuple[int, int], str] = {}
    for name, span in _entity_spans(found):
        first, last = _words_within(span, starts, ends)
        if first > last:
            continue
        if name == "date":
            first = _start_of_date(words, first, last)
        if span[0] < starts[first] and text[span[0]] in _CURRENCIES:
            starts[first] = span[0]
        if span[1] > ends[last] and text[span[1] - 1] == "%":
            ends[last] = span[1]
        entities[first, last] = name
        classes[first : last + 1] = [name] * (last + 1 - first)
        bound[first + 1 : last + 1] = [True] * (last - first)
    edges = zip([sentence.start, *ends], [*starts, sentence.end], strict=True)
    gaps = [text[left:right] for left, right in edges]
    for place in range(1, len(words)):
        if not gaps[place] or gaps[place] in _GLUE:
            bound[place] = True
    marks = [
        "" if gap == " " or (place < len(words) and bound[place]) else mark_between(gap)
        for place, gap in enumerate(gaps)
    ]
    for edge in (0, -1):
        if marks[edge] != "quotation mark":
            marks[edge] = "edge"
    dateline = _DATELINE.match(text, sentence.start, sentence.end)
    dateline_end = dateline.end() if dateline else sentence.start
    return Reading(starts, ends, classes, marks, gaps, bound, entities, dateline_end)


def _entity_spans(found: Entities) -> Iterable[tuple[str, Span]]:
    """Entities by class; where two overlap the later one counts."""
    yield from (("name", span) for span in found.names)
    yield from (("number", span) for span in found.numbers)
    yield from (("number", span) for span in found.money)
    yield from (("date", span) for span in found.durations)
    yield from (("date", span) for span in found.dates)


def _words_within(span: Span, starts: Sequence[int], ends: Sequence[int]) -> tuple[int, int]:
    """Find the first and the last word that touch a span; the last before the first for none."""
    first, last = len(starts), -1
    for place, start in enumerate(starts):
        if start >= span[1]:
            break
        if ends[place] > span[0]:
            first, last = min(first, place), place
    return first, last


def _start_of_date(words: Sequence[Token], first: int, last: int) -> int:
    """Find the first word of a date without "on" before it, and with "end of"."""
    while first < last and words[first].word.lower() in _BEFORE_DATES:
        first += 1
    if (
        first > 1
        and words[first - 1].word == "of"
        and words[first - 2].word.lower() in _PARTS_OF_TIME
    ):
        first -= 2
    return first
