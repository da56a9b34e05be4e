"""Where sentences end: where sentencex says so, but not behind abbreviations it does not know."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import sentencex

from index.analysis import fold, stop_words
from index.word_lists import lines_for

if TYPE_CHECKING:
    from index.article import Span

_HOUR = re.compile(r"\b[ap]\.\s?m\.\s+$")
WORDLESS = re.compile(r"[\W_]*")
_OPENING_MARK = re.compile(r"[.!?…]['\"’”»)\]]*\s+([\"'“„«‘(\[]+)$")
_LIST_NUMBER = re.compile(r"\(?(?:\d{1,3}|[A-Za-z])[.)]\s*")
_INITIAL = re.compile(r"[^\W\d_]\.")
_ORDINAL = re.compile(r"(?:\d{1,3}|[IVX]+)\.")
_ORDINALS_HAVE_STOPS = frozenset("cs da de et fi hr hu is lv nb nn no sk sl sr tr".split())
_INITIALS_ARE_KNOWN = frozenset({"en", "ru"})
_LAST_WORD = re.compile(r"(?<![\w.])(\w[\w.\-]*\.)\s*$")
_FIRST_WORD = re.compile(r"\W*(\w+)")
_FOLLOWED_BY = {"1": str.isdigit, "a": str.islower}


def sentence_spans(text: str, start: int, end: int, language: str) -> list[Span]:
    """Divide a paragraph into sentences.

    Args:
        text: The text that the paragraph stands in.
        start: Where the paragraph begins.
        end: Where it ends.
        language: ISO 639-1 code, for the abbreviations and ordinals of the language.

    Returns:
        Places in the text, in order; what stands between two of them is white space.
    """
    cuts = [
        (start + found["start_index"], start + found["end_index"])
        for found in sentencex.get_sentence_boundaries(language, text[start:end])
    ]
    spans: list[Span] = []
    for left, right in _with_opening_marks(text, cuts):
        if spans and _goes_on(text, *spans[-1], right, language):
            spans[-1] = (spans[-1][0], right)
        else:
            spans.append((left, right))
    return spans


def _with_opening_marks(text: str, cuts: list[Span]) -> list[Span]:
    """Give each quotation mark that opens to what it opens.

    Sentencex leaves one behind where no mark closes it, since the quotation goes on in the next
    paragraph.
    """
    moved: list[Span] = []
    begins: int | None = None
    for left, right in cuts:
        mark = _OPENING_MARK.search(text, left, right)
        moved.append((left if begins is None else begins, mark.start(1) if mark else right))
        begins = mark.start(1) if mark else None
    return moved


def _goes_on(text: str, left: int, cut: int, right: int, language: str) -> bool:
    """Whether the sentence that begins at left goes on behind the cut."""
    if WORDLESS.fullmatch(text, cut, right) or _HOUR.search(text, left, cut):
        return True
    if _LIST_NUMBER.fullmatch(text, left, cut):
        return True
    last, first = _LAST_WORD.search(text, left, cut), _FIRST_WORD.match(text, cut, right)
    if not last or not first:
        return False
    follows = _abbreviations(language).get(last[1])
    if follows:
        return _FOLLOWED_BY[follows](first[1][0])
    is_short = (
        follows is not None
        or (language not in _INITIALS_ARE_KNOWN and _INITIAL.fullmatch(last[1]))
        or (language in _ORDINALS_HAVE_STOPS and _ORDINAL.fullmatch(last[1]))
    )
    # "Im 19. Jahrhundert" goes on, "Sie ist 19. Er ist älter" does not.
    return bool(is_short) and fold(first[1]) not in stop_words(language)


@cache
def _abbreviations(language: str) -> dict[str, str]:
    """The abbreviations behind which a sentence goes on, with what must follow each of them."""
    parts = (line.partition(" ") for line in lines_for(language, "abbreviations"))
    return {short: follows for short, _, follows in parts}
