"""Killed at random moments, the bot loses no question and answers each chat in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bot.durability.ordeal import Ordeal, Plan

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "plan",
    [
        Plan(questions=120, chats=12, kills=4, within=4),
        Plan(questions=120, chats=12, kills=3, within=4, seed=2, faults=True),
        Plan(questions=120, chats=12, kills=3, within=4, seed=3, webhook=True),
    ],
    ids=["kills", "kills and faults", "kills and a webhook"],
)
async def test_every_question_is_answered_in_order_however_often_the_bot_is_killed(
    tmp_path: Path, plan: Plan
) -> None:
    outcome = await Ordeal(plan, tmp_path).run()
    assert outcome.asked == plan.questions
    assert outcome.kills == plan.kills
    assert outcome.is_good, f"{outcome}\n{outcome.log}"
