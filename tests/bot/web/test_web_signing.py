"""Keys: what they open, for how long, and that nothing else opens it."""

from __future__ import annotations

import pytest

from bot.web.signing import LIFETIME, Signer

NOW = 1_795_400_000.0
DAY = 24 * 3600
SIGNER = Signer(b"s" * 32)
CHAT = -1001234567890


def test_a_key_opens_its_article_for_its_chat() -> None:
    assert SIGNER.chat("ferry", SIGNER.key("ferry", CHAT, NOW), NOW) == CHAT


def test_a_key_lasts_a_week_and_at_most_a_day_more() -> None:
    key = SIGNER.key("ferry", CHAT, NOW)
    assert SIGNER.chat("ferry", key, NOW + LIFETIME) == CHAT
    assert SIGNER.chat("ferry", key, NOW + LIFETIME + DAY) is None


def test_a_key_made_at_the_last_second_of_a_day_lasts_a_week_too() -> None:
    midnight = (int(NOW) // DAY + 1) * DAY
    key = SIGNER.key("ferry", CHAT, midnight - 0.5)
    assert SIGNER.chat("ferry", key, midnight - 1 + LIFETIME) == CHAT
    assert SIGNER.chat("ferry", key, midnight + LIFETIME) is None


def test_keys_of_one_day_are_the_same() -> None:
    midnight = int(NOW) // DAY * DAY
    keys = {SIGNER.key("ferry", CHAT, midnight + second) for second in (0, 0.5, 3600, DAY - 1)}
    assert len(keys) == 1
    assert SIGNER.key("ferry", CHAT, midnight + DAY) not in keys


@pytest.mark.parametrize("article", ["ferry2", "", "Ferry", "ferry\n", "ferrÿ"])
def test_a_key_opens_no_other_article(article: str) -> None:
    assert SIGNER.chat(article, SIGNER.key("ferry", CHAT, NOW), NOW) is None


def test_a_key_of_another_installation_opens_nothing() -> None:
    assert SIGNER.chat("ferry", Signer(b"t" * 32).key("ferry", CHAT, NOW), NOW) is None


def test_a_key_with_any_character_changed_opens_nothing() -> None:
    key = SIGNER.key("ferry", CHAT, NOW)
    for place, character in enumerate(key):
        for other in "0A9-._":
            changed = key[:place] + other + key[place + 1 :]
            if other != character:
                assert SIGNER.chat("ferry", changed, NOW) is None, changed


def test_the_last_character_of_a_signature_stands_for_itself_alone() -> None:
    # Two bits of it are unused, and a lenient decoder would take four letters for the same one.
    key = SIGNER.key("ferry", CHAT, NOW)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    assert [last for last in letters if SIGNER.chat("ferry", key[:-1] + last, NOW)] == [key[-1]]


@pytest.mark.parametrize(
    "spoilt",
    [
        "",
        ".",
        "..",
        "{chat}",
        "{chat}.{expires}",
        "{chat}.{expires}.",
        "{chat}.{expires}.{signature}=",
        "{chat}.{expires}.{signature}\n",
        " {chat}.{expires}.{signature}",
        "{chat}.0{expires}.{signature}",
        "{chat}.+{expires}.{signature}",
        "{chat}.{expires}0.{signature}",
        "{chat}.99999999999999999999.{signature}",
        "{chat}.{expires}.{signature}.{signature}",
        "{chat}.{expires}.٣{signature}",
        "{chat}.١.{signature}",
        "0.{expires}.{signature}",
        "٣.{expires}.{signature}",
    ],
)
def test_what_is_not_in_the_form_of_a_key_opens_nothing(spoilt: str) -> None:
    chat, expires, signature = SIGNER.key("ferry", CHAT, NOW).split(".")
    key = spoilt.format(chat=chat, expires=expires, signature=signature)
    assert SIGNER.chat("ferry", key, NOW) is None


def test_ids_of_any_letters_can_be_signed() -> None:
    for article in ("новость", "a/b", "a\nb", "\ud800", "x" * 1000):
        assert SIGNER.chat(article, SIGNER.key(article, 5, NOW), NOW) == 5


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Signer(b"short")
