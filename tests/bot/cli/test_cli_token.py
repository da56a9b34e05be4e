"""The token is in nothing that the bot writes, shows or keeps, whatever goes wrong."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientError, ClientSession, web

import bot
from bot.playground.faults import FaultKind
from bot.playground.local import LocalBotAPI

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator, Awaitable, Callable

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ROOT = Path(bot.__file__).parent.parent
TOKEN = "700000001:AAH-nobody_may_see-this_part_0123456"
SECRET = TOKEN.partition(":")[2]


async def unauthorized(_: web.Request) -> web.Response:
    return web.json_response(
        {"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401
    )


async def not_found(request: web.Request) -> web.Response:
    return web.Response(text=f"No such page: {request.rel_url}", status=404)


async def server_error(request: web.Request) -> web.Response:
    return web.Response(text=f"<h1>{request.url} has crashed</h1>", status=500)


async def flood(_: web.Request) -> web.Response:
    body = {"ok": False, "error_code": 429, "parameters": {"retry_after": 1}}
    return web.json_response(body, status=429)


async def no_json(request: web.Request) -> web.Response:
    return web.Response(text=f"Welcome to {request.url}")


async def half_of_it(_: web.Request) -> web.Response:
    return web.Response(text='{"ok": true, "result": {"id"', content_type="application/json")


async def elsewhere(request: web.Request) -> web.Response:
    raise web.HTTPFound(f"http://127.0.0.1:9{request.rel_url}")


async def dropped(request: web.Request) -> web.Response:
    assert request.transport
    request.transport.close()
    return web.Response()


async def a_strange_bot(request: web.Request) -> web.Response:
    """Answer every method with something of the wrong type, in which the address is repeated."""
    return web.json_response({"ok": True, "result": {"id": str(request.url), "is_bot": 7}})


SERVERS: dict[str, Handler] = {
    handler.__name__: handler
    for handler in (
        *(unauthorized, not_found, server_error, flood, no_json, half_of_it, elsewhere),
        *(dropped, a_strange_bot),
    )
}


@asynccontextmanager
async def served(handler: Handler) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def pullquote(folder: Path, *arguments: str) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-X", "dev", "-m", "bot", "--debug", *arguments),
        cwd=ROOT,
        env={
            **os.environ,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "PULLQUOTE_ARCHIVE": str(folder / "archive.sqlite"),
            "PYTHONASYNCIODEBUG": "1",
        },
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def written(process: Process, until: str | None = None) -> str:
    """Let a program run until it ends, or says something; return all that it has written."""
    assert process.stderr
    said = b""
    if until is not None:
        async with asyncio.timeout(30):
            while not re.search(until.encode(), said) and (line := await process.stderr.readline()):
                said += line
        await asyncio.sleep(0.5)
        with suppress(ProcessLookupError):
            process.terminate()
    out, err = await asyncio.wait_for(process.communicate(), 30)
    return (said + out + err).decode(errors="replace")


def free_address() -> str:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{found.getsockname()[1]}"


def search(said: str, folder: Path) -> None:
    """Look for the token in what was said, and in all files that were written."""
    for name, content in [("what it wrote", said.encode()), *files(folder)]:
        for secret in (TOKEN, SECRET, SECRET.replace("-", "%2D"), TOKEN.replace(":", "%3A")):
            assert secret.encode() not in content, f"{name} holds {secret}\n{said}"


def files(folder: Path) -> list[tuple[str, bytes]]:
    return [(str(path), path.read_bytes()) for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("command", ["run", "doctor"])
async def test_a_server_that_fails_in_whatever_way_does_not_bring_the_token_to_light(
    tmp_path: Path, command: str
) -> None:
    async def fail(name: str, url: str) -> None:
        folder = tmp_path / name
        folder.mkdir()
        health = ("--health", free_address()) if command == "run" else ()
        async with pullquote(folder, command, "--bot-api", url, *health) as process:
            said = await written(process, "tried again|Error" if command == "run" else None)
        assert len(said) > 40
        search(said, folder)

    async def fail_as(name: str) -> None:
        async with served(SERVERS[name]) as url:
            await fail(name, url)

    # Three at a time, for the sake of small machines.
    names = sorted(SERVERS)
    for start in range(0, len(names), 3):
        await asyncio.gather(*(fail_as(name) for name in names[start : start + 3]))
    await asyncio.gather(
        fail("refused", f"http://{free_address()}"),
        fail("no host", "http://no-such-host.invalid"),
        fail("no HTTPS", f"https://{free_address()}"),
    )


async def test_a_bot_at_work_shows_its_token_nowhere(tmp_path: Path) -> None:
    async with LocalBotAPI(TOKEN, flood=None) as api:
        address, health = free_address(), free_address()
        site = ("--webhook", f"http://{address}", "--listen", address, "--health", health)
        async with pullquote(tmp_path, "run", "--bot-api", api.url, *site) as process:
            ann = api.world.add_user("Ann")
            chat = api.world.private_chat(ann)
            asked = api.world.send_text(chat, ann, "How many civilians were killed?")
            reply = await api.wait_for_reply(asked, timeout=30)
            for kind in (FaultKind.DROP, FaultKind.HALF_AN_ANSWER, FaultKind.BAD_GATEWAY):
                api.faults.add(kind, "sendMessage", times=1)
            api.world.press(ann, reply, (0, 0))
            api.world.updates.push_raw({"message": {"text": "unsound"}})
            api.world.inline_query(ann, "civilians")
            asked = api.world.send_text(chat, ann, "/help")
            await api.wait_for_reply(asked, timeout=30)
            seen = await shown(process, f"http://{health}")
            said = await written(process, "")
        assert process.returncode == 0
        said += seen
        assert "pullquote_updates_total" in said
    async with pullquote(tmp_path, "inbox", "list", "--json") as process:
        said += await written(process)
    async with pullquote(tmp_path, "backup", str(tmp_path / "backup.zip")) as process:
        said += await written(process)
    search(said, tmp_path)


async def shown(process: Process, health: str) -> str:
    """What everyone on the machine can see of a program."""
    commands = Path(f"/proc/{process.pid}/cmdline")
    seen = await asyncio.to_thread(commands.read_text) if has_proc() else ""
    async with ClientSession() as session:
        for path in ("/metrics", "/health/ready", "/health/live", "/nowhere"):
            with suppress(ClientError):
                async with session.get(health + path) as response:
                    seen += f"{response.headers}{await response.text()}"
    return seen


def has_proc() -> bool:
    return Path("/proc/self/cmdline").exists()


async def test_a_webhook_that_is_refused_does_not_bring_the_token_to_light(tmp_path: Path) -> None:
    async with LocalBotAPI(TOKEN, flood=None) as api:
        site = ("--webhook", "ftp://nowhere", "--listen", free_address())
        async with pullquote(tmp_path, "run", "--bot-api", api.url, *site) as process:
            said = await written(process)
        site = ("--webhook", "http://127.0.0.1:1", "--listen", free_address())
        api.faults.add(FaultKind.SERVER_ERROR, "setWebhook")
        async with pullquote(tmp_path, "run", "--bot-api", api.url, *site) as process:
            said += await written(process, "setting the webhook fails")
    assert "setting the webhook fails" in said
    search(said, tmp_path)


@pytest.mark.parametrize(
    "broken", ["archive.sqlite", "archive-chats.sqlite", "archive-inbox.sqlite"]
)
async def test_a_crash_with_its_traceback_does_not_bring_the_token_to_light(
    tmp_path: Path, broken: str
) -> None:
    (tmp_path / broken).write_bytes(b"This is no database. " * 100)
    async with pullquote(tmp_path, "run", "--bot-api", "http://127.0.0.1:9") as process:
        said = await written(process)
    assert process.returncode == 1
    assert "Traceback" in said
    search(said, tmp_path)


async def test_a_token_in_a_file_is_as_good_and_as_secret(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "token").write_text(f"{TOKEN}\n")
    (tmp_path / "data").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(secrets / "token"))
        async with LocalBotAPI(TOKEN, flood=None) as api:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "doctor", "--bot-api", api.url),
                cwd=ROOT,
                env={
                    **{k: v for k, v in os.environ.items() if k != "TELEGRAM_BOT_TOKEN"},
                    "PULLQUOTE_ARCHIVE": str(tmp_path / "data" / "archive.sqlite"),
                },
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=PIPE,
            )
            said = await written(process)
    assert re.search(r"ok +token +It is that of @pullquote_bot", said)
    search(said, tmp_path / "data")


def test_the_search_finds_a_token(tmp_path: Path) -> None:
    (tmp_path / "log").write_text(f"POST /bot{TOKEN}/getMe")
    with pytest.raises(AssertionError, match="log holds"):
        search("", tmp_path)
