"""The table of word vectors, made of a larger one: `python -m index.learning.word_vectors FILE`.

The file has a word and its numbers on each line, the commonest words first, as the vectors of GloVe
are given out (Pennington, Socher and Manning 2014, "GloVe: Global Vectors for Word Representation";
6 billion words, 50 dimensions; in the public domain by the PDDL 1.0).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.analysis import tokens
from index.word_vectors import DIRECTORY, TABLE, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

PACKAGE = Path(__file__).parents[1]
MOST_WORDS = 20_000
"""Two hundred thousand ranked sentences no better: most rarer words are names."""
MOST_READ = 50_000
COMMON_DIRECTIONS = 2
"""The directions in which vectors differ most tell how common a word is, not what it means."""


def reduced(
    lines: Iterable[str], most_words: int = MOST_WORDS
) -> tuple[list[str], NDArray[np.int8]]:
    """Keep the commonest words of a table, without what all of their vectors have in common.

    The mean and the first principal directions are taken off (Mu and Viswanath 2018,
    "All-but-the-Top"); what is left is scaled to whole numbers.

    Args:
        lines: A word and its numbers on each, the commonest words first.
        most_words: How many words to keep. Stop words, numbers and signs are none.

    Returns:
        The words, and a row of whole numbers from -127 to 127 for each.

    Raises:
        ValueError: A line that is no word with as many numbers as the first has.
    """
    words, rows = [], []
    for line, _ in zip(lines, range(MOST_READ), strict=False):
        word, *numbers = line.rstrip("\n").split(" ")
        words.append(word)
        rows.append([float(number) for number in numbers])
    table = _without_common_directions(np.array(rows))
    kept = [number for number, word in enumerate(words) if _is_telling_word(word)][:most_words]
    greatest = np.abs(table[kept]).max(axis=1, keepdims=True)
    return [words[number] for number in kept], np.round(table[kept] / greatest * 127).astype(
        np.int8
    )


def _without_common_directions(table: Matrix) -> Matrix:
    centred = table - table.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    common = directions[:, -COMMON_DIRECTIONS:]
    left: Matrix = centred - centred @ common @ common.T
    return left


def _is_telling_word(word: str) -> bool:
    """Whether it is read as one word, and no number or stop word."""
    read = tokens(word)
    return len(read) == 1 and read[0].word == word and read[0].term != "" and not word[0].isdigit()


def main(source: Path) -> None:
    """Write the package's table.

    Args:
        source: The larger table.
    """
    directory = PACKAGE / DIRECTORY
    with source.open(encoding="utf-8") as lines:
        words, table = reduced(lines)
    (directory / WORDS).write_text("\n".join(words) + "\n", encoding="utf-8")
    np.save(directory / TABLE, table, allow_pickle=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
