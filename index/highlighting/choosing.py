"""Which phrases of a sentence are highlighted, by learned weights: `highlights`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.highlighting.asked import conditions
from index.highlighting.phrases import FEATURES, phrases_of
from index.highlighting.plain import plain_highlight

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from index.article import Span
    from index.highlighting.phrases import Phrases
    from index.ranking import Match

    Numbers = NDArray[np.float64]
    Weights = Mapping[str, Mapping[str, float]]

_MOST = 3
"""Highlights in a sentence at most."""
_FURTHER = 0.08
"""How much more likely than its share of the sentence a second or third highlight must be."""


class HighlightModel:
    """Weights of phrases, by what holds of a question.

    Args:
        weights: By condition ("all", or one of `conditions`) and feature; what is not named is 0.

    Raises:
        ValueError: A feature is named that there is not.

    """

    def __init__(self, weights: Weights) -> None:
        unknown = sorted({name for part in weights.values() for name in part} - set(FEATURES))
        if unknown:
            raise ValueError(f"There is no highlighting feature {unknown[0]!r}.")
        self._parts = {
            condition: np.array([part.get(name, 0.0) for name in FEATURES])
            for condition, part in weights.items()
        }
        self._sums: dict[tuple[str, ...], Numbers] = {}

    def __bool__(self) -> bool:
        """Whether anything was learned."""
        return bool(self._parts)

    def of(self, conditions: tuple[str, ...]) -> Numbers:
        """Give the weight of every feature for a question of which these conditions hold."""
        found = self._sums.get(conditions)
        if found is None:
            found = np.zeros(len(FEATURES))
            for condition in ("all", *conditions):
                found = found + self._parts.get(condition, 0.0)
            self._sums[conditions] = found
        return found


def highlights(match: Match, row: int, model: HighlightModel) -> tuple[Span, ...]:
    """Tell which words of a sentence are what the question asks for.

    Args:
        match: The question with the article.
        row: The sentence's number among `match.indexed.sentences`.
        model: What was learned; it is used for English, numbers and names serve elsewhere.

    Returns:
        Places in the article's text within the sentence, in order and apart from each other;
        none where no phrase is likely enough.

    """
    indexed = match.indexed
    if indexed.article.language == "en" and match.question.language == "en" and model:
        phrases = phrases_of(match, row)
        if not len(phrases):
            return ()
        chances = softmax(model.of(conditions(match)) @ phrases.features)
        sentence = indexed.sentences[row]
        chosen = choose(phrases, chances, sentence.end - sentence.start)
    else:
        chosen = plain_highlight(match, row)
    return tuple(_closed(indexed.article.text, span) for span in sorted(chosen))


def softmax(scores: Numbers) -> Numbers:
    """Scores to chances that add up to 1."""
    raised = np.exp(scores - scores.max())
    chances: Numbers = raised / raised.sum()
    return chances


def choose(phrases: Phrases, chances: Numbers, length: int) -> list[Span]:
    """Choose the phrases that hold the answer more likely than their length alone would say.

    Args:
        phrases: What may be chosen.
        chances: For each the chance that it is the answer, exactly.
        length: Characters of the sentence.

    """
    starts, ends = phrases.starts[phrases.shaped], phrases.ends[phrases.shaped]
    if not len(starts):
        return []
    inside = (phrases.starts >= starts[:, None]) & (phrases.ends <= ends[:, None])
    gains = inside @ chances - (ends - starts) / length
    chosen: list[Span] = []
    while len(chosen) < _MOST:
        best = int(gains.argmax())
        if gains[best] <= (_FURTHER if chosen else 0.0):
            break
        start, end = int(starts[best]), int(ends[best])
        chosen.append((start, end))
        gains[(starts <= end + 1) & (ends >= start - 1)] = -1.0
    return chosen


def _closed(text: str, span: Span) -> Span:
    """Take the bracket into a span that closes it: "Hayat Tahrir al Sham (or HTS)"."""
    start, end = span
    words = text[start:end]
    return (start, end + 1) if words.count("(") > words.count(")") else span
