"""Words to terms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import fold, stop_words, terms, tokens

LANGUAGES = ["en", "ar", "tr", "ru", "fr", "es", "de", "zz"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The civilians were killed", ["civilian", "kill"]),
        ("2,000 people", ["2000", "peopl"]),
        ("1.5 million", ["1.5", "million"]),
        ("Syria's army", ["syria", "armi"]),
        ("the U.N. said", ["un", "said"]),
        ("Turkish-Russian deal", ["turkish", "russian", "deal"]),
        ("Don't they know?", ["know"]),
        ("U.S. and US troops", ["us", "us", "troop"]),
        ("café CAFÉ cafe", ["cafe", "cafe", "cafe"]),
        ("", []),
        ("?!…", []),
    ],
)
def test_the_terms_of_english_words(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("ar", "الهدنة", "هدنة"),
        ("tr", "siviller", "sivil"),
        ("ru", "перемирия", "перемирие"),
        ("fr", "civils", "civil"),
        ("es", "muertes", "muerte"),
        ("de", "Waffenruhen", "Waffenruhe"),
    ],
)
def test_inflected_words_of_a_language_meet_in_one_term(
    language: str, one: str, other: str
) -> None:
    assert terms(one, language) == terms(other, language)
    assert len(terms(one, language)) == 1


@pytest.mark.parametrize("language", ["en", "ar", "tr", "ru", "fr", "es", "de"])
def test_every_stop_word_is_dropped(language: str) -> None:
    assert len(stop_words(language)) > 60
    dropped = [word for word in stop_words(language) if terms(word, language)]
    assert dropped == []


def test_words_are_folded_without_marks_and_invisible_letters() -> None:
    assert fold("Ére\u00adtz\u200f") == "eretz"
    assert fold("مُحَمَّد") == "محمد"


@given(st.text(), st.sampled_from(LANGUAGES))
def test_tokens_are_exact_slices_in_order(text: str, language: str) -> None:
    end = 0
    for token in tokens(text, language):
        assert end <= token.start < token.end
        assert text[token.start : token.end] == token.word
        assert " " not in token.term
        end = token.end
