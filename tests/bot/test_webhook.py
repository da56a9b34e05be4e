"""Updates by webhook: only Telegram gets in, and it is told so when they are on disk."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot.application import build
from bot.inbox import InboxError
from bot.metrics import Metrics
from bot.playground.delivery import Patience
from bot.playground.faults import FaultKind
from bot.running import Watched, WrongToken
from bot.updates import HANDLED
from bot.web.listening import Address, listening
from bot.web.site import site
from bot.webhook import Door, WebhookRefused, WebhookSettings, run_webhook, webhook_routes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.updates import RawUpdate
    from tests.bot.conftest import Telegram

QUESTION = "How many civilians were killed?"
DOOR = Door.of(b"s" * 32)
HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATE = {"update_id": 5, "message": {"text": "Who?"}}


def free_port() -> int:
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.asynccontextmanager
async def running(telegram: Telegram, watched: Watched | None = None) -> AsyncIterator[str]:
    """Run the bot by webhook, and give its address."""
    address = Address("127.0.0.1", free_port())
    settings = WebhookSettings(f"http://{address}/", address, DOOR)
    application = build(
        telegram.api.token,
        telegram.archive,
        telegram.answerer,
        telegram.chats,
        bot_api=telegram.api.url,
    )
    task = asyncio.create_task(run_webhook(application, telegram.inbox, settings, watched))
    try:
        await telegram.until(lambda: task.done() or telegram.api.world.webhook.url)
        yield f"http://{address}"
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def test_questions_that_are_posted_are_answered(telegram: Telegram) -> None:
    async with running(telegram) as url:
        reply = await telegram.ask(QUESTION)
        assert "790 civilians" in reply.words
        webhook = telegram.api.world.webhook
        assert webhook.url == f"{url}{DOOR.path}"
        assert webhook.secret_token == DOOR.key
        (call,) = telegram.api.calls("setWebhook")
        assert call.params["allowed_updates"] == list(HANDLED)
    assert telegram.api.world.webhook.url, "what comes meanwhile is kept for the next start"


async def test_what_comes_while_the_bot_is_away_is_answered_after_its_next_start(
    telegram: Telegram,
) -> None:
    async with running(telegram):
        await telegram.ask(QUESTION)
    asked = telegram.api.world.send_text(telegram.private(), telegram.ann, QUESTION)
    async with running(telegram):
        assert (await telegram.api.wait_for_reply(asked)).words


async def test_setting_the_webhook_is_tried_until_it_is_done(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.outage._FIRST_PAUSE", 0.01)
    telegram.api.faults.add(FaultKind.BAD_GATEWAY, "setWebhook", times=2)
    async with running(telegram):
        await telegram.ask(QUESTION)


async def test_a_webhook_that_is_refused_is_said_so_without_its_secrets(
    telegram: Telegram,
) -> None:
    settings = WebhookSettings("ftp://example.org", Address("127.0.0.1", 0), DOOR)
    api = telegram.api
    application = build(
        api.token, telegram.archive, telegram.answerer, telegram.chats, bot_api=api.url
    )
    with pytest.raises(WebhookRefused, match=r"(?i)invalid webhook URL") as caught:
        await run_webhook(application, telegram.inbox, settings)
    assert DOOR.path not in str(caught.value)
    assert caught.value.__context__ is None
    api.refusals.clear()


async def test_a_wrong_token_ends_it(telegram: Telegram) -> None:
    settings = WebhookSettings("http://127.0.0.1", Address("127.0.0.1", 0), DOOR)
    application = build(
        "1:wrong", telegram.archive, telegram.answerer, telegram.chats, bot_api=telegram.api.url
    )
    with pytest.raises(WrongToken):
        await run_webhook(application, telegram.inbox, settings)


async def test_health_and_metrics_are_served_where_one_is_told_to(telegram: Telegram) -> None:
    address = Address("127.0.0.1", free_port())
    async with running(telegram, Watched(address, Metrics())), aiohttp.ClientSession() as session:
        await telegram.ask(QUESTION)
        await telegram.until(lambda: telegram.inbox.depth() == (0, 0.0))
        async with session.get(f"http://{address}/health/ready") as response:
            assert (response.status, await response.text()) == (200, "ready\n")
        async with session.get(f"http://{address}/metrics") as response:
            shown = await response.text()
    assert 'pullquote_updates_total{kind="message"} 1.0' in shown
    assert "pullquote_inbox_depth 0.0" in shown


class Taking:
    """Takes updates, or does not."""

    def __init__(self) -> None:
        self.taken: list[RawUpdate] = []
        self.fails = False
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def __call__(self, updates: list[RawUpdate]) -> None:
        await self.may_go_on.wait()
        if self.fails:
            raise InboxError("The inbox cannot be used: database or disk is full.")
        self.taken += updates


@pytest.fixture
async def taking() -> Taking:
    return Taking()


@pytest.fixture
async def url(taking: Taking) -> AsyncIterator[str]:
    served = site(list(webhook_routes(DOOR, taking)), largest_body=10_000)
    async with listening(served, Address("127.0.0.1", 0)) as address:
        yield f"http://{address}{DOOR.path}"


async def post(
    url: str,
    body: bytes | None = None,
    *,
    key: str | None = DOOR.key,
    kind: str = "application/json",
    method: str = "POST",
) -> int:
    headers = {"Content-Type": kind, **({} if key is None else {HEADER: key})}
    data = json.dumps(UPDATE).encode() if body is None else body
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, url, data=data, headers=headers) as response,
    ):
        return response.status


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8"])
async def test_an_update_is_taken(url: str, taking: Taking, kind: str) -> None:
    assert await post(url, kind=kind) == 200
    assert taking.taken == [UPDATE]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"key": None}, 404),
        ({"key": ""}, 404),
        ({"key": DOOR.key[:-1]}, 404),
        ({"key": DOOR.key + "a"}, 404),
        ({"key": "\u00fc\u00fc"}, 404),
        ({"kind": "text/plain"}, 415),
        ({"kind": "application/x-www-form-urlencoded"}, 415),
        ({"body": b"junk"}, 400),
        ({"body": b""}, 400),
        ({"body": b"[]"}, 400),
        ({"body": b"{}"}, 400),
        ({"body": b"\xff\xfe\xfd"}, 400),
        ({"body": b"[" * 9_000}, 400),
        ({"body": b'{"update_id": "5"}'}, 400),
        ({"body": b" " * 20_000 + b"{}"}, 413),
        ({"method": "GET"}, 405),
        ({"method": "PUT"}, 405),
    ],
)
async def test_what_is_no_update_from_telegram_is_refused(
    url: str, taking: Taking, changed: dict[str, Any], status: int
) -> None:
    assert await post(url, **changed) == status
    assert taking.taken == []


async def test_the_secret_is_compared_in_constant_time(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[bytes, bytes]] = []
    compare = hmac.compare_digest

    def remember(given: bytes, known: bytes) -> bool:
        compared.append((given, known))
        return compare(given, known)

    monkeypatch.setattr("bot.webhook.hmac.compare_digest", remember)
    keys = (DOOR.key, "x" + DOOR.key[1:], DOOR.key[:-1] + "x", "")
    assert [await post(url, key=key) for key in keys] == [200, 404, 404, 404]
    assert compared == [(key.encode(), DOOR.key.encode()) for key in keys]


async def test_another_path_is_not_there(url: str, taking: Taking) -> None:
    assert await post(url + "0") == 404
    assert await post(url.rpartition("/")[0]) == 404
    assert taking.taken == []


async def test_it_is_answered_only_when_the_update_is_on_disk(url: str, taking: Taking) -> None:
    taking.may_go_on.clear()
    posting = asyncio.create_task(post(url))
    await asyncio.sleep(0.1)
    assert not posting.done()
    taking.may_go_on.set()
    assert await posting == 200


async def test_an_update_that_cannot_be_kept_is_to_be_posted_again(
    url: str, taking: Taking
) -> None:
    taking.fails = True
    assert await post(url) == 503


async def test_an_update_comes_again_until_it_could_be_kept(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, tries = telegram.inbox.commit, []

    def full_at_first(arrived: list[RawUpdate], done: list[int]) -> Any:
        if arrived:
            tries.append(arrived)
            if len(tries) < 3:
                raise InboxError("The inbox cannot be used: database or disk is full.")
        return commit(arrived, done)

    monkeypatch.setattr(telegram.inbox, "commit", full_at_first)
    monkeypatch.setattr(telegram.api._webhook, "_patience", Patience(first_pause=0.01))
    async with running(telegram):
        assert "790 civilians" in (await telegram.ask(QUESTION)).words
    assert len(tries) == 3


def test_the_door_is_the_same_after_every_start_and_another_elsewhere() -> None:
    assert Door.of(b"s" * 32) == DOOR
    assert Door.of(b"t" * 32).path != DOOR.path
    assert len(DOOR.path) > 60
    assert DOOR.key not in DOOR.path
    assert DOOR.key not in repr(DOOR)
    assert DOOR.path not in repr(DOOR)
    assert DOOR.key.isalnum()
    assert len(DOOR.key) <= 256
