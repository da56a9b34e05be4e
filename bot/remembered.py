"""The last answers, for questions that are asked again: topics, buttons, what everybody asks."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.answering import Answer, Answerer
    from index.article import Article

MOST = 64
"""Answers that are remembered, in memory alone."""


class RememberedAnswers:
    """Gives the answer that was given before; the same question always has the same answer.

    It is for one thread at a time.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[int, str], tuple[Article, Answer]] = OrderedDict()

    def answer(self, answerer: Answerer, question: str, article: Article) -> Answer:
        """Answer a question, or remember how it was answered.

        Args:
            answerer: Answers it; always the same one.
            question: The question, to the letter.
            article: The article to quote from. One that was read anew is another one.

        """
        place = id(article), question
        known = self._known.get(place)
        if known is not None and known[0] is article:
            self._known.move_to_end(place)
            return known[1]
        found = answerer.answer(question, article)
        self._known[place] = article, found
        while len(self._known) > MOST:
            self._known.popitem(last=False)
        return found

    def forget(self) -> None:
        """Forget all answers, and with them what was asked."""
        self._known.clear()
