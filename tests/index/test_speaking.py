"""Who speaks in the sentences of an article."""

from __future__ import annotations

import pytest

from index.confidence import confidence_features
from index.features.speaking import ANOTHERS_WORDS, speaking_features
from index.ranking import features
from tests.index.test_ranking import match_of

TEXT = (
    'The army said it was ready. "It is over," the mayor, Eva Holm, told reporters.'
    " The school closed, according to the UN. The UN sent food."
)


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("What did the UN say?", 2),
        ("what did Eva Holm say about it", 1),
        ("What did the army say?", 0),
    ],
)
def test_the_one_whose_words_are_asked_for_speaks_in_one_sentence(question: str, row: int) -> None:
    found = speaking_features(match_of(question, TEXT))
    speaks = found["say: subject speaks"]
    assert speaks.argmax() == row
    assert (speaks > 0).sum() == 1
    assert found["say: speech"].tolist() == [1, 1, 1, 0]
    assert not found["who said: name speaks"].any()


def test_another_speaks_where_the_subject_does_not() -> None:
    found = speaking_features(match_of("What did the driver say?", TEXT))
    another = found["say: another speaks"]
    assert another[1] > 0
    assert another[3] == 0
    assert not found[ANOTHERS_WORDS].any()


def test_of_somebody_named_who_speaks_anothers_words_are_known() -> None:
    text = "The UN sent food. " + TEXT.replace("The UN sent food.", "Food came.")
    found = speaking_features(match_of("What did Eva Holm say?", f"{text} Jon Vik said no."))
    assert found[ANOTHERS_WORDS].tolist() == [0, 0, 0, 0, 0, 1]
    assert not found["say: another speaks"].any()


def test_what_somebody_named_says_of_the_subject_is_not_what_the_subject_says() -> None:
    text = 'The army said it was ready. It rained. "The army lost," said Eva Holm. Jon Vik said no.'
    found = speaking_features(match_of("What did the army say?", text))
    assert found[ANOTHERS_WORDS].tolist() == [0, 0, 1, 0]
    assert found["say: another speaks"][2] == 0
    assert found["say: another speaks"][3] > 0


def test_who_is_told_something_does_not_speak() -> None:
    text = "He told CNN that it was over. They went home."
    found = speaking_features(match_of("What did the driver say?", text))
    assert not found["say: another speaks"].any()


def test_who_said_something_is_named_beside_the_word_of_saying() -> None:
    found = speaking_features(match_of("who said it was over", TEXT))
    assert found["who said: name speaks"].argmax() == 1
    assert not found["say: subject speaks"].any()


@pytest.mark.parametrize("question", ["how many schools closed", "who is Eva Holm", "food"])
def test_other_questions_do_not_ask_who_speaks(question: str) -> None:
    assert not any(column.any() for column in speaking_features(match_of(question, TEXT)).values())


def test_an_article_in_which_nobody_speaks_has_no_speaker() -> None:
    found = speaking_features(match_of("What did the UN say?", "The UN sent food."))
    assert not any(column.any() for column in found.values())


@pytest.mark.parametrize(
    ("question", "least", "most"),
    [
        ("What did the president say about food?", 1.0, 1.0),
        ("What did the UN say about the school?", 0.1, 0.7),
        ("What did the mayor say?", 0.0, 0.7),
        ("how many schools closed", 0.0, 0.0),
    ],
)
def test_who_never_speaks_is_told_from_who_does(question: str, least: float, most: float) -> None:
    match = match_of(question, TEXT)
    found = confidence_features(match, features(match))
    assert least <= found["speaker is silent"][0] <= most
    assert found["speaker is silent beside the best"][0] >= found["speaker is silent"][0]
