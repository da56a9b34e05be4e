"""How the sentences of an article look, and where they stand in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from index.entities import DAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.article import Sentence, Span
    from index.entities import Entities

    Vector = NDArray[np.float64]

_QUOTED = re.compile('["“][^"“”]*["”]')
_DIGIT = re.compile(r"\d")
_PERFECT = frozenset("has have had been".split())
_WEEKDAYS = frozenset(DAYS.split())


class Look:
    """What can be told of each sentence before a question is asked, one number a sentence.

    Args:
        text: The article's text.
        sentences: The sentences.
        spelt: The words of each in lower case, each between spaces of its own.
        entities: What may be an answer in each.
        passages: The number of the passage of each.

    Attributes:
        neutral: By the names of features, what holds in every language.
        english: The same for what looks for English words.
        quotations: What stands between quotation marks in each, the marks among it.
        share_quoted: The share of its characters that stand between quotation marks.
    """

    def __init__(
        self,
        text: str,
        sentences: Sequence[Sentence],
        spelt: Sequence[str],
        entities: Sequence[Entities],
        passages: Sequence[int],
    ) -> None:
        size = len(sentences)
        bodies = [text[sentence.start : sentence.end] for sentence in sentences]
        words = [read.split() for read in spelt]
        lengths = np.array([len(read) for read in words], dtype=float)
        at = np.arange(size, dtype=float)
        previous = [-1, *passages[:-1]] if size else []
        self.quotations: list[list[Span]] = [
            [
                (sentence.start + found.start(), sentence.start + found.end())
                for found in _QUOTED.finditer(body)
            ]
            for sentence, body in zip(sentences, bodies, strict=True)
        ]
        self.share_quoted: Vector = np.array(
            [
                sum(end - start for start, end in spans) / max(len(body), 1)
                for spans, body in zip(self.quotations, bodies, strict=True)
            ]
        )
        self.neutral: dict[str, Vector] = {
            "place": at / max(size - 1, 1),
            "log place": np.log1p(at),
            "begins passage": _flags(np.array(passages) != np.array(previous)),
            "log length": np.log1p(lengths),
            "commas": np.log1p([body.count(",") for body in bodies]),
            "ends with colon": _flags([body.endswith((":", "»")) for body in bodies]),
            "is question": _flags(["?" in body for body in bodies]),
            "has digits": _flags([_DIGIT.search(body) for body in bodies]),
        }
        self.english: dict[str, Vector] = {
            "speech": _flags([held.speech > 0 for held in entities]),
            "has a perfect": _flags([not _PERFECT.isdisjoint(read) for read in words]),
            "has a weekday": _flags([not _WEEKDAYS.isdisjoint(read) for read in words]),
        }


def _flags(values: object) -> Vector:
    return np.asarray(values, dtype=bool).astype(float)
