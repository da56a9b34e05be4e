"""Questions that an article all but answers: one telling word is swapped for a word it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.question import understand

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np

    from index.analysis import Token
    from index.indexed import IndexedArticle

NAME_FIRST = 0.6
"""How often a name or number is swapped where the question has one."""
TRIES = 50


class Swapper:
    """Swaps words among questions: a name or number for another one, any other word for another.

    Args:
        questions: The questions from which the words come.
        chance: For every choice.
    """

    def __init__(self, questions: Iterable[str], chance: np.random.Generator) -> None:
        self._chance = chance
        self._words: dict[bool, list[str]] = {True: [], False: []}
        for question in questions:
            for token in understand(question).tokens:
                if token.term:
                    self._words[_is_name(token)].append(token.word)

    def swapped(self, question: str, indexed: IndexedArticle) -> str:
        """A question with one word swapped for a word that is nowhere in an article.

        Args:
            question: A question that the article answers.
            indexed: The article.

        Returns:
            The question; empty where the article has none of its words, or every other word.
        """
        read = understand(question)
        held = [token for token in read.tokens if token.term in indexed.postings and token.term]
        if not held:
            return ""
        names = [token for token in held if _is_name(token)]
        among = names if names and self._chance.random() < NAME_FIRST else held
        token = among[int(self._chance.integers(len(among)))]
        words = self._words[_is_name(token)]
        for _ in range(TRIES):
            word = words[int(self._chance.integers(len(words)))]
            if not any(found.term in indexed.postings for found in understand(word).tokens):
                return read.text[: token.start] + word + read.text[token.end :]
        return ""


def _is_name(token: Token) -> bool:
    return token.word[0].isdigit() or (token.start > 0 and token.word[0].isupper())
