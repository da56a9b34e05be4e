from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.chats import Chats
from bot.cli import cli
from index.archive import Archive
from tests.deploy.validators import DEPLOY

TEXT = (DEPLOY / "README.md").read_text(encoding="utf-8")


def blocks(heading: str) -> list[str]:
    """Give the blocks of commands below a heading."""
    section = TEXT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    found: list[str] = re.findall(r"^```sh\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    return found


def pullquote_arguments(line: str) -> list[str] | None:
    """Give what follows the program's name, where a line runs it."""
    run = r"(?:exec(?: -T)? bot |/opt/pullquote/bin/)pullquote "
    found = re.search(run + "([^<|]+)", line)
    return shlex.split(found[1]) if found else None


COMMANDS = [found for line in TEXT.splitlines() if (found := pullquote_arguments(line))]


@pytest.mark.parametrize("way", ["With Docker", "With systemd"])
def test_a_running_bot_takes_ten_lines(way: str) -> None:
    assert 1 < len(blocks(way)[0].splitlines()) <= 10


@pytest.mark.parametrize(("way", "more"), [("With Docker", 0), ("With systemd", 1)])
def test_a_running_bot_by_webhook_takes_twenty_lines(way: str, more: int) -> None:
    lines = blocks(way)[0] + blocks("By webhook")[more]
    assert 1 < len(lines.splitlines()) <= 20


def test_commands_of_every_kind_are_found() -> None:
    assert {"articles", "backup"} <= {word for arguments in COMMANDS for word in arguments}


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_the_commands_exist(arguments: list[str]) -> None:
    result = CliRunner().invoke(cli, [*arguments, "--help"])
    assert result.exit_code == 0, result.output


def test_the_files_exist() -> None:
    named = set(re.findall(r"\]\((?!https:)(.+?)\)", TEXT) + re.findall(r" deploy/(\w\S+)", TEXT))
    assert named == {"settings.env", "pullquote.service", "Caddyfile"}
    assert all((DEPLOY / name).is_file() for name in named)


def test_the_places_are_those_of_the_service() -> None:
    unit = (DEPLOY / "pullquote.service").read_text(encoding="utf-8")
    for place in ("/etc/pullquote.env", "/var/lib/pullquote/pullquote.sqlite"):
        assert place in TEXT
        assert place in unit
    assert "ExecStart=/opt/pullquote/bin/pullquote" in unit


@pytest.mark.parametrize(
    ("pattern", "folder"),
    [
        (r"--entrypoint sh bot -c '(.*?)' < backup.zip", "/data"),
        (r"sudo -u pullquote sh -c '(.*?)'", "/var/lib/pullquote"),
    ],
)
def test_a_backup_can_be_brought_back(tmp_path: Path, pattern: str, folder: str) -> None:
    (restore,) = re.findall(pattern, "".join(blocks("Backing up")))
    path, chats_path = tmp_path / "pullquote.sqlite", tmp_path / "pullquote-chats.sqlite"
    saved = tmp_path / "backup.zip"
    with Archive(path) as archive, Chats(chats_path) as chats:
        chats.choose_article(7, "idlib-truce")
        result = CliRunner().invoke(cli, ["--archive", str(path), "backup", str(saved)])
        assert result.exit_code == 0, result.output
        archive.remove("idlib-truce")
        chats.choose_article(7, "another")
    path.with_name("pullquote.sqlite-wal").write_bytes(b"of the file that is replaced")
    (tmp_path / "pullquote.index").mkdir()
    subprocess.run(
        ["sh", "-c", restore.replace(folder, str(tmp_path))],
        input=saved.read_bytes(),
        env={"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
        check=True,
    )
    assert not (tmp_path / "pullquote.index").exists()
    with Archive(path, with_bundled=False) as archive, Chats(chats_path) as chats:
        assert archive.article("idlib-truce").text
        assert chats.article(7) == "idlib-truce"
