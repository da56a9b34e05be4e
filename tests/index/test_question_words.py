"""Question words are read as they are meant, and other words are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.question import understand
from index.question_words import spelt


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("wich country backs the rebels", "which country backs the rebels"),
        ("waht happened in Idlib", "what happened in Idlib"),
        ("Whcih group is it?", "which group is it?"),
        ("wher is he", "where is he"),
        ("wehn was it", "when was it"),
        ("wats the toll", "whats the toll"),
        ("wen did it start", "when did it start"),
        ("y did they stop?", "why did they stop?"),
        ("hoo is the mayor", "who is the mayor"),
        ("hwo killed them", "who killed them"),
        ("hoe many died", "how many died"),
        ("hwo mnay died", "how many died"),
        ("how mcuh did it cost", "how much did it cost"),
        ("howmany people died", "how many people died"),
        ("were is the border", "where is the border"),
        ("so in wich town was it", "so in which town was it"),
        ("HWO MNAY DIED", "HOW MANY DIED"),
    ],
)
def test_a_misspelt_question_word_is_read_as_it_is_meant(written: str, read: str) -> None:
    assert spelt(written) == read


@pytest.mark.parametrize(
    "text",
    [
        "Wen Jiabao resigns",
        "Were the rebels right?",
        "Wheat is dear",
        "the hoe industry",
        "in Wich a house burnt",
        "Who many trust",
        "How lovely was it?",
        "truce terms",
        "which wat is oldest",
        "",
        "?!",
    ],
)
def test_other_words_are_left_alone(text: str) -> None:
    assert spelt(text) == text


def test_a_misspelt_question_is_understood_and_kept_as_it_was_written() -> None:
    question = understand("wich  group holds the town")
    assert question.text == "wich group holds the town"
    assert question.kind == "who"
    assert question.terms == understand("which group holds the town").terms


@given(st.text())
def test_any_text_can_be_read_and_what_is_spelt_stays(text: str) -> None:
    assert spelt(spelt(text)) == spelt(text)
