from __future__ import annotations

import asyncio
import os
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import asynccontextmanager, suppress
from io import BytesIO
from typing import TYPE_CHECKING

from aiohttp import ClientConnectionError, ClientSession, web
from aiohttp.test_utils import TestServer

from bot.playground.local import LocalBotAPI
from tests.deploy.validators import DEPLOY, check, validator

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator
    from pathlib import Path

CADDYFILE = DEPLOY / "Caddyfile"
ARGUMENTS = ("--adapter", "caddyfile", "--config", str(CADDYFILE))

KEY = "a-right-to-read"
SECRET = "what-telegram-proves-itself-with"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


def environment(tmp_path: Path, site: str, upstream: str = "") -> dict[str, str]:
    given = {"CADDY_SITE": site, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    given |= {"XDG_CONFIG_HOME": str(tmp_path)}
    return given | ({"CADDY_UPSTREAM": upstream} if upstream else {})


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@asynccontextmanager
async def caddy(tmp_path: Path, upstream: str) -> AsyncIterator[tuple[str, Process]]:
    """Run Caddy on loopback, without certificates; what it is asked for goes upstream."""
    site = f"http://127.0.0.1:{free_port()}"
    process = await asyncio.create_subprocess_exec(
        *(validator("caddy"), "run", *ARGUMENTS),
        env={**os.environ, **environment(tmp_path, site, upstream)},
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=PIPE,
    )
    assert process.stderr
    try:
        while b"serving initial configuration" not in (line := await process.stderr.readline()):
            assert line, "Caddy ended"
        yield site, process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def test_caddy_finds_no_fault(tmp_path: Path) -> None:
    check("caddy", "validate", *ARGUMENTS, **environment(tmp_path, "quotes.example.org"))


def test_the_file_is_laid_out_as_caddy_does() -> None:
    check("caddy", "fmt", "--diff", CADDYFILE)


async def test_what_the_public_asks_for_reaches_the_bot_unchanged(tmp_path: Path) -> None:
    async def say_what_came(request: web.Request) -> web.Response:
        secret = request.headers["X-Telegram-Bot-Api-Secret-Token"]
        return web.Response(text=f"{request.path_qs} {secret} {await request.text()}")

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", say_what_came)
    async with (
        TestServer(application, host="127.0.0.1") as server,
        caddy(tmp_path, f"127.0.0.1:{server.port}") as (site, _),
        ClientSession() as session,
        session.post(f"{site}/a/b?key={KEY}", data="an update", headers=HEADERS) as answer,
    ):
        assert answer.status == 200
        assert await answer.text() == f"/a/b?key={KEY} {SECRET} an update"
        assert "max-age" in answer.headers["Strict-Transport-Security"]
        assert "Via" not in answer.headers


async def test_the_bot_answers_by_webhook(tmp_path: Path) -> None:
    listen = f"127.0.0.1:{free_port()}"
    async with LocalBotAPI() as api, caddy(tmp_path, listen) as (site, _):
        bot = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            *("--bot-api", api.url, "--webhook", site, "--listen", listen),
            cwd=DEPLOY.parent,
            env={
                **os.environ,
                "TELEGRAM_BOT_TOKEN": api.token,
                "PULLQUOTE_ARCHIVE": str(tmp_path / "archive.sqlite"),
            },
            stdin=DEVNULL,
            stderr=DEVNULL,
        )
        try:
            ann = api.world.add_user("Ann")
            chat = api.world.private_chat(ann)
            asked = api.world.send_text(chat, ann, "How many civilians were killed?")
            reply = await api.wait_for_reply(asked, timeout=30)
            assert "790 civilians" in (reply.text or "")
            assert api.world.webhook.url.startswith(f"{site}/")
        finally:
            bot.terminate()
            await bot.wait()


async def test_a_body_that_is_too_large_does_not_reach_the_bot(tmp_path: Path) -> None:
    received: list[int] = []

    async def take(request: web.Request) -> web.Response:
        received.append(len(await request.read()))
        return web.Response()

    application = web.Application(client_max_size=10_000_000)
    application.router.add_post("/", take)
    async with (
        TestServer(application, host="127.0.0.1") as server,
        caddy(tmp_path, f"127.0.0.1:{server.port}") as (site, _),
        ClientSession() as session,
    ):
        with suppress(ClientConnectionError):  # Caddy may hang up before all has been sent
            answer = await session.post(site, data=BytesIO(b"x" * 5_000_000))
            assert answer.status in {413, 502}
    assert not received


async def test_what_fails_is_logged_without_keys(tmp_path: Path) -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    upstream = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, caddy(tmp_path, upstream) as (site, process), ClientSession() as session:
        async with session.post(
            f"{site}/a/b?key={KEY}", data="an update", headers=HEADERS
        ) as answer:
            assert answer.status == 502
        process.terminate()
        _, log = await process.communicate()
    assert b"http.log.error" in log
    assert KEY.encode() not in log
    assert SECRET.encode() not in log
