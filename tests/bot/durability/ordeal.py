"""The bot as a process that is killed again and again while many people ask.

    python tests/bot/durability/ordeal.py [--questions 1000] [--chats 50] [--kills 25] [--seed 1]
        [--faults] [--webhook]

prints what became of the questions, and ends with 1 where one was lost or out of order.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import socket
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL
from collections import Counter
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from bot.playground.delivery import Patience  # noqa: E402
from bot.playground.faults import FaultKind  # noqa: E402 - found by the line above
from bot.playground.local import LocalBotAPI  # noqa: E402

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Iterable

    from bot.playground.objects import Chat, Message

QUESTIONS = (
    "How many civilians were killed?",
    "When was the truce announced?",
    "Who leads HTS?",
    "Where were the air strikes?",
)
IS_LONG = os.environ.get("PULLQUOTE_ORDEAL") == "long"
"""Whether the tests are to take the time that a machine of one's own has."""

LOST_ANSWERS = 0.02
"""The share of calls that are carried out though their answer is lost, where there are faults."""


@dataclass(frozen=True)
class Plan:
    """What the bot is put through.

    Attributes:
        questions: How many questions are asked in all.
        chats: In how many chats.
        kills: How often the bot is killed.
        seed: Of the moments at which that happens.
        faults: Whether the Bot API fails in all its ways too.
        webhook: Whether updates are posted to the bot instead of being fetched by it.
        within: Seconds in which the questions are asked.
        patience: Seconds without any progress after which what is missing counts as lost.
        options: More options for the command `pullquote`.
        program: The module that is run as that command.

    """

    questions: int = 1000
    chats: int = 50
    kills: int = 25
    seed: int = 1
    faults: bool = False
    webhook: bool = False
    within: float = 20.0
    patience: float = 90.0
    options: tuple[str, ...] = ()
    program: str = "bot"


@dataclass
class Outcome:
    """What became of the questions.

    Attributes:
        asked: How many were asked.
        unanswered: How many have no answer.
        duplicates: How many answers there are beyond one for each question.
        out_of_order: How many answers came after one to a later question of the same chat.
        kills: How often the bot was killed.
        lost_answers: How often a message was sent whose sender was not told so.
        seconds: How long it all took.
        log: What the bot wrote.

    """

    asked: int = 0
    unanswered: int = 0
    duplicates: int = 0
    out_of_order: int = 0
    kills: int = 0
    lost_answers: int = 0
    seconds: float = 0.0
    log: str = field(default="", repr=False)

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost, and no more was doubled than can be helped."""
        return (
            self.unanswered == 0
            and self.out_of_order == 0
            and self.duplicates <= self.kills + self.lost_answers
        )


class Ordeal:
    """Runs a plan.

    Args:
        plan: What is done.
        folder: Where the bot keeps its files.

    """

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan = plan
        self.folder = folder
        self.outcome = Outcome()
        self.api = LocalBotAPI(
            flood=None, seed=plan.seed, patience=Patience(first_pause=0.1, longest_pause=1.0)
        )
        self._random = random.Random(plan.seed)
        self._asked: list[Message] = []
        self._process: Process | None = None
        address = f"127.0.0.1:{free_port()}"
        posted = ("--webhook", f"http://{address}", "--listen", address)
        self._webhook = posted if plan.webhook else ()

    async def ask(self, number: int = 0, text: str = QUESTIONS[0]) -> Message:
        """Ask something in a chat of its own."""
        chat = self._chat(number)
        assert chat.person
        asked = self.api.world.send_text(chat, chat.person, text)
        self._asked.append(asked)
        return asked

    async def run(self) -> Outcome:
        """Do all that, and wait for the answers."""
        begun = time.monotonic()
        async with self.api:
            chats = [self._chat(number) for number in range(self.plan.chats)]
            if self.plan.faults:
                self._add_faults()
            await self.start()
            try:
                asking = asyncio.create_task(self._ask(chats))
                await self._kill_again_and_again()
                await asking
                await self._wait()
                self.api.faults.clear()
                await self._see_that_it_runs()
            finally:
                await self.stop(signal.SIGTERM)
        self._judge(chats)
        self.outcome.seconds = round(time.monotonic() - begun, 1)
        self.outcome.log = (self.folder / "log").read_text()
        return self.outcome

    async def start(self) -> None:
        """Start the bot."""
        with (self.folder / "log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", self.plan.program, *self.plan.options),
                *("run", "--bot-api", self.api.url, *self._webhook),
                cwd=ROOT,
                env={
                    **os.environ,
                    "TELEGRAM_BOT_TOKEN": self.api.token,
                    "PULLQUOTE_PERSON_LIMIT": "0",
                    "PULLQUOTE_CHAT_LIMIT": "0",
                    "PULLQUOTE_ARCHIVE": str(self.folder / "archive.sqlite"),
                },
                stdin=DEVNULL,
                stdout=DEVNULL,
                stderr=log,
            )

    async def until_it_ends(self) -> int:
        """Wait until the bot has ended by itself; return how."""
        assert self._process
        return await asyncio.wait_for(self._process.wait(), 30)

    async def stop(self, how: signal.Signals) -> None:
        """End the bot, and see that it is quick about it."""
        assert self._process
        self._process.send_signal(how)
        code = await asyncio.wait_for(self._process.wait(), 10)
        expected = -how if how is signal.SIGKILL else 0
        assert code == expected, f"{code}\n{(self.folder / 'log').read_text()}"

    def _chat(self, number: int) -> Chat:
        person = self.api.world.add_user(f"Reader {number}")
        return self.api.world.private_chat(person)

    def _add_faults(self) -> None:
        add = self.api.faults.add
        for kind in (FaultKind.DROP, FaultKind.SERVER_ERROR, FaultKind.BAD_GATEWAY):
            add(kind, probability=0.02)
        add(FaultKind.TOO_MANY_REQUESTS, "sendMessage", probability=0.02, seconds=1)
        add(FaultKind.HANG, probability=0.005, seconds=3)
        add(FaultKind.HALF_AN_ANSWER, "getUpdates", probability=0.05)
        add(FaultKind.HALF_AN_ANSWER, "sendMessage", probability=LOST_ANSWERS)

    async def _ask(self, chats: list[Chat]) -> None:
        pause = self.plan.within / self.plan.questions
        for number in range(self.plan.questions):
            chat = self._random.choice(chats)
            assert chat.person
            text = QUESTIONS[number % len(QUESTIONS)]
            self._asked.append(self.api.world.send_text(chat, chat.person, text))
            await asyncio.sleep(pause)
        self.outcome.asked = len(self._asked)

    async def _kill_again_and_again(self) -> None:
        """Kill the bot at random moments, also while it starts and while it catches up."""
        for _ in range(self.plan.kills):
            await asyncio.sleep(self._random.uniform(0.2, 3.0))
            await self.stop(signal.SIGKILL)
            self.outcome.kills += 1
            await self.start()

    async def _wait(self) -> None:
        """Wait until all is answered, or nothing has come for long."""
        missing, since = -1, time.monotonic()
        while now_missing := sum(not message.answers for message in self._asked):
            if now_missing != missing:
                missing, since = now_missing, time.monotonic()
            if time.monotonic() - since > self.plan.patience:
                return
            await asyncio.sleep(0.1)

    async def _see_that_it_runs(self) -> None:
        await self.api.wait_for_reply(await self.ask(self.plan.chats), timeout=30)

    def _judge(self, chats: Iterable[Chat]) -> None:
        outcome = self.outcome
        outcome.unanswered = sum(not message.answers for message in self._asked)
        outcome.lost_answers = sum(
            record.fault is not None and record.result is not None
            for record in self.api.calls("sendMessage")
        )
        for chat in chats:
            answered = [
                message.reply_to.id
                for message in self.api.bot_messages(chat)
                if message.reply_to is not None
            ]
            outcome.duplicates += sum(count - 1 for count in Counter(answered).values())
            first = list(dict.fromkeys(answered))
            outcome.out_of_order += sum(a > b for a, b in pairwise(first))


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def main() -> None:
    """Run a plan as the command line has it."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("questions", "chats", "kills", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Plan, name))
    parser.add_argument("--within", type=float, default=Plan.within)
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--webhook", action="store_true")
    plan = Plan(**vars(parser.parse_args()))
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(Ordeal(plan, Path(folder)).run())
    print(json.dumps({name: value for name, value in asdict(outcome).items() if name != "log"}))
    sys.exit(0 if outcome.is_good else 1)


if __name__ == "__main__":
    main()
