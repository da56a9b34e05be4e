"""What one could ask an article: questions of its own words that it answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.introducing import SUGGESTED, suggestions
from index.answering import Answerer, Verdict
from index.archive import Archive
from index.article import Article, Document
from index.ingestion import ingest

STRIKE = """The offer

Dockers in Port Aldis rejected an offer of the company on Monday. Their leader, Della Marsh, said \
that they would not go back to work before May.

Costs

The strike has stopped 62 ships outside the harbour. Storm Maren, which said nothing to anybody, \
delayed another two."""


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    return Answerer()


@pytest.fixture(scope="module")
def bundled() -> Article:
    with Archive(None) as archive:
        return archive.article("idlib-truce")


def strike(language: str = "en") -> Article:
    return ingest(Document(STRIKE, title="Strike in Port Aldis", language=language))


def test_every_suggestion_is_answered_by_another_sentence(
    answerer: Answerer, bundled: Article
) -> None:
    for article in (bundled, replace(bundled, topics=()), strike()):
        found = suggestions(article, answerer)
        answers = [answerer.answer(question, article) for question in found]
        assert len(answers) == SUGGESTED
        assert Verdict.SILENT not in {answer.verdict for answer in answers}
        assert len({answer.quotes[0].sentence for answer in answers}) == SUGGESTED


def test_the_topics_of_an_article_come_first(answerer: Answerer, bundled: Article) -> None:
    questions = {topic.question for topic in bundled.topics}
    assert suggestions(bundled, answerer)[0] in questions


def test_who_is_said_to_have_spoken_is_asked_about_and_a_storm_is_not(answerer: Answerer) -> None:
    found = suggestions(strike(), answerer)
    assert "What did Della Marsh say?" in found
    assert not any("Maren" in question for question in found)


def test_in_other_languages_only_the_articles_own_words_are_suggested(answerer: Answerer) -> None:
    article = strike("de")
    assert set(suggestions(article, answerer)) <= set(article.headings)


def test_an_article_without_anything_to_ask_suggests_nothing(answerer: Answerer) -> None:
    assert suggestions(ingest(Document("well, yes and no.")), answerer) == ()


def test_suggestions_are_the_same_every_time(answerer: Answerer, bundled: Article) -> None:
    assert suggestions(bundled, answerer) == suggestions(bundled, Answerer())
