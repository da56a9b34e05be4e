"""One bot at a time for an installation."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot.sole import AlreadyRunning, sole

if TYPE_CHECKING:
    from pathlib import Path

HOLDS = """
import sys, time
from pathlib import Path
from bot.sole import sole
with sole(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_there_is_one_until_it_ends_however_it_ends(tmp_path: Path) -> None:
    path = tmp_path / "data" / "lock"
    command = [sys.executable, "-c", HOLDS, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(AlreadyRunning, match="Another bot is running"), sole(path):
            pass
        other.send_signal(signal.SIGKILL)
    with sole(path):
        pass
    with sole(path):
        pass


def test_a_file_that_cannot_be_made_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AlreadyRunning, match="cannot be opened"), sole(tmp_path / "file" / "lock"):
        pass
