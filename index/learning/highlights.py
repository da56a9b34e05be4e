"""Weights of highlighting from gold answers: `learn_highlighting`."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_array, vstack

from index.highlighting.asked import conditions
from index.highlighting.phrases import FEATURES, phrases_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from index.article import Span
    from index.highlighting.phrases import Phrases
    from index.ranking import Match

    Numbers = NDArray[np.float64]

RIDGE = 3.0
"""What the square of a weight costs that all questions share."""
CONDITION_RIDGE = 20.0
"""What it costs where only questions of one kind have it."""
MOST_EXAMPLES = 8000
"""Of more examples so many are learned from, to stay within a minute."""
ROUNDS = 200
DIGITS = 2
"""Decimals of a weight in the model: more says nothing, and differs from machine to machine."""


@dataclass(frozen=True)
class HighlightExample:
    """A sentence with the words of it that answer a question.

    Attributes:
        match: The question with the article.
        row: The sentence's number among `match.indexed.sentences`.
        gold: Places of the answer in the article's text, within the sentence; any of them is right.

    """

    match: Match
    row: int
    gold: tuple[Span, ...]


def highlight_examples(match: Match, answers: Iterable[Span]) -> Iterator[HighlightExample]:
    """Every sentence that holds an answer, with its part of the answer.

    Args:
        match: The question with the article.
        answers: Places of the gold answers in the article's text.

    """
    text, answers = match.indexed.article.text, tuple(answers)
    for row, sentence in enumerate(match.indexed.sentences):
        parts = (
            _trimmed(text, max(start, sentence.start), min(end, sentence.end))
            for start, end in answers
        )
        gold = tuple(dict.fromkeys(part for part in parts if part[0] < part[1]))
        if gold:
            yield HighlightExample(match, row, gold)


def _trimmed(text: str, start: int, end: int) -> Span:
    """Cut the punctuation and space around a place off."""
    while start < end and not (text[start].isalnum() or text[start] in "$£€¥"):
        start += 1
    while start < end and not (text[end - 1].isalnum() or text[end - 1] == "%"):
        end -= 1
    return start, end


def learn_highlighting(
    examples: Sequence[HighlightExample], seed: int
) -> dict[str, dict[str, float]]:
    """Learn which phrase of a sentence a question asks for.

    A conditional logit over the phrases of each sentence (McFadden 1974): the shortest phrase
    around each gold answer is right, all others are wrong. A weight is the sum of one that all
    questions share and of one for each condition of the question; both are held small.

    Args:
        examples: Sentences with their answers; the same in the same order give the same weights.
        seed: For the choice of examples where there are more than MOST_EXAMPLES.

    Returns:
        What `index.highlighting.HighlightModel` is made from: by condition and feature a weight,
        rounded, without those that are 0.

    """
    if len(examples) > MOST_EXAMPLES:
        chosen = np.random.default_rng(seed).choice(len(examples), MOST_EXAMPLES, replace=False)
        examples = [examples[at] for at in sorted(chosen)]
    questions = sorted(
        (found for found in map(_read, examples) if found), key=lambda found: found.conditions
    )
    if not questions:
        return {}
    weights = _fitted(questions)
    return {
        condition: {
            name: value
            for name, value in zip(FEATURES, np.round(row, DIGITS).tolist(), strict=True)
            if value
        }
        for condition, row in weights.items()
    }


@dataclass(frozen=True)
class _Question:
    """One example in numbers: a row of features for each phrase, and which of them is right."""

    conditions: tuple[str, ...]
    features: csr_array
    right: NDArray[np.bool_]


def _read(example: HighlightExample) -> _Question | None:
    """Put an example in numbers; nothing where no phrase holds the answer whole."""
    phrases = phrases_of(example.match, example.row)
    right = _shortest_around(phrases, example.gold)
    if not right.any():
        return None
    return _Question(conditions(example.match), csr_array(phrases.features.T), right)


def _shortest_around(phrases: Phrases, gold: Iterable[Span]) -> NDArray[np.bool_]:
    right = np.zeros(len(phrases), np.bool_)
    widths = phrases.ends - phrases.starts
    for start, end in gold:
        around = np.flatnonzero((phrases.starts <= start) & (phrases.ends >= end))
        if len(around):
            right[around[widths[around].argmin()]] = True
    return right


@dataclass(frozen=True)
class _Block:
    """The phrases of all questions of which the same conditions hold."""

    rows: slice
    parts: list[int]
    features: csr_array
    transposed: csr_array


def _fitted(questions: Sequence[_Question]) -> dict[str, Numbers]:
    """Fit the weights by condition, on the features' own scales."""
    names = ["all", *sorted({name for question in questions for name in question.conditions})]
    sizes = [len(question.right) for question in questions]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    owner = np.repeat(np.arange(len(sizes)), sizes)
    right = np.concatenate([question.right for question in questions]).astype(float)
    scales = _scales(questions)
    blocks = list(_blocks(questions, names, scales))
    ridge = np.array([[RIDGE], *[[CONDITION_RIDGE]] * (len(names) - 1)])

    def loss(flat: Numbers) -> tuple[float, Numbers]:
        weights = flat.reshape(len(names), -1)
        scores = np.concatenate(
            [block.features @ weights[block.parts].sum(axis=0) for block in blocks]
        )
        raised = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        all_sums = np.add.reduceat(raised, starts)
        right_sums = np.add.reduceat(raised * right, starts)
        wrong = raised / all_sums[owner] - raised * right / right_sums[owner]
        slope = 2 * ridge * weights
        for block in blocks:
            slope[block.parts] += block.transposed @ wrong[block.rows]
        penalty = float((ridge * weights**2).sum())
        return float((np.log(all_sums) - np.log(right_sums)).sum()) + penalty, slope.ravel()

    found = minimize(
        loss,
        np.zeros(len(names) * len(FEATURES)),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": ROUNDS, "ftol": 1e-9},
    )
    fitted = found.x.reshape(len(names), -1) / scales
    return dict(zip(names, fitted, strict=True))


def _scales(questions: Sequence[_Question]) -> Numbers:
    """Tell how much each feature varies; rare ones are taken to vary a little, to stay small."""
    joined = vstack([question.features for question in questions])
    mean = np.asarray(joined.mean(axis=0)).ravel()
    square = np.asarray(joined.multiply(joined).mean(axis=0)).ravel()
    scales: Numbers = np.maximum(np.sqrt(np.maximum(square - mean**2, 0.0)), 0.05)
    return scales


def _blocks(
    questions: Sequence[_Question], names: Sequence[str], scales: Numbers
) -> Iterator[_Block]:
    start = 0
    for held, group in groupby(questions, key=lambda question: question.conditions):
        features = vstack([question.features for question in group]).tocsr()
        features.data /= scales[features.indices]
        end = start + features.shape[0]
        parts = [0, *(names.index(name) for name in held)]
        yield _Block(slice(start, end), parts, features, features.T.tocsr())
        start = end
