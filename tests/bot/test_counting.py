"""What comes back from calls to Telegram, as far as it is read."""

from __future__ import annotations

import json

from bot.counting import CountedRequest


def test_a_message_comes_back_without_what_was_sent_in_it() -> None:
    sent = {
        "message_id": 7,
        "date": 0,
        "chat": {"id": 5, "type": "private"},
        "text": "So it says.",
        "entities": [{"type": "bold", "offset": 0, "length": 2}],
        "reply_markup": {"inline_keyboard": []},
        "reply_to_message": {"message_id": 6, "date": 0, "chat": {"id": 5, "type": "private"}},
    }
    answer = CountedRequest.parse_json_payload(json.dumps({"ok": True, "result": sent}).encode())
    assert answer["ok"]
    assert answer["result"].keys() == {"message_id", "date", "chat", "text"}


def test_other_answers_come_back_whole() -> None:
    for answer in (
        {"ok": True, "result": True},
        {"ok": True, "result": {"id": 1, "entities": []}},
        {"ok": False, "error_code": 429, "parameters": {"retry_after": 3}},
    ):
        assert CountedRequest.parse_json_payload(json.dumps(answer).encode()) == answer
