from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession

import bot
from bot.playground.local import LocalBotAPI
from bot.sole import sole

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator

    from tests.bot.cli.conftest import Run

ROOT = Path(bot.__file__).parent.parent


@asynccontextmanager
async def started(url: str, token: str, *options: str) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--bot-api", url, *options),
        cwd=ROOT,
        env={**os.environ, "TELEGRAM_BOT_TOKEN": token},
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.parametrize("token", [None, "", "  "])
def test_without_a_token_one_is_told_how_to_get_one(
    run: Run, monkeypatch: pytest.MonkeyPatch, token: str | None
) -> None:
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    if token is not None:
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", token)
    result = run("run")
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert "@BotFather" in line
    assert "pullquote ask" in line


def test_an_address_that_is_none_is_bad_usage(run: Run) -> None:
    result = run("run", "--bot-api", "localhost:8081")
    assert result.exit_code == 2
    assert "it has to be an address that begins with http:// or https://." in result.stderr


def test_a_public_address_that_telegram_takes_no_link_to_is_bad_usage(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:a")
    result = run("run", "--public-url", "http://localhost:8080")
    assert result.exit_code == 2
    assert "The public address must look like https://quotes.example.org" in result.stderr


@pytest.mark.usefixtures("archive_path")
@pytest.mark.parametrize("option", ["--public-url", "--webhook"])
async def test_a_quote_leads_to_the_page_of_its_article(option: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    options = (option, f"http://{address}", "--listen", address)
    async with LocalBotAPI() as api, started(api.url, api.token, *options) as process:
        ann = api.world.add_user("Ann")
        asked = api.world.send_text(
            api.world.private_chat(ann), ann, "How many civilians were killed?"
        )
        reply = await api.wait_for_reply(asked, timeout=30)
        (link,) = [one["url"] for one in reply.entities if one["type"] == "text_link"]
        async with ClientSession() as http, http.get(link) as response:
            page = await response.text()
        process.terminate()
        _, log = await asyncio.wait_for(process.communicate(), 10)
    assert link.startswith(f"http://{address}/article/idlib-truce")
    assert "790 civilians" in page.partition("<mark")[2].partition("</mark>")[0]
    assert "/article/" not in log.decode()


@pytest.mark.usefixtures("archive_path")
async def test_the_bot_answers_and_stops_when_it_is_told_to() -> None:
    async with LocalBotAPI() as api, started(api.url, api.token) as process:
        ann = api.world.add_user("Ann")
        chat = api.world.private_chat(ann)
        asked = api.world.send_text(chat, ann, "How many civilians were killed?")
        reply = await api.wait_for_reply(asked, timeout=30)
        assert "790 civilians" in (reply.text or "")
        process.terminate()
        _, log = await asyncio.wait_for(process.communicate(), 10)
        assert process.returncode == 0
        assert api.token not in log.decode()


@pytest.mark.usefixtures("archive_path")
async def test_a_wrong_token_is_told_in_a_sentence_that_does_not_name_it() -> None:
    token = "123456:wrong-token-of-somebody"
    async with LocalBotAPI() as api, started(api.url, token) as process:
        _, log = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 1
    last = log.decode().splitlines()[-1]
    assert last.startswith("Error: The Bot API server does not accept the token")
    assert token not in log.decode()


@pytest.mark.parametrize(
    ("option", "address"),
    [
        ("--listen", "8080"),
        ("--listen", "127.0.0.1:99999"),
        ("--listen", "http://127.0.0.1:8080"),
        ("--health", "99999"),
        ("--health", "127.0.0.1:99999"),
        ("--health", "http://127.0.0.1:8080"),
    ],
)
def test_an_address_to_listen_on_that_is_none_is_bad_usage(
    run: Run, option: str, address: str
) -> None:
    result = run("run", option, address)
    assert result.exit_code == 2
    assert "An address to listen on is a host and a port" in result.stderr


def test_a_second_bot_on_the_same_files_is_refused(
    run: Run, archive_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "4000:made-up")
    with sole(archive_path.with_name("archive-lock")):
        result = run("run")
    assert result.exit_code == 1
    assert "Another bot is running on the same files" in result.stderr


@pytest.mark.usefixtures("archive_path")
async def test_the_webhook_and_the_pages_of_articles_are_served() -> None:
    async with LocalBotAPI() as api, ClientSession() as session:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{found.getsockname()[1]}"
        options = ("--webhook", f"http://{address}", "--listen", address, "--log-json")
        async with started(api.url, api.token, *options) as process:
            ann = api.world.add_user("Ann")
            asked = api.world.send_text(
                api.world.private_chat(ann), ann, "How many civilians were killed?"
            )
            await api.wait_for_reply(asked, timeout=30)
            async with session.get(f"http://{address}/article/idlib-truce") as response:
                assert response.status == 200
                assert "790 civilians" in await response.text()
            process.terminate()
            _, log = await asyncio.wait_for(process.communicate(), 10)
    lines = [json.loads(line) for line in log.splitlines()]
    assert any("is listening at" in line["message"] for line in lines)
    assert "civilians" not in log.decode()
    assert api.world.webhook.secret_token not in log.decode()
