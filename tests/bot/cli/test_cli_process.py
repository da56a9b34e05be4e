"""What only a process of its own shows: loading, signals, pipes and terminals."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import termios
from pathlib import Path
from select import select
from subprocess import PIPE
from typing import TYPE_CHECKING

import pytest

import bot

if TYPE_CHECKING:
    from typing import Self

ROOT = Path(bot.__file__).parent.parent
QUESTION = "How many civilians were killed?"
HEAVY = {
    "telegram",
    "trafilatura",
    "aiohttp",
    "py3langid",
    "lxml",
    "asyncio",
    "http.client",
    "babel",
}
OF_TERMINALS = {"NO_COLOR", "COLUMNS", "LINES"}

# Run under a terminal of its own, as a shell would.
ON_A_TERMINAL = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from bot.cli import main
main()
"""


@pytest.fixture(autouse=True)
def _own_archive(archive_path: Path) -> None:
    """Keep to an archive of the test's own, by the environment that processes inherit."""


def start(*args: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bot", *args]
    return subprocess.Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=PIPE)


def test_asking_loads_no_network_and_no_parser() -> None:
    code = (
        "import sys; from bot.cli import cli;"
        f"cli(['ask', {QUESTION!r}], standalone_mode=False);"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert "790 civilians" in done.stdout
    loaded = set(done.stderr.split())
    assert "index.answering" in loaded
    assert not HEAVY & loaded


def test_help_loads_no_index() -> None:
    code = (
        "import sys; from bot.cli import cli;"
        "cli(['--help'], standalone_mode=False);"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert "articles" in done.stdout
    assert not {"numpy", "sqlite_utils", "sentencex"} & set(done.stderr.split())


def test_a_reader_that_goes_away_is_no_error() -> None:
    with start("articles", "show", "idlib-truce") as process:
        assert process.stdout
        process.stdout.close()
        assert process.stderr
        assert process.stderr.read() == b""


def test_lines_are_answered_as_they_come_and_control_c_ends_quietly() -> None:
    with start("ask", "--jsonl") as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        for number in range(2):
            request = {"id": number, "question": QUESTION}
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert process.stderr.read() == b""


class Terminal:
    """A command on a terminal of 60 columns."""

    def __init__(self, *args: str, **settings: str) -> None:
        self._ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (24, 60))
        inherited = {name: value for name, value in os.environ.items() if name not in OF_TERMINALS}
        self._process = subprocess.Popen(
            [sys.executable, "-c", ON_A_TERMINAL, *args],
            cwd=ROOT,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            env={**inherited, "TERM": "xterm", **settings},
        )
        os.close(theirs)

    def type(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def read_to(self, pattern: str) -> str:
        """Give what is shown from now on, to where a pattern ends."""
        shown = ""
        while not re.search(pattern, shown):
            fresh = self._read()
            assert fresh, f"ended without {pattern!r} in {shown!r}"
            shown += fresh
        return shown

    def interrupt(self, pattern: str) -> None:
        """Press Ctrl-C until a pattern is shown: line editing may miss one that comes early."""
        shown = ""
        while not re.search(pattern, shown):
            self.type("\x03")
            while select([self._ours], [], [], 0.5)[0] and not re.search(pattern, shown):
                shown += self._read()

    def read_to_end(self) -> str:
        """Give what is shown from now on, and see that it ends well."""
        shown = "".join(iter(self._read, ""))
        assert self._process.wait(10) == 0
        return shown

    def _read(self) -> str:
        try:
            return os.read(self._ours, 4096).decode()
        except OSError:  # So Linux says that the other side is closed.
            return ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        os.close(self._ours)
        self._process.kill()
        self._process.wait(10)


def test_a_terminal_gets_colours_and_lines_of_its_width() -> None:
    with Terminal("ask", QUESTION) as terminal:
        shown = terminal.read_to_end()
    assert "\x1b[1m" in shown
    lines = re.sub(r"\x1b\[\d*m", "", shown).split("\r\n")
    assert 40 < max(map(len, lines)) <= 60
    assert "790 civilians" in " ".join(lines)


@pytest.mark.parametrize("settings", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_without_colours_gets_none(settings: dict[str, str]) -> None:
    with Terminal("ask", QUESTION, **settings) as terminal:
        assert "\x1b" not in terminal.read_to_end()


def test_no_color_is_an_option_too() -> None:
    with Terminal("ask", "--no-color", QUESTION) as terminal:
        assert "\x1b" not in terminal.read_to_end()


def test_the_prompt_answers_drops_a_line_at_control_c_and_ends_at_control_d(
    tmp_path: Path,
) -> None:
    with Terminal("ask", TERM="dumb") as terminal:
        assert "Asking “Idlib truce”" in terminal.read_to(r"\? ")
        terminal.type(f"{QUESTION}\n")
        assert "civilians" in terminal.read_to(r"agencies\r\n\? ")
        terminal.type("half a ques")
        terminal.read_to("half a ques")
        terminal.interrupt(r"\n\? ")
        terminal.type("casualties\n")
        terminal.read_to(r"agencies\r\n\? ")
        terminal.type("\x04")
        terminal.read_to_end()
    (history,) = tmp_path.glob("state/**/history")
    assert history.read_text().splitlines() == [QUESTION, "casualties"]


def test_several_articles_are_added_with_a_progress_bar(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.txt" for name in ("storm", "flood", "fire")]
    for path in paths:
        path.write_text(f"The {path.stem} was seen by many people on Monday morning.\n")
    with Terminal("articles", "add", "--language", "en", *map(str, paths)) as terminal:
        shown = terminal.read_to_end()
    assert "Adding" in shown
    assert "100%" in shown
    assert shown.count("Added") == 3
