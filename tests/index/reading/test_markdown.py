"""Markdown: the words stay, the marks go, the headings are known by place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading.errors import NotAnArticle
from index.reading.markdown import read_markdown

if TYPE_CHECKING:
    from pathlib import Path

    from index.article import Document


def heading_words(document: Document) -> list[str]:
    return [document.text[start:end] for start, end in document.headings or ()]


def test_an_article_is_read_with_all_that_its_front_matter_says(pages: Path) -> None:
    document = read_markdown((pages / "note.md").read_bytes(), "note.md")
    assert document.text.split("\n\n") == [
        "The ferry to Gull Island will stop running in spring — the company said.",
        "Why it closes",
        "Only forty people use it a day.",
        "The ship is 51 years old.",
        "A new one would cost 12 million.",
        '"We have no choice," said Elin Marsh.',
        "The island has 200 inhabitants.",
        "What the island says",
        "Nobody had asked them, the mayor said.",
        "In a letter on Friday.",
    ]
    assert heading_words(document) == ["Why it closes", "What the island says"]
    assert document.title == "Ferry line to close in spring"
    assert document.source == "The Coast Courier"
    assert document.url == "https://news.example/ferry?id=3"
    assert document.published == "2024-03-01"
    assert document.language == "en"


@pytest.mark.parametrize(
    ("written", "text", "title", "headings"),
    [
        ("# A title\n\nOne.", "One.", "A title", []),
        ("A title\n=======\nOne.", "One.", "A title", []),
        ("Before.\n\n# A title\n\nOne.", "Before.\n\nA title\n\nOne.", "A title", ["A title"]),
        ("---\ntitle: Other\n---\n# A title\nOne.", "A title\n\nOne.", "Other", ["A title"]),
        ("One.\n\n**Bold line**\n\nTwo.", "One.\n\nBold line\n\nTwo.", "Name", ["Bold line"]),
        ("One.\n\n**A sentence.**\n\nTwo.", "One.\n\nA sentence.\n\nTwo.", "Name", []),
        ("**Half** bold\n\nTwo.", "Half bold\n\nTwo.", "Name", []),
        ("One  \ntwo<br>three\nfour.", "One\ntwo\nthree four.", "Name", []),
        ("\\*Not\\* marked &lt;up&gt; 5 * 6.", "*Not* marked <up> 5 * 6.", "Name", []),
        ("~~Gone~~ but [told](x) ![not](y).", "Gone but told .", "Name", []),
        ("One.\n\n<script>\nx()\n</script>\n\nTwo.", "One.\n\nTwo.", "Name", []),
        ("---\nnot: closed\n\nOne.", "not: closed\n\nOne.", "Name", []),
        ("---\ntitle: >\n  folded\n---\nOne.", "One.", "Name", []),
        ("One.\r\n\r\nTwo.", "One.\n\nTwo.", "Name", []),
    ],
)
def test_markup_becomes_readable_text(
    written: str, text: str, title: str, headings: list[str]
) -> None:
    document = read_markdown(written.encode(), "name.md")
    assert document.text == text
    assert document.title == title
    assert heading_words(document) == headings


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "news"])
def test_front_matter_gives_web_addresses_only(address: str) -> None:
    assert read_markdown(f"---\nurl: {address}\n---\nOne.".encode(), "a.md").url == ""


@pytest.mark.parametrize("written", ["# Only a title", "![a picture](a.png)", "```\ncode\n```"])
def test_markdown_without_sentences_is_refused(written: str) -> None:
    with pytest.raises(NotAnArticle, match="holds no text to quote from"):
        read_markdown(written.encode(), "a.md")


@given(st.text(alphabet=st.sampled_from("ab #*_`[]()<>!-=|~\n\\&.1"), max_size=80))
def test_any_markdown_gives_headings_that_lie_in_the_text(written: str) -> None:
    try:
        document = read_markdown(written.encode(), "a.md")
    except NotAnArticle:
        return
    for words in heading_words(document):
        assert words
        assert words == words.strip()
        assert words in document.text.split("\n\n")
