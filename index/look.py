"""How the sentences of an article look, and where they stand in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.article import Sentence
    from index.entities import Entities

    Vector = NDArray[np.float64]

_QUOTED = re.compile('["“][^"“”]*["”]')
_BE = frozenset("is was are were be been being has have had will would can could may might".split())


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
        self.share_quoted: Vector = np.array(
            [sum(map(len, _QUOTED.findall(body))) / max(len(body), 1) for body in bodies]
        )
        self.neutral: dict[str, Vector] = {
            "place": at / max(size - 1, 1),
            "log place": np.log1p(at),
            "begins passage": _flags(np.array(passages) != np.array(previous)),
            "log length": np.log1p(lengths),
            "commas": np.log1p([body.count(",") for body in bodies]),
            "ends with colon": _flags([body.endswith((":", "»")) for body in bodies]),
            "is question": _flags(["?" in body for body in bodies]),
        }
        self.english: dict[str, Vector] = {
            "has no verb form": _flags(
                [
                    "ed " not in one and _BE.isdisjoint(read)
                    for one, read in zip(spelt, words, strict=True)
                ]
            ),
            "speech": _flags([held.speech > 0 for held in entities]),
            "has by": _flags([" by " in one for one in spelt]),
        }


def _flags(values: object) -> Vector:
    return np.asarray(values, dtype=bool).astype(float)
