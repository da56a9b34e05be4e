"""Who acts in the sentences of an article."""

from __future__ import annotations

import pytest

from index.features.acting import acting_features
from tests.index.test_ranking import match_of

TEXT = (
    "Eva Holm founded the party in Osterby. The party was founded by Lars Berg."
    " The party, which was founded long ago, has no leader. They say that Jon Vik joined it."
)


def test_a_name_before_the_verb_is_told_from_one_behind_it() -> None:
    found = acting_features(match_of("Who founded the party?", TEXT))
    before = found["who acts: name before the verb"]
    after = found["who acts: name after the verb"]
    assert before.argmax() == 0
    assert after.argmax() == 1
    assert before[1:].tolist() == [0, 0, 0]
    assert after[2:].tolist() == [0, 0]


def test_a_name_that_the_question_has_is_no_answer_to_it() -> None:
    found = acting_features(match_of("Who founded the party with Eva Holm?", TEXT))
    assert found["who acts: name before the verb"][0] == 0


@pytest.mark.parametrize(
    "question",
    [
        "Who did Eva Holm found?",
        "who is Eva Holm",
        "when was the party founded",
        "who knows",
        "party",
    ],
)
def test_other_questions_do_not_ask_who_acts(question: str) -> None:
    assert not any(column.any() for column in acting_features(match_of(question, TEXT)).values())
