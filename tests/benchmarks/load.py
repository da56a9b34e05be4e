"""How many questions a second the bot answers, and what they cost, beside a bare echo bot.

    python tests/benchmarks/load.py [--burst 2000] [--chats 200] [--rate 50] [--seconds 10]
        [--distinct] [--memory 20000]

Each program is a process of its own that works against the local Bot API over loopback: Pullquote
with its inbox on disk, and a python-telegram-bot program that echoes what it hears, each on the
aiohttp transport and on the library's own, httpx. The server takes a processor of its own; the
figures of one run can be compared with each other, and the ratios with those of other machines. Six
questions are asked in turn, so that most answers are remembered; with --distinct none is.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bot.playground.faults import FaultKind  # noqa: E402 - found by the line above
from bot.playground.local import LocalBotAPI  # noqa: E402

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator

    from bot.playground.objects import Chat, Json

QUESTIONS = (
    "How many civilians were killed?",
    "When was the truce announced?",
    "Who leads HTS?",
    "Where were the air strikes?",
    "what did the Syrian Observatory say",
    "truce terms",
)
PROGRAMS = (
    ("echo", "aiohttp"),
    ("echo", "httpx"),
    ("pullquote", "aiohttp"),
    ("pullquote", "httpx"),
)
DELAY = 0.05
WARM = 50
HISTORY = 20
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Figures:
    """What was measured of a program.

    Attributes:
        per_second: Questions a second in a burst.
        cpu_ms: Milliseconds of the processor for each question of the burst.
        p50_ms: Median milliseconds from question to answer at a steady rate.
        p99_ms: What all but a hundredth take at most.
        cpu_steady_ms: Milliseconds of the processor for each question at that rate.

    """

    per_second: float
    cpu_ms: float
    p50_ms: float
    p99_ms: float
    cpu_steady_ms: float


class Asking:
    """Asks one program, and notes when answers come."""

    def __init__(
        self, api: LocalBotAPI, process: Process, chats: int, *, are_distinct: bool = False
    ) -> None:
        self.api = api
        self._are_distinct = are_distinct
        self._number = 0
        self._process = process
        self._chats = [self._chat(number) for number in range(chats)]
        self._asked: dict[tuple[int, int], float] = {}
        self._took: list[float] = []
        self._all = asyncio.Event()
        self._count = 0
        api.world.feed.listen(self._note)

    async def burst(self, questions: int) -> tuple[float, float]:
        """Ask so many questions at once; return questions a second and CPU milliseconds each."""
        cpu, begun = self._cpu(), time.perf_counter()
        self._begin(questions)
        for number in range(questions):
            self._ask(number)
        await self._until_answered(300)
        passed = time.perf_counter() - begun
        return questions / passed, 1000 * (self._cpu() - cpu) / questions

    async def steadily(self, rate: float, seconds: float) -> tuple[list[float], float]:
        """Ask at a rate; return the milliseconds that answers took, sorted, and CPU for each."""
        questions = round(rate * seconds)
        cpu = self._cpu()
        self._begin(questions)
        begun = time.perf_counter()
        for number in range(questions):
            await asyncio.sleep(begun + number / rate - time.perf_counter())
            self._ask(number)
        await self._until_answered(60)
        cost = 1000 * (self._cpu() - cpu) / questions
        return sorted(1000 * took for took in self._took), cost

    def megabytes(self) -> float:
        """How much memory the program has in use."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        (line,) = [line for line in status.splitlines() if line.startswith("VmRSS")]
        return int(line.split()[1]) / 1024

    def _begin(self, questions: int) -> None:
        self._asked.clear()
        self._took.clear()
        self._all.clear()
        self._count = questions

    def _ask(self, number: int) -> None:
        chat = self._chats[number % len(self._chats)]
        assert chat.person
        text = QUESTIONS[number % len(QUESTIONS)]
        if self._are_distinct:
            self._number += 1
            text += "?" * (self._number // 50 % 100) + "!" * (self._number % 50)
        sent = self.api.world.send_text(chat, chat.person, text)
        self._asked[chat.id, sent.id] = time.perf_counter()

    def _note(self, event: Json) -> None:
        replied = event.get("message", {}).get("reply_to_message")
        if event["type"] != "message" or not replied:
            return
        asked = self._asked.pop((event["chat_id"], replied["message_id"]), None)
        if asked is not None:
            self._took.append(time.perf_counter() - asked)
            if len(self._took) == self._count:
                self._all.set()

    async def _until_answered(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._all.wait(), seconds)
        except TimeoutError:
            raise SystemExit(f"{len(self._asked)} questions were not answered.") from None

    def _chat(self, number: int) -> Chat:
        person = self.api.world.add_user(f"Reader {number}")
        return self.api.world.private_chat(person)

    def _cpu(self) -> float:
        """Seconds of the processor that the program has taken."""
        stat = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / _TICKS


@asynccontextmanager
async def running(
    program: str, transport: str, chats: int, *, are_distinct: bool = False
) -> AsyncIterator[Asking]:
    """Run a program against a server of its own, until it has answered a few questions."""
    with tempfile.TemporaryDirectory() as folder:
        async with LocalBotAPI(flood=None, history=HISTORY, log_size=100) as api:
            with (Path(folder) / "log").open("wb") as log:
                process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    str(Path(__file__).with_name("load_programs.py")),
                    *(program, transport),
                    cwd=ROOT,
                    env={
                        **os.environ,
                        "TELEGRAM_BOT_TOKEN": api.token,
                        "PULLQUOTE_BOT_API": api.url,
                        "PULLQUOTE_ARCHIVE": str(Path(folder) / "archive.sqlite"),
                        "PULLQUOTE_PERSON_LIMIT": "0",
                        "PULLQUOTE_CHAT_LIMIT": "0",
                    },
                    stdin=DEVNULL,
                    stdout=log,
                    stderr=log,
                )
            try:
                asking = Asking(api, process, chats, are_distinct=are_distinct)
                await asking.burst(WARM)
                yield asking
            finally:
                process.terminate()
                await process.wait()


async def measured(options: argparse.Namespace, program: str, transport: str) -> list[Figures]:
    """Measure a program with a server that answers at once, and with one that takes a while."""
    found = []
    distinct = options.distinct
    async with running(program, transport, options.chats, are_distinct=distinct) as asking:
        for delay in (0.0, DELAY):
            if delay:
                asking.api.faults.add(FaultKind.DELAY, "sendMessage", seconds=delay)
            per_second, cpu = await asking.burst(options.burst)
            took, steady = await asking.steadily(options.rate, options.seconds)
            found.append(
                Figures(
                    round(per_second, 1),
                    round(cpu, 2),
                    round(statistics.median(took), 1),
                    round(took[int(0.99 * len(took))], 1),
                    round(steady, 2),
                )
            )
    return found


async def memory(questions: int, chats: int) -> None:
    """Print how much memory the bot has in use, again and again."""
    async with running("pullquote", "aiohttp", chats) as asking:
        await asking.burst(min(2000, questions))
        first = asking.megabytes()
        print(f"memory after {min(2000, questions):,} questions: {first:.1f} MB")
        for part in range(10):
            left = questions // 10
            while left > 0:
                # The server forgets all but the last messages of a chat.
                await asking.burst(min(left, chats * HISTORY // 2))
                left -= chats * HISTORY // 2
            now = asking.megabytes()
            print(f"  {(part + 1) * questions // 10:,} more: {now:.1f} MB ({now - first:+.1f})")


async def compare(options: argparse.Namespace) -> None:
    """Print the figures of all programs, and their ratios to the echo bot's."""
    results = {one: await measured(options, *one) for one in PROGRAMS}
    for delayed, server in enumerate(("the server answers at once", "it answers after 50 ms")):
        print(f"{server}: questions/s, CPU ms, p50 ms, p99 ms, CPU ms at {options.rate:g}/s")
        for (program, transport), figures in results.items():
            mine, echo = figures[delayed], results["echo", transport][delayed]
            print(
                f"  {program:9} {transport:7} {mine.per_second:7.1f} {mine.cpu_ms:6.2f}"
                f" {mine.p50_ms:6.1f} {mine.p99_ms:6.1f} {mine.cpu_steady_ms:6.2f}"
                f"   x echo: speed {mine.per_second / echo.per_second:.2f},"
                f" CPU {mine.cpu_ms / echo.cpu_ms:.2f},"
                f" {mine.cpu_steady_ms / echo.cpu_steady_ms:.2f}"
            )
    if options.json:
        print(json.dumps({"/".join(one): [asdict(f) for f in results[one]] for one in results}))


def main() -> None:
    """Measure as the command line has it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--burst", type=int, default=2000)
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--rate", type=float, default=50.0)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--memory", type=int, default=0, help="questions; instead of the rest")
    parser.add_argument("--distinct", action="store_true", help="no question is asked twice")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.memory:
        asyncio.run(memory(options.memory, options.chats))
    else:
        asyncio.run(compare(options))


if __name__ == "__main__":
    main()
