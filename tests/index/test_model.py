"""The model file and its arithmetic."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.model import ModelError, load, parse, shipped
from index.word_vectors import sha256

if TYPE_CHECKING:
    from pathlib import Path

SMALL = {
    "record": {},
    "thresholds": {"answered": 0.5, "related": 0.2},
    "shown": {"close": 0.5, "close_broad": 0.3},
    "ranking": {
        "*": {
            "linear": {"bias": 1.0, "features": {"a": [1.0, 2.0, 3.0], "b": [0.0, 1.0, -1.0]}},
            "trees": {
                "depth": 2,
                "features": ["b"],
                "trees": [
                    [
                        [0, 0.5, 1, 2, 0.25],
                        [0, 0.0, 1, 1, -1.0],
                        [0, 2.0, 3, 4, 1.0],
                        [0, 0.0, 3, 3, 0.5],
                        [0, 0.0, 4, 4, 2.0],
                    ],
                    [[0, 0.0, 0, 0, 10.0]],
                ],
            },
        }
    },
    "confidence": {"*": {"linear": {"bias": 0.0, "features": {"a": [0.0, 1.0, 1.0]}}}},
    "highlighting": {},
    "commonness": {"said": 0.9},
}
VALUES = {"a": np.array([1.0, 3.0, 5.0]), "b": np.array([0.0, 1.0, 3.0])}


def test_scores_are_the_linear_sum_and_the_leaves_reached() -> None:
    ranking = parse(json.dumps(SMALL)).ranking("fr")
    linear = np.array([1 + 0 - 0, 1 + 3 - 1, 1 + 6 - 3])
    leaves = np.array([-1.0 + 10, 0.5 + 10, 2.0 + 10])
    rows = np.stack([VALUES[name] for name in ranking.linear.features])
    assert ranking.linear.score(rows) == pytest.approx(linear)
    scores = ranking.score(VALUES)
    assert scores - scores[0] == pytest.approx(linear + leaves - linear[0] - leaves[0])


def test_contributions_add_up_to_differences_of_scores() -> None:
    ranking = shipped().ranking("en")
    chance = np.random.default_rng(1)
    names = {*ranking.linear.features, *(ranking.trees.features if ranking.trees else ())}
    values = {name: chance.random(4) * 3 for name in sorted(names)}
    totals = [sum(ranking.contributions(values, row).values()) for row in range(4)]
    scores = ranking.score(values)
    assert np.diff(totals) == pytest.approx(np.diff(scores))


def test_the_shipped_weights_were_learned_with_the_shipped_word_vectors() -> None:
    assert shipped().record["word vectors"] == sha256()


def test_no_sentences_have_no_scores() -> None:
    nothing = {"a": np.zeros(0), "b": np.zeros(0)}
    assert len(parse(json.dumps(SMALL)).ranking("en").score(nothing)) == 0


def test_the_version_changes_with_the_weights() -> None:
    text = json.dumps(SMALL)
    assert parse(text).version == parse(text).version
    assert parse(text).version != parse(text.replace("0.9", "0.8")).version


@pytest.mark.parametrize("text", ["", "[]", "{}", "nonsense", '{"ranking": {"*": 3}}'])
def test_what_is_no_model_is_refused_in_one_sentence(text: str, tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_text(text)
    with pytest.raises(ModelError, match=r"^This is not a model"):
        load(path)


def test_a_model_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        load(tmp_path / "none.json")
