"""Keyboards that Telegram takes, changes or refuses."""

from typing import Any

import pytest

from bot.playground.keyboards import check_reply_markup
from bot.playground.refusals import RefusedError


def inline(*buttons: object) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


def check(markup: object, *, in_private_chat: bool = True) -> dict[str, Any] | None:
    return check_reply_markup(markup, in_private_chat=in_private_chat, notes=[])


HTTPS_ONLY = (
    "inline keyboard button Web App URL 'http://a.example' is invalid: Only HTTPS links are allowed"
)
UNFIT = "can't parse inline keyboard button: "


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ([], "object expected as reply markup"),
        ({"inline_keyboard": {}}, 'field "inline_keyboard" must be of type Array'),
        (
            {"inline_keyboard": [{}]},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        ({"keyboard": ["a"]}, 'field "keyboard" must be an Array of Arrays'),
        (
            {"keyboard": [[1]]},
            "can't parse keyboard button: KeyboardButton must be a String or an Object",
        ),
        ({"keyboard": [[{}]]}, "can't parse keyboard button: Can't find field \"text\""),
        (inline("a"), f"{UNFIT}InlineKeyboardButton must be an Object"),
        (inline({"callback_data": "a"}), f'{UNFIT}Can\'t find field "text"'),
        (inline({"text": "a"}), f"{UNFIT}Text buttons are unallowed in the inline keyboard"),
        (
            inline({"text": "a", "callback_data": ""}),
            f"{UNFIT}Text buttons are unallowed in the inline keyboard",
        ),
        (
            inline({"text": "a", "callback_data": [1]}),
            f'{UNFIT}Field "callback_data" must be of type String',
        ),
        (inline({"text": "a", "callback_data": "a" * 65}), "BUTTON_DATA_INVALID"),
        (inline({"text": "a", "callback_data": "é" * 33}), "BUTTON_DATA_INVALID"),
        (
            inline({"text": "a", "url": "not-a-url"}),
            "inline keyboard button URL 'not-a-url' is invalid: Wrong HTTP URL",
        ),
        (
            inline({"text": "a", "url": "ftp://a.example"}),
            "inline keyboard button URL 'ftp://a.example' is invalid: Unsupported URL protocol",
        ),
        (inline({"text": "a", "web_app": {"url": "http://a.example"}}), HTTPS_ONLY),
        (inline({"text": "a", "web_app": {}}), f'{UNFIT}Can\'t find field "url"'),
        (
            {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]] * 101},
            "reply markup is too long",
        ),
    ],
)
def test_an_unfit_keyboard_is_refused(markup: object, reason: str) -> None:
    with pytest.raises(RefusedError) as refused:
        check(markup)
    assert refused.value.description == f"Bad Request: {reason}"


def test_a_mini_app_button_stands_in_private_chats_only() -> None:
    markup = inline({"text": "a", "web_app": {"url": "https://a.example"}})
    assert check(markup) == inline({"text": "a", "web_app": {"url": "https://a.example/"}})
    with pytest.raises(RefusedError, match="BUTTON_TYPE_INVALID"):
        check(markup, in_private_chat=False)


@pytest.mark.parametrize("data", ["a", "a" * 64, "é" * 32])
def test_callback_data_may_take_64_bytes(data: str) -> None:
    markup = inline({"text": "a", "callback_data": data})
    assert check(markup) == markup


def test_a_button_without_words_is_dropped_and_noted() -> None:
    notes: list[str] = []
    kept = {"text": "a", "callback_data": "a"}
    markup = inline(kept, {"text": " ", "callback_data": "b"})
    assert check_reply_markup(markup, in_private_chat=True, notes=notes) == inline(kept)
    assert notes == ["a button without text was dropped"]


@pytest.mark.parametrize(
    ("markup", "kept"),
    [
        (None, None),
        ({}, None),
        ({"inline_keyboard": []}, None),
        ({"keyboard": [["a", {"text": "b"}]]}, {"keyboard": [["a", {"text": "b"}]]}),
        ({"remove_keyboard": True}, {"remove_keyboard": True}),
        ({"force_reply": True}, {"force_reply": True}),
    ],
)
def test_other_keyboards_stay_as_they_are(markup: object, kept: object) -> None:
    assert check(markup) == kept
