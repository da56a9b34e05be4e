"""Web pages: the article on them, and the pages that hold none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.reading.errors import NotAnArticle
from index.reading.html import read_html

if TYPE_CHECKING:
    from pathlib import Path

    from index.article import Document

FIRST = "A ferry with 84 passengers ran aground in fog off Skerry Point, the coast guard said."
SECOND = "All of them were taken off by lifeboats before midnight, and nobody was hurt at all."
THIRD = "Divers will look at the hull on Friday, and a second ship takes over the line."


def page(body: str, head: str = "<title>Ferry</title>", attributes: str = "") -> bytes:
    return (
        f"<!doctype html><html{attributes}><head>{head}</head><body>{body}</body></html>".encode()
    )


def article(*paragraphs: str) -> str:
    return "<article>" + "".join(f"<p>{words}</p>" for words in paragraphs) + "</article>"


def heading_words(document: Document) -> list[str]:
    return [document.text[start:end] for start, end in document.headings or ()]


def test_the_article_on_a_news_page_is_found_with_all_that_is_known_about_it(pages: Path) -> None:
    document = read_html((pages / "bridge.html").read_bytes(), "bridge.html")
    assert document.text.split("\n\n") == [
        (
            "The harbour bridge in Port Ellery reopened on Sunday, nine days after a storm tore"
            " away part of its railing and flooded the road on both banks."
        ),
        (
            "Engineers worked through three nights to replace 140 metres of steel, the city said."
            ' "We did not expect to be done before Tuesday," said Mara Oduya, who led the work.'
        ),
        "What the storm broke",
        (
            "Winds of 131 kilometres an hour were measured at the lighthouse.\n"
            "Two fishing boats sank at their moorings, and the roof of the fish market was lifted"
            " off."
        ),
        "Eleven people were treated for cuts and bruises.",
        "Nobody was killed.",
        "Schools",
        "Four schools stayed closed for a week because cellars had filled with sea water.",
        '"The water came up the stairs," said Jonas Petit, a caretaker.',
        "What comes next",
        (
            "The city wants to raise the quay by 60 centimetres before next winter. The council"
            " votes on the plan on 3 March."
        ),
    ]
    assert heading_words(document) == ["What the storm broke", "Schools", "What comes next"]
    assert document.title == "Harbour bridge reopens after winter storm"
    assert document.source == "The Coast Courier"
    assert document.published == "2024-02-11"
    assert document.language == "en"
    assert document.url == "https://www.news.example/news/bridge"


def test_an_old_page_laid_out_in_a_table_is_read_by_paragraphs(pages: Path) -> None:
    document = read_html((pages / "old.html").read_bytes(), "old.html")
    paragraphs = document.text.split("\n\n")
    assert document.title == "Ferry runs aground off Skerry Point"
    assert [words.split()[0] for words in paragraphs] == ["A", "The", "Divers"]
    assert paragraphs[1].endswith('"We saw the rocks when we heard them," she said.')


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("login.html", "It asks for a log-in, so its text cannot be read."),
        ("app.html", "It shows its text only in a browser that runs its scripts."),
        ("links.html", "It is a list of links and not an article."),
        ("empty.html", "It holds no article that could be found."),
        ("script.html", "It holds no article that could be found."),
    ],
)
def test_a_page_without_an_article_says_what_it_is(pages: Path, name: str, sentence: str) -> None:
    with pytest.raises(NotAnArticle) as refusal:
        read_html((pages / name).read_bytes(), name, label="It")
    assert str(refusal.value) == sentence


def test_a_short_item_of_news_is_an_article() -> None:
    assert read_html(page(article(FIRST, SECOND)), "").text == f"{FIRST}\n\n{SECOND}"


def test_a_log_in_form_beside_a_whole_article_does_no_harm() -> None:
    form = '<form><input type="password" name="pw"></form>'
    body = article(*(f"Day {n}: {words}" for n in range(4) for words in (FIRST, SECOND, THIRD)))
    assert FIRST in read_html(page(form + body), "").text


@pytest.mark.parametrize(
    ("paragraphs", "headings"),
    [
        (("<b>What went wrong</b>",), ["What went wrong"]),
        (("<strong>The radar had failed.</strong>",), []),
        (("<b>Skerry Point</b> is a cape",), []),
    ],
)
def test_a_short_paragraph_all_in_bold_is_a_heading(
    paragraphs: tuple[str, ...], headings: list[str]
) -> None:
    document = read_html(page(article(FIRST, SECOND, *paragraphs, THIRD)), "")
    assert heading_words(document) == headings


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Ferry aground | The Courier</title>", "Ferry aground"),
        ("<title>Ferry aground - The Courier</title>", "Ferry aground"),
        ('<meta property="og:title" content="Aground - the facts">', "Aground - the facts"),
    ],
)
def test_the_sites_name_is_taken_off_the_title(head: str, title: str) -> None:
    site = '<meta property="og:site_name" content="The Courier">'
    document = read_html(page(article(FIRST, SECOND), head + site), "")
    assert document.title == title
    assert document.source == "The Courier"


def test_a_date_that_merely_stands_in_the_text_is_not_the_pages_own() -> None:
    body = article(FIRST, "It had happened before, on 3 May 1998 and on 4 June 2003.", THIRD)
    assert read_html(page(body), "").published == ""


@pytest.mark.parametrize(
    ("tag", "language"), [("en-GB", "en"), ("TR", "tr"), ("ar_EG", "ar"), ("und", ""), ("", "")]
)
def test_the_language_is_the_pages_own(tag: str, language: str) -> None:
    document = read_html(page(article(FIRST, SECOND), attributes=f' lang="{tag}"'), "")
    assert document.language == language


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://news.example/ferry#top", "https://news.example/ferry"),
        ("/ferry", "https://news.example/ferry"),
        ("javascript:alert(1)", ""),
        ("http://[broken", ""),
    ],
)
def test_the_canonical_address_is_kept_if_it_is_a_web_address(link: str, url: str) -> None:
    head = f'<title>Ferry</title><link rel="canonical" href="{link}">'
    document = read_html(page(article(FIRST, SECOND), head), "", url="https://news.example/s?id=7")
    assert document.url == url


@pytest.mark.parametrize("declared", [None, "utf-8", "windows-1252"])
def test_a_page_in_another_encoding_than_the_server_says_is_read(declared: str | None) -> None:
    sentences = (
        "قال الرئيس إن المفاوضات ستبدأ يوم الجمعة في العاصمة، بحسب مصادر طبية في المدينة.",
        "وأضاف أن الهدنة ستستمر أسبوعين. وطالبت المعارضة بانسحاب القوات قبل نهاية الشهر.",
    )
    written = page(article(*sentences), '<meta charset="windows-1256"><title>خبر</title>')
    data = written.decode().encode("cp1256")
    assert read_html(data, "", charset=declared).text == "\n\n".join(sentences)


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))

HOSTILE = {
    "fifty thousand nested divs": "<div>" * 50_000 + FIRST + SECOND,
    "nested tables": "<table><tr><td>" * 20_000 + FIRST,
    "nested lists": "<ul><li>" * 30_000 + FIRST,
    "a comment without an end": "<!--" + "-" * 300_000,
    "angle brackets": "<" * 300_000,
    "nested data": '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_page_made_to_break_a_parser_is_refused_with_a_sentence(body: str) -> None:
    with pytest.raises(NotAnArticle, match=r"^It (holds no article|shows its text only)"):
        read_html(page(body), "", label="It")


def test_entities_that_would_grow_without_end_stay_small() -> None:
    data = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "ha">{LAUGHS}]>'.encode()
    data += page(article(f"{FIRST} &l12;", SECOND)).removeprefix(b"<!doctype html>")
    assert len(read_html(data, "").text) < 1000


FRAGMENTS = st.sampled_from(
    ["<p>", "</p>", "<div>", "<b>", "<h2>", "<br><br>", "<table><td>", "<ul><li>", "<blockquote>",
     "<a href=x>", "&nbsp;", "&#xD800;", "\x00", "\x0b", "Words and words. ", FIRST, SECOND, THIRD]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(FRAGMENTS, max_size=30))
def test_any_page_gives_an_article_with_headings_in_it_or_a_sentence(parts: list[str]) -> None:
    try:
        document = read_html(page("".join(parts)), "", label="It")
    except NotAnArticle:
        return
    document.text.encode()
    for words in heading_words(document):
        assert words
        assert words == words.strip()
