"""The answers do not get worse: each figure is held against the one that was last recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from rank_bm25 import BM25Plus

from index.analysis import terms
from index.learning.measures import share
from index.learning.sets import hits, read_set
from tests.quality.conftest import HERE, asked_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index.learning.evaluate import Asked, Figures

    Count = Callable[[str, Sequence[Asked]], Figures]

LANGUAGES = ("ar", "de", "es", "fr", "ru", "tr")


def test_questions_about_the_bundled_article(counted: Count) -> None:
    found = counted("idlib", asked_of("idlib"))
    assert found.hit1 >= 0.93
    assert found.hit3 >= 0.98
    assert found.answered >= 0.99
    assert found.refused >= 0.93


def test_broad_questions_show_much_of_what_answers_them(counted: Count) -> None:
    asked = [one for one in asked_of("broad.jsonl") if one.question.broad]
    assert len(asked) >= 60
    found = counted("broad", asked)
    assert found.shown_precision >= 0.55
    assert found.shown_recall >= 0.29


def test_near_misses_are_told_apart_as_far_as_words_allow(counted: Count) -> None:
    """Questions in other words than the article's, beside ones in its words that it leaves open."""
    found = counted("readers", asked_of("readers.jsonl"))
    assert found.hit1 >= 0.52
    assert found.hit3 >= 0.79
    assert found.auroc >= 0.5
    assert found.refused >= 0.22


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_languages_are_not_worse_than_stemmed_bm25(language: str, counted: Count) -> None:
    asked = [one for one in asked_of(f"language-{language}.jsonl") if one.question.answers]
    found = counted(f"language {language}", asked)
    first, third = stemmed_bm25(f"language-{language}.jsonl")
    assert found.hit1 >= first
    assert found.hit3 >= third


def stemmed_bm25(name: str) -> tuple[float, float]:
    """hit@1 and hit@3 of BM25 over stems without stop words."""
    first, third = [], []
    for part in read_set(HERE / name).articles:
        article = part.article
        spans = [(one.start, one.end) for one in article.sentences]
        corpus = [terms(article.words(span), article.language) for span in spans]
        bm25 = BM25Plus(corpus)
        for question in part.questions:
            if question.answers:
                scores = bm25.get_scores(terms(question.question, article.language))
                best = [spans[row] for row in np.argsort(-scores, kind="stable")[:3]]
                right = [hits(span, question.answers) for span in best]
                first.append(right[0])
                third.append(any(right))
    return share(first), share(third)
