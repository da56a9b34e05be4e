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


@given(st.text(), st.sampled_from(["en", "ar", "zz"]))
def test_any_text_is_understood(text: str, language: str) -> None:
    assert understand(text, language).kind in KINDS
