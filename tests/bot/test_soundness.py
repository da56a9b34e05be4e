"""Updates that are not as Telegram sends them are known before handlers rely on them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from bot.handlers.errors import account
from bot.soundness import UnsoundUpdate, check

ANN = {"id": 5, "is_bot": False, "first_name": "Ann"}
CHAT = {"id": 5, "type": "private", "first_name": "Ann"}
MESSAGE: dict[str, Any] = {
    "message_id": 7,
    "date": 1_795_000_000,
    "chat": CHAT,
    "from": ANN,
    "text": "/ask who?",
    "entities": [{"type": "bot_command", "offset": 0, "length": 4}],
}
PRESS = {"id": "1", "from": ANN, "chat_instance": "1", "message": MESSAGE, "data": "more:1"}
QUERY = {"id": "1", "from": ANN, "query": "truce", "offset": ""}


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1},
        {"message": MESSAGE},
        {"edited_message": {**MESSAGE, "edit_date": 1_795_000_001}},
        {"message": {**MESSAGE, "reply_to_message": MESSAGE}},
        {"message": {**MESSAGE, "from": None, "sender_chat": {"id": -100, "type": "channel"}}},
        {"message": {**MESSAGE, "a_field_of_tomorrow": [{}]}},
        {"callback_query": PRESS},
        {"callback_query": {**PRESS, "message": {"message_id": 7, "date": 0, "chat": CHAT}}},
        {"inline_query": QUERY},
        {"quantum_message": "unheard of"},
    ],
)
def test_what_telegram_sends_is_sound(update: dict[str, Any]) -> None:
    check(update)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("message",), "a secret"),
        (("message",), []),
        (("message", "message_id"), None),
        (("message", "message_id"), "7"),
        (("message", "message_id"), True),
        (("message", "message_id"), 2**63),
        (("message", "date"), -1),
        (("message", "date"), 2**40),
        (("message", "chat"), None),
        (("message", "chat", "id"), 5.0),
        (("message", "chat", "type"), None),
        (("message", "from", "first_name"), 1),
        (("message", "text"), ["a secret"]),
        (("message", "entities"), {}),
        (("message", "entities", 0), "a secret"),
        (("message", "entities", 0, "offset"), None),
        (("callback_query", "data"), 5),
        (("callback_query", "message", "chat", "id"), "5"),
        (("inline_query", "query"), None),
    ],
)
def test_what_it_never_sends_is_not_and_is_not_repeated(
    place: tuple[Any, ...], value: object
) -> None:
    update = deepcopy({"message": MESSAGE, "callback_query": PRESS, "inline_query": QUERY})
    holder: Any = update
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = value
    with pytest.raises(UnsoundUpdate) as caught:
        check(update)
    assert "secret" not in account(caught.value)
    assert "UnsoundUpdate: " in account(caught.value)


def test_replies_within_replies_have_an_end() -> None:
    message = MESSAGE
    for _ in range(1000):
        message = {**MESSAGE, "reply_to_message": message}
    with pytest.raises(UnsoundUpdate, match="too deep"):
        check({"message": message})
