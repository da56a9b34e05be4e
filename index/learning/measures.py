"""Figures of merit, from plain numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The chance that a positive scores above a negative, ties counting half.

    The Mann-Whitney U statistic over the number of pairs (Hanley and McNeil 1982).

    Args:
        positive: Scores of those that should be high.
        negative: Scores of those that should be low.

    Returns:
        0 to 1; 0.5 where either is empty.
    """
    if not len(positive) or not len(negative):
        return 0.5
    ordered = np.sort(np.asarray(negative, dtype=float))
    high = np.asarray(positive, dtype=float)
    below = np.searchsorted(ordered, high, side="left")
    up_to = np.searchsorted(ordered, high, side="right")
    return float(((below + up_to) / 2).sum() / (len(high) * len(ordered)))


def calibration_error(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """The expected calibration error over equally wide bins (Naeini, Cooper, Hauskrecht 2015).

    Args:
        confidences: Probabilities, 0 to 1.
        right: Whether each came true.
        bins: How many bins.

    Returns:
        The mean distance between confidence and frequency, weighted by the bins' sizes.
    """
    values, outcomes = np.asarray(confidences, dtype=float), np.asarray(right, dtype=float)
    if not len(values):
        return 0.0
    bin_of = np.minimum((values * bins).astype(int), bins - 1)
    error = 0.0
    for number in range(bins):
        inside = bin_of == number
        if inside.any():
            error += abs(values[inside].mean() - outcomes[inside].mean()) * inside.mean()
    return float(error)


def share(outcomes: Sequence[bool] | Sequence[float]) -> float:
    """The mean of some outcomes; 0 where there are none."""
    return float(np.mean(outcomes)) if len(outcomes) else 0.0


def reciprocal_rank(right: Sequence[bool]) -> float:
    """One over the rank of the first right one, 0 where none is."""
    return next((1 / rank for rank, found in enumerate(right, start=1) if found), 0.0)
