"""`pullquote run --webhook`: who gets in, what is served where, and when it is said to be taken."""

from __future__ import annotations

import asyncio
import io
import json
import socket
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientSession

from bot.playground.local import LocalBotAPI
from bot.updates import HANDLED
from tests.bot.cli.test_cli_run import started

HEADER = "X-Telegram-Bot-Api-Secret-Token"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def command_line(process: int) -> str:
    """How a process was called, where the system shows it."""
    shown = Path(f"/proc/{process}/cmdline")
    return shown.read_text() if shown.exists() else ""


async def is_set(api: LocalBotAPI) -> None:
    async with asyncio.timeout(30):
        while not api.world.webhook.url:  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.02)


async def test_the_process_lets_in_telegram_alone(archive_path: Path) -> None:
    public, inner = (f"127.0.0.1:{free_port()}" for _ in range(2))
    port = inner.rpartition(":")[2]  # by itself, it is one that only this machine reaches
    options = ("--webhook", f"http://{public}", "--listen", public, "--health", port)
    async with LocalBotAPI() as api, ClientSession() as session:

        async def status(url: str, **request: Any) -> int:
            async with session.request(request.pop("method", "POST"), url, **request) as response:
                return response.status

        async with started(api.url, api.token, *options) as process:
            await is_set(api)
            webhook = api.world.webhook
            (call,) = api.calls("setWebhook")
            assert call.params["allowed_updates"] == list(HANDLED)
            assert not api.calls("deleteWebhook")

            # Neither the address nor the key holds a part of the token, or follows from it.
            path, token = urlsplit(webhook.url).path, api.token
            pieces = {token[n : n + 8] for n in range(len(token) - 8)}
            assert not [piece for piece in pieces if piece in webhook.url + webhook.secret_token]
            assert len(path.rpartition("/")[2]) == len(webhook.secret_token) == 64
            secret = archive_path.with_name("archive-secret")
            assert secret.stat().st_mode & 0o077 == 0

            key = {HEADER: webhook.secret_token}
            as_json = {**key, "Content-Type": "application/json; charset=utf-8"}
            update = json.dumps({"update_id": 7, "poll": {}})
            assert await status(webhook.url, data=update, headers=as_json) == 200
            for changed, expected in (
                ({"headers": {**as_json, HEADER: webhook.secret_token[:-1]}}, 404),
                ({"headers": {"Content-Type": "application/json"}}, 404),
                ({"headers": {**key, "Content-Type": "text/plain"}}, 415),
                ({"data": b"{"}, 400),
                ({"data": io.BytesIO(b" " * (1024 * 1024 + 1))}, 413),
                ({"method": "GET"}, 405),
            ):
                request = {"data": update, "headers": as_json, **changed}
                assert await status(webhook.url, **request) == expected, changed
            for elsewhere in ("", "/telegram", "/metrics", "/health/live", f"/{token}"):
                url = f"http://{public}{elsewhere}"
                assert await status(url, data=update, headers=as_json) == 404, elsewhere
                assert await status(url, method="GET") == 404, elsewhere
            for inside in ("/metrics", "/health/live", "/health/ready"):
                assert await status(f"http://{inner}{inside}", method="GET") == 200
            assert await status(f"http://{inner}{path}", data=update, headers=as_json) == 404
            async with session.get(f"http://{inner}/metrics") as response:
                shown = await response.text()
            assert token not in shown
            assert webhook.secret_token not in shown
            assert token not in command_line(process.pid)

            # What was said to be taken is on disk, even if the process ends that very moment.
            message = {"update_id": 8, "message": {"message_id": 1, "date": 1, "text": "Who?"}}
            taken = await status(webhook.url, data=json.dumps(message), headers=as_json)
            process.kill()
            await process.wait()
            assert taken == 200
            with closing(sqlite3.connect(archive_path.with_name("archive-inbox.sqlite"))) as inbox:
                found = inbox.execute("SELECT update_id FROM updates ORDER BY update_id")
                assert found.fetchall() == [(7,), (8,)]

        # By polling, the webhook is taken away first.
        async with started(api.url, api.token) as process:
            async with asyncio.timeout(30):
                while not api.calls("getUpdates"):  # noqa: ASYNC110 - nobody announces it
                    await asyncio.sleep(0.02)
            assert api.world.webhook.url == ""
            process.terminate()
            _, log = await asyncio.wait_for(process.communicate(), 10)
    assert api.token not in log.decode()


async def test_the_same_token_elsewhere_has_another_address(
    archive_path: Path,
) -> None:
    addresses = []
    for _ in range(2):
        public = f"127.0.0.1:{free_port()}"
        async with (
            LocalBotAPI("700000001:the-same-token-in-both-places") as api,
            started(
                api.url, api.token, "--webhook", f"http://{public}", "--listen", public
            ) as process,
        ):
            await is_set(api)
            webhook = api.world.webhook
            addresses.append((urlsplit(webhook.url).path, webhook.secret_token))
            process.terminate()
            await asyncio.wait_for(process.communicate(), 10)
        archive_path.with_name("archive-secret").unlink()
    assert addresses[0][0] != addresses[1][0]
    assert addresses[0][1] != addresses[1][1]
