"""Processes that share work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.processes import pool

PROGRAM = """
import os, time
from index.processes import pool

if __name__ == "__main__":
    processes = pool(2)
    running = [processes.submit(os.getpid) for _ in range(8)]
    print(*{one.result() for one in running}, flush=True)
    time.sleep(60)
"""


def test_work_is_done_in_other_processes() -> None:
    with pool(1) as processes:
        assert processes.submit(os.getpid).result() != os.getpid()


def test_what_each_process_does_first_is_done() -> None:
    with pool(1, os.umask, (0o027,)) as processes:
        assert processes.submit(os.umask, 0o022).result() == 0o027


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_processes_end_when_the_one_that_started_them_is_killed(
    tmp_path: Path, how: signal.Signals
) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, str(program)], stdout=subprocess.PIPE, text=True, env=environment
    ) as main:
        assert main.stdout
        started = [int(number) for number in main.stdout.readline().split()]
        assert started
        main.send_signal(how)
    deadline = time.monotonic() + 10
    while any(map(is_running, started)):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_running(process: int) -> bool:
    """Whether there is a process of a number, one that only waits to be forgotten left out."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False
