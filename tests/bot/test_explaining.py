"""The tables of `pullquote ask --explain`."""

from __future__ import annotations

import re

import pytest

from bot.explaining import explained
from index.answering import Answerer
from index.article import Article
from index.segmentation import segment

TEXT = (
    "The ferry Aurora sank off Norway on Monday. Rescuers pulled two thousand passengers out of"
    " the water. The captain, Lars Berg, was killed.\n\nDivers search the wreck. A cello was saved."
)


def tables(question: str, language: str = "en") -> str:
    answerer = Answerer()
    article = Article("a", TEXT, language=language, passages=segment(TEXT, language))
    return explained(answerer.explain(question, article), answerer.model)


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("who is the captain", r"captain +\d\.\d\d  in 1 sentence"),
        ("who was murdered", r"murder +\d\.\d\d  through .*kill"),
        ("which vessel", r"vessel +\d\.\d\d  through .*ferri"),
        ("what did the rescuerrs do", r"rescuerr +\d\.\d\d  read as 'rescuer'"),
        ("is there wreckage", r"wreckag +\d\.\d\d  like wreck"),
        ("what about a violin", r"violin +\d\.\d\d  used like 'cello' \(0\.9\d\)"),
        ("which zeppelin", r"zeppelin +\d\.\d\d  nowhere"),
    ],
)
def test_each_term_is_told_with_how_it_was_found(question: str, line: str) -> None:
    assert re.search(rf"^{line}", tables(question), re.MULTILINE)


def test_what_is_asked_and_how_sure_the_answer_is_come_first() -> None:
    first = tables("how many passengers were rescued").splitlines()[0]
    assert re.match(r"asks how many, of 'passeng', pinpoint; \w+ with confidence 0\.\d\d", first)


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_the_features_add_is_the_score(language: str) -> None:
    lines = tables("who was the captain", language).splitlines()
    begin = next(at for at, line in enumerate(lines) if line.startswith("what it adds"))
    added = [[float(number) for number in re.findall(r"[+-]\d+\.\d\d", line)] for line in lines]
    *parts, score = added[begin + 1 :]
    assert len(score) == 3
    totals = [sum(column) for column in zip(*parts, strict=True)]
    assert totals == pytest.approx(score, abs=0.1)


def test_an_article_without_sentences_has_nothing_to_explain() -> None:
    answerer = Answerer()
    shown = explained(answerer.explain("who?", Article("a", "", language="en")), answerer.model)
    assert "The article has no sentence." in shown
