"""`pullquote run`: whom the bot serves, how much, and how long it keeps what they say."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot import texts
from bot.playground.local import LocalBotAPI
from tests.bot.cli.test_cli_run import started

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.cli.conftest import Run

QUESTION = "How many civilians were killed?"


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--admins", "ann"), "it has to be numbers with commas between them"),
        (("--admins", "1;2"), "it has to be numbers with commas between them"),
        (("--admins", "1,"), "it has to be numbers with commas between them"),
        (("--allow-chats", "@readers"), "it has to be numbers with commas between them"),
        (("--allow-chats", "9" * 30), "it has to be numbers with commas between them"),
        (("--keep-days", "2"), "is not in the range x>=3"),
        (("--person-limit", "-1"), "is not in the range x>=0"),
        (("--chat-limit", "many"), "is not a valid integer"),
    ],
)
def test_bad_values_are_bad_usage(run: Run, options: tuple[str, str], reason: str) -> None:
    result = run("run", *options)
    assert result.exit_code == 2
    assert reason in result.stderr


async def test_the_process_does_as_it_is_told(
    archive_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULLQUOTE_KEEP_DAYS", "12")
    monkeypatch.setenv("PULLQUOTE_PERSON_LIMIT", "2")
    async with LocalBotAPI() as api:
        ann, ben, cyd = (api.world.add_user(name) for name in ("Ann", "Ben", "Cyd"))
        options = ("--admins", str(ann.id), "--allow-chats", f"{ben.id}, -100123")
        async with started(api.url, api.token, *options) as process:
            said = {}
            for user in (ann, ben, cyd):
                for text in ("/stats", "/privacy", QUESTION) if user is not cyd else ("/stats",):
                    asked = api.world.send_text(api.world.private_chat(user), user, text)
                    said[user.id, text] = (await api.wait_for_reply(asked, timeout=30)).words
            process.terminate()
            await asyncio.wait_for(process.communicate(), 10)
    assert "Articles for everybody: 1" in said[ann.id, "/stats"]
    assert "790 civilians" in said[ann.id, QUESTION]
    assert "do not know /stats" in said[ben.id, "/stats"]
    assert "answers: for 12 days" in said[ben.id, "/privacy"]
    assert said[ben.id, QUESTION] == texts.LIMIT_PERSON
    assert said[cyd.id, "/stats"] == texts.NOT_SERVED
    with closing(sqlite3.connect(archive_path.with_name("archive-chats.sqlite"))) as db:
        assert db.execute("SELECT chat FROM answers").fetchall() == [(ann.id,)]
