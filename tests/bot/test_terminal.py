from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.terminal import Style, harmless, render, wrapped
from index.answering import Answer, Quote, Verdict
from index.article import Article, Document, Topic
from index.ingestion import ingest

PLAIN = Style()
COLOURS = Style(colours=True)


def article(text: str, **details: str) -> Article:
    return ingest(Document(text, language="en", **details))  # type: ignore[arg-type]


def answer(
    article: Article, *highlights: str, verdict: Verdict = Verdict.ANSWERED, **rest: object
) -> Answer:
    """An answer that quotes all sentences of the article."""
    spans = tuple((article.text.index(h), article.text.index(h) + len(h)) for h in highlights)
    quotes = tuple(
        Quote(article, number, sentence.start, sentence.end, "", 1.0, spans)
        for number, sentence in enumerate(article.sentences)
    )
    shown = () if verdict is Verdict.SILENT else quotes
    return Answer("Who?", verdict, 0.5, article, shown, quotes, **rest)  # type: ignore[arg-type]


STORM = article("Ten people were hurt.", title="Storm", source="The Paper")


def test_a_quote_is_followed_by_where_it_is_from() -> None:
    assert render(answer(STORM), PLAIN) == "Ten people were hurt.\n— Storm · The Paper"


def test_quotes_stand_apart_and_the_link_stands_below_them() -> None:
    two = article("Rain fell. Wind blew.", title="Storm", url="https://paper.example/a")
    assert render(answer(two), PLAIN) == (
        "Rain fell.\n— Storm\n\nWind blew.\n— Storm\n\nhttps://paper.example/a"
    )


def test_what_is_only_related_is_said_to_be_so() -> None:
    shown = render(answer(STORM, verdict=Verdict.RELATED), PLAIN)
    assert shown.startswith("The article does not say it outright. The nearest:\n\nTen people")


def test_how_an_article_begins_is_said_to_be_that() -> None:
    shown = render(replace(answer(STORM), is_beginning=True), PLAIN)
    assert shown.startswith("The article begins:\n\nTen people")


def test_a_silent_answer_names_what_the_article_covers_and_quotes_nothing() -> None:
    covering = article("Rain fell.\n\nDamage\n\nA roof broke.", title="Storm")
    assert render(answer(covering, verdict=Verdict.SILENT), PLAIN) == (
        "“Storm” does not say.\nIt covers: Damage"
    )
    topical = Article(id="storm", text="", topics=(Topic("victims", "Who was hurt?"),))
    assert render(answer(topical, verdict=Verdict.SILENT), PLAIN) == (
        "“storm” does not say.\nTopics to ask for: victims"
    )


def test_a_repaired_word_is_told() -> None:
    shown = render(answer(STORM, repairs=(("peple", "people"),)), PLAIN)
    assert shown.endswith("\n\nI read “peple” as “people”.")


def test_highlights_stand_out_even_over_the_end_of_a_line() -> None:
    shown = render(answer(STORM, "were hurt"), Style(width=20, colours=True))
    assert shown.split("\n")[:2] == [
        "Ten people \x1b[32m\x1b[1mwere\x1b[0m",
        "\x1b[32m\x1b[1mhurt\x1b[0m.",
    ]


def test_without_colours_there_is_no_escape() -> None:
    assert "\x1b" not in render(answer(STORM, "Ten people"), PLAIN)


def test_an_article_cannot_command_the_terminal() -> None:
    text = "Ten \x1b[2Jpeople\x07 were\x9b31m hurt."
    evil = article(text, title="A\x1b]0;b\x07c", source="d\x1be")
    shown = render(answer(evil, "Ten"), COLOURS)
    assert set(re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]\S{0,3}", shown)) == {
        "\x1b[32",
        "\x1b[1m",
        "\x1b[0m",
        "\x1b[2m",
    }


def test_line_ends_within_a_sentence_become_spaces_and_nothing_else_changes() -> None:
    torn = article("Ten people\nwere\thurt \u2013  “badly”.")
    assert render(answer(torn), PLAIN).startswith("Ten people were hurt \u2013  “badly”.\n")


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("one two three", ["one two three"]),
        ("one two three four five six", ["one two three four", "five six"]),
        ("x" * 45, ["x" * 20, "x" * 20, "x" * 5]),
        ("a " + "東" * 12, ["a", "東" * 10, "東東"]),
        ("e\u0301" * 20 + " b", ["e\u0301" * 20, "b"]),
        ("nearly three million\xa0people", ["nearly three", "million\xa0people"]),
        ("", []),
    ],
)
def test_words_are_wrapped_by_the_columns_that_they_take(words: str, lines: list[str]) -> None:
    assert wrapped(words, Style(width=20)).split("\n") == (lines or [""])


@given(st.text(max_size=200), st.integers(20, 100))
def test_wrapping_loses_no_letter_and_keeps_to_the_width(words: str, width: int) -> None:
    lines = wrapped(words, Style(width=width)).split("\n")
    assert "".join(lines).replace(" ", "") == harmless(words).replace(" ", "")
    for line in lines:
        assert sum(not unicodedata.combining(letter) for letter in line) <= width * 2
        assert len(re.sub(r"[^ -~]", "", line)) <= width


@given(st.text(max_size=200))
def test_harmless_words_keep_every_place(words: str) -> None:
    assert len(harmless(words)) == len(words)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", harmless(words))
