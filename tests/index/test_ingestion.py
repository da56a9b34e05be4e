from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Document
from index.ingestion import LONGEST_ID, ingest, readable_id
from index.reading.errors import NotAnArticle

PIECES = [
    *("Rain fell. ", '"We will go. We must." ', "Mr. Ali said so. ", "at 5 p.m. ", "Relief", "a"),
    *("\n", "\n\n", "\r\n", " \n \n", "\u2028", "\xa0", "\t", "\x00", "\ufeff", "\u200f"),
    *(
        "(AFP)",
        "Source: agencies",
        "– ",
        "…",
        "!?",
        "5.3 ",
        "😀",
        "مرحبا. ",
        "東京。",
        "é",
        "e\u0301",
    ),
    "x" * 1500,
]
any_text = st.text(max_size=300) | st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def test_the_title_over_a_text_is_no_heading_of_its_passages() -> None:
    text = "Fire in Graz\n\nA hall burnt down.\n\nWhat is lost\n\nA car was in it."
    article = ingest(Document(text, title="Fire in Graz", language="en"))
    assert article.text == text
    assert article.headings == ("What is lost",)
    assert [passage.heading is None for passage in article.passages] == [True, False]


@given(any_text)
def test_sentences_are_exact_slices_that_passages_cover(text: str) -> None:
    try:
        article = ingest(Document(text, language="en"))
    except NotAnArticle:
        return
    assert article.text == text
    last = 0
    for passage in article.passages:
        assert passage.sentences
        assert last <= passage.start
        last = passage.start
        for sentence in passage.sentences:
            assert last <= sentence.start < sentence.end <= passage.end
            words = text[sentence.start : sentence.end]
            assert words == words.strip()
            last = sentence.end
        last = passage.end
    assert last <= len(text)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Idlib truce", "idlib-truce"),
        ("  Two   killed -- in 2 storms!  ", "two-killed-in-2-storms"),
        ("The city's mayor can’t say", "the-citys-mayor-cant-say"),
        ("Łódź, São Tomé & Ærø: Straße", "lodz-sao-tome-aero-strasse"),
        ("İstanbul'da ışık", "istanbulda-isik"),
        (
            "A headline that goes on for much longer than an id may",
            "a-headline-that-goes-on-for-much-longer",
        ),
        ("x" * 60, "x" * LONGEST_ID),
        ("هدنة في إدلب", "article-bd79f5"),
        ("G7 и переговоры о мире", "article-bd79f5"),
        ("", "article-bd79f5"),
        ("?!", "article-bd79f5"),
    ],
)
def test_an_id_is_made_of_the_title_or_else_of_the_text(title: str, expected: str) -> None:
    assert readable_id(title, "Rain fell.") == expected


@given(st.text(max_size=100))
def test_any_title_makes_an_id_of_few_plain_characters(title: str) -> None:
    made = readable_id(title, "Rain fell.")
    assert 0 < len(made) <= LONGEST_ID
    assert made.strip("abcdefghijklmnopqrstuvwxyz0123456789-") == ""
    assert made == made.strip("-")


@pytest.mark.parametrize("text", ["", " \n\n ", "(AFP)", "***", "Source: agencies"])
def test_a_text_without_a_sentence_is_no_article(text: str) -> None:
    with pytest.raises(NotAnArticle, match=r"^There is no sentence to quote in this text\.$"):
        ingest(Document(text, title="Storm", language="en"))


def test_half_a_surrogate_pair_becomes_the_replacement_character_in_its_place() -> None:
    article = ingest(Document("Rain \ud83d fell.", title="A\ud83dB", language="en"))
    assert article.text == "Rain \ufffd fell."
    assert article.title == "A\ufffdB"


def test_labels_are_put_on_one_line_and_the_text_is_not() -> None:
    document = Document("Rain\nfell.", " Heavy \n rain ", "The\tPaper ", language="en")
    article = ingest(document)
    assert (article.title, article.source) == ("Heavy rain", "The Paper")
    assert article.text == "Rain\nfell."


def test_a_language_that_is_not_given_is_detected() -> None:
    text = "Le gouvernement a annoncé jeudi une trêve. Les combats ont cessé dans la région."
    assert ingest(Document(text)).language == "fr"
    assert ingest(Document(text, language="en")).language == "en"
