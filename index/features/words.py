"""How well the words of a question are found in a sentence and around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.features.columns import near, rank, share_of_best
from index.indexed import letter_groups

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.matching import Match

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

ENGLISH = frozenset({"names covered by window", "other words covered"})
"""Features that tell names by their capitals."""


def word_features(match: Match) -> dict[str, Vector]:
    """How well the question's words are found in each sentence and around it.

    Args:
        match: The question's terms against the article's sentences.
    """
    return {**_bm25(match), **_covered(match), "letters shared": _letters_shared(match)}


def _bm25(match: Match) -> dict[str, Vector]:
    """BM25 of sentences, of each with its neighbours, and of passages."""
    indexed = match.indexed
    scores = match.soft_bm25(indexed.by_sentence)
    window = match.soft_bm25(indexed.by_window)
    passage = match.soft_bm25(indexed.by_passage)[indexed.passage_rows]
    return {
        "bm25": match.bm25(indexed.by_sentence),
        "bm25 with synonyms": scores,
        "bm25 share of best": share_of_best(scores),
        "bm25 rank": rank(scores),
        "bm25 above mean": (scores - scores.mean()) / (scores.std() + 1e-9),
        "bm25 of window": window,
        "window share of best": share_of_best(window),
        "bm25 of passage": passage,
        "passage share of best": share_of_best(passage),
        "passage rank": rank(passage),
        "focus: bm25 of passage": passage * bool(match.question.focus),
    }


def _covered(match: Match) -> dict[str, Vector]:
    """What share of the question is found, its words weighed in several ways."""
    soft, idf, focus = match.soft, match.idf, match.question.focus
    plain = idf / match.total_idf
    squared = _as_shares(idf**2)
    without_focus = _as_shares(
        idf * np.array([asked.term != focus for asked in match.asked], dtype=float)
    )
    alike = _as_shares(np.ones(len(idf)))
    others = _as_shares(idf * (1.0 - match.is_name))
    own = soft @ np.stack([plain, squared, without_focus, alike, others], axis=1)
    window = near(soft, 1, 1) @ np.stack([plain, without_focus], axis=1)
    return {
        "idf covered exactly": match.exact @ plain,
        "idf covered as written": _as_written(match) @ plain,
        "idf covered": own[:, 0],
        "idf covered rank": rank(own[:, 0]),
        "covers most": (own[:, 0] >= own[:, 0].max(initial=0.0) - 1e-9).astype(float),
        "idf covered by window": window[:, 0],
        "idf covered with the one before": near(soft, 1, 0) @ plain,
        "idf covered by wide window": near(soft, 3, 2) @ plain,
        "idf missing": match.total_idf * (1.0 - own[:, 0]),
        "squared idf covered": own[:, 1],
        "squared idf covered with two before": near(soft, 2, 0) @ squared,
        "covered without focus": own[:, 2],
        "covered without focus by window": window[:, 1],
        "terms covered": own[:, 3],
        "terms matched": (soft > 0).sum(axis=1).astype(float),
        "other words covered": own[:, 4],
        "names covered by window": near(soft, 3, 0) @ _as_shares(match.is_name),
        "last term": soft[:, -1] if len(idf) else np.zeros(len(soft)),
    }


def _as_written(match: Match) -> Matrix:
    """1 where a sentence has a word in the very form in which it is asked, else 0.

    What "was announced" is told where something was announced, rather than after an announcement.
    """
    found = np.zeros((len(match.indexed), len(match.asked)))
    for token in match.question.tokens:
        number = match.numbers.get(token.term)
        if number is not None:
            rows = match.indexed.rows_with_letters(f" {token.word.lower()} ")
            found[rows, number] = 1.0
    return found


def _as_shares(weights: Vector) -> Vector:
    """Weights as shares of their sum."""
    return weights / max(float(weights.sum()), 1e-9)


def _letters_shared(match: Match) -> Vector:
    """The share of the question's groups of letters that each sentence has."""
    size = len(match.indexed)
    asked = letter_groups(token.word for token in match.question.tokens if token.term)
    held = [row for letters in asked for row in match.indexed.rows_with_letters(letters)]
    if not held:
        return np.zeros(size)
    return np.bincount(held, minlength=size) / len(asked)
