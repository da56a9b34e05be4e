"""The parts of a question, in English."""

from __future__ import annotations

import pytest

from index.clauses import parse, words_of


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("How many Russian pilots were killed?", "pilots"),
        ("How many of the refugees returned?", "refugees"),
        ("How many people live there?", ""),
        ("How many other people live there?", ""),
        ("How many others were hurt?", ""),
        ("what percentage of children were ill", "children"),
        ("What is the population of the town?", "population"),
        ("What is the name of the mayor's wife?", "wife"),
        ("What kind of weather was it?", "weather"),
        ("Which countries agreed the zone?", "countries"),
        ("What is it?", ""),
        ("Who won?", ""),
        ("truce terms", ""),
    ],
)
def test_the_noun_that_is_asked_for(question: str, noun: str) -> None:
    assert parse(words_of(question)).noun == noun


@pytest.mark.parametrize(
    ("question", "verb"),
    [
        ("Where was she born?", "born"),
        ("Who founded it?", "founded"),
        ("What did the tape show?", "show"),
        ("Who did the army attack in the north?", "attack"),
        ("What did they agree on?", "agree"),
        ("When will the schools open again?", "open"),
        ("What happened there?", "happened"),
        ("How is she doing?", ""),
        ("Who is she?", ""),
        ("truce terms", ""),
    ],
)
def test_the_verb_that_says_what_was_done(question: str, verb: str) -> None:
    assert parse(words_of(question)).verb == verb
