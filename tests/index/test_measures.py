"""Figures of merit against figures worked out by hand."""

from __future__ import annotations

import pytest

from index.learning.measures import auroc, calibration_error, reciprocal_rank, share


def test_auroc_counts_pairs_and_halves_ties() -> None:
    assert auroc([0.9, 0.5], [0.5, 0.1]) == pytest.approx((1 + 1 + 0.5 + 1) / 4)
    assert auroc([1], [0]) == 1.0
    assert auroc([0], [1]) == 0.0
    assert auroc([], [1]) == 0.5


def test_calibration_error_is_the_weighted_distance_in_each_bin() -> None:
    confidences = [0.95, 0.95, 0.15, 0.15]
    assert calibration_error(confidences, [True, True, False, False]) == pytest.approx(0.1)
    assert calibration_error(confidences, [False, False, True, True]) == pytest.approx(0.9)
    assert calibration_error([1.0], [True]) == 0.0
    assert calibration_error([], []) == 0.0


def test_reciprocal_rank_is_of_the_first_that_is_right() -> None:
    assert reciprocal_rank([False, True, True]) == 0.5
    assert reciprocal_rank([False]) == 0.0


def test_the_share_of_nothing_is_nothing() -> None:
    assert share([]) == 0.0
    assert share([True, False]) == 0.5
