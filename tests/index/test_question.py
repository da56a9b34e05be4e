"""What a question asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.question import KINDS, understand

CASES = [
    ("How many civilians were killed?", "how many", "civilian", False),
    ("HOW MANY CIVILIANS WERE KILLED", "how many", "civilian", False),
    ("so, how many people died", "how many", "peopl", False),
    ("How many Russian pilots were killed?", "how many", "pilot", False),
    ("how many people live in Tokyo", "how many", "peopl", False),
    ("How many of the refugees returned?", "how many", "refuge", False),
    ("How much money did it take?", "how much", "money", False),
    ("can you tell me what the conditions of the truce are", "what", "condit", True),
    ("Who is Jolani?", "who", "", False),
    ("When was the truce announced?", "when", "", False),
    ("what year did the war start", "when", "year", False),
    ("Where did air strikes stop?", "where", "", False),
    ("which country backs Assad", "where", "countri", False),
    ("Why did it end", "why", "", False),
    ("What did Jolani say?", "say", "", False),
    ("how much does it cost", "how much", "", False),
    ("How long did it last?", "how long", "", False),
    ("how old is he", "how old", "", False),
    ("Did Turkey agree?", "yes or no", "", False),
    ("truce terms", "topic", "", True),
    ("casualties", "topic", "", True),
    ("What are the terms of the truce?", "what", "term", True),
    ("can you tell me who signed it", "who", "", False),
    ("", "topic", "", True),
]


@pytest.mark.parametrize(("text", "kind", "focus", "broad"), CASES)
def test_kind_focus_and_breadth(text: str, kind: str, focus: str, broad: bool) -> None:  # noqa: FBT001
    question = understand(text)
    assert (question.kind, question.broad) == (kind, broad)
    if focus:
        assert question.focus == focus


def test_its_terms_come_once_and_without_stop_words() -> None:
    assert understand("Who killed who, and who was killed?").terms == ("kill",)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("tell me about the truce", ("truce",)),
        ("hey, do you know who signed it", ("sign",)),
        ("Tell me", ("tell",)),
        ("What did he tell me?", ("tell",)),
    ],
)
def test_what_people_say_before_they_ask_is_not_asked_for(
    text: str, terms: tuple[str, ...]
) -> None:
    assert understand(text).terms == terms


@pytest.mark.parametrize(
    ("text", "to_bot"),
    [
        ("who made you", True),
        ("What is your name?", True),
        ("can you tell me who won", False),
        ("What did the U.S. say?", False),
        ("Who speaks for the U.N. there?", False),
    ],
)
def test_a_question_to_the_one_who_answers(text: str, to_bot: bool) -> None:  # noqa: FBT001
    assert understand(text).to_bot is to_bot


@given(st.text(), st.sampled_from(["en", "ar", "zz"]))
def test_any_text_is_understood(text: str, language: str) -> None:
    assert understand(text, language).kind in KINDS
