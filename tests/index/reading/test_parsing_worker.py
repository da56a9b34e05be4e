"""The process that parses: its answers, its limits, and that it never stays behind."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from index.reading import sentences, worker
from index.reading.errors import NotAnArticle, ReadingError, TimedOut, TooLarge
from index.reading.files import read_bytes
from index.reading.worker import parse_untrusted

if TYPE_CHECKING:
    from pathlib import Path

SLOW = b"<html><body><p " + b" ".join(b"a%d=b" % n for n in range(300_000)) + b">x</body></html>"
"""Attributes that are compared with each other: many seconds of work."""


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[asyncio.subprocess.Process]:
    """Remember the processes that were started."""
    started: list[asyncio.subprocess.Process] = []
    create = asyncio.create_subprocess_exec

    async def remember(*arguments: Any, **options: Any) -> asyncio.subprocess.Process:
        process = await create(*arguments, **options)
        started.append(process)
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", remember)
    return started


def is_gone(process: asyncio.subprocess.Process) -> bool:
    try:
        os.kill(process.pid, 0)  # finds zombies too
    except ProcessLookupError:
        return True
    return False


async def test_it_reads_the_same_as_this_process_and_is_gone_afterwards(
    pages: Path, processes: list[asyncio.subprocess.Process]
) -> None:
    data = (pages / "bridge.html").read_bytes()
    arguments = (data, "", "text/html", "https://news.example/x")
    assert await parse_untrusted(*arguments) == read_bytes(*arguments[:3], url=arguments[3])
    assert len(processes) == 1
    assert is_gone(processes[0])


async def test_text_without_known_headings_stays_so() -> None:
    document = await parse_untrusted("Ça va. ".encode() * 10, "a.txt")
    assert document.headings is None
    assert document.text == "Ça va. " * 10


async def test_its_errors_are_the_same_as_in_this_process() -> None:
    message = r"^a\.txt is not an article but a picture\.$"
    with pytest.raises(NotAnArticle, match=message) as caught:
        await parse_untrusted(b"\x89PNG\r\n", "a.txt")
    assert caught.value.sentence == sentences.OTHER_KIND
    assert caught.value.values == {"label": "a.txt", "kind": sentences.PICTURE}


async def test_it_is_ended_when_it_takes_too_long(
    processes: list[asyncio.subprocess.Process],
) -> None:
    began = time.monotonic()
    with pytest.raises(TimedOut, match=r"^That page took too long to read\.$"):
        await parse_untrusted(SLOW, "", "text/html", "https://news.example/x", seconds=1)
    assert time.monotonic() - began < 5
    assert is_gone(processes[0])


async def test_it_is_ended_when_it_does_nothing(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    processes: list[asyncio.subprocess.Process],
) -> None:
    idle = tmp_path / "python"
    idle.write_text("#!/bin/sh\nexec sleep 60\n")
    idle.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(idle))
    with pytest.raises(TimedOut, match=r"^That file took too long to read\.$"):
        await parse_untrusted(b"x" * 1_000_000, "a.txt", seconds=0.3)
    assert is_gone(processes[0])


async def test_it_is_ended_when_it_takes_too_much_memory() -> None:
    text = b"A ferry ran aground off Skerry Point. " * 500_000
    with pytest.raises(TooLarge, match=r"^Reading it takes more memory than is allowed\.$"):
        await parse_untrusted(text, "a.md", seconds=10, megabytes=100)


async def test_it_is_ended_when_nobody_waits_any_more(
    processes: list[asyncio.subprocess.Process],
) -> None:
    task = asyncio.create_task(parse_untrusted(SLOW, "", "text/html"))
    await asyncio.sleep(0.5)
    assert not task.done()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert is_gone(processes[0])


async def test_a_crash_is_a_sentence_and_a_line_in_the_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    crash = tmp_path / "python"
    crash.write_text("#!/bin/sh\nkill -SEGV $$\n")
    crash.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(crash))
    with caplog.at_level(logging.WARNING), pytest.raises(NotAnArticle, match="may be damaged"):
        await parse_untrusted(b"x" * 1_000_000, "a.txt")
    assert "no answer" in caplog.text


async def test_an_answer_without_end_is_not_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    flood = tmp_path / "python"
    flood.write_text("#!/bin/sh\ncat >/dev/null\nexec cat /dev/zero\n")
    flood.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(flood))
    monkeypatch.setattr(worker, "LONGEST_ANSWER", 100_000)
    with pytest.raises(TooLarge):
        await parse_untrusted(b"words", "a.txt", seconds=5)


def test_it_ends_by_itself_when_it_computes_too_long_and_nobody_ends_it() -> None:
    header = json.dumps({"name": "", "content_type": "text/html", "url": ""}).encode()
    ended = subprocess.run(
        [sys.executable, "-P", "-m", "index.reading.worker", "1", "512"],
        input=header + b"\n" + SLOW,
        env=worker._environment(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (-signal.SIGXCPU, b"")


LIMITED = """
import resource, signal, sys
from pathlib import Path
from index.reading import worker
_, most = resource.getrlimit(resource.RLIMIT_CORE)
resource.setrlimit(resource.RLIMIT_CORE, (most, most))
worker._limit(5, 512)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
print(resource.getrlimit(resource.RLIMIT_CORE)[0])
try:
    Path(sys.argv[1]).write_text("x")
except OSError as error:
    print(error.strerror)
"""


def test_it_can_write_no_file_and_leaves_no_memory_dump(tmp_path: Path) -> None:
    file = tmp_path / "file"
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, str(file)],
        env=worker._environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.stdout.splitlines() == ["0", "File too large"], ended.stderr
    assert file.read_text() == ""


async def test_it_learns_no_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:secret")
    told = tmp_path / "told"
    spy = tmp_path / "python"
    spy.write_text(f'#!/bin/sh\ncat >/dev/null\nenv >{told}\necho "$@" >>{told}\n')
    spy.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(spy))
    with pytest.raises(NotAnArticle):
        await parse_untrusted(b"words", "a.txt")
    assert "PYTHONPATH" in told.read_text()
    assert "secret" not in told.read_text()


GOOD = {
    **dict.fromkeys(("title", "source", "published", "language", "origin"), ""),
    "text": "Words.",
    "url": "https://news.example/a",
    "headings": [[0, 5]],
}


def test_a_sound_answer_is_taken() -> None:
    document = worker._document(json.dumps(GOOD).encode(), 0, "It")
    assert document.text == "Words."
    assert document.headings == ((0, 5),)


@pytest.mark.parametrize(
    "change",
    [
        {"headings": [[0, 99]]},
        {"headings": [[3, 2]]},
        {"headings": "no"},
        {"text": 7},
        {"text": None},
        {"more": "fields"},
        {"error": "SystemExit", "sentence": "x", "values": {}, "cause": ""},
        {"error": "NotAnArticle"},
        {"error": "NotAnArticle", "sentence": "x", "values": {}},
        {"error": "NotAnArticle", "sentence": "x", "values": ["y"], "cause": ""},
        {"error": "NotAnArticle", "sentence": "x", "values": {"y": []}, "cause": ""},
    ],
    ids=str,
)
def test_an_answer_in_another_shape_is_not_taken(change: dict[str, Any]) -> None:
    with pytest.raises(NotAnArticle, match=r"^It could not be read; it may be damaged\.$"):
        worker._document(json.dumps(GOOD | change).encode(), 0, "It")


def test_a_parsers_fault_is_logged_and_the_person_gets_a_sentence(
    caplog: pytest.LogCaptureFixture,
) -> None:
    answer = worker._error(NotAnArticle("It may be damaged."), cause="ImportError('lxml')")
    with caplog.at_level(logging.WARNING), pytest.raises(NotAnArticle, match="It may be damaged"):
        worker._document(answer, 0, "It")
    assert "ImportError('lxml')" in caplog.text


def test_an_answer_cannot_bring_in_a_link_that_is_none() -> None:
    answer = json.dumps(GOOD | {"url": "javascript:alert(1)"}).encode()
    assert worker._document(answer, 0, "It").url == ""


@pytest.mark.parametrize(
    ("code", "error"),
    [(-signal.SIGXCPU, TimedOut), (-signal.SIGKILL, NotAnArticle), (1, NotAnArticle)],
)
def test_an_end_without_an_answer_is_explained(code: int, error: type[ReadingError]) -> None:
    with pytest.raises(error):
        worker._document(b"", code, "It")
