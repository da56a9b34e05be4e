"""Text to passages and sentences."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles import bundled
from index.segmentation import MAX_SENTENCE, segment


def sentences(text: str, language: str = "en") -> list[str]:
    return [
        text[sentence.start : sentence.end]
        for passage in segment(text, language)
        for sentence in passage.sentences
    ]


def headings(text: str) -> list[str | None]:
    return [
        text[passage.heading[0] : passage.heading[1]] if passage.heading else None
        for passage in segment(text)
    ]


def test_the_bundled_article_has_its_two_headings_over_the_right_passages() -> None:
    text = bundled()[0].text
    assert headings(text) == [None] * 6 + ["Truce conditions"] * 5 + ["Fatalities since April"] * 5


def test_headings_credits_and_source_lines_are_no_sentences() -> None:
    found = sentences(bundled()[0].text)
    assert not any(
        words in found for words in ("Truce conditions", "(AFP)", "Source: TRTWorld and agencies")
    )
    assert all(not one.startswith("Source:") for one in found)


def test_a_quotation_of_two_sentences_is_kept_whole() -> None:
    text = 'He spoke late. "We will go. We must," he said.'
    assert sentences(text) == ["He spoke late.", '"We will go. We must," he said.']


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left at 5 p.m. Friday. She stayed.", ["He left at 5 p.m. Friday.", "She stayed."]),
        ("The U.N. said so. Dr. Smith agreed.", ["The U.N. said so.", "Dr. Smith agreed."]),
        ("One line\nwrapped here. Two.", ["One line\nwrapped here.", "Two."]),
        ("A first.\n\n  \n\tA second.", ["A first.", "A second."]),
        ("What a day! (Reuters)", ["What a day!"]),
    ],
)
def test_where_a_sentence_ends(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "line",
    [
        "Nook Tablet: 249 dollars",
        "• Deny them a safe haven",
        "and then it ended",
        "He said nothing.",
        "Two lines\nof words",
    ],
)
def test_what_is_no_heading_is_quotable(line: str) -> None:
    assert line in sentences(f"{line}\n\nThen came the rest of it.")


def test_given_headings_are_believed_and_looks_are_not() -> None:
    text = "A short line\n\nThe end of all things.\n\nSomething follows here."
    marked = segment(text, headings=((14, 36),))
    assert [text[p.start : p.end] for p in marked] == ["A short line", "Something follows here."]
    assert [p.heading for p in marked] == [None, (14, 36)]


def test_a_run_on_is_cut_at_gaps_into_pieces_that_fit() -> None:
    text = "word " * 1000 + "end."
    found = sentences(text)
    assert len(found) > 3
    assert all(len(one) <= MAX_SENTENCE for one in found)
    assert " ".join(found) == text


@given(st.text(), st.sampled_from(["en", "ar", "tr", "zz", ""]))
def test_any_text_is_divided_into_exact_slices_in_order(text: str, language: str) -> None:
    end = 0
    for passage in segment(text, language):
        assert end <= passage.start < passage.end <= len(text)
        end = passage.start
        assert passage.sentences
        for sentence in passage.sentences:
            assert end <= sentence.start < sentence.end <= passage.end
            words = text[sentence.start : sentence.end]
            assert words == words.strip()
            assert words
            end = sentence.end
        end = passage.end


@given(st.lists(st.text("ab. \n", max_size=30), max_size=6))
def test_all_words_of_plain_sentences_are_covered(lines: list[str]) -> None:
    text = "\n\n".join(f"{line.strip()} ends." for line in lines)
    assert re.findall(r"\w+", " ".join(sentences(text))) == re.findall(r"\w+", text)
