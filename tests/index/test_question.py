"""What a question asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.question import KINDS, understand

CASES = [
    ("How many civilians were killed?", "how many", "civilian", False),
    ("HOW MANY CIVILIANS WERE KILLED", "how many", "civilian", False),
    ("so, how many people died", "how many", "", False),
    ("How many Russian pilots were killed?", "how many", "pilot", False),
    ("how many people live in Tokyo", "how many", "", False),
    ("How many of the refugees returned?", "how many", "refuge", False),
    ("How much money did it take?", "how much", "", False),
    ("What amount of money is he getting?", "how much", "", False),
    ("What is the number of people in the hospital?", "how many", "", False),
    ("what percentage of children were ill", "how many", "children", False),
    ("How many others were hurt?", "how many", "", False),
    ("How many years old is the bridge?", "how old", "", False),
    ("what age was she", "how old", "", False),
    ("What is the name of the hospital?", "where", "hospit", False),
    ("What killed the woman?", "what", "", False),
    ("For what reason did they leave?", "why", "reason", False),
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
    ("cost of the talks", "how much", "talk", False),
    ("number of female inmates", "topic", "", True),
    ("population of the valley", "how many", "popul", False),
    ("the mayor's age?", "how old", "", False),
    ("name of the dead driver", "who", "driver", False),
    ("name of the lake", "where", "lake", False),
    ("What is the name of the vessel?", "who", "vessel", False),
    ("whats his name", "who", "", False),
    ("leader of the strike", "who", "", False),
    ("start of the war", "when", "start", False),
    ("cause of the fire", "why", "caus", False),
    ("war cost in euros", "how much", "", False),
    ("death toll", "topic", "", True),
    ("figures of the war", "topic", "", True),
    ("who many people came", "how many", "", False),
    ("What is it called?", "what", "", False),
    ("What did they call it?", "say", "", False),
    ("What was said about the fire?", "say", "", True),
    ("What is the book called that tells it?", "what", "", False),
]


@pytest.mark.parametrize(("text", "kind", "focus", "broad"), CASES)
def test_kind_focus_and_breadth(text: str, kind: str, focus: str, broad: bool) -> None:  # noqa: FBT001
    question = understand(text)
    assert (question.kind, question.focus, question.broad) == (kind, focus, broad)


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("Where was he born?", "born"),
        ("Who founded the club?", "found"),
        ("who did the army attack in the north", "attack"),
        ("What did the tape show?", "show"),
        ("At least how many were killed?", "kill"),
        ("Which hospital was bombed first?", "bomb"),
        ("Who is the mayor?", ""),
        ("What happened to the bus?", ""),
        ("truce terms", ""),
        ("", ""),
    ],
)
def test_the_verb_says_what_was_done(text: str, verb: str) -> None:
    assert understand(text).verb == verb


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
