"""How updates reach the bot: long polling and webhook."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
from aiohttp import web

from bot.playground.delivery import Patience
from bot.playground.local import LocalBotAPI
from bot.playground.objects import Chat, User

RawCall = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


def texts(answer: dict[str, Any]) -> list[str]:
    return [update["message"]["text"] for update in answer["result"]]


async def polls_begun(api: LocalBotAPI, count: int) -> None:
    """Wait until so many calls of getUpdates have come."""
    async with asyncio.timeout(3):
        while len(api.calls("getUpdates")) < count:  # noqa: ASYNC110 - a poll tells nobody
            await asyncio.sleep(0.005)
    await asyncio.sleep(0.005)


async def test_updates_stay_until_they_are_acknowledged(
    api: LocalBotAPI, call: RawCall, private: Chat, ann: User
) -> None:
    for text in "abcd":
        api.world.send_text(private, ann, text)
    first = await call("getUpdates", limit=2)
    assert texts(first) == ["a", "b"]
    assert texts(await call("getUpdates")) == ["a", "b", "c", "d"]
    after = first["result"][-1]["update_id"] + 1
    assert texts(await call("getUpdates", offset=after)) == ["c", "d"]
    assert texts(await call("getUpdates", offset=after, limit=0)) == ["c"]
    assert texts(await call("getUpdates", offset=-1)) == ["d"]
    assert texts(await call("getUpdates")) == ["d"]
    assert len(api.world.updates) == 1


async def test_a_poll_waits_for_the_next_update(
    api: LocalBotAPI, call: RawCall, private: Chat, ann: User
) -> None:
    poll = asyncio.create_task(call("getUpdates", timeout=5))
    await polls_begun(api, 1)
    assert not poll.done()
    api.world.send_text(private, ann, "now")
    async with asyncio.timeout(1):
        assert texts(await poll) == ["now"]


async def test_a_poll_ends_empty_when_its_time_is_up(call: RawCall) -> None:
    async with asyncio.timeout(3):
        assert (await call("getUpdates", timeout=1))["result"] == []


async def test_a_second_poll_ends_the_first(
    api: LocalBotAPI, call: RawCall, private: Chat, ann: User
) -> None:
    first = asyncio.create_task(call("getUpdates", timeout=5))
    await polls_begun(api, 1)
    second = asyncio.create_task(call("getUpdates", timeout=5))
    assert (await first)["description"] == (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )
    api.world.send_text(private, ann, "for the second")
    assert texts(await second) == ["for the second"]


async def test_a_poll_whose_bot_has_gone_is_no_conflict(
    api: LocalBotAPI, call: RawCall, private: Chat, ann: User
) -> None:
    gone = asyncio.create_task(call("getUpdates", timeout=5))
    await polls_begun(api, 1)
    gone.cancel()
    await asyncio.sleep(0.05)
    poll = asyncio.create_task(call("getUpdates", timeout=5))
    await polls_begun(api, 2)
    api.world.send_text(private, ann, "for who is there")
    assert texts(await poll) == ["for who is there"]
    assert not api.refusals


async def test_the_kinds_asked_for_stay_asked_for(
    api: LocalBotAPI, call: RawCall, private: Chat, ann: User
) -> None:
    await call("getUpdates", allowed_updates=["edited_message"])
    await call("getUpdates")
    message = api.world.send_text(private, ann, "a")
    assert (await call("getUpdates"))["result"] == []
    api.world.edit_text(message, "b")
    assert "edited_message" in (await call("getUpdates"))["result"][0]


class Hook:
    """A bot's webhook that fails as often as it is told."""

    def __init__(self) -> None:
        self.url = ""
        self.failures: list[int] = []
        self.received: list[tuple[str | None, dict[str, Any]]] = []
        self.news = asyncio.Event()

    async def handle(self, request: web.Request) -> web.Response:
        if self.failures:
            return web.Response(status=self.failures.pop(0))
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
        self.received.append((secret, await request.json()))
        self.news.set()
        return web.Response()

    async def texts(self, count: int) -> list[str]:
        async with asyncio.timeout(3):
            while len(self.received) < count:
                self.news.clear()
                await self.news.wait()
        return [update["message"]["text"] for _secret, update in self.received]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


@pytest.fixture
async def api() -> AsyncIterator[LocalBotAPI]:
    patience = Patience(timeout=1, first_pause=0.01)
    async with LocalBotAPI(flood=None, patience=patience) as server:
        yield server


async def test_a_webhook_gets_updates_in_order_with_the_secret(
    api: LocalBotAPI, call: RawCall, hook: Hook, private: Chat, ann: User
) -> None:
    api.world.send_text(private, ann, "before")
    assert (await call("setWebhook", url=hook.url, secret_token="s-3_T"))["ok"]
    for number in range(5):
        api.world.send_text(private, ann, str(number))
    assert await hook.texts(6) == ["before", "0", "1", "2", "3", "4"]
    assert {secret for secret, _update in hook.received} == {"s-3_T"}
    await api.wait_until_updates_are_taken()


async def test_a_failing_webhook_gets_the_update_again(
    api: LocalBotAPI, call: RawCall, hook: Hook, private: Chat, ann: User
) -> None:
    hook.failures = [500, 503]
    await call("setWebhook", url=hook.url)
    api.world.send_text(private, ann, "a")
    api.world.send_text(private, ann, "b")
    assert await hook.texts(2) == ["a", "b"]
    info = (await call("getWebhookInfo"))["result"]
    assert info["last_error_message"] == (
        "Wrong response from the webhook: 503 Service Unavailable"
    )


async def test_a_webhook_that_is_not_there_leaves_updates_waiting(
    api: LocalBotAPI, call: RawCall, hook: Hook, private: Chat, ann: User
) -> None:
    await call("setWebhook", url="http://127.0.0.1:1/", allowed_updates=["message"])
    api.world.send_text(private, ann, "a")
    async with asyncio.timeout(3):
        while not api.world.webhook.last_error_date:  # noqa: ASYNC110 - a failure tells nobody
            await asyncio.sleep(0.005)
    info = (await call("getWebhookInfo"))["result"]
    assert info["pending_update_count"] == 1
    assert info["last_error_message"] == "Connection refused"
    assert info["allowed_updates"] == ["message"]
    await call("setWebhook", url=hook.url)
    assert await hook.texts(1) == ["a"]


async def test_polling_and_webhook_exclude_each_other(
    api: LocalBotAPI, call: RawCall, hook: Hook
) -> None:
    poll = asyncio.create_task(call("getUpdates", timeout=5))
    await polls_begun(api, 1)
    await call("setWebhook", url=hook.url)
    assert (await poll)["description"] == "Conflict: terminated by setWebhook request"
    assert (await call("getUpdates"))["description"] == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    assert (await call("deleteWebhook"))["ok"]
    assert (await call("getUpdates"))["result"] == []
    assert (await call("getWebhookInfo"))["result"]["url"] == ""


@pytest.mark.parametrize("method", ["setWebhook", "deleteWebhook"])
async def test_waiting_updates_can_be_dropped(
    api: LocalBotAPI, call: RawCall, hook: Hook, method: str
) -> None:
    api.world.start(api.world.add_user("Ann"))
    assert len(api.world.updates) == 1
    await call(method, url=hook.url, drop_pending_updates=True)
    assert len(api.world.updates) == 0


async def test_a_stopped_server_comes_back_on_its_port_with_its_world(
    api: LocalBotAPI, call: RawCall, private: Chat, ann: User
) -> None:
    url = api.base_url
    api.world.send_text(private, ann, "kept")
    await api.stop()
    with pytest.raises(OSError, match="Connect"):
        await call("getMe")
    await api.start()
    assert api.base_url == url
    assert texts(await call("getUpdates")) == ["kept"]
