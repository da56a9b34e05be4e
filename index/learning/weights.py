"""The parts of a model, fitted to examples: a ranking and a confidence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from index.features.speaking import ANOTHERS_WORDS
from index.learning.examples import Kind
from index.learning.fitting import (
    Lists,
    fit_linear_ranking,
    fit_logistic,
    fit_logistic_trees,
    fit_trees,
)

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
TOLD = {ANOTHERS_WORDS: -1.0}
"""Weights that are told and not learned. Where the UN speaks, nobody else's words are what it said,
and to give somebody the words of another would be the worst of errors. The news stories have 45
such questions, too few to learn from; another's words answer one of them."""
TREES_COUNT = 0.5
"""What the trees' score counts beside the linear one: they know less by themselves."""
CONFIDENCE_TREES_COUNT = 0.5
"""The same for the confidence, where the weighted sum counts the rest."""
SWAPPED = 0.05
"""What swapped questions count, of what unanswerable ones count together. More of them would teach
to refuse nearer misses, and cost more of the questions that are asked in other words."""
UNTOLD = 0.12
"""The same for questions of what an article does not say of its people and things."""
FURTHER = 0.08
"""What a further question counts for the confidence, where its set has near misses among them. More
would teach to refuse more of them, and cost more of what tells a story's own questions."""


@dataclass(frozen=True)
class Fitted:
    """A weighted sum, and trees whose score is added to it.

    Attributes:
        names: The names of the features.
        linear: Means, scales and weights, and for a confidence the bias.
        linear_counts: What the weighted sum counts.
        trees: The trees, or None.
        trees_count: What their score counts.
    """

    names: tuple[str, ...]
    linear: Mapping[str, Any]
    linear_counts: float = 1.0
    trees: lightgbm.Booster | None = None
    trees_count: float = 0.0

    def score(self, values: NDArray[np.floating[Any]]) -> Vector:
        """The score of each row of features."""
        slope = self.linear["weights"] / self.linear["scales"]
        linear = (values - self.linear["means"]) @ slope + self.linear.get("bias", 0.0)
        scores: Vector = self.linear_counts * linear
        if self.trees is not None:
            scores += self.trees_count * np.asarray(
                self.trees.predict(values, raw_score=True, num_threads=1)
            )
        return scores


def fit_ranking(examples: Examples, rows: Sequence[Example], seed: int, *, neutral: bool) -> Fitted:
    """Fit a ranking to the answerable questions among some examples.

    For English, trees are fitted besides the linear ranking.

    Args:
        examples: The names of the features.
        rows: The examples to learn from.
        seed: For the trees.
        neutral: Whether it is for languages of which nothing is known.
    """
    lists = _lists(rows, examples.names)
    if neutral:
        return Fitted(examples.names, fit_linear_ranking(lists, NEUTRAL_RIDGE))
    return Fitted(
        examples.names,
        _with_what_is_told(examples.names, fit_linear_ranking(lists, RIDGE)),
        trees=fit_trees(lists, seed),
        trees_count=TREES_COUNT,
    )


def _with_what_is_told(names: Sequence[str], linear: dict[str, Vector]) -> dict[str, Vector]:
    """A linear ranking with the weights that are told, each for a whole unit of its feature."""
    for name, weight in TOLD.items():
        column = names.index(name)
        linear["weights"][column] = weight * linear["scales"][column]
    return linear


def _lists(rows: Iterable[Example], names: Sequence[str]) -> Lists:
    """What the ranking learns from: the lists of answerable questions, long ones cut."""
    columns, right, counts = [], [], []
    bm25, window = names.index("bm25 with synonyms"), names.index("bm25 of window")
    rows = [row for row in rows if row.right.any() and not row.right.all()]
    for row in rows:
        values, answers = row.values, row.right
        if len(answers) > LIST_LENGTH:
            first = np.argsort(-(values[:, bm25] + 0.3 * values[:, window]), kind="stable")
            kept = np.union1d(first[:LIST_LENGTH], np.flatnonzero(answers))
            values, answers = values[kept], answers[kept]
        columns.append(values)
        right.append(answers)
        counts.append(row.counts)
    return Lists.of(columns, right, counts)


def fit_confidence(
    examples: Examples, rows: Sequence[Example], seed: int, *, neutral: bool
) -> Fitted:
    """Fit the log odds that an article answers a question.

    In each set the answerable questions count one each; all unanswerable ones together count as
    much as they do, swapped ones SWAPPED of it and untold ones UNTOLD; further questions FURTHER.
    For English, the mean of a weighted sum and of trees is taken.

    Args:
        examples: The names of the features.
        rows: The examples to learn from.
        seed: For the trees.
        neutral: Whether it is for languages of which nothing is known.
    """
    sizes = Counter((row.group, row.kind) for row in rows)
    if neutral:
        rows = [row for row in rows if not row.further]
    # A set that has only what articles answer would teach to answer everything.
    rows = [row for row in rows if not row.further or sizes[row.group, Kind.OTHER]]
    # Where only names are told apart, what is not said of them looks like what is said.
    untold = 0.0 if neutral else UNTOLD
    share = {
        Kind.ANSWERED: 1.0,
        Kind.OTHER: 1.0 - SWAPPED - untold,
        Kind.SWAPPED: SWAPPED,
        Kind.UNTOLD: untold,
    }
    further = {Kind.ANSWERED: FURTHER, Kind.OTHER: FURTHER}
    counts = np.array(
        [
            (further if row.further else share)[row.kind]
            * sizes[row.group, Kind.ANSWERED]
            / sizes[row.group, row.kind]
            for row in rows
        ]
    )
    columns = np.stack([row.pair for row in rows])
    right = np.array([row.answerable for row in rows], dtype=float)
    linear = fit_logistic(columns, right, counts, CONFIDENCE_RIDGE)
    if neutral:
        return Fitted(examples.pair_names, linear)
    return Fitted(
        examples.pair_names,
        linear,
        linear_counts=1.0 - CONFIDENCE_TREES_COUNT,
        trees=fit_logistic_trees(columns, right, counts, seed),
        trees_count=CONFIDENCE_TREES_COUNT,
    )
