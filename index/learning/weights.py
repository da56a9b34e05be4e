"""The parts of a model, fitted to examples: a ranking and a confidence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from index.learning.examples import Kind
from index.learning.fitting import Lists, fit_linear_ranking, fit_logistic, fit_trees

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import lightgbm
    from numpy.typing import NDArray

    from index.learning.examples import Example, Examples

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

RIDGE = 10.0
NEUTRAL_RIDGE = 60.0
"""For other languages: what is learned of English sentences is to be followed less closely."""
CONFIDENCE_RIDGE = 3.0
LIST_LENGTH = 25
"""Of a long article's sentences the best by BM25 are learned from, with the right ones."""
TREES_COUNT = 0.3
"""What the trees' score counts beside the linear one: they know less by themselves."""
SWAPPED = 0.05
"""What swapped questions count, of what unanswerable ones count together. More of them would teach
to refuse nearer misses, and cost more of the questions that are asked in other words."""


@dataclass(frozen=True)
class FittedRanking:
    """A linear ranking, and trees whose score is added to it.

    Attributes:
        names: The names of the features.
        linear: Means, scales and weights.
        trees: The trees, or None.
    """

    names: tuple[str, ...]
    linear: Mapping[str, Vector]
    trees: lightgbm.Booster | None

    def score(self, values: NDArray[np.float32]) -> Vector:
        """The score of each sentence."""
        slope = self.linear["weights"] / self.linear["scales"]
        scores: Vector = (values - self.linear["means"]) @ slope
        if self.trees is not None:
            scores += TREES_COUNT * np.asarray(self.trees.predict(values, num_threads=1))
        return scores


def fit_ranking(
    examples: Examples, rows: Sequence[Example], seed: int, *, neutral: bool
) -> FittedRanking:
    """Fit a ranking to the answerable questions among some examples.

    For English, trees are fitted besides the linear ranking.

    Args:
        examples: The names of the features.
        rows: The examples to learn from.
        seed: For the trees.
        neutral: Whether it is for languages of which nothing is known.
    """
    lists = _lists(rows, examples.names)
    return FittedRanking(
        examples.names,
        fit_linear_ranking(lists, NEUTRAL_RIDGE if neutral else RIDGE),
        None if neutral else fit_trees(lists, seed),
    )


def _lists(rows: Iterable[Example], names: Sequence[str]) -> Lists:
    """What the ranking learns from: the lists of answerable questions, long ones cut."""
    columns, right = [], []
    bm25, window = names.index("bm25 with synonyms"), names.index("bm25 of window")
    for row in rows:
        if not row.right.any() or row.right.all():
            continue
        values, answers = row.values, row.right
        if len(answers) > LIST_LENGTH:
            first = np.argsort(-(values[:, bm25] + 0.3 * values[:, window]), kind="stable")
            kept = np.union1d(first[:LIST_LENGTH], np.flatnonzero(answers))
            values, answers = values[kept], answers[kept]
        columns.append(values)
        right.append(answers)
    return Lists.of(columns, right)


def fit_confidence(rows: Sequence[Example]) -> dict[str, Any]:
    """Fit the log odds that an article answers a question.

    In each set the answerable questions count one each; all unanswerable ones together count as
    much as they do, swapped ones SWAPPED of it.

    Args:
        rows: The examples to learn from.

    Returns:
        Means, scales, weights and bias.
    """
    sizes = Counter((row.group, row.kind) for row in rows)
    share = {Kind.ANSWERED: 1.0, Kind.OTHER: 1.0 - SWAPPED, Kind.SWAPPED: SWAPPED}
    weights = np.array(
        [
            share[row.kind] * sizes[row.group, Kind.ANSWERED] / sizes[row.group, row.kind]
            for row in rows
        ]
    )
    return fit_logistic(
        np.stack([row.pair for row in rows]),
        np.array([row.answerable for row in rows], dtype=float),
        weights,
        CONFIDENCE_RIDGE,
    )


def log_odds(confidence: Mapping[str, Any], pairs: Matrix) -> Vector:
    """The log odds that articles answer questions; a row of features each."""
    standard = (pairs - confidence["means"]) / confidence["scales"]
    odds: Vector = standard @ confidence["weights"] + confidence["bias"]
    return odds
