"""Updates in the order of each chat, many chats at a time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot import workers as workers_module
from bot.inbox import Entry
from bot.updates import chat_of
from bot.workers import Workers


def entry(number: int, chat: int) -> Entry:
    update = {"update_id": number, "message": {"chat": {"id": chat}, "from": {"id": 7}}}
    return Entry(number, update, received_at=0)


async def test_one_chat_is_served_in_order_however_long_each_takes() -> None:
    seen = []

    async def handle(entry: Entry) -> None:
        await asyncio.sleep(0.01 if entry.number % 2 else 0)
        seen.append(entry.number)

    workers = Workers(handle)
    for number in range(6):
        workers.submit(entry(number, chat=1))
    assert await workers.finish(5) == 0
    assert seen == list(range(6))


async def test_a_slow_chat_holds_up_no_other() -> None:
    released, others_served = asyncio.Event(), asyncio.Event()
    seen = []

    async def handle(entry: Entry) -> None:
        if entry.update["message"]["chat"]["id"] == 1:
            await released.wait()
        seen.append(entry.number)
        others_served.set()

    workers = Workers(handle)
    for number in range(3):
        workers.submit(entry(number, chat=1))
    workers.submit(entry(10, chat=2))
    await asyncio.wait_for(others_served.wait(), 5)
    assert seen == [10]
    released.set()
    await workers.finish(5)
    assert seen == [10, 0, 1, 2]


async def test_an_update_that_fails_is_stepped_over(caplog: pytest.LogCaptureFixture) -> None:
    seen = []

    async def handle(entry: Entry) -> None:
        if entry.number == 1:
            raise ValueError("what somebody has written")
        seen.append(entry.number)

    workers = Workers(handle)
    for number in range(3):
        workers.submit(entry(number, chat=1))
    await workers.finish(5)
    assert seen == [0, 2]
    assert "update 1 was stepped over: ValueError" in caplog.text
    assert "written" not in caplog.text


async def test_what_is_to_be_tried_again_comes_before_the_next_of_its_chat() -> None:
    seen = []

    async def handle(entry: Entry) -> float | None:
        seen.append(entry.number)
        return 0.01 if len(seen) < 3 else None

    workers = Workers(handle)
    for number in range(2):
        workers.submit(entry(number, chat=1))
    await workers.finish(5)
    assert seen == [0, 0, 0, 1]


async def test_who_pauses_holds_up_no_other_chat() -> None:
    seen = []

    async def handle(entry: Entry) -> float | None:
        seen.append(entry.number)
        return 60 if entry.number == 0 else None

    workers = Workers(handle, at_once=1)
    for number in range(3):
        workers.submit(entry(number, chat=number))
    assert await workers.finish(0.1) == 1
    assert seen == [0, 1, 2]


async def test_nothing_is_begun_in_the_second_half_of_the_last_moments() -> None:
    seen = []

    async def handle(entry: Entry) -> None:
        seen.append(entry.number)
        await asyncio.sleep(0.15)

    workers = Workers(handle)
    for number in range(9):
        workers.submit(entry(number, chat=1))
    assert await workers.finish(0.4) == 7
    assert seen == [0, 1]


async def test_only_so_many_are_handled_at_a_time() -> None:
    running = most = 0

    async def handle(_entry: Entry) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1

    workers = Workers(handle, at_once=3)
    for number in range(20):
        workers.submit(entry(number, chat=number))
    await workers.finish(5)
    assert most == 3


async def test_there_is_room_again_when_enough_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers_module, "WAITING", 3)
    released = asyncio.Event()

    async def handle(_entry: Entry) -> None:
        await released.wait()

    workers = Workers(handle)
    for number in range(2):
        workers.submit(entry(number, chat=number))
    await asyncio.wait_for(workers.room(), 1)
    workers.submit(entry(2, chat=2))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(workers.room(), 0.01)
    released.set()
    await asyncio.wait_for(workers.room(), 1)
    await workers.finish(5)


async def test_what_takes_too_long_is_given_up_and_counted() -> None:
    cancelled = []

    async def handle(entry: Entry) -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.append(entry.number)
            raise

    workers = Workers(handle)
    for number in range(2):
        workers.submit(entry(number, chat=1))
    assert await workers.finish(0.01) == 2
    assert cancelled == [0]


@pytest.mark.parametrize(
    ("update", "chat"),
    [
        ({"update_id": 1, "message": {"chat": {"id": -5}, "from": {"id": 7}}}, -5),
        ({"update_id": 1, "edited_message": {"chat": {"id": -5}}}, -5),
        ({"update_id": 1, "my_chat_member": {"chat": {"id": -5}, "from": {"id": 7}}}, -5),
        (
            {
                "update_id": 1,
                "callback_query": {"from": {"id": 7}, "message": {"chat": {"id": -5}}},
            },
            -5,
        ),
        ({"update_id": 1, "callback_query": {"from": {"id": 7}, "inline_message_id": "x"}}, 7),
        ({"update_id": 1, "inline_query": {"id": "1", "from": {"id": 7}, "query": ""}}, 7),
        ({"update_id": 1, "poll_answer": {"poll_id": "1", "user": {"id": 7}}}, 7),
        ({"update_id": 1}, 0),
        ({"update_id": 1, "message": "junk"}, 0),
        ({"update_id": 1, "message": {"chat": 5, "from": {"id": "junk"}}}, 0),
    ],
)
def test_an_update_belongs_to_its_chat_or_else_to_its_sender(
    update: dict[str, Any], chat: int
) -> None:
    assert chat_of(update) == chat
