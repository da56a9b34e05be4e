"""PDF: lines become paragraphs, running heads go, and what has no text says so."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from pypdf import PdfWriter

from index.reading import pdf
from index.reading.errors import NotAnArticle, TooLarge
from index.reading.pdf import read_pdf

PdfMaker = Callable[..., bytes]

STORY = [
    "Ferry runs aground",
    "A ferry with 84 passengers ran aground in fog off Skerry Point on Thursday even-",
    "ing, the coast guard said. All of them were taken off by lifeboats before mid-",
    "night, and nobody was hurt.",
    "What went wrong",
    "The captain told reporters that the radar had failed an hour before. The well-",
    "known rocks were seen only when they were heard. A well-known trap.",
    "Divers will look at the hull on Friday.",
]
TEXT = [
    "Ferry runs aground",
    (
        "A ferry with 84 passengers ran aground in fog off Skerry Point on Thursday evening, the"
        " coast guard said. All of them were taken off by lifeboats before midnight, and nobody was"
        " hurt."
    ),
    "What went wrong",
    (
        "The captain told reporters that the radar had failed an hour before. The well-known rocks"
        " were seen only when they were heard. A well-known trap."
    ),
    "Divers will look at the hull on Friday.",
]


def test_lines_are_joined_to_paragraphs_and_parted_words_closed_up(make_pdf: PdfMaker) -> None:
    document = read_pdf(make_pdf([STORY]), "ferry.pdf")
    assert document.text.split("\n\n") == TEXT
    assert document.headings is None


def test_running_heads_and_page_numbers_are_left_out(make_pdf: PdfMaker) -> None:
    more = [
        f"Then came the {n} storm of that long winter, and it was not the last one." for n in "abc"
    ]
    data = make_pdf(
        [
            ["The Coast Courier, 1 March", *STORY, "Page 1 of 3"],
            ["The Coast Courier, 1 March", *more, "Page 2 of 3"],
            ["The Coast Courier, 1 March", "The end came in April.", "3"],
        ]
    )
    text = read_pdf(data, "ferry.pdf").text
    assert "Courier" not in text
    assert "Page" not in text
    assert text.startswith("\n\n".join(TEXT))
    assert text.endswith("The end came in April.")


@pytest.mark.parametrize(
    ("named", "title"),
    [
        ("Ferry aground: what is known", "Ferry aground: what is known"),
        ("Microsoft Word - ferry3.docx", "Ferry runs aground"),
        ("untitled", "Ferry runs aground"),
        ("", "Ferry runs aground"),
    ],
)
def test_the_title_is_the_files_own_or_its_headline(
    make_pdf: PdfMaker, named: str, title: str
) -> None:
    assert read_pdf(make_pdf([STORY], title=named), "ferry.pdf").title == title


def test_a_pdf_without_text_says_so(make_pdf: PdfMaker) -> None:
    with pytest.raises(NotAnArticle, match=r"ferry\.pdf holds pictures of text"):
        read_pdf(make_pdf([[], []]), "ferry.pdf")


def test_a_locked_pdf_says_so(make_pdf: PdfMaker) -> None:
    writer = PdfWriter()
    writer.append(io.BytesIO(make_pdf([STORY])))
    writer.encrypt("secret", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)
    with pytest.raises(NotAnArticle, match="is locked"):
        read_pdf(locked.getvalue(), "ferry.pdf")


def test_a_pdf_of_too_many_pages_is_refused(
    make_pdf: PdfMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "MOST_PAGES", 2)
    with pytest.raises(TooLarge, match="more than 2 pages"):
        read_pdf(make_pdf([STORY] * 3), "ferry.pdf")


@pytest.mark.parametrize("keep", [20, 400, 0.3, 0.6])
def test_a_damaged_pdf_is_refused_with_a_sentence(make_pdf: PdfMaker, keep: float) -> None:
    data = make_pdf([STORY])
    cut = data[: int(keep if keep > 1 else len(data) * keep)]
    with pytest.raises(NotAnArticle, match=r"^ferry\.pdf .*\.$"):
        read_pdf(cut, "ferry.pdf")
