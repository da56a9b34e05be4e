"""An archive of any size, made up from a seed: words, articles, and questions about them.

The words follow Zipf's law, with English function words as the commonest, some of an article's
words come from its own topic, and a passage has about 60 words, as in a news agency's archive.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from index.analysis import stop_words, terms

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSAGES = 30
"""Passages an article."""

_WORDS = 150_000
_SYLLABLES = [
    f"{consonant}{vowel}"
    for consonant in "b d f g h j k l m n p r s t v w z br ch pl sh st th tr".split()
    for vowel in "a e i o u ai ea ou".split()
]
_ENDS = ("", "n", "r", "s", "l", "t", "m", "nd")
_FUNCTION_WORDS = 120
_TOPIC_SHARE = 0.15
_TOPIC_WORDS = 60
_SHORTEST, _LONGEST = 40, 80
_SENTENCE = 15


class GeneratedArchive:
    """Articles and questions; the same for the same size and seed, always.

    Args:
        passages: How many passages there are; articles have 30 each.
        seed: Makes another archive.
    """

    def __init__(self, passages: int, seed: int = 7) -> None:
        self._articles = max(1, passages // PASSAGES)
        self._seed = seed
        self._words = _vocabulary(np.random.default_rng(seed))
        self._terms = cache(terms)
        weights = 1 / (np.arange(_WORDS) + 2.7)
        self._shares = np.cumsum(weights / weights.sum())

    def articles(self) -> Iterator[list[list[str]]]:
        """Make the articles: for each its passages, for each of them its words."""
        for number in range(self._articles):
            yield self._article(number)

    def terms(self, passage: list[str]) -> list[str]:
        """Give the terms of a passage, as the project's analysis makes them."""
        return [term for word in passage for term in self._terms(word)]

    def questions(self, count: int) -> list[str]:
        """Make questions of 3 to 8 terms: some of a passage's rarer words and one frequent one."""
        dice = np.random.default_rng([self._seed, 1])
        frequent = [word for word in self._words[: 3 * _FUNCTION_WORDS] if self._terms(word)][:40]
        questions = []
        for _ in range(count):
            article = self._article(int(dice.integers(self._articles)))
            passage = article[int(dice.integers(PASSAGES))]
            words = list(dict.fromkeys(word for word in passage if self._terms(word)))
            size = min(int(dice.integers(2, 8)), len(words))
            chosen = [words[place] for place in dice.choice(len(words), size, replace=False)]
            common = frequent[int(dice.integers(len(frequent)))]
            questions.append(f"What about the {' and '.join(chosen)} of {common}?")
        return questions

    def _article(self, number: int) -> list[list[str]]:
        dice = np.random.default_rng([self._seed, 2, number])
        lengths = dice.integers(_SHORTEST, _LONGEST + 1, PASSAGES)
        total = int(lengths.sum())
        places = np.searchsorted(self._shares, dice.random(total))
        topic = dice.integers(_FUNCTION_WORDS, _WORDS, _TOPIC_WORDS)
        of_topic = dice.random(total) < _TOPIC_SHARE
        # The square makes some words of the topic much commoner than others.
        places[of_topic] = topic[(dice.random(of_topic.sum()) ** 2 * _TOPIC_WORDS).astype(int)]
        words = self._words
        chosen = [words[min(place, _WORDS - 1)] for place in places.tolist()]
        ends = np.cumsum(lengths).tolist()
        return [chosen[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def written(article: list[list[str]]) -> str:
    """Write an article out: paragraphs of sentences of some fifteen words."""
    paragraphs = []
    for passage in article:
        sentences = [passage[at : at + _SENTENCE] for at in range(0, len(passage), _SENTENCE)]
        paragraphs.append(" ".join(f"{' '.join(words).capitalize()}." for words in sentences))
    return "\n\n".join(paragraphs)


def _vocabulary(dice: np.random.Generator) -> list[str]:
    """Make words, the commonest first: of the first 140 six in seven are function words."""
    drawn = 2 * _WORDS
    sizes = dice.integers(2, 5, drawn).tolist()
    places = dice.integers(len(_SYLLABLES), size=(drawn, 4)).tolist()
    ends = dice.integers(len(_ENDS), size=drawn).tolist()
    made = dict.fromkeys(
        "".join([*(_SYLLABLES[place] for place in places[at][:size]), _ENDS[ends[at]]])
        for at, size in enumerate(sizes)
    )
    words = list(made)[:_WORDS]
    functional = sorted(word for word in stop_words("en") if word.isalpha())[:_FUNCTION_WORDS]
    for place, word in enumerate(functional):
        words[place * 7 // 6] = word
    return words
