"""Faults on request, as a bot meets them."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

import aiohttp
import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TimedOut

from bot.playground.faults import FaultPlan
from bot.playground.local import LocalBotAPI
from bot.playground.objects import Chat

RawCall = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


@pytest.mark.parametrize("carried_out", [False, True])
async def test_a_dropped_connection(
    api: LocalBotAPI,
    http: aiohttp.ClientSession,
    private: Chat,
    carried_out: bool,  # noqa: FBT001
) -> None:
    api.faults.add("drop", "sendMessage", times=1, carried_out=carried_out)
    url = f"{api.base_url}{api.token}/sendMessage"
    message = {"chat_id": private.id, "text": "a"}
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await http.post(url, json=message)
    assert len(api.bot_messages(private)) == carried_out
    async with http.post(url, json=message) as response:
        assert response.status == 200
    assert [record.fault is None for record in api.calls("sendMessage")] == [False, True]


@pytest.mark.parametrize(
    ("kind", "status", "start"),
    [
        ("server_error", 500, '{"ok":false,"error_code":500'),
        ("bad_gateway", 502, "<html>"),
        ("too_many_requests", 429, '{"ok":false,"error_code":429'),
    ],
)
async def test_an_unhappy_status(
    api: LocalBotAPI, http: aiohttp.ClientSession, kind: str, status: int, start: str
) -> None:
    api.faults.add(kind, seconds=3)
    async with http.get(f"{api.base_url}{api.token}/getMe") as response:
        assert response.status == status
        body = await response.text()
        assert body.startswith(start)
        assert ("retry after 3" in body) == (status == 429)


async def test_half_an_answer_after_the_call_was_carried_out(
    api: LocalBotAPI, http: aiohttp.ClientSession, private: Chat
) -> None:
    api.faults.add("half_an_answer", "sendMessage", times=1)
    url = f"{api.base_url}{api.token}/sendMessage"
    with pytest.raises(aiohttp.ClientPayloadError):
        async with http.post(url, json={"chat_id": private.id, "text": "a"}) as response:
            await response.read()
    assert len(api.bot_messages(private)) == 1


async def test_a_hanging_call_is_not_answered(
    api: LocalBotAPI, http: aiohttp.ClientSession
) -> None:
    api.faults.add("hang", seconds=0.2)
    started = time.monotonic()
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await http.get(f"{api.base_url}{api.token}/getMe")
    assert time.monotonic() - started >= 0.2


async def test_a_late_answer_is_the_right_one(api: LocalBotAPI, call: RawCall) -> None:
    api.faults.add("delay", seconds=0.1)
    started = time.monotonic()
    assert (await call("getMe"))["ok"]
    assert time.monotonic() - started >= 0.1


async def test_the_library_sees_the_faults_as_its_errors(
    api: LocalBotAPI, telegram_bot: Bot, private: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # else RetryAfter warns of its own future
    expected: list[tuple[str, type[Exception]]] = [
        ("drop", NetworkError),
        ("server_error", NetworkError),
        ("bad_gateway", NetworkError),
        ("too_many_requests", RetryAfter),
        ("half_an_answer", NetworkError),
    ]
    for kind, error in expected:
        fault = api.faults.add(kind, "sendMessage", seconds=2)
        with pytest.raises(error):
            await telegram_bot.send_message(private.id, "a")
        api.faults.remove(fault)
    api.faults.add("hang", "sendMessage", seconds=1)
    with pytest.raises(TimedOut):
        await telegram_bot.send_message(private.id, "a", read_timeout=0.1)
    api.faults.clear()
    assert (await telegram_bot.send_message(private.id, "a")).text == "a"


async def test_a_server_stops_while_a_call_hangs(caller: Callable[[LocalBotAPI], RawCall]) -> None:
    async with LocalBotAPI() as api:
        api.faults.add("hang", seconds=60)
        hanging = asyncio.create_task(caller(api)("getMe"))
        await asyncio.sleep(0.05)
        started = time.monotonic()
    assert time.monotonic() - started < 3
    with pytest.raises(aiohttp.ClientError):
        await hanging


def test_a_fault_keeps_to_its_methods_and_its_number() -> None:
    plan = FaultPlan()
    plan.add("drop", "sendMessage", "getMe", times=2)
    picked = [plan.pick(method)[1] for method in ("getUpdates", "sendmessage", "getMe", "getMe")]
    assert [fault is not None for fault in picked] == [False, True, True, False]


def test_delays_add_up_and_go_with_a_fault() -> None:
    plan = FaultPlan()
    plan.add("delay", seconds=1)
    plan.add("delay", "getMe", seconds=2)
    drop = plan.add("drop", "sendMessage")
    assert plan.pick("getMe") == (3, None)
    assert plan.pick("sendMessage") == (1, drop)


def test_the_same_seed_throws_the_same_dice() -> None:
    def thrown(seed: int) -> list[bool]:
        plan = FaultPlan(seed)
        plan.add("drop", probability=0.3)
        return [plan.pick("getMe")[1] is not None for _ in range(200)]

    assert thrown(1) == thrown(1)
    assert thrown(1) != thrown(2)
    assert 30 <= sum(thrown(1)) <= 90


def test_an_unknown_kind_of_fault_is_refused() -> None:
    with pytest.raises(ValueError, match="'flood' is not a valid FaultKind"):
        FaultPlan().add("flood")
