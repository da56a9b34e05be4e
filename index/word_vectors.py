"""Which words are used alike: vectors of the common English words, from a table in the package."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

DIRECTORY = "vectors"
WORDS = "words.txt"
TABLE = "vectors.npy"
_POSSESSIVE = re.compile(r"['’]s$")


@dataclass(frozen=True)
class WordVectors:
    """Vectors of words. Words that stand among the same others have vectors of like direction.

    Attributes:
        numbers: For each word, in lower case, the number of its row.
        table: A row a word, the commonest first; each of length 1.
        telling: For each word how telling it is, 0 to 1: the rarer the more.
    """

    numbers: Mapping[str, int]
    table: NDArray[np.float32]
    telling: Vector

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words by their numbers."""
        return tuple(self.numbers)

    def number(self, word: str) -> int | None:
        """The number of a word, or None for one that is not in the table.

        Args:
            word: A word as it stands in a text.
        """
        lowered = word.lower()
        found = self.numbers.get(lowered)
        if found is None and lowered.endswith("s"):
            found = self.numbers.get(_POSSESSIVE.sub("", lowered))
        return found

    def vectors(self, numbers: Sequence[int] | NDArray[np.int64]) -> Matrix:
        """The vectors of some words, a row each.

        Args:
            numbers: Their numbers.
        """
        # What is worked out in double precision is the same on all machines once it is rounded.
        return self.table[numbers].astype(float)


def sha256() -> str:
    """The SHA-256 of the table that comes with Pullquote, its words first."""
    directory = files("index") / DIRECTORY
    contents = (directory / WORDS).read_bytes() + (directory / TABLE).read_bytes()
    return hashlib.sha256(contents).hexdigest()


@cache
def word_vectors() -> WordVectors:
    """The table that comes with Pullquote; `index.learning.word_vectors` made it."""
    directory = files("index") / DIRECTORY
    words = (directory / WORDS).read_text("utf-8").split()
    with (directory / TABLE).open("rb") as file:
        table = np.load(file, allow_pickle=False).astype(float)
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    telling = np.log(np.arange(len(words)) + 20.0) / np.log(len(words) + 20.0)
    return WordVectors(
        numbers=dict(zip(words, range(len(words)), strict=True)),
        table=(table / lengths).astype(np.float32),
        telling=telling**2,
    )
