"""Killed at random moments, the bot loses no question and answers each chat in order."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from bot.inbox import Inbox
from tests.bot.durability.ordeal import IS_LONG, Ordeal, Plan

if TYPE_CHECKING:
    from pathlib import Path

SHORT = [
    Plan(questions=120, chats=12, kills=4, within=4),
    Plan(questions=120, chats=12, kills=3, within=4, seed=2, faults=True),
    Plan(questions=120, chats=12, kills=3, within=4, seed=3, webhook=True),
]
LONG = [Plan(), Plan(seed=2, faults=True), Plan(seed=3, webhook=True, faults=True)]


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "plan", LONG if IS_LONG else SHORT, ids=["kills", "kills and faults", "kills and a webhook"]
)
async def test_every_question_is_answered_in_order_however_often_the_bot_is_killed(
    tmp_path: Path, plan: Plan
) -> None:
    outcome = await Ordeal(plan, tmp_path).run()
    if IS_LONG:
        print(outcome)
    assert outcome.asked == plan.questions
    assert outcome.kills == plan.kills
    assert outcome.is_good, f"{outcome}\n{outcome.log}"


async def test_a_question_that_kills_the_bot_is_set_aside_and_the_others_are_answered(
    tmp_path: Path,
) -> None:
    ordeal = Ordeal(Plan(program="tests.bot.durability.deadly"), tmp_path)
    async with ordeal.api:
        await ordeal.start()
        await ordeal.api.wait_for_reply(await ordeal.ask(1), timeout=30)
        poison = await ordeal.ask(0, "Who sent the poison?")
        others = [await ordeal.ask(number) for number in range(2, 6)]
        for _ in range(4):
            assert await ordeal.until_it_ends() == -signal.SIGKILL
            await ordeal.start()
        for message in others:
            await ordeal.api.wait_for_reply(message, timeout=30)
        await ordeal.stop(signal.SIGTERM)
    assert not poison.answers
    assert [len(message.answers) for message in others] == [1] * 4
    with Inbox(tmp_path / "archive-inbox.sqlite") as inbox:
        (aside,) = inbox.aside()
        assert inbox.depth()[0] == 0
    assert aside.entry.update["message"]["text"] == "Who sent the poison?"
    assert "the program ended again and again" in aside.error
