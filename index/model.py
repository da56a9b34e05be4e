"""The learned weights: read from a readable JSON file, applied with numpy."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float64]

ARCHIVE = "en, archive"
"""The name of what was learned of English questions to many articles."""
TREES_FOR = 30
"""How many of the linear model's best sentences the trees look at; more changed no answer."""


class ModelError(Exception):
    """A model file that cannot be used; the message is one clear sentence."""


@dataclass(frozen=True)
class Linear:
    """A weighted sum of standardised features.

    Attributes:
        features: The names of the features, in the order of the numbers.
        means: What is taken off each feature.
        scales: What each is then divided by.
        weights: What each then counts.
        bias: What is added to the sum.
    """

    features: tuple[str, ...]
    means: Vector
    scales: Vector
    weights: Vector
    bias: float

    def contributions(self, values: Mapping[str, Vector]) -> Matrix:
        """What each feature adds to the score; rows are sentences, columns features."""
        return (_rows(values, self.features).T - self.means) / self.scales * self.weights

    def score(self, rows: Matrix) -> Vector:
        """The weighted sum, one number a sentence.

        Args:
            rows: The features in their order, one below the other.
        """
        total: Vector = self._slope @ rows + self._offset
        return total

    @cached_property
    def _slope(self) -> Vector:
        return self.weights / self.scales

    @cached_property
    def _offset(self) -> float:
        return self.bias - float(self.means @ self._slope)


@dataclass(frozen=True)
class Trees:
    """A sum of small decision trees.

    All arrays have a row for each tree and a column for each of its nodes. A leaf leads to itself.

    Attributes:
        features: The names of the features.
        asks: The number of the feature that a node asks for.
        limits: A value up to this goes left, a greater one right.
        left: The node to the left.
        right: The node to the right.
        values: The mean score of what comes to a node; at a leaf, what the tree adds.
        depth: The greatest number of steps from a root to a leaf.
    """

    features: tuple[str, ...]
    asks: NDArray[np.int64]
    limits: Matrix
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    values: Matrix
    depth: int

    def score(self, rows: Matrix) -> Vector:
        """The sum of all trees, one number a sentence.

        Args:
            rows: The features in their order, one below the other.
        """
        nodes = self._roots(rows.shape[1])
        for _ in range(self.depth):
            nodes = self._step(nodes, rows)
        total: Vector = self.values.ravel().take(nodes).sum(axis=0)
        return total

    def contributions(self, values: Mapping[str, Vector]) -> Matrix:
        """What each feature adds to the score; rows are sentences, columns features.

        The change of the mean score at each step from root to leaf is put down to the feature
        that was asked there (Saabas 2014, "Interpreting random forests").
        """
        rows = _rows(values, self.features)
        added = np.zeros(rows.T.shape)
        sentences = np.arange(rows.shape[1])
        nodes = self._roots(rows.shape[1])
        means = self.values.ravel()
        for _ in range(self.depth):
            reached = self._step(nodes, rows)
            asked = self.asks.ravel()[nodes]
            np.add.at(added, (sentences, asked), means[reached] - means[nodes])
            nodes = reached
        return added

    @cached_property
    def _firsts(self) -> NDArray[np.int64]:
        """Where the nodes of each tree begin among those of all."""
        trees, widest = self.asks.shape
        firsts: NDArray[np.int64] = np.arange(0, trees * widest, widest, dtype=np.int64)
        return firsts

    @cached_property
    def _next(self) -> NDArray[np.int64]:
        """For each node of all the one to its right, and behind it the one to its left."""
        sides = [(side + self._firsts[:, None]).ravel() for side in (self.right, self.left)]
        return np.stack(sides, axis=1).ravel()

    def _roots(self, sentences: int) -> NDArray[np.int64]:
        """The first node of each tree, a row a tree, for each sentence."""
        return np.repeat(self._firsts[:, None], sentences, axis=1)

    def _step(self, nodes: NDArray[np.int64], rows: Matrix) -> NDArray[np.int64]:
        """The node to which each sentence goes from where it is in each tree."""
        # To take by one number is twice as fast as to look up by two.
        sentences = rows.shape[1]
        places = self.asks.ravel().take(nodes) * sentences + np.arange(sentences)
        goes_left = rows.ravel().take(places) <= self.limits.ravel().take(nodes)
        reached: NDArray[np.int64] = self._next.take(2 * nodes + goes_left)
        return reached


@dataclass(frozen=True)
class Scoring:
    """A weighted sum for all rows, and trees that look again at the best of them."""

    linear: Linear
    trees: Trees | None

    def score(self, values: Mapping[str, Vector]) -> Vector:
        """The score of each sentence; only differences within one question mean something."""
        rows = _rows(values, self._features)
        scores = self.linear.score(rows[: len(self.linear.features)])
        if self.trees is None or not len(scores):
            return scores
        best = np.argsort(-scores, kind="stable")[:TREES_FOR]
        # What the trees do not see stays below what they see: by how much means nothing.
        final = scores - 1000.0
        final[best] = scores[best] + self.trees.score(rows[self._of_trees][:, best])
        return final

    @cached_property
    def _features(self) -> tuple[str, ...]:
        """The names of all features, those of the weighted sum first."""
        of_trees = self.trees.features if self.trees else ()
        return tuple(dict.fromkeys((*self.linear.features, *of_trees)))

    @cached_property
    def _of_trees(self) -> list[int]:
        """Where the trees' features stand among all."""
        places = {name: place for place, name in enumerate(self._features)}
        return [places[name] for name in self.trees.features] if self.trees else []

    def contributions(self, values: Mapping[str, Vector], row: int) -> dict[str, float]:
        """What each feature adds to the score of one sentence."""
        one = {name: column[row : row + 1] for name, column in values.items()}
        added = dict(zip(self.linear.features, self.linear.contributions(one)[0], strict=True))
        if self.trees is not None:
            for name, value in zip(
                self.trees.features, self.trees.contributions(one)[0], strict=True
            ):
                added[name] = added.get(name, 0.0) + value
        return {name: float(value) for name, value in added.items()}


@dataclass(frozen=True)
class Model:
    """Everything that was learned.

    Attributes:
        version: The first twelve digits of the SHA-256 of the file's contents.
        commonness: For each term, the share of the articles learned from that have it.
        rankings: By language ("en"), "*" for all others; one is for questions to many articles.
        confidences: The same for the confidence that an article answers; a log odds.
        answered: The confidence from which the verdict is `answered`.
        related: The confidence from which it is `related` rather than `silent`.
        close: A further sentence is shown for a pinpoint question when its share of the
            first one's probability is at least this.
        close_broad: The same for a broad question.
        highlighting: The weights by which words of a quote are highlighted.
        record: How it was made: sets, seed, versions, figures.
    """

    version: str
    commonness: Mapping[str, float]
    rankings: Mapping[str, Scoring]
    confidences: Mapping[str, Scoring]
    answered: float
    related: float
    close: float
    close_broad: float
    highlighting: Mapping[str, Any]
    record: Mapping[str, Any]

    def ranking(self, language: str, *, archive: bool = False) -> Scoring:
        """The ranking for a language.

        Args:
            language: ISO 639-1 code.
            archive: Whether the sentences are of many articles.
        """
        return self.rankings[_part(self.rankings, language, archive=archive)]

    def confidence(self, language: str, *, archive: bool = False) -> Scoring:
        """The confidence model for a language.

        Args:
            language: ISO 639-1 code.
            archive: Whether the question goes to many articles.
        """
        return self.confidences[_part(self.confidences, language, archive=archive)]


def _part(parts: Mapping[str, Any], language: str, *, archive: bool) -> str:
    """The name of the part for a language; what was learned of archives is for English."""
    if archive and language == "en" and ARCHIVE in parts:
        return ARCHIVE
    return language if language in parts else "*"


@cache
def shipped() -> Model:
    """The model that comes with the package."""
    return parse((files("index") / "model.json").read_text("utf-8"))


def load(path: Path) -> Model:
    """Read a model file.

    Args:
        path: A file as `pullquote train` writes it.

    Raises:
        ModelError: The file is not there or is no model of this version.
    """
    try:
        return parse(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"The model {path} cannot be read: {error}.") from error


def parse(text: str) -> Model:
    """Build a model from the text of its file.

    Raises:
        ModelError: The text is not a model of this version.
    """
    try:
        read = json.loads(text)
        return Model(
            version=hashlib.sha256(text.encode()).hexdigest()[:12],
            commonness=read["commonness"],
            rankings={name: _scoring(parts) for name, parts in read["ranking"].items()},
            confidences={name: _scoring(parts) for name, parts in read["confidence"].items()},
            answered=read["thresholds"]["answered"],
            related=read["thresholds"]["related"],
            close=read["shown"]["close"],
            close_broad=read["shown"]["close_broad"],
            highlighting=read["highlighting"],
            record=read["record"],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"This is not a model that this version can use: {error!r}.") from error


def _scoring(parts: Mapping[str, Any]) -> Scoring:
    return Scoring(_linear(parts["linear"]), _trees(parts["trees"]) if "trees" in parts else None)


def _linear(parts: Mapping[str, Any]) -> Linear:
    weighted: Mapping[str, Sequence[float]] = parts["features"]
    table = np.array(list(weighted.values()), dtype=float).reshape(-1, 3)
    return Linear(tuple(weighted), table[:, 0], table[:, 1], table[:, 2], parts["bias"])


def _trees(parts: Mapping[str, Any]) -> Trees:
    names: list[str] = parts["features"]
    trees: list[list[list[float]]] = parts["trees"]
    widest = max(len(tree) for tree in trees)
    table = np.zeros((len(trees), widest, 5))
    for row, tree in enumerate(trees):
        table[row, : len(tree)] = tree
    return Trees(
        features=tuple(names),
        asks=table[:, :, 0].astype(np.int64),
        limits=table[:, :, 1],
        left=table[:, :, 2].astype(np.int64),
        right=table[:, :, 3].astype(np.int64),
        values=table[:, :, 4],
        depth=parts["depth"],
    )


def _rows(values: Mapping[str, Vector], names: Sequence[str]) -> Matrix:
    """The named features one below the other; one that was not computed counts as zero."""
    size = len(next(iter(values.values()))) if values else 0
    nothing = np.zeros(size)
    return np.array([values.get(name, nothing) for name in names]).reshape(len(names), size)
