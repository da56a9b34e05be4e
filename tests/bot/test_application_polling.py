"""Starting, fetching updates and stopping, on good days and bad ones."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import TelegramError

from bot.application import build
from bot.chats import Chats
from bot.inbox import Inbox
from bot.playground.faults import FaultKind
from bot.playground.local import LocalBotAPI
from bot.polling import Poller, run_polling
from bot.running import WrongToken
from bot.transport import AiohttpRequest
from bot.updates import HANDLED
from index.answering import Answer, Answerer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from bot.application import BotApplication
    from bot.updates import RawUpdate
    from index.archive import Archive
    from index.article import Article
    from tests.bot.conftest import Telegram

QUESTION = "How many civilians were killed?"
TOKEN = "4000:a-token-that-nobody-may-see"  # made up


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.outage._FIRST_PAUSE", 0.02)
    monkeypatch.setattr("bot.outage._LONGEST_PAUSE", 0.05)
    monkeypatch.setattr("bot.delivery._FIRST_PAUSE", 0.02)


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize("token", ["700000001:wrong", "junk", "700000001:a/b"])
async def test_a_wrong_token_ends_the_bot_with_a_sentence(
    archive: Archive, caplog: pytest.LogCaptureFixture, token: str
) -> None:
    caplog.set_level(logging.DEBUG)
    async with LocalBotAPI() as api:
        with Chats(None) as chats, Inbox(None) as inbox:
            application = build(token, archive, Answerer(), chats, bot_api=api.url)
            with pytest.raises(WrongToken, match="does not accept") as caught:
                await run_polling(application, inbox)
    assert caught.value.__context__ is None
    assert token not in caplog.text


async def test_a_token_that_is_revoked_ends_the_bot(archive: Archive) -> None:
    async with LocalBotAPI() as api:
        with Chats(None) as chats, Inbox(None) as inbox:
            application = build(api.token, archive, Answerer(), chats, bot_api=api.url)
            task = asyncio.create_task(run_polling(application, inbox))
            ann = api.world.add_user("Ann")
            await api.wait_for_reply(api.world.start(ann))
            api.token = TOKEN
            api.world.start(ann)
            with pytest.raises(WrongToken):
                await asyncio.wait_for(task, 5)


def test_the_token_is_in_no_repr(archive: Archive) -> None:
    with Chats(None) as chats:
        application = build(TOKEN, archive, Answerer(), chats)
    assert TOKEN not in f"{application!r} {application.bot!r} {application.bot}"
    assert "https://api.telegram.org" in repr(application.bot)


@pytest.mark.parametrize("address", ["", "localhost:8081", "ftp://127.0.0.1", "http://"])
def test_an_address_that_cannot_be_called_is_refused_at_once(
    archive: Archive, address: str
) -> None:
    with Chats(None) as chats, pytest.raises(ValueError, match="must begin with http"):
        build(TOKEN, archive, Answerer(), chats, bot_api=address)


async def test_a_server_that_is_not_there_yet_is_waited_for(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    api = LocalBotAPI()
    await api.start()
    await api.stop()
    with Chats(None) as chats, Inbox(None) as inbox:
        running = asyncio.create_task(
            run_polling(build(api.token, archive, Answerer(), chats, bot_api=api.url), inbox)
        )
        await asyncio.sleep(0.3)
        await api.start()
        ann = api.world.add_user("Ann")
        await api.wait_for_reply(api.world.start(ann))
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        await api.stop()
    assert len(warnings(caplog)) == 1
    assert "connecting to the Bot API server fails and is tried again" in caplog.text
    assert "connecting to the Bot API server works again" in caplog.text


async def test_a_webhook_is_removed_and_what_waits_is_kept(telegram: Telegram) -> None:
    telegram.api.world.webhook.url = "http://127.0.0.1:9/hook"
    async with telegram.bot():
        await telegram.ask(QUESTION)
    (call,) = telegram.api.calls("deleteWebhook")
    assert "drop_pending_updates" not in call.params
    assert telegram.api.world.webhook.url == ""


async def test_only_updates_that_are_handled_are_asked_for(telegram: Telegram) -> None:
    async with telegram.bot():
        pass
    (call, *_) = telegram.api.calls("getUpdates")
    assert call.params["allowed_updates"] == list(HANDLED)


@pytest.mark.parametrize(
    "fault",
    [
        FaultKind.DROP,
        FaultKind.SERVER_ERROR,
        FaultKind.BAD_GATEWAY,
        FaultKind.HALF_AN_ANSWER,
    ],
)
async def test_failing_polls_are_logged_once_and_tried_again(
    telegram: Telegram, caplog: pytest.LogCaptureFixture, fault: FaultKind
) -> None:
    caplog.set_level(logging.INFO)
    telegram.api.faults.add(fault, "getUpdates", times=3)
    async with telegram.bot():
        await telegram.ask(QUESTION)
    assert len(warnings(caplog)) == 1
    assert "fetching updates works again" in caplog.text


async def test_another_program_that_fetches_the_updates_is_named(
    telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    async with telegram.bot():
        other = Bot(
            telegram.api.token,
            base_url=telegram.api.base_url,
            request=AiohttpRequest(),
            get_updates_request=AiohttpRequest(),
        )
        async with other:
            with contextlib.suppress(TelegramError):
                await other.get_updates(timeout=1)
        await telegram.ask(QUESTION)
    assert "another program fetches this bot's updates" in caplog.text


async def test_what_is_under_way_is_finished_and_acknowledged_before_the_end(
    telegram: Telegram,
) -> None:
    class Slow(Answerer):
        def answer(self, question: str, article: Article) -> Answer:
            if question == QUESTION:
                asked.set()
            return super().answer(question, article)

    asked = asyncio.Event()
    telegram.answerer = Slow()
    chat = telegram.private()
    async with telegram.bot():
        telegram.api.faults.add(FaultKind.DELAY, "sendMessage", seconds=0.2)
        sent = [telegram.api.world.send_text(chat, telegram.ann, QUESTION) for _ in range(3)]
        await telegram.until(asked.is_set)
    assert all(message.answers for message in sent)
    assert len(telegram.api.world.updates) == 0
    telegram.api.faults.clear()
    async with telegram.bot():
        await telegram.ask(QUESTION)
    assert len(telegram.api.bot_messages(chat)) == 4


async def test_what_was_answered_is_acknowledged_even_after_a_failed_poll(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with telegram.bot():
        monkeypatch.setattr("bot.outage._FIRST_PAUSE", 30.0)
        monkeypatch.setattr("bot.outage._LONGEST_PAUSE", 30.0)
        telegram.api.faults.add(FaultKind.DROP, "getUpdates", times=1)
        await telegram.ask(QUESTION)
        await telegram.until(lambda: len(telegram.api.calls("getUpdates")) == 2)
        await asyncio.sleep(0.05)
        assert len(telegram.api.world.updates) == 1
    assert len(telegram.api.world.updates) == 0


async def test_what_cannot_be_finished_is_given_up_in_time(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.running.LAST_WORK", 0.05)
    async with telegram.bot():
        telegram.api.faults.add(FaultKind.HANG, "sendMessage", seconds=5)
        telegram.api.world.send_text(telegram.private(), telegram.ann, QUESTION)
        await telegram.until(lambda: telegram.api.calls("sendMessage"))
        stopped_at = time.monotonic()
    assert time.monotonic() - stopped_at < 2
    assert "1 updates are left for the next start" in caplog.text
    telegram.api.faults.clear()


# Servers that do not do what the local one does


@contextlib.asynccontextmanager
async def server(answers: Callable[[str, dict[str, Any]], Any]) -> AsyncIterator[str]:
    """Serve a Bot API that answers with what the function returns; None is an unknown method."""

    async def handle(request: web.Request) -> web.Response:
        body = dict(await request.post())
        result = answers(request.match_info["method"], body)
        if result is None:
            refusal = {"ok": False, "error_code": 404, "description": "Not Found"}
            return web.json_response(refusal, status=404)
        if result == []:
            await asyncio.sleep(0.01)
        return web.json_response({"ok": True, "result": result})

    app = web.Application()
    app.router.add_post("/bot{token}/{method}", handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


ME = {"id": 4000, "is_bot": True, "first_name": "Pullquote", "username": "pullquote_bot"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Ann"}
ANN = {"id": 7, "is_bot": False, "first_name": "Ann"}
MESSAGE = {"message_id": 1, "date": 1, "chat": PRIVATE, "from": ANN, "text": QUESTION}


@contextlib.asynccontextmanager
async def running(application: BotApplication, inbox: Inbox) -> AsyncIterator[None]:
    task = asyncio.create_task(run_polling(application, inbox))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.mark.parametrize(
    "batches",
    [
        [[{"update_id": 5, "message": MESSAGE}]],
        ["junk", [{"update_id": 5, "message": MESSAGE}]],
        [{"a": 1}, [{"update_id": 5, "message": MESSAGE}]],
        [5, [{"update_id": 5, "message": MESSAGE}]],
        [["junk", {}, {"update_id": 5, "message": MESSAGE}, {"update_id": "6"}, None]],
        [["junk"], [{"update_id": 5, "message": MESSAGE}]],
        [[{"update_id": 6, "poll": 1}, {"update_id": 5, "message": MESSAGE}]],
    ],
)
async def test_a_server_that_knows_little_and_sends_junk_is_borne(
    archive: Archive, batches: list[Any]
) -> None:
    waiting = list(batches)
    sent: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()

    def answers(method: str, body: dict[str, Any]) -> Any:
        if method == "getMe":
            return ME
        if method == "getUpdates":
            return waiting.pop(0) if waiting else []
        if method == "sendMessage" and not sent.done():
            sent.set_result(body)
            return {"message_id": 2, "date": 1, "chat": PRIVATE, "from": ME, "text": "x"}
        return None

    async with server(answers) as url:
        with Chats(None) as chats, Inbox(None) as inbox:
            application = build(TOKEN, archive, Answerer(), chats, bot_api=f"{url}/")
            async with running(application, inbox):
                body = await asyncio.wait_for(sent, 5)
    assert "790 civilians" in body["text"].replace("<b>", "").replace("</b>", "")
    assert json.loads(body["reply_parameters"])["message_id"] == 1


async def test_updates_are_acknowledged_only_when_they_have_been_taken() -> None:
    offsets: list[str] = []
    taken: list[list[RawUpdate]] = []
    taking, may_go_on, polled_again = asyncio.Event(), asyncio.Event(), asyncio.Event()

    def answers(method: str, body: dict[str, Any]) -> Any:
        if method == "getMe":
            return ME
        offsets.append(body.get("offset", ""))
        if len(offsets) == 2:
            polled_again.set()
        return [{"update_id": 5}, {"update_id": 6}] if len(offsets) == 1 else []

    async def take(updates: list[RawUpdate]) -> None:
        taken.append(updates)
        taking.set()
        await may_go_on.wait()

    async with server(answers) as url:
        request = AiohttpRequest(), AiohttpRequest()
        bot = Bot(TOKEN, base_url=f"{url}/bot", request=request[0], get_updates_request=request[1])
        async with bot:
            poller = Poller(bot, ["message"], take)
            task = asyncio.create_task(poller.run())
            await asyncio.wait_for(taking.wait(), 5)
            await asyncio.sleep(0.05)
            assert offsets == [""]
            may_go_on.set()
            await asyncio.wait_for(polled_again.wait(), 5)
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
    assert offsets[1] == "7"
    assert taken == [[{"update_id": 5}, {"update_id": 6}]]


# The bot as a process

PROGRAM = """
import asyncio, sys
from pathlib import Path
from bot.application import build
from bot.chats import Chats
from bot.inbox import Inbox
from bot.polling import run_polling
from bot.running import WrongToken
from index.answering import Answerer
from index.archive import Archive

token, url, folder = sys.argv[1:]
with (
    Archive(None) as archive,
    Chats(Path(folder) / "chats.sqlite") as chats,
    Inbox(Path(folder) / "inbox.sqlite") as inbox,
):
    try:
        asyncio.run(run_polling(build(token, archive, Answerer(), chats, bot_api=url), inbox))
    except WrongToken as error:
        sys.exit(str(error))
"""


async def start_process(api: LocalBotAPI, token: str, folder: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "error", "-c", PROGRAM, token, api.url, str(folder)),
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path or "." for path in sys.path)},
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_process_when_its_work_is_done(
    tmp_path: Path, number: signal.Signals
) -> None:
    async with LocalBotAPI() as api:
        process = await start_process(api, api.token, tmp_path)
        ann = api.world.add_user("Ann")
        sent = api.world.start(ann)
        await api.wait_for_reply(sent, timeout=20)
        api.faults.add(FaultKind.DELAY, "sendMessage", seconds=0.2)
        asked = api.world.send_text(api.world.private_chat(ann), ann, QUESTION)
        while len(api.calls("sendMessage")) < 2:  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.005)
        process.send_signal(number)
        _, errors = await asyncio.wait_for(process.communicate(), 10)
    assert asked.answers
    assert process.returncode == 0
    assert errors == b""
    assert len(api.world.updates) == 0


async def test_a_process_with_a_wrong_token_ends_with_one_line(tmp_path: Path) -> None:
    async with LocalBotAPI() as api:
        process = await start_process(api, TOKEN, tmp_path)
        _, errors = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 1
    assert len(errors.splitlines()) == 1
    assert b"nobody-may-see" not in errors
