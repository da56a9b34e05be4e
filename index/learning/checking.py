"""Cross-validation: what weights say of articles that they were not learned from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.highlighting.choosing import HighlightModel, highlights
from index.learning.examples import Kind
from index.learning.highlights import highlight_examples, learn_highlighting
from index.learning.measures import auroc, calibration_error, share
from index.learning.weights import fit_confidence, fit_ranking

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from index.learning.examples import Example, Examples
    from index.learning.highlights import HighlightExample

    Vector = NDArray[np.float64]

FOLDS = 5
RIGHT_SHOWN = 0.53
"""The share of what is shown for a broad question that is to be right. To ask for more would cost
more of what answers than it spares of the rest."""


@dataclass(frozen=True)
class Checked:
    """What models that never saw an article say of its questions, example by example.

    Attributes:
        folds: The fold in which each example was left out.
        scores: The scores of its sentences.
        confidences: The probability that its article answers it.
        lit: Whether the answer lies in a highlight of the first sentence, and what share of it is
            highlighted; None where the first sentence is not right, or nothing was highlighted.
    """

    folds: tuple[int, ...]
    scores: tuple[Vector, ...]
    confidences: Vector
    lit: tuple[tuple[bool, float] | None, ...]


def cross_validated(
    examples: Examples, seed: int, *, neutral: bool = False, lit: bool = False
) -> Checked:
    """Ask every example of models learned from the articles of the other folds.

    Args:
        examples: All examples.
        seed: For the division of articles into folds.
        neutral: Whether they are read as of a language of which nothing is known.
        lit: Whether highlighting is learned and checked too.
    """
    rows = examples.rows
    articles = sorted({row.article for row in rows})
    order = np.random.default_rng(seed).permutation(len(articles))
    fold_of = {articles[at]: place % FOLDS for place, at in enumerate(order)}
    scores: list[Vector] = [np.zeros(0)] * len(rows)
    confidences = np.zeros(len(rows))
    found_lit: list[tuple[bool, float] | None] = [None] * len(rows)
    for fold in range(FOLDS):
        learned = [row for row in rows if fold_of[row.article] != fold]
        left_out = [place for place, row in enumerate(rows) if fold_of[row.article] == fold]
        if not learned or not left_out:
            continue
        ranking = fit_ranking(examples, learned, seed, neutral=neutral)
        confidence = fit_confidence(examples, learned, seed, neutral=neutral)
        pairs = np.stack([rows[place].pair for place in left_out])
        left = np.array([rows[place].left_for_lack for place in left_out])
        confidences[left_out] = left / (1 + np.exp(-confidence.score(pairs)))
        for place in left_out:
            scores[place] = ranking.score(rows[place].values)
        if lit:
            model = HighlightModel(learn_highlighting(list(answers_of(learned)), seed))
            for place in left_out:
                found_lit[place] = _highlighted(rows[place], scores[place], model)
    folds = tuple(fold_of[row.article] for row in rows)
    return Checked(folds, tuple(scores), confidences, tuple(found_lit))


def answers_of(rows: Sequence[Example]) -> Iterator[HighlightExample]:
    """The sentences with answers from which highlighting is learned."""
    for row in rows:
        if row.match is not None:
            yield from highlight_examples(row.match, row.answers)


def _highlighted(row: Example, scores: Vector, model: HighlightModel) -> tuple[bool, float] | None:
    """Whether an answer lies in a highlight of a right first sentence, and how much is lit."""
    best = int(np.argmax(scores)) if len(scores) else 0
    if row.match is None or not row.right[best : best + 1].any():
        return None
    spans = highlights(row.match, best, model)
    sentence = row.match.indexed.sentences[best]
    gold = [
        part
        for found in highlight_examples(row.match, row.answers)
        if found.row == best
        for part in found.gold
    ]
    inside = any(left <= start and end <= right for start, end in gold for left, right in spans)
    return inside, sum(end - start for start, end in spans) / (sentence.end - sentence.start)


def figures(examples: Examples, checked: Checked, group: int, answered: float) -> dict[str, float]:
    """The figures of merit of one set.

    Args:
        examples: All examples.
        checked: What was said of them.
        group: The number of the set.
        answered: The confidence from which a question is answered.
    """
    rows = examples.rows
    places = [place for place, row in enumerate(rows) if row.group == group]
    own, others, swapped, untold = (
        [place for place in places if rows[place].kind is kind]
        for kind in (Kind.ANSWERED, Kind.OTHER, Kind.SWAPPED, Kind.UNTOLD)
    )
    first, third = _hits(examples, checked, own, 1), _hits(examples, checked, own, 3)
    confidences = checked.confidences
    asked = own + others
    lit = [checked.lit[place] for place in own]
    inside = [found for found in lit if found is not None]
    return {
        "hit@1": share(list(first.values())),
        "hit@1 spread": _spread(first, checked),
        "hit@3": share(list(third.values())),
        "hit@3 spread": _spread(third, checked),
        "AUROC": auroc(confidences[own].tolist(), confidences[others].tolist()),
        "answered": share((confidences[own] >= answered).tolist()),
        "refused": share((confidences[others] < answered).tolist()),
        "AUROC, swapped": auroc(confidences[own].tolist(), confidences[swapped].tolist()),
        "refused, swapped": share((confidences[swapped] < answered).tolist()),
        "refused, untold": share((confidences[untold] < answered).tolist()),
        "calibration error": calibration_error(
            confidences[asked].tolist(), [rows[place].answerable for place in asked]
        ),
        "answer highlighted": share([held for held, _ in inside]),
        "share highlighted": share([part for _, part in inside]),
    }


def _hits(
    examples: Examples, checked: Checked, places: Sequence[int], most: int
) -> dict[int, bool]:
    """For each example whether one of its first sentences is right."""
    return {
        place: bool(examples.rows[place].right[_order(checked.scores[place])[:most]].any())
        for place in places
    }


def _order(scores: Vector) -> NDArray[np.int64]:
    return np.argsort(-scores, kind="stable")


def _spread(hits: dict[int, bool], checked: Checked) -> float:
    """The standard deviation over the folds."""
    folds = [
        [hit for place, hit in hits.items() if checked.folds[place] == fold]
        for fold in range(FOLDS)
    ]
    return float(np.std([share(found) for found in folds if found])) if hits else 0.0


@dataclass(frozen=True)
class Shown:
    """A limit of nearness to the first sentence, and what is shown by it.

    Attributes:
        limit: From which share of the first one's probability a further sentence is shown.
        precision: The share of the sentences shown that are right.
        recall: The share of the right sentences that are shown.
    """

    limit: float
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def best_shown(examples: Examples, checked: Checked, most: int, *, broad: bool) -> Shown:
    """The limit by which the most of what answers is shown for broad, or pinpoint, questions.

    As much of what is shown must be right as is aimed at; where no limit does that, it is the one
    with the best F1.

    Args:
        examples: All examples.
        checked: What was said of them.
        most: How many sentences are shown at most.
        broad: Which questions to look at, as their set has them.
    """
    lists = [
        (row.right[_order(scores)], np.sort(scores)[::-1])
        for row, scores in zip(examples.rows, checked.scores, strict=True)
        if row.answerable and row.broad == broad and row.right.any()
    ]
    tried = [_shown(lists, most, limit / 100) for limit in range(1, 101)]
    allowed = [shown for shown in tried if shown.precision >= RIGHT_SHOWN]
    if not allowed:
        return max(tried, key=lambda shown: (shown.f1, shown.limit))
    return max(allowed, key=lambda shown: (shown.recall, shown.limit))


def _shown(lists: Sequence[tuple[Vector, Vector]], most: int, limit: float) -> Shown:
    precision, recall = [], []
    for right, scores in lists:
        kept = right[:most][np.exp(scores[:most] - scores[0]) >= limit]
        precision.append(float(kept.mean()))
        recall.append(float(kept.sum() / right.sum()))
    return Shown(limit, share(precision), share(recall))


def least_close(examples: Examples, checked: Checked, most: int, aim: float) -> float:
    """The least nearness from which so many further sentences of pinpoint questions are right.

    Args:
        examples: All examples.
        checked: What was said of them.
        most: How many sentences are shown at most.
        aim: The share of the further ones that must be right.
    """
    nearness: list[float] = []
    right: list[float] = []
    for row, scores in zip(examples.rows, checked.scores, strict=True):
        if row.answerable and not row.broad and len(scores) > 1 and not row.further:
            further = _order(scores)[1:most]
            nearness.extend(np.exp(scores[further] - scores.max()))
            right.extend(row.right[further])
    near, is_right = np.array(nearness), np.array(right)
    for limit in range(1, 100):
        kept = near >= limit / 100
        if kept.any() and is_right[kept].mean() >= aim:
            return limit / 100
    return 1.0
