from __future__ import annotations

import tomllib
from collections import defaultdict
from typing import TYPE_CHECKING

from tests.deploy.validators import DEPLOY, check

if TYPE_CHECKING:
    from pathlib import Path

UNIT = DEPLOY / "pullquote.service"


def settings() -> dict[str, list[str]]:
    """Read the unit: the values of each setting, in order."""
    found = defaultdict(list)
    for line in UNIT.read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found[name].append(value)
    return found


def test_systemd_finds_no_fault_in_the_unit(tmp_path: Path) -> None:
    """With a root folder of its own, in which the bot is installed and other units are stubs."""
    units = tmp_path / "etc/systemd/system"
    units.mkdir(parents=True)
    (units / UNIT.name).write_bytes(UNIT.read_bytes())
    for target in ("basic", "multi-user", "network-online", "shutdown", "sysinit"):
        (units / f"{target}.target").write_text("[Unit]\nDescription=A stub\n")
    program = tmp_path / settings()["ExecStart"][0].split()[0].lstrip("/")
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    strict = ("--man=no", "--recursive-errors=yes", f"--root={tmp_path}")
    check("systemd-analyze", "verify", *strict, UNIT.name)


def test_the_service_is_exposed_by_two_of_ten_at_most() -> None:
    check("systemd-analyze", "security", "--offline=true", "--threshold=20", UNIT)


def test_the_service_runs_the_installed_bot() -> None:
    (start,) = settings()["ExecStart"]
    project = tomllib.loads((DEPLOY.parent / "pyproject.toml").read_text(encoding="utf-8"))
    (script,) = project["project"]["scripts"]
    assert start == f"/opt/pullquote/bin/{script} run"


def test_the_archive_is_in_the_folder_that_the_service_may_write_to() -> None:
    (folder,) = settings()["StateDirectory"]
    (environment,) = settings()["Environment"]
    assert environment.startswith(f"PULLQUOTE_ARCHIVE=/var/lib/{folder}/")
    assert "ReadWritePaths" not in settings()


def test_the_token_comes_from_a_file_that_must_be_there() -> None:
    assert settings()["EnvironmentFile"] == ["/etc/pullquote.env"]


def test_articles_can_still_be_read_in_processes_that_limit_themselves() -> None:
    allowed = settings()["SystemCallFilter"][-1].split()
    assert {"setpriority", "setrlimit"} <= set(allowed)
    assert settings()["OOMPolicy"] == ["continue"]
