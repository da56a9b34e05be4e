"""Whether an article answers a question at all: features of the pair, for a calibrated model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.question import KINDS
from index.ranking import near

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from index.ranking import Match

    Vector = NDArray[np.float64]

_BEST_OF = (
    "bm25",
    "bm25 with synonyms",
    "bm25 of window",
    "bm25 of passage",
    "idf covered",
    "idf covered exactly",
    "idf covered by window",
    "idf covered by wide window",
    "pairs together",
    "pairs together, count",
    "span of matches",
    "letters shared",
    "names covered",
    "expected near match",
    "terms matched",
    "rarest term",
    "has expected",
    "stop words shared",
)
"""Features of sentences whose greatest value says something of the article."""


def confidence_features(match: Match, values: Mapping[str, Vector]) -> dict[str, Vector]:
    """Features of a question and a whole article, each a vector of one number.

    Args:
        match: The question's terms against the article's sentences.
        values: The features of its sentences, from `ranking.features`.
    """
    found: dict[str, float] = {}
    found.update(_what_is_found(match))
    for name in _BEST_OF:
        found[f"best {name}"] = float(values[name].max(initial=0.0))
    found.update(_how_it_stands_out(values["bm25 with synonyms"]))
    found["question words"] = float(len(match.question.tokens))
    found["log sentences"] = float(np.log1p(len(match.indexed)))
    found.update({f"asks {kind}": float(match.question.kind == kind) for kind in KINDS})
    return {name: np.array([value]) for name, value in found.items()}


def _what_is_found(match: Match) -> dict[str, float]:
    """How much of the question the article has, weighed by how rare each word is elsewhere."""
    size = len(match.asked)
    rarity = np.array([asked.rarity for asked in match.asked])
    is_name = np.array([asked.is_name for asked in match.asked], dtype=float)
    exact = match.exact.max(axis=0, initial=0.0)
    soft = match.soft.max(axis=0, initial=0.0)
    times = np.log1p([match.indexed.sentence_counts.get(asked.term, 0) for asked in match.asked])
    total_idf = max(float(match.idf.sum()), 1e-9)
    total = max(float(rarity.sum()), 1e-9)
    by_sentence = match.soft @ rarity / total
    by_window = near(match.soft, 2, 2) @ rarity / total
    return {
        "article covers": float(soft @ match.idf) / total_idf,
        "article covers exactly": float(exact @ match.idf) / total_idf,
        "rarity covered": float(soft @ rarity) / total,
        "rarity covered exactly": float(exact @ rarity) / total,
        "rarest missing": float(((1 - exact) * rarity).max(initial=0.0)),
        "rarity missing": float((1 - exact) @ rarity),
        "rarity missing, softly": float((1 - soft) @ rarity),
        "rarity found": float(exact @ rarity),
        "rarest found": float((exact * rarity).max(initial=0.0)),
        "rarity covered by a sentence": float(by_sentence.max(initial=0.0)),
        "rarity covered by a window": float(by_window.max(initial=0.0)),
        "rarity found in a sentence": float((match.exact @ rarity).max(initial=0.0)),
        "names": float(is_name.sum()),
        "names missing": float(is_name @ (exact == 0)),
        "names found": float(is_name @ exact) / max(float(is_name.sum()), 1.0),
        "mean of times found": float(times.mean()) if size else 0.0,
        "least of times found": float(times.min()) if size else 0.0,
        "most of times found": float(times.max()) if size else 0.0,
        "times found by rarity": float(times @ rarity) / total,
        "times found, rarity in all": float(times @ rarity),
        "question terms": float(size),
        "question rarity": float(rarity.sum()),
        "repairs": float(sum(asked.repair is not None for asked in match.asked)),
    }


def _how_it_stands_out(scores: Vector) -> dict[str, float]:
    """Whether one sentence is far better than the others."""
    if len(scores) < 2:
        return {"gap to second": 0.0, "best above mean": 0.0}
    ordered = np.sort(scores)[::-1]
    return {
        "gap to second": float((ordered[0] - ordered[1]) / (ordered[0] + 1e-9)),
        "best above mean": float((ordered[0] - ordered.mean()) / (ordered.std() + 1e-9)),
    }
