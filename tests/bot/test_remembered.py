"""Questions that are asked again are answered from memory, and with the same answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.remembered import MOST, RememberedAnswers
from index.answering import Answer, Answerer
from index.articles import bundled
from index.ingestion import ingest

if TYPE_CHECKING:
    from index.article import Article

QUESTION = "How many civilians were killed?"


class Counted(Answerer):
    """Counts its answers."""

    count = 0

    def answer(self, question: str, article: Article) -> Answer:
        self.count += 1
        return super().answer(question, article)


def test_a_question_that_is_asked_again_has_the_same_answer_at_once() -> None:
    article, counted, remembered = ingest(next(iter(bundled()))), Counted(), RememberedAnswers()
    first = remembered.answer(counted, QUESTION, article)
    assert remembered.answer(counted, QUESTION, article) is first
    assert remembered.answer(counted, QUESTION.lower(), article) is not first
    assert counted.count == 2


def test_an_article_that_has_changed_is_asked_anew() -> None:
    article, counted, remembered = ingest(next(iter(bundled()))), Counted(), RememberedAnswers()
    remembered.answer(counted, QUESTION, article)
    changed = replace(article, title="Changed")
    assert remembered.answer(counted, QUESTION, changed).article is changed


def test_only_the_last_answers_are_remembered() -> None:
    article, counted, remembered = ingest(next(iter(bundled()))), Counted(), RememberedAnswers()
    for number in range(MOST + 1):
        remembered.answer(counted, f"{QUESTION} {number}", article)
    remembered.answer(counted, f"{QUESTION} {MOST}", article)
    assert counted.count == MOST + 1
    remembered.answer(counted, f"{QUESTION} 0", article)
    assert counted.count == MOST + 2


def test_what_is_forgotten_is_answered_anew() -> None:
    article, counted, remembered = ingest(next(iter(bundled()))), Counted(), RememberedAnswers()
    for _ in range(2):
        remembered.answer(counted, QUESTION, article)
        remembered.forget()
    assert counted.count == 2
