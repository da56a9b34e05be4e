"""Weights from examples: a linear ranking, trees for it, and a logistic regression.

scipy and lightgbm are needed here and nowhere else: `pip install 'pullquote[train]'`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np
from scipy.optimize import minimize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]


TREES = 150
LOGISTIC_TREES = 150
_TREES = {
    "feature_fraction": 0.3,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "max_bin": 63,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}


@dataclass(frozen=True)
class Lists:
    """Sentences in lists, one list a question, each with at least one right sentence.

    Attributes:
        columns: Features; a row a sentence, list after list.
        right: 1 for a sentence that answers, else 0.
        starts: The row with which each list starts.
        owner: For each row the number of its list.
        counts: What each list counts.
    """

    columns: Matrix
    right: Vector
    starts: NDArray[np.int64]
    owner: NDArray[np.int64]
    counts: Vector

    @classmethod
    def of(
        cls,
        columns: Sequence[NDArray[np.floating[Any]]],
        right: Sequence[Vector],
        counts: Sequence[float],
    ) -> Lists:
        """Join the lists of several questions."""
        sizes = [len(one) for one in right]
        return cls(
            np.concatenate(columns).astype(float),
            np.concatenate(right).astype(float),
            np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64),
            np.repeat(np.arange(len(sizes)), sizes),
            np.array(counts, dtype=float),
        )

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many sentences each list has."""
        return np.diff(np.append(self.starts, len(self.right)))

    def shares(self, scores: Vector) -> tuple[Vector, Vector, float]:
        """Each sentence's softmax share of its list, and of its list's right sentences.

        Returns:
            Both shares times what the list counts, and the sum over the lists of the negative log
            of what the right ones have together, counted likewise: the marginal form of the
            ListNet loss (Cao et al. 2007).
        """
        top = np.maximum.reduceat(scores, self.starts)
        raised = np.exp(scores - top[self.owner])
        total = np.add.reduceat(raised, self.starts)
        right = np.add.reduceat(raised * self.right, self.starts)
        loss = float(self.counts @ (np.log(total) - np.log(right)))
        counted = raised * self.counts[self.owner]
        return counted / total[self.owner], counted * self.right / right[self.owner], loss


def fit_linear_ranking(lists: Lists, ridge: float) -> dict[str, Vector]:
    """Fit a linear listwise ranking with a ridge penalty; the problem is all but convex.

    Args:
        lists: The examples.
        ridge: What the square of a weight costs.

    Returns:
        `means`, `scales` and `weights`, each with one number a feature.
    """
    means, scales = lists.columns.mean(axis=0), lists.columns.std(axis=0)
    scales[scales < 1e-9] = 1.0
    standard = (lists.columns - means) / scales
    questions = lists.counts.sum()

    def loss(weights: Vector) -> tuple[float, Vector]:
        all_shares, right_shares, total = lists.shares(standard @ weights)
        slope = standard.T @ (all_shares - right_shares) + 2 * ridge * weights
        return (total + ridge * float(weights @ weights)) / questions, slope / questions

    found = minimize(
        loss,
        np.zeros(standard.shape[1]),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 2000, "ftol": 1e-13, "gtol": 1e-8},
    )
    return {"means": means, "scales": scales, "weights": found.x}


def fit_trees(lists: Lists, seed: int) -> lightgbm.Booster:
    """Fit small trees to the same listwise loss by gradient boosting.

    Args:
        lists: The examples.
        seed: For the sampling of rows and features.
    """
    counts = lists.counts[lists.owner]

    def slopes(scores: Vector, _: Any) -> tuple[Vector, Vector]:
        all_shares, right_shares, _loss = lists.shares(scores)
        return all_shares - right_shares, np.maximum(all_shares * (1 - all_shares / counts), 1e-3)

    settings = {
        **_TREES,
        "objective": slopes,
        "num_leaves": 31,
        "max_depth": 6,
        "learning_rate": 0.08,
        "min_data_in_leaf": 30,
        "min_sum_hessian_in_leaf": 1e-3,
        "lambda_l2": 5.0,
        "seed": seed,
    }
    data = lightgbm.Dataset(lists.columns, lists.right, group=lists.sizes)
    return lightgbm.train(settings, data, TREES)


def fit_logistic(columns: Matrix, right: Vector, weights: Vector, ridge: float) -> dict[str, Any]:
    """Fit a logistic regression with a ridge penalty.

    Args:
        columns: Features, a row an example.
        right: 1 or 0 for each example.
        weights: What each example counts; they are brought to a mean of 1.
        ridge: What the square of a weight costs.

    Returns:
        `means`, `scales`, `weights` and `bias`.
    """
    counts = weights / weights.mean()
    means, scales = columns.mean(axis=0), columns.std(axis=0)
    scales[scales < 1e-9] = 1.0
    standard = np.column_stack([(columns - means) / scales, np.ones(len(columns))])
    sign = np.where(right > 0, 1.0, -1.0)
    penalised = np.append(np.ones(columns.shape[1]), 0.0)

    def loss(slopes: Vector) -> tuple[float, Vector]:
        margins = sign * (standard @ slopes)
        total = float((counts * np.logaddexp(0, -margins)).sum())
        pull = -(counts * sign) / (1 + np.exp(np.clip(margins, -500, 500)))
        cost = ridge * float((penalised * slopes) @ slopes)
        slope = standard.T @ pull + 2 * ridge * penalised * slopes
        return (total + cost) / len(right), slope / len(right)

    found = minimize(
        loss,
        np.zeros(standard.shape[1]),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 2000, "ftol": 1e-13, "gtol": 1e-8},
    )
    return {"means": means, "scales": scales, "weights": found.x[:-1], "bias": found.x[-1]}


def fit_logistic_trees(
    columns: Matrix, right: Vector, weights: Vector, seed: int
) -> lightgbm.Booster:
    """Fit small trees to the same loss by gradient boosting; their sum is a log odds.

    Args:
        columns: Features, a row an example.
        right: 1 or 0 for each example.
        weights: What each example counts; they are brought to a mean of 1.
        seed: For the sampling of rows and features.
    """
    settings = {
        **_TREES,
        "objective": "binary",
        "boost_from_average": False,
        "num_leaves": 8,
        "learning_rate": 0.06,
        "min_data_in_leaf": 40,
        "lambda_l2": 10.0,
        "seed": seed,
    }
    data = lightgbm.Dataset(columns, right, weight=weights / weights.mean())
    return lightgbm.train(settings, data, LOGISTIC_TREES)
