"""What the bot does as a process when its files cannot be used, and when it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import subprocess
import time
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from bot.playground.faults import FaultKind
from tests.bot.durability.ordeal import IS_LONG, Ordeal, Plan

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

SHORT_WAIT = ("--wait", "0.5")
FILES = ("archive.sqlite", "archive-chats.sqlite", "archive-inbox.sqlite")
LOCKED_FOR = 10 if IS_LONG else 3


@asynccontextmanager
async def started(folder: Path) -> AsyncIterator[Ordeal]:
    """Run the bot, with one question answered; in the end it is told to stop."""
    ordeal = Ordeal(Plan(options=SHORT_WAIT), folder)
    async with ordeal.api:
        await ordeal.start()
        try:
            await ordeal.api.wait_for_reply(await ordeal.ask(), timeout=30)
            yield ordeal
        finally:
            await ordeal.stop(signal.SIGTERM)


@contextmanager
def locked(*paths: Path) -> Iterator[None]:
    with ExitStack() as stack:
        for path in paths:
            other = stack.enter_context(closing(sqlite3.connect(path, isolation_level=None)))
            other.execute("BEGIN EXCLUSIVE")
        yield


async def test_files_that_another_program_locks_for_a_while_cost_no_answer(tmp_path: Path) -> None:
    async with started(tmp_path) as ordeal:
        with locked(*(tmp_path / name for name in FILES)):
            asked = [await ordeal.ask(number) for number in range(1, 6)]
            await asyncio.sleep(LOCKED_FOR)
        for message in asked:
            await ordeal.api.wait_for_reply(message, timeout=30)
        await asyncio.sleep(0.2)
    assert [len(message.answers) for message in asked] == [1] * 5


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of 2 MB."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, check=False, capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no mount")
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)


async def test_a_full_disk_costs_no_answer_once_there_is_room_again(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        async with started(disk) as ordeal:
            filler = disk / "filler"
            with pytest.raises(OSError, match="No space"):
                fill(filler)
            asked = [await ordeal.ask(number) for number in range(1, 6)]
            await asyncio.sleep(3)
            filler.unlink()
            for message in asked:
                await ordeal.api.wait_for_reply(message, timeout=60)
            await asyncio.sleep(0.2)
        assert [len(message.answers) for message in asked] == [1] * 5


async def test_told_to_stop_it_ends_in_time_and_does_the_rest_after_its_next_start(
    tmp_path: Path,
) -> None:
    async with started(tmp_path) as ordeal:
        ordeal.api.faults.add(FaultKind.HANG, "sendMessage", seconds=15)
        asked = [await ordeal.ask(number) for number in range(1, 9)]
        while len(ordeal.api.calls("sendMessage")) < 3:  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.01)
        begun = time.monotonic()
        await ordeal.stop(signal.SIGTERM)
        assert time.monotonic() - begun < 10
        assert not any(message.answers for message in asked)
        ordeal.api.faults.clear()
        await ordeal.start()
        for message in asked:
            await ordeal.api.wait_for_reply(message, timeout=30)
    assert [len(message.answers) for message in asked] == [1] * 8


async def test_told_to_stop_while_its_files_are_locked_it_ends_in_time_all_the_same(
    tmp_path: Path,
) -> None:
    ordeal = Ordeal(Plan(), tmp_path)
    async with ordeal.api:
        await ordeal.start()
        await ordeal.api.wait_for_reply(await ordeal.ask(), timeout=30)
        with locked(*(tmp_path / name for name in FILES)):
            asked = [await ordeal.ask(number) for number in range(1, 6)]
            await asyncio.sleep(0.5)
            begun = time.monotonic()
            await ordeal.stop(signal.SIGTERM)
            assert time.monotonic() - begun < 10
        await ordeal.start()
        for message in asked:
            await ordeal.api.wait_for_reply(message, timeout=30)
        await ordeal.stop(signal.SIGTERM)
    assert [len(message.answers) for message in asked] == [1] * 5
