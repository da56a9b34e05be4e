"""The bot as a process among people and faults: what its metrics count and what its log tells."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

import bot
from bot.playground.faults import FaultKind
from bot.playground.local import LocalBotAPI

if TYPE_CHECKING:
    from bot.playground.objects import Chat, User

ROOT = Path(bot.__file__).parent.parent
QUESTION = "How many civilians were killed?"
ELSEWHERE = "Who won the marathon of Sapporo?"
UNSOUND = "An unsound secret"


@dataclass
class Watched:
    """What was seen of a bot.

    Attributes:
        values: What was counted, by name and label.
        log: What it wrote.
        token: Its token.

    """

    values: dict[tuple[str, str], float]
    log: str
    token: str


_SEEN: dict[tuple[str, ...], Watched] = {}


async def watched(folder: Path, *options: str) -> Watched:
    """Run a bot in bad weather, once for all tests, and see what it tells of itself."""
    if options not in _SEEN:
        _SEEN[options] = await _watched(folder, *options)
    return _SEEN[options]


async def _watched(folder: Path, *options: str) -> Watched:
    async with LocalBotAPI(flood=None) as api:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            health = f"127.0.0.1:{found.getsockname()[1]}"
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            *("--bot-api", api.url, "--health", health, *options),
            cwd=ROOT,
            env={
                **os.environ,
                "TELEGRAM_BOT_TOKEN": api.token,
                "PULLQUOTE_ARCHIVE": str(folder / "archive.sqlite"),
            },
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=PIPE,
        )
        try:
            await converse(api)
            values = await scraped(f"http://{health}/metrics")
            process.terminate()
            _, log = await asyncio.wait_for(process.communicate(), 15)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    assert process.returncode == 0
    return Watched(values, log.decode(), api.token)


async def converse(api: LocalBotAPI) -> None:
    """Ask, press, type, send links, all while Telegram fails now and then."""
    world = api.world
    ann = world.add_user("Ann")
    chat = world.private_chat(ann)
    answer = await said(api, chat, ann, QUESTION)
    for kind in (FaultKind.TOO_MANY_REQUESTS, FaultKind.SERVER_ERROR, FaultKind.DROP):
        api.faults.add(kind, "sendMessage", times=1, seconds=1)
        await said(api, chat, ann, ELSEWHERE)
    await api.wait_for_callback_answer(world.press(ann, chat.messages[answer], (0, 0)), 15)
    await api.wait_for_inline_results(world.inline_query(ann, QUESTION), 15)
    await said(api, chat, ann, "http://127.0.0.1:9/story")
    world.updates.push_raw({"message": {"text": UNSOUND, "chat": {"id": 1}}})
    await said(api, chat, ann, QUESTION)
    await asyncio.sleep(0.3)


async def said(api: LocalBotAPI, chat: Chat, person: User, text: str) -> int:
    sent = api.world.send_text(chat, person, text)
    reply = await api.wait_for_reply(sent, timeout=30)
    return reply.id


async def scraped(url: str) -> dict[tuple[str, str], float]:
    async with ClientSession() as session, session.get(url) as response:
        shown = await response.text()
    return {
        (sample.name, "/".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(shown)
        for sample in family.samples
        if "le" not in sample.labels
    }


async def test_all_that_happens_is_counted_and_can_be_scraped(tmp_path: Path) -> None:
    values = (await watched(tmp_path)).values
    counted = {
        ("pullquote_updates_total", "message"): 7,
        ("pullquote_updates_total", "callback_query"): 1,
        ("pullquote_updates_total", "inline_query"): 1,
        ("pullquote_answers_total", "answered"): 2,
        ("pullquote_answers_total", "silent"): 3,
        ("pullquote_retries_total", "flood"): 1,
        ("pullquote_retries_total", "server"): 1,
        ("pullquote_retries_total", "network"): 1,
        ("pullquote_sends_total", "failed"): 3,
        ("pullquote_fetches_total", "refused"): 1,
        ("pullquote_stage_milliseconds_count", "inbox"): 9,
        ("pullquote_stage_milliseconds_count", "fetch"): 1,
        ("pullquote_inbox_depth", ""): 1,
    }
    assert {name: values.get(name) for name in counted} == counted
    assert values["pullquote_sends_total", "sent"] >= 8
    assert values["pullquote_stage_milliseconds_count", "send"] >= 11
    assert values["pullquote_stage_milliseconds_count", "answer"] >= 6
    assert 0 < values["pullquote_stage_milliseconds_sum", "answer"] < 10_000
    assert values["pullquote_errors_total", "UnsoundUpdate"] >= 1
    assert values["pullquote_inbox_age_seconds", ""] < 60
    assert values["process_resident_memory_bytes", ""] > 1e6


@pytest.mark.parametrize("options", [(), ("--log-json",)], ids=["for people", "as JSON"])
async def test_the_log_has_a_line_an_event_and_no_words_of_anybody(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    seen = await watched(tmp_path, *options)
    lines = seen.log.splitlines()
    assert len(lines) >= 4
    for line in lines:
        if options:
            assert json.loads(line).keys() == {"time", "level", "logger", "message"}
        else:
            assert re.match(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\+00:00 [A-Z]+ \S", line)
    for secret in ("civilians", "marathon", "Sapporo", UNSOUND, "story", "Ann", seen.token):
        assert secret not in seen.log
    assert "is tried again" in seen.log
    assert "stopping because of SIGTERM" in seen.log
