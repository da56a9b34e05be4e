"""Links to the reader page, and the sentences that they find."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from bot.web.links import Mark, mark, reader_url
from bot.web.signing import Signer
from index.article import Article, Document
from index.ingestion import ingest

NOW = 1_795_400_000.0
SIGNER = Signer(b"s" * 32)
BASE = "https://quotes.example.org"


def article(*sentences: str) -> Article:
    return ingest(Document("\n\n".join(sentences), title="Ferry", language="en"))


FERRY = article("The ferry sank.", "Nobody died.", "It was raining.")


def link(of: Article = FERRY, sentence: int | None = None, chat: int | None = None) -> str:
    return reader_url(BASE, of, sentence, chat=chat, signer=SIGNER, now=NOW)


def quoted(url: str) -> str:
    return parse_qs(urlsplit(url).query)["s"][0]


def test_an_article_is_linked_by_its_id() -> None:
    assert link() == "https://quotes.example.org/article/ferry"


def test_a_sentence_is_marked_by_the_query_and_scrolled_to_by_the_fragment() -> None:
    parts = urlsplit(link(sentence=1))
    assert parts.fragment == "s1"
    assert quoted(parts.geturl()).startswith("1.")


@pytest.mark.parametrize("base", [f"{BASE}/", f"{BASE}/news", f"{BASE}/news/"])
def test_the_site_may_stand_in_a_folder(base: str) -> None:
    url = reader_url(base, FERRY, signer=SIGNER, now=NOW)
    assert url == f"{base.rstrip('/')}/article/ferry"


@pytest.mark.parametrize("name", ["новость", "a/b", "a b", "a?b#c", "100%", "<b>", "مقال", "a&b=c"])
def test_ids_of_any_letters_stay_one_part_of_the_path(name: str) -> None:
    url = link(replace(FERRY, id=name), 0)
    path = urlsplit(url).path
    assert path.isascii()
    assert path.count("/") == 2
    assert unquote(path) == f"/article/{name}"


def test_a_chats_own_article_gets_a_key_and_the_installations_none() -> None:
    key = parse_qs(urlsplit(link(chat=-5)).query)["key"][0]
    assert SIGNER.chat("ferry", key, NOW) == -5
    assert "key" not in link(sentence=1)


def test_a_link_does_not_change_within_a_day() -> None:
    first = reader_url(BASE, FERRY, 1, chat=7, signer=SIGNER, now=NOW)
    assert first == reader_url(BASE, FERRY, 1, chat=7, signer=SIGNER, now=NOW + 60)


def test_a_sentence_is_found_by_its_number_alone() -> None:
    assert mark(FERRY, "2") == Mark(2, 2)


def test_a_sentence_is_found_where_it_was() -> None:
    for number in range(3):
        assert mark(FERRY, quoted(link(sentence=number))) == Mark(number, number)


def test_a_sentence_is_found_after_the_article_has_changed() -> None:
    asked = quoted(link(sentence=1))
    changed = article("An update came in.", "The ferry sank.", "Nobody died.")
    assert mark(changed, asked) == Mark(1, 2)
    shortened = article("Nobody died.")
    assert mark(shortened, asked) == Mark(1, 0)


def test_of_two_equal_sentences_the_one_that_was_quoted_is_found() -> None:
    twice = article("Nobody died.", "The ferry sank.", "Nobody died.")
    for number in (0, 2):
        assert mark(twice, quoted(link(twice, number))) == Mark(number, number)


def test_a_sentence_that_has_gone_is_known_to_have_gone() -> None:
    assert mark(article("Two people died."), quoted(link(sentence=1))) == Mark(1, None)


@pytest.mark.parametrize(
    "asked",
    ["", "3", "99999999", "-1", "1.", "1.xyz", "1.00", "x", "1 ", "٣", "1.0A0A0A0A", "0x1", "1\n"],
)
def test_what_names_no_sentence_marks_none(asked: str) -> None:
    assert mark(FERRY, asked) is None
