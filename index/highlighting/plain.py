"""Highlights where nothing was learned, as in other languages: `plain_highlight`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analysis import fold
from index.highlighting.asked import ENTITY_ASKED, asked_sentence
from index.highlighting.edges import LONGEST, widest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.article import Span
    from index.highlighting.asked import AskedSentence
    from index.highlighting.reading import Reading
    from index.ranking import Match

_ASKING_ELSEWHERE = {
    "number": "combien cuantos cuantas cuanto cuanta viele wieviele kac сколько كم",
    "date": "quand cuando wann zaman когда متى",
    "name": "qui quien quienes wer wem wen kim кто кого من",
}
"""Question words of other languages, folded, by the class of the entity that they ask for."""
_CLASS_ASKED = {word: name for name, words in _ASKING_ELSEWHERE.items() for word in words.split()}


def plain_highlight(match: Match, row: int) -> list[Span]:
    """Choose by the question word alone a number, date or full name that the question lacks.

    Args:
        match: The question with the article.
        row: The sentence's number among `match.indexed.sentences`.

    """
    sentence = asked_sentence(match, row)
    reading, wanted = sentence.reading, _wanted(sentence)
    new = [
        _counted(reading, first, last) if name == "number" else (first, last)
        for (first, last), name in reading.entities.items()
        # A single capitalised word may begin a sentence, or be a German noun.
        if name == wanted
        and not any(sentence.own[first : last + 1])
        and (name != "name" or last > first)
    ]
    places = sentence.asked_places
    near = sorted(new, key=lambda edges: (_words_between(edges, places), edges))
    spans = [(reading.starts[first], reading.ends[last]) for first, last in near]
    return [span for span in spans if span[1] - span[0] <= widest(sentence)][:1]


def _wanted(sentence: AskedSentence) -> str | None:
    """Tell the class of the entity asked for, in English or by the question word."""
    question = sentence.match.question
    if question.language == "en":
        return ENTITY_ASKED.get(sentence.kind)
    words = {fold(token.word) for token in question.tokens}
    return next((name for word, name in _CLASS_ASKED.items() if word in words), None)


def _counted(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """Take in the word after a number: what is counted."""
    after = last + 1
    goes_on = after < len(reading.classes) and reading.classes[after] in {"word", "name"}
    return (first, after) if goes_on and not reading.marks[after] else (first, last)


def _words_between(edges: tuple[int, int], places: Iterable[int]) -> int:
    """Count the words from an entity to the nearest asked word; many where there is none."""
    first, last = edges
    return min((max(first - place, place - last) for place in places), default=LONGEST)
