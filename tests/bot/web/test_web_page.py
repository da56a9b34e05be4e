"""The page of an article: all of its text, in order, with one sentence marked, and no markup."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web import texts
from bot.web.elements import Markup, element, text
from bot.web.links import Mark
from bot.web.page import article_page, content_security_policy, sentence_page
from index.archive import Archive
from index.article import Article, Document
from index.ingestion import ingest
from index.reading.errors import NotAnArticle

VOID = {"meta", "link", "br"}
ALLOWED = VOID | set(
    "html head title style script body main article header h1 h2 p a bdi time span mark".split()
)


class Page(HTMLParser):
    """What a browser would make of a page.

    Attributes:
        elements: Name and attributes of every element, in order.
        words: The text within each element, in the same order, with that of those inside.

    """

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._open: list[int] = []
        self.feed(source)
        self.close()
        assert self._open == [], "elements that are not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.words.append("")
        if tag not in VOID:
            self._open.append(len(self.words) - 1)

    def handle_endtag(self, tag: str) -> None:
        assert self.elements[self._open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        for place in self._open:
            self.words[place] += data

    def all(self, tag: str, **attributes: str) -> list[str]:
        """The words of all elements of a name that have these attributes."""
        return [
            words
            for (name, found), words in zip(self.elements, self.words, strict=True)
            if name == tag and attributes.items() <= found.items()
        ]

    def attributes(self, tag: str) -> dict[str, str | None]:
        """The attributes of the first element of a name."""
        return next(found for name, found in self.elements if name == tag)


def article(words: str, **about: str) -> Article:
    return ingest(replace(Document(words, title="Ferry", language="en"), **about))  # type: ignore[arg-type]


def shown(of: Article, marked: Mark | None = None) -> Page:
    return Page(article_page(of, marked))


def flat(words: str) -> str:
    """Words as a browser shows them, but for spaces."""
    return re.sub(r"[\s\x00-\x20\x7f-\x9f]+", "", words)


@pytest.fixture(scope="module")
def idlib() -> Article:
    with Archive(None) as archive:
        return archive.article("idlib-truce")


def test_the_whole_text_is_shown_in_order(idlib: Article) -> None:
    page = shown(idlib)
    header = page.all("header")[0]
    assert flat(page.all("article")[0]) == flat(header + idlib.text)


def test_every_sentence_has_its_place(idlib: Article) -> None:
    page = shown(idlib)
    for number, sentence in enumerate(idlib.sentences):
        words = idlib.words((sentence.start, sentence.end))
        assert page.all("span", id=f"s{number}") == [words]


def test_the_quoted_sentence_alone_is_marked(idlib: Article) -> None:
    page = shown(idlib, Mark(13, 13))
    assert page.all("mark") == page.all("mark", id="s13")
    quoted = idlib.sentences[13]
    assert page.all("mark") == [idlib.words((quoted.start, quoted.end))]
    assert len(page.all("span")) == len(idlib.sentences) - 1
    assert page.all("a", href="#s13") == [texts.GO_TO_QUOTE]


def test_without_a_quoted_sentence_none_is_marked(idlib: Article) -> None:
    page = shown(idlib)
    assert page.all("mark") == []
    assert texts.GO_TO_QUOTE not in page.all("a")


def test_headings_stand_above_their_passages_once(idlib: Article) -> None:
    page = shown(idlib)
    assert page.all("h2") == ["Truce conditions", "Fatalities since April"]
    words = page.all("article")[0]
    assert words.index("Truce conditions") < words.index("The Assad regime announced")


def test_what_is_no_sentence_stands_aside(idlib: Article) -> None:
    assert shown(idlib).all("p", **{"class": "aside"}) == ["Source: TRTWorld and agencies"]


def test_lines_end_where_sentences_stand_on_lines_of_their_own(idlib: Article) -> None:
    source = article_page(idlib)
    assert source.count("<br>") == 1
    assert re.search(r"areas\.</span><br><span id=\"s\d\">HTS warns", source)


def test_lines_do_not_end_where_a_text_is_wrapped_to_a_width() -> None:
    page = article_page(article("The ferry sank on\nMonday. Nobody died.\nIt was raining."))
    assert "<br>" not in page


def test_a_sentence_that_has_moved_has_the_name_that_the_link_knows() -> None:
    page = shown(article("One came first. Two came then. Three came last."), Mark(0, 2))
    assert page.all("mark", id="s0") == ["Three came last."]
    assert [found.get("id") for name, found in page.elements if name == "span"] == [None, "s1"]


def test_a_sentence_that_has_gone_is_said_to_have_gone_and_leads_nowhere() -> None:
    page = shown(article("One came first. Two came then."), Mark(1, None))
    assert page.all("p", **{"class": "notice"}) == [texts.QUOTE_LOST]
    assert page.all("mark") == []
    assert [found.get("id") for name, found in page.elements if name == "span"] == ["s0", None]


def test_title_source_date_and_the_original_are_named() -> None:
    page = shown(
        article(
            "The ferry sank.",
            source="Harbour Courier",
            url="https://news.example.org/ferry?id=1&x=2",
            published="2026-02-03T10:00:00+01:00",
        ),
        Mark(0, 0),
    )
    assert page.all("h1") == ["Ferry"]
    assert page.all("title") == ["Ferry"]
    assert page.all("bdi") == ["Harbour Courier"]
    assert page.all("time", datetime="2026-02-03") == ["Published 3 February 2026"]
    link = page.attributes("a")
    assert link["href"] == "https://news.example.org/ferry?id=1&x=2#:~:text=The%20ferry%20sank."
    assert link["data-address"] == "https://news.example.org/ferry?id=1&x=2"
    assert str(link["rel"]).split() == ["external", "noopener", "noreferrer"]


def test_what_is_not_known_is_not_shown() -> None:
    page = shown(article("The ferry sank.", title=""))
    assert page.all("h1") == [texts.UNTITLED]
    assert page.all("a") == []
    assert page.all("p", **{"class": "facts"}) == []


def test_an_article_without_a_source_is_attributed_to_its_site() -> None:
    page = shown(article("The ferry sank.", url="https://news.example.org/ferry"))
    assert page.all("bdi") == ["news.example.org"]


@pytest.mark.parametrize("published", ["last week", "2026-13-45", "<b>now</b>", "2026"])
def test_a_date_in_another_form_is_shown_as_it_is(published: str) -> None:
    page = shown(article("The ferry sank.", published=published))
    assert page.all("bdi") == [f"Published {published}"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "file:///etc/passwd"]
)
def test_an_address_that_no_browser_should_open_is_no_link(url: str) -> None:
    assert shown(article("The ferry sank.", url=url)).all("a") == []


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("he", "rtl"),
        ("fa-IR", "rtl"),
        ("UR", "rtl"),
        ("tr", "ltr"),
        ("arn", "ltr"),
    ],
)
def test_the_page_runs_in_the_direction_of_its_language(language: str, direction: str) -> None:
    page = shown(article("The ferry sank.", language=language))
    assert page.attributes("html") == {"lang": language, "dir": direction}


def test_what_is_no_language_is_not_named_as_one() -> None:
    page = shown(article("The ferry sank.", language='en"><script>'))
    assert page.attributes("html") == {"dir": "ltr"}


def test_the_sites_own_words_are_marked_as_english() -> None:
    page = shown(article("The ferry sank.", language="ar", url="https://example.org/"))
    assert page.attributes("a")["lang"] == "en"
    assert page.attributes("a")["dir"] == "ltr"


HOSTILE = "</title></style></script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;"


def test_no_part_of_an_article_becomes_markup() -> None:
    page = shown(
        article(
            f"Heading {HOSTILE} here\n\nThe {HOSTILE} sank.\n\nSource: {HOSTILE}",
            title=HOSTILE,
            source=HOSTILE,
            published=HOSTILE,
            language=HOSTILE,
            url=f"https://example.org/{HOSTILE.replace(' ', '')}",
        ),
        Mark(0, 0),
    )
    assert {name for name, _ in page.elements} <= ALLOWED
    assert len(page.all("script")) == 1
    assert page.all("h1") == [HOSTILE]
    assert page.all("title") == [HOSTILE]
    assert HOSTILE in page.all("mark")[0]


def test_a_heading_that_looks_like_markup_is_shown() -> None:
    words = "<script>alert(1)</script>"
    page = shown(ingest(Document(f"{words}\n\nIt sank.", language="en", headings=((0, 25),))))
    assert page.all("h2") == [words]


def test_a_page_of_one_sentence_has_it_as_its_heading() -> None:
    page = Page(sentence_page(texts.NOT_FOUND))
    assert page.all("h1") == [texts.NOT_FOUND]
    assert page.attributes("html") == {"lang": "en", "dir": "ltr"}


def test_pages_name_no_other_host() -> None:
    page = article_page(article("The ferry sank."))
    sources = re.findall(r'(?:src|href|action)="([^"]*)"', page)
    assert [source for source in sources if not source.startswith("data:image/svg+xml,")] == []
    assert "url(" not in page
    assert "@import" not in page


def test_the_policy_allows_nothing_but_what_the_page_holds() -> None:
    policy = content_security_policy()
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "frame-ancestors https://web.telegram.org " in policy


@given(st.text(), st.text(), st.text(min_size=1))
def test_whatever_an_article_says_is_shown_and_nothing_else(
    title: str, source: str, words: str
) -> None:
    try:
        found = ingest(Document(words, title=title, source=source, language="en"))
    except NotAnArticle:
        return
    page = shown(found, Mark(0, 0))
    assert {name for name, _ in page.elements} <= ALLOWED
    header = page.all("header")[0]
    assert flat(page.all("article")[0]) == flat(header + found.text)
    first = found.sentences[0]
    assert flat(page.all("mark")[0]) == flat(found.words((first.start, first.end)))


def test_elements_escape_what_is_not_markup() -> None:
    made = element("p", "<b>", Markup("<br>"), class_='"x"', data_x="&")
    assert made == '<p class="&quot;x&quot;" data-x="&amp;">&lt;b&gt;<br></p>'


@pytest.mark.parametrize(
    ("words", "as_shown"),
    [
        ("a\x00b\x1bc\x85d", "a b c d"),
        ("\ud800x", "\ufffdx"),
        ("😀\n\t", "😀\n\t"),
        ("\u202ea", "\u202ea"),
    ],
)
def test_characters_that_pages_cannot_hold_are_replaced(words: str, as_shown: str) -> None:
    assert text(words) == as_shown
