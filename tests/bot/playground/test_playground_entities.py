"""What Telegram finds in a text by itself."""

import pytest

from bot.playground import utf16
from bot.playground.entities import (
    BUTTON_SCHEMES,
    LINK_SCHEMES,
    check_link,
    commands,
    detect,
    mentions,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/ask who?", [("bot_command", "/ask")]),
        ("/ask@Quote_bot who?", [("bot_command", "/ask@Quote_bot")]),
        ("see /help.", [("bot_command", "/help")]),
        ("and/or, 1/2, </b>", []),
        ("/ask/me", []),
        ("hi @quote_bot!", [("mention", "@quote_bot")]),
        ("@bot", []),
        ("mail@quote_bot", []),
        ("write to ann@example.org now", [("email", "ann@example.org")]),
        ("#truce2026 #42", [("hashtag", "#truce2026")]),
        ("$USD", [("cashtag", "$USD")]),
        ("https://a.example/b?c=d#e.", [("url", "https://a.example/b?c=d#e")]),
        ("(see example.org/news)", [("url", "example.org/news")]),
        ("http://127.0.0.1:8080/x", [("url", "http://127.0.0.1:8080/x")]),
        ("Mr.Smith said 3.5", []),
        ("сегодня #мир", [("hashtag", "#мир")]),
    ],
)
def test_entities_are_found(text: str, found: list[tuple[str, str]]) -> None:
    entities = detect(text)
    assert [(entity.type, text[entity.start : entity.end]) for entity in entities] == found


def test_commands_and_mentions_are_told_apart_by_addressee() -> None:
    assert list(commands("/ask /ask@Other_bot")) == [(0, "ask", ""), (5, "ask", "Other_bot")]
    assert mentions("@Ann_Reader and x@y.com") == {"ann_reader"}


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://Example.org", "https://example.org/"),
        ("example.org/A", "http://example.org/A"),
        ("https://example.org?a=b", "https://example.org/?a=b"),
        ("tg://resolve?domain=x", "tg://resolve?domain=x"),
        ("http://127.0.0.1:8080/a", "http://127.0.0.1:8080/a"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
    ],
)
def test_a_link_is_kept_in_its_usual_form(url: str, kept: str) -> None:
    assert check_link(url, LINK_SCHEMES) == kept


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "Wrong HTTP URL"),
        ("not-a-url", "Wrong HTTP URL"),
        ("http://localhost:8080/", "Wrong HTTP URL"),
        ("http://a.example:port/", "Wrong HTTP URL"),
        ("http://a b.example/", "Wrong HTTP URL"),
        ("ftp://a.example/", "Unsupported URL protocol"),
        ("file:///etc/passwd", "Unsupported URL protocol"),
    ],
)
def test_a_link_that_no_button_may_have(url: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}$"):
        check_link(url, BUTTON_SCHEMES)


@pytest.mark.parametrize("text", ["", "ab", "a😀b", "😀😀"])
def test_utf16_offsets_and_indexes_are_each_others_inverse(text: str) -> None:
    units = utf16.units_before(text)
    assert utf16.length(text) == len(text.encode("utf-16-le")) // 2
    for index in range(len(text) + 1):
        assert units(index) == utf16.length(text[:index])
        assert utf16.index_at(text, units(index)) == index
