"""Which questions ask what an article is about, and nothing else."""

from __future__ import annotations

import time

import pytest

from index.gist import asks_for_gist


@pytest.mark.parametrize(
    "question",
    [
        "what happened",
        "So what happened?",
        "whats going on",
        "What's this all about?",
        "what is the article about pls",
        "WHAT DOES THE STORY SAY",
        "tl;dr",
        "TLDR please",
        "summary",
        "can you give me a short summary of this",
        "please summarise the article",
        "sum it up",
        "main points",
        "what are the key facts of the story",
        "give me the gist",
        "tell me about this article",
    ],
)
def test_what_is_the_article_about_is_asked_in_many_words(question: str) -> None:
    assert asks_for_gist(question)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "hello",
        "why",
        "what is it",
        "what happened in Nepal",
        "what happened to her",
        "what is the truce about",
        "summary of the truce",
        "main points of the deal",
        "what does HTS say",
        "who is it about",
        "what are the main demands",
        "tell me about Jolani",
    ],
)
def test_whoever_names_something_asks_about_that(question: str) -> None:
    assert not asks_for_gist(question)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("ar", "ماذا حدث؟"),
        ("de", "Worum geht's?"),
        ("es", "¿Qué pasó?"),
        ("fr", "De quoi s’agit-il ?"),
        ("ru", "О чём статья?"),
        ("tr", "Kısaca"),
    ],
)
def test_it_is_asked_in_other_languages_too(language: str, question: str) -> None:
    assert asks_for_gist(question, language)
    assert not asks_for_gist(question, "xx")


def test_a_long_text_is_read_in_no_time() -> None:
    started = time.perf_counter()
    assert not asks_for_gist("please tell me what is the main " * 2_000)
    assert time.perf_counter() - started < 1
