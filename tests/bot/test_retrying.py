"""What becomes of an update that could not be handled."""

from __future__ import annotations

import datetime as dt
import sqlite3

import pytest
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from bot import retrying
from bot.chats import ChatsError
from bot.inbox import InboxError
from bot.retrying import End, next_step
from index.archive_errors import Locked

DAY = 24 * 3600.0


@pytest.fixture(autouse=True)
def _pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "PAUSES", (1.0, 5.0))
    monkeypatch.setattr(retrying, "PAUSES_FOR_STORAGE", (1.0, 5.0, 15.0, 30.0))


@pytest.mark.parametrize(
    ("error", "steps"),
    [
        (ValueError(), [1.0, 5.0, End.SET_ASIDE]),
        (BadRequest("Chat not found"), [1.0, 5.0, End.SET_ASIDE]),
        (Forbidden("bot was blocked by the user"), [End.DONE]),
        (ChatsError(), [1.0, 5.0, 15.0, 30.0, End.SET_ASIDE]),
        (InboxError(), [1.0, 5.0, 15.0, 30.0, End.SET_ASIDE]),
        (Locked(), [1.0, 5.0, 15.0, 30.0, End.SET_ASIDE]),
        (sqlite3.OperationalError(), [1.0, 5.0, 15.0, 30.0, End.SET_ASIDE]),
        (NetworkError("x"), [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]),
        (TimedOut(), [1.0, 2.0]),
        (InvalidToken(), [1.0, 2.0]),
        (RetryAfter(dt.timedelta(seconds=40)), [40.0, 40.0, 40.0, 40.0, 40.0, 40.0, 60.0]),
        (RetryAfter(dt.timedelta(seconds=600)), [600.0, 600.0]),
    ],
    ids=repr,
)
def test_the_pauses_grow_until_it_ends(error: Exception, steps: list[float | End]) -> None:
    assert [next_step(error, tries, 0) for tries in range(1, len(steps) + 1)] == steps


def test_telegram_is_waited_for_a_day_and_not_longer() -> None:
    assert next_step(NetworkError("x"), 500, DAY - 60) == 60.0
    assert next_step(NetworkError("x"), 500, DAY + 60) is End.SET_ASIDE
