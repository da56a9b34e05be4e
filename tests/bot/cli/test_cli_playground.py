"""`pullquote playground` as a program of its own."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import aiohttp.web
import pytest

import bot
from index.archive import Archive
from index.article import Document

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator

    from tests.bot.cli.conftest import Run

ROOT = Path(bot.__file__).parent.parent


@asynccontextmanager
async def playground(*args: str) -> AsyncIterator[tuple[str, Process]]:
    """Start it on a free port; its address, and the process."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "playground", "--port", "0", *args),
        cwd=ROOT,
        env=dict(os.environ),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
    )
    assert process.stdout
    try:
        async with asyncio.timeout(30):
            line = (await process.stdout.readline()).decode()
        found = re.search(r"http://\S+", line)
        assert found, line
        yield found[0], process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def answer_to(url: str, question: str, until: str = "") -> str:
    """Ask as the first person, and wait for the answer's words, or for some of them."""
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{url}/play/state") as response:
            state = await response.json()
        chat = state["chats"][0]["chat"]["id"]
        asking = {"chat_id": chat, "user_id": chat, "text": question}
        async with http.post(f"{url}/play/send_text", json=asking) as response:
            assert response.status == 200
        async with asyncio.timeout(20):
            while True:
                async with http.get(f"{url}/play/state") as response:
                    last: dict[str, Any] = (await response.json())["chats"][0]["messages"][-1]
                if last["from"]["is_bot"] and until in last["text"]:
                    return str(last["text"])
                await asyncio.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_answers_and_ends_cleanly(archive_path: Path, number: signal.Signals) -> None:
    async with playground() as (url, process):
        assert "790 civilians" in await answer_to(url, "How many civilians were killed?")
        process.send_signal(number)
        _, log = await asyncio.wait_for(process.communicate(), 15)
    assert process.returncode == 0
    assert log.decode() == ""
    assert not archive_path.parent.joinpath(archive_path.name).exists()


async def test_it_works_on_a_copy_of_the_archive(archive_path: Path) -> None:
    with Archive(archive_path) as archive:
        archive.add(
            Document("The storm damaged 40 houses in Westport.", title="Storm", language="en")
        )
    files = {file: file.read_bytes() for file in archive_path.parent.iterdir()}
    async with playground() as (url, process):
        answer = await answer_to(url, "How many houses did the storm damage?")
        assert "40 houses" in answer
        process.terminate()
        await asyncio.wait_for(process.communicate(), 15)
    assert {file: file.read_bytes() for file in archive_path.parent.iterdir()} == files


async def test_who_lets_others_in_is_warned() -> None:
    async with playground("--host", "0.0.0.0") as (url, process):
        assert url.startswith("http://127.0.0.1:")
        process.terminate()
        _, log = await asyncio.wait_for(process.communicate(), 15)
    assert "everybody who can reach this machine" in log.decode()


def test_an_archive_that_is_none_is_told_in_a_sentence(run: Run, archive_path: Path) -> None:
    archive_path.write_text("This is a diary.\n" * 100, encoding="utf-8")
    result = run("playground", "--port", "0")
    assert result.exit_code == 1
    assert result.stderr == f"Error: The file {archive_path} is not an archive of Pullquote.\n"


def test_a_port_beyond_all_ports_is_bad_usage(run: Run) -> None:
    result = run("playground", "--port", "65536")
    assert result.exit_code == 2
    assert "65536 is not in the range" in result.stderr


STORY = (
    "<!doctype html><html lang=en><title>Storm on the coast</title><article>"
    "<h1>Storm on the coast</h1><p>Storm Ida reached the coast on Monday and damaged 40 houses in"
    " Westport, the town said.</p><p>Nobody was hurt, because 300 people had left their homes the"
    " evening before.</p></article></html>"
)


@asynccontextmanager
async def news_site() -> AsyncIterator[str]:
    """A site on this machine with one story; the address of the story."""

    async def story(_request: aiohttp.web.Request) -> aiohttp.web.Response:
        return aiohttp.web.Response(text=STORY, content_type="text/html")

    app = aiohttp.web.Application()
    app.router.add_get("/storm", story)
    runner = aiohttp.web.AppRunner(app, access_log=None)
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/storm"
    await runner.cleanup()


@pytest.mark.usefixtures("archive_path")
@pytest.mark.parametrize(
    ("options", "told"),
    [((), "usual ports"), (("--local-links",), "Storm on the coast")],
)
async def test_a_link_into_this_machine_is_followed_only_if_that_is_asked_for(
    options: tuple[str, ...], told: str
) -> None:
    async with news_site() as address, playground(*options) as (url, process):
        said = await answer_to(url, address, until=told)
        process.terminate()
        await asyncio.wait_for(process.communicate(), 15)
    assert told in said


def test_links_into_the_own_network_are_for_who_plays_alone(run: Run) -> None:
    result = run("playground", "--host", "0.0.0.0", "--port", "0", "--local-links")
    assert result.exit_code == 2
    assert "leave out --host, or --local-links" in result.stderr
