from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest
from click.testing import CliRunner

from bot.cli import cli

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


class Run(Protocol):
    def __call__(self, *args: object, stdin: str | bytes | None = None) -> Result: ...


@pytest.fixture
def archive_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "archive.sqlite"
    monkeypatch.setenv("PULLQUOTE_ARCHIVE", str(path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return path


@pytest.fixture
def run(archive_path: Path) -> Run:
    """Run a command within this process, on an archive of the test's own."""

    def run(*args: object, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(cli, [str(arg) for arg in args], input=stdin)

    return run
