from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.inbox import Inbox

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.cli.conftest import Run

SECRET = "what somebody has asked"


@pytest.fixture
def numbers(archive_path: Path) -> list[int]:
    """Two updates that were set aside; a third is waiting."""
    updates = [
        {"update_id": n, "message": {"chat": {"id": -7}, "text": SECRET}} for n in (50, 51, 52)
    ]
    with Inbox(archive_path.with_name("archive-inbox.sqlite")) as inbox:
        entries = inbox.commit(updates, [])
        for entry in entries[:2]:
            inbox.set_aside(entry.number, 3, "ValueError at here.py:1")
    return [entry.number for entry in entries[:2]]


def test_what_was_set_aside_is_listed_without_what_was_written(
    run: Run, numbers: list[int]
) -> None:
    result = run("inbox", "list")
    first, second = result.stdout.splitlines()
    assert first.startswith(f"{numbers[0]} · 20")
    assert first.endswith("· message · chat -7 · 3 tries · ValueError at here.py:1")
    assert second.startswith(str(numbers[1]))
    assert SECRET not in result.output
    assert result.stderr.startswith("2 set aside, 1 waiting, the oldest for ")


def test_json_has_the_updates_too(run: Run, numbers: list[int]) -> None:
    rows = json.loads(run("inbox", "list", "--json").stdout)
    assert [row["number"] for row in rows] == numbers
    assert rows[0]["update"]["message"]["text"] == SECRET


def test_one_is_tried_again_and_the_other_dropped(
    run: Run, numbers: list[int], archive_path: Path
) -> None:
    first, second = numbers
    assert run("inbox", "retry", first).stdout == f"{first} is tried again.\n"
    assert run("inbox", "drop", "--all").stdout == f"{second} is dropped.\n"
    assert run("inbox", "list").stderr.startswith("0 set aside, 2 waiting")
    with Inbox(archive_path.with_name("archive-inbox.sqlite")) as inbox:
        assert [entry.update["update_id"] for entry in inbox.waiting()] == [50, 52]


@pytest.mark.usefixtures("numbers")
def test_a_number_that_is_not_there_is_said_to_be_so(run: Run) -> None:
    result = run("inbox", "drop", 999)
    assert result.exit_code == 1
    assert result.stderr == "Error: nothing of the number 999 was set aside.\n"


@pytest.mark.parametrize("args", [["retry"], ["drop"], ["retry", "1", "--all"]])
def test_it_must_be_said_which(run: Run, args: list[str]) -> None:
    result = run("inbox", *args)
    assert result.exit_code == 2
    assert "--all" in result.stderr
