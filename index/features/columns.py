"""Arithmetic on columns: one number a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]


def share_of_best(column: Vector) -> Vector:
    """A column as a share of its greatest value."""
    top = column.max(initial=0.0)
    return column / top if top > 0 else column


def rank(column: Vector) -> Vector:
    """1 for the best, 1/2 for the second, …; 0 for what scores 0."""
    ranks = np.empty(len(column))
    ranks[np.argsort(-column, kind="stable")] = 1.0 / np.arange(1, len(column) + 1)
    ranks[column <= 0] = 0.0
    return ranks


def firsts(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each run of equal values begins."""
    if not len(values):
        return values
    begins = np.flatnonzero(values[1:] != values[:-1]) + 1
    return np.concatenate([[0], begins])


def near(columns: Matrix, before: int, after: int) -> Matrix:
    """For each sentence the greatest value among itself and its neighbours.

    Args:
        columns: A row a sentence.
        before: How many sentences before it count.
        after: How many after it.
    """
    best = columns.copy()
    for step in range(1, before + 1):
        np.maximum(best[step:], columns[:-step], out=best[step:])
    for step in range(1, after + 1):
        np.maximum(best[:-step], columns[step:], out=best[:-step])
    return best
