"""Web addresses as they are kept with an article."""

from __future__ import annotations

import pytest

from index.reading.links import last_part, site, web_link


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://news.example/a", "https://news.example/a"),
        (" http://news.example/a ", "http://news.example/a"),
        ("https://news.example/a#:~:text=words", "https://news.example/a"),
        ("https://news.example/a?id=3&x=%20y", "https://news.example/a?id=3&x=%20y"),
        ("https://news.example/a?utm_source=x&id=3&fbclid=q", "https://news.example/a?id=3"),
        ("https://news.example/a?utm_medium=x", "https://news.example/a"),
        ("https://ann:secret@news.example/a", "https://news.example/a"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("ftp://news.example/a", ""),
        ("//news.example/a", ""),
        ("https:///a", ""),
        ("https://news.example/a b", ""),
        ('https://news.example/"><script>', ""),
        ("http://[::1", ""),
        ("news.example", ""),
        ("", ""),
    ],
)
def test_only_clean_web_addresses_are_kept(address: str, kept: str) -> None:
    assert web_link(address) == kept


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://www.news.example/a", "news.example"),
        ("https://M.News.example", "news.example"),
        ("https://amp.www.news.example", "news.example"),
        ("https://wwwnews.example", "wwwnews.example"),
        ("https://blog.news.example", "blog.news.example"),
        ("", ""),
    ],
)
def test_a_site_is_named_without_its_other_faces(address: str, name: str) -> None:
    assert site(address) == name


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("https://news.example/2024/harbour%20bridge.pdf?x=1", "harbour bridge.pdf"),
        ("https://news.example/ferry/", "ferry"),
        ("https://news.example", ""),
        ("nothing", ""),
    ],
)
def test_the_last_part_of_an_address_is_a_name(address: str, part: str) -> None:
    assert last_part(address) == part
