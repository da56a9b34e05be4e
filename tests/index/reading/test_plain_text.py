"""Plain text: kept to the letter, titled by its headline or its name."""

from __future__ import annotations

from importlib.resources import files

import pytest

from index.reading.text import headline, read_text, title_from_name


def test_the_bundled_article_is_kept_to_the_letter() -> None:
    data = files("index").joinpath("articles", "idlib-truce.txt").read_bytes()
    document = read_text(data, "idlib-truce.txt")
    assert document.text.encode() == data
    assert document.title == "Idlib truce"
    assert document.headings is None


def test_only_the_line_ends_of_windows_are_changed() -> None:
    document = read_text("One.\r\n\r\nTwo\u00a0 three.\t\rFour. \n".encode(), "a.txt")
    assert document.text == "One.\n\nTwo\u00a0 three.\t\rFour. \n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ferry runs aground\n\nA ferry ran aground.", "Ferry runs aground"),
        ("\n\n  Ferry runs aground \n \nA ferry ran aground.", "Ferry runs aground"),
        ("Why did the ferry run aground?\n\nNobody knows.", "Why did the ferry run aground?"),
        ("Syria: truce takes hold\n\nText.", "Syria: truce takes hold"),
        ("A ferry ran aground.\n\nNobody was hurt.", ""),
        ("“We saw the rocks,” she said.\n\nNobody was hurt.", ""),
        ("A ferry ran aground\nin fog.\n\nNobody was hurt.", ""),
        ("Ferry runs aground", ""),
        ("Ferry runs aground\n\n  ", ""),
        ("Ferry\n\nA ferry ran aground.", ""),
        ("Source: Reuters\n\nA ferry ran aground.", ""),
        ("- a list\n\nA ferry ran aground.", ""),
        ("https://news.example/ferry and more\n\nText.", ""),
        ("word " * 40 + "\n\nText.", ""),
        ("", ""),
    ],
)
def test_a_headline_is_a_short_first_paragraph_that_is_no_sentence(text: str, found: str) -> None:
    assert headline(text) == found


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("harbour-bridge_2.txt", "Harbour bridge 2"),
        ("/home/ann/My  story.md", "My story"),
        ("UN report.final.txt", "UN report.final"),
        ("", ""),
    ],
)
def test_a_files_name_becomes_a_readable_title(name: str, title: str) -> None:
    assert title_from_name(name) == title


def test_a_headline_goes_before_the_files_name() -> None:
    document = read_text(b"Ferry runs aground\n\nA ferry ran aground.", "notes.txt")
    assert document.title == "Ferry runs aground"
    assert document.text.startswith("Ferry runs aground\n\n")
