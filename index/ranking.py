"""All features of a question and every sentence of an article, from which a score is learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.features import acting, alike, answers, asked, length, look, speaking, words
from index.features.acting import acting_features
from index.features.alike import alike_features
from index.features.answers import answer_features
from index.features.asked import question_features
from index.features.length import short_article_features
from index.features.look import look_features
from index.features.order import order_features
from index.features.speaking import speaking_features
from index.features.words import word_features
from index.matching import AskedTerm, Match

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

__all__ = ["ENGLISH_FEATURES", "AskedTerm", "Match", "features"]

ENGLISH_FEATURES = (
    words.ENGLISH
    | alike.ENGLISH
    | answers.ENGLISH
    | look.ENGLISH
    | speaking.ENGLISH
    | acting.ENGLISH
    | asked.ENGLISH
    | length.ENGLISH
)
"""Features that look for English words or for names by their capitals."""


def features(match: Match) -> dict[str, Vector]:
    """All features of a question with every sentence of an article.

    Args:
        match: The question's terms against the article's sentences.

    Returns:
        For each feature's name one value a sentence.
    """
    size = len(match.indexed)
    if not size:
        return {}
    of_words = word_features(match)
    found = {
        **of_words,
        **alike_features(match),
        **order_features(match),
        **answer_features(match, of_words["idf covered"], of_words["idf covered by window"]),
        **look_features(match, of_words["bm25 with synonyms"]),
        **speaking_features(match),
        **acting_features(match),
        **_alike(question_features(match), size),
    }
    return found | short_article_features(found, size)


def _alike(values: dict[str, float], size: int) -> dict[str, Vector]:
    """Features that are the same for all sentences."""
    columns = np.repeat(np.array(list(values.values()))[:, None], size, axis=1)
    return dict(zip(values, columns, strict=True))
