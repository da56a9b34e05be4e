"""What the doctor finds, and what it advises."""

from __future__ import annotations

import time
from collections import namedtuple
from typing import TYPE_CHECKING

import pytest

from bot import doctor
from bot.doctor import examine
from bot.inbox import Inbox
from bot.installation import Installation
from bot.playground.local import LocalBotAPI

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.doctor import Finding

Usage = namedtuple("Usage", "total used free")  # noqa: PYI024 - as the library has it


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "archive.sqlite", 0.1)


@pytest.fixture
async def api() -> AsyncIterator[LocalBotAPI]:
    async with LocalBotAPI() as api:
        yield api


async def found(api: LocalBotAPI, installation: Installation, **given: str) -> dict[str, Finding]:
    findings = await examine(installation, given.get("token", api.token), api.url)
    return {finding.subject: finding for finding in findings}


async def test_a_healthy_installation_has_no_fault(
    api: LocalBotAPI, installation: Installation
) -> None:
    findings = await found(api, installation)
    assert {subject: finding.grade for subject, finding in findings.items()} == dict.fromkeys(
        ("token", "privacy mode", "inline mode", "webhook", "clock", "archive", "inbox", "disk"),
        "ok",
    )
    assert "@pullquote_bot" in findings["token"].text
    assert "has 1 articles" in findings["archive"].text


@pytest.mark.parametrize(
    ("token", "advice"), [("", "/newbot"), ("700000001:wrong", "compare it with the one")]
)
async def test_a_missing_or_wrong_token_is_a_fault(
    api: LocalBotAPI, installation: Installation, token: str, advice: str
) -> None:
    finding = (await found(api, installation, token=token))["token"]
    assert finding.grade == "fault"
    assert advice in finding.text


async def test_a_server_that_is_not_there_is_a_fault_that_does_not_tell_the_token(
    installation: Installation,
) -> None:
    api = LocalBotAPI()
    await api.start()
    await api.stop()
    findings = await found(api, installation)
    assert findings["token"].grade == "fault"
    assert api.url in findings["token"].text
    assert api.token.partition(":")[2] not in findings["token"].text
    assert findings["clock"].grade == "note"


async def test_what_botfather_should_be_told_is_noted(
    api: LocalBotAPI, installation: Installation
) -> None:
    api.world.settings.reads_all_group_messages = True
    api.world.settings.supports_inline = False
    findings = await found(api, installation)
    assert findings["privacy mode"].grade == "note"
    assert "/setprivacy" in findings["privacy mode"].text
    assert findings["inline mode"].grade == "note"
    assert "/setinline" in findings["inline mode"].text


async def test_a_webhook_is_shown_without_its_path_and_its_failures_are_faults(
    api: LocalBotAPI, installation: Installation
) -> None:
    webhook = api.world.webhook
    webhook.url = "https://quotes.example.org/telegram/secret"
    finding = (await found(api, installation))["webhook"]
    assert (finding.grade, "secret" in finding.text) == ("ok", False)
    assert "https://quotes.example.org" in finding.text
    webhook.last_error_date, webhook.last_error_message = 1, "Connection refused"
    finding = (await found(api, installation))["webhook"]
    assert finding.grade == "fault"
    assert "Connection refused" in finding.text


@pytest.mark.parametrize(("off", "words"), [(600, "ahead of"), (-600, "behind")])
async def test_a_clock_that_is_off_is_a_fault(
    api: LocalBotAPI,
    installation: Installation,
    monkeypatch: pytest.MonkeyPatch,
    off: float,
    words: str,
) -> None:
    now = time.time()
    monkeypatch.setattr(
        doctor, "parsedate_to_datetime", lambda said: FixedDate(now - off) if said else None
    )
    finding = (await found(api, installation))["clock"]
    assert finding.grade == "fault"
    assert f"{words} the server's" in finding.text


class FixedDate:
    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def timestamp(self) -> float:
        return self._seconds


async def test_an_archive_that_is_none_and_a_full_disk_are_faults(
    api: LocalBotAPI, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation.archive.write_bytes(b"Dear diary, today " * 100)
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(10**9, 10**9 - 5, 5))
    findings = await found(api, installation)
    assert findings["archive"].grade == "fault"
    assert "is not an archive" in findings["archive"].text
    assert findings["disk"].grade == "fault"


async def test_what_was_set_aside_is_noted_and_what_waits_long_is_a_fault(
    api: LocalBotAPI, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Inbox(installation.inbox) as inbox:
        first, _ = inbox.commit([{"update_id": 1}, {"update_id": 2}], [])
        inbox.set_aside(first.number, 3, "ValueError")
    finding = (await found(api, installation))["inbox"]
    assert finding.grade == "note"
    assert "pullquote inbox list" in finding.text
    monkeypatch.setattr(doctor, "OLD", -1.0)
    finding = (await found(api, installation))["inbox"]
    assert finding.grade == "fault"
    assert "is the bot running?" in finding.text
