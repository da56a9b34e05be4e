"""Where sentences end, in seven languages."""

from __future__ import annotations

from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentence_ends import sentence_spans


def divided(text: str, language: str = "en") -> list[str]:
    return [text[a:b].strip() for a, b in sentence_spans(text, 0, len(text), language)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Ms. Smith met Ms. Jones at Ft. Bragg."),
        ("en", "The army named Spc. Megan Touma and MSgt. Lee."),
        ("en", "He paid approx. 5 dollars for Vol. 3 on Monday."),
        ("en", "J. K. Rowling left at 5 p.m. Friday."),
        ("de", "Im 19. Jahrhundert kam Ludwig XIV. nach Wien."),
        ("de", "Am 3. Okt. traf Gen. Weber die Fa. Meier mit ca. 20 Mio. Euro."),
        ("de", "Der 1. FC Köln spielt heute."),
        ("fr", "M. Dupont a vu Mme. Durand, le col. Diallo et Mgr. Aupetit."),
        ("fr", "J. Chirac et F. Mitterrand ont cité l'art. 5 de la loi."),
        ("es", "El Sr. García, D. Juan y la Dra. Pérez fueron a EE. UU. en mayo."),
        ("es", "Costó 3 mill. de euros y aprox. 20 días."),
        ("tr", "Sn. Bakan 5. kez geldi ve Org. Ali ile Alb. Veli konuştu."),
        ("tr", "II. Abdülhamid ve 3. Selim dönemi, Hz. Muhammed, vb. şeyler."),
        ("ru", "Завод им. Ленина, т. е. около 5 млн. рублей, сообщил ген. Иванов."),
        ("ar", "وصل أ. د. محمد إلى القاهرة"),
    ],
)
def test_a_sentence_goes_on_behind_an_abbreviation(language: str, text: str) -> None:
    assert divided(text, language) == [text]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "He works for the U.S. The army came.", 2),
        ("de", "Sie ist 19. Er ist 20. Das war 2005. Danach kam er.", 4),
        ("fr", "Il manque de vitamine C. Il est malade.", 2),
        ("fr", "Ils ont franchi le col. Le temps était beau.", 2),
        ("es", "Llegó el plan B. El otro falló.", 2),
        ("tr", "Kalemler, defterler vb. Bunlar yeni.", 2),
    ],
)
def test_the_same_letters_may_end_a_sentence(language: str, text: str, expected: int) -> None:
    assert len(divided(text, language)) == expected


def test_a_mark_that_opens_a_quotation_stands_with_it_though_none_closes_it() -> None:
    text = '"We will go," he said. "We must go now.'
    assert divided(text) == ['"We will go," he said.', '"We must go now.']


def test_a_mark_that_opens_nothing_is_of_no_sentence() -> None:
    assert divided('"We will go," he said. "') == ['"We will go," he said.']


def test_the_number_of_a_list_stands_with_its_item() -> None:
    assert divided("2. She works alone. 3. She left.") == ["2. She works alone.", "3. She left."]


def test_every_abbreviation_is_listed_once_and_in_a_form_that_is_found() -> None:
    for path in (files("index") / "abbreviations").iterdir():
        lines = [line.split("#")[0].split() for line in path.read_text("utf-8").splitlines()]
        short = [line[0] for line in lines if line]
        assert len(short) == len(set(short)), path.name
        assert all(line[1:] in ([], ["1"], ["a"]) for line in lines if line), path.name
        for line in filter(None, lines):
            what = {"": "Xyz", "1": "7", "a": "xyz"}["".join(line[1:])]
            text = f"Qqq {line[0]} {what} qqq."
            assert divided(text, path.name.removesuffix(".txt")) == [text], line


@given(st.text(), st.sampled_from(["en", "de", "ar", "zz", ""]))
def test_all_words_of_any_text_are_in_a_sentence(text: str, language: str) -> None:
    spans = sentence_spans(text, 0, len(text), language)
    covered = "".join(text[a:b] for a, b in spans)
    assert [mark for mark in covered if mark.isalnum()] == [m for m in text if m.isalnum()]
    assert all(a < b <= c for (a, b), (c, _) in pairwise(spans))
