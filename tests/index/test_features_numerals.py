"""Numbers in words and in digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import terms
from index.numerals import spellings


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("two thousand people", "2,000"),
        ("2,000 people", "two thousand"),
        ("1.5 million", "1,500,000"),
        ("1500000", "1.5 million"),
        ("three million", "3 million"),
        ("twenty five", "25"),
        ("14", "fourteen"),
        ("two hundred thousand", "200,000"),
        ("a hundred", "100"),
    ],
)
def test_a_number_is_found_in_its_other_spellings(asked: str, written: str) -> None:
    found = spellings(terms(asked))
    assert any(tuple(terms(written)) in others for others in found.values())


@pytest.mark.parametrize("asked", ["people", "2011", "5 10", "790", "1.2.3"])
def test_what_has_one_spelling_has_no_other(asked: str) -> None:
    assert spellings(terms(asked)) == {}


@given(st.lists(st.text(max_size=8), max_size=6))
def test_any_terms_are_read(asked: list[str]) -> None:
    assert spellings(asked).keys() <= set(asked)
