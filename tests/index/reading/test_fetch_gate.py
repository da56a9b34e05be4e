"""The gate: so many fetches at once, for one person and in all."""

from __future__ import annotations

import asyncio

import pytest

from index.reading.errors import Busy
from index.reading.gate import FetchGate


async def hold(gate: FetchGate, person: int, started: list[int], end: asyncio.Event) -> None:
    async with gate.admit(person):
        started.append(person)
        await end.wait()


async def test_one_person_has_so_many_and_others_are_not_kept_out() -> None:
    gate = FetchGate(per_person=2, total=8)
    end = asyncio.Event()
    started: list[int] = []
    async with asyncio.TaskGroup() as tasks:
        for person in (1, 1, 2):
            tasks.create_task(hold(gate, person, started, end))
        await asyncio.sleep(0)
        assert sorted(started) == [1, 1, 2]
        with pytest.raises(Busy, match="still being read"):
            async with gate.admit(1):
                pytest.fail("a third one was let in")
        end.set()
    async with gate.admit(1):
        pass


async def test_all_together_have_so_many_and_further_ones_wait() -> None:
    gate = FetchGate(per_person=2, total=3)
    end = asyncio.Event()
    started: list[int] = []
    async with asyncio.TaskGroup() as tasks:
        for person in range(5):
            tasks.create_task(hold(gate, person, started, end))
        for _ in range(5):
            await asyncio.sleep(0)
        assert started == [0, 1, 2]
        end.set()
    assert started == [0, 1, 2, 3, 4]


async def test_who_gives_up_waiting_leaves_no_trace() -> None:
    gate = FetchGate(per_person=1, total=1)
    async with gate.admit(1):
        waiting = asyncio.create_task(hold(gate, 2, [], asyncio.Event()))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    async with gate.admit(2):
        pass


async def test_a_failed_fetch_gives_its_place_back() -> None:
    gate = FetchGate(per_person=1, total=1)
    for _ in range(2):
        with pytest.raises(ValueError, match="broken"):
            async with gate.admit(1):
                raise ValueError("broken")
