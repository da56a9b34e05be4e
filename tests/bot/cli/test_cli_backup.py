from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from threading import Event, Thread
from typing import TYPE_CHECKING
from zipfile import ZipFile

from bot.chats import Chats
from bot.inbox import Inbox

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.bot.cli.conftest import Run

QUESTION = "How many civilians were killed?"


def test_a_backup_that_is_unpacked_elsewhere_is_the_same_installation(
    run: Run, archive_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "storm.txt").write_text("A storm hit the coast on Monday and cut off the town.\n")
    run("articles", "add", "--language", "en", tmp_path / "storm.txt")
    before = run("articles", "list", "--json").stdout
    with (
        Chats(archive_path.with_name("archive-chats.sqlite")) as chats,
        Inbox(archive_path.with_name("archive-inbox.sqlite")) as inbox,
    ):
        chats.choose_article(7, "storm")
        inbox.commit([{"update_id": 5}], [])
        result = run("backup", tmp_path / "backup.zip")
    assert result.exit_code == 0
    assert "archive-chats.sqlite, archive-inbox.sqlite, archive.sqlite" in result.stdout

    elsewhere = tmp_path / "elsewhere"
    with ZipFile(tmp_path / "backup.zip") as packed:
        packed.extractall(elsewhere)
    monkeypatch.setenv("PULLQUOTE_ARCHIVE", str(elsewhere / "archive.sqlite"))
    assert run("articles", "list", "--json").stdout == before
    with closing(sqlite3.connect(elsewhere / "archive.sqlite")) as raw:
        # As before, so that asking does not wait for adding.
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert "790 civilians" in run("ask", "--article", "idlib-truce", QUESTION).stdout
    with Chats(elsewhere / "archive-chats.sqlite") as chats:
        assert chats.article(7) == "storm"
    with Inbox(elsewhere / "archive-inbox.sqlite") as inbox:
        assert [entry.update for entry in inbox.waiting()] == [{"update_id": 5}]


def test_a_backup_while_others_write_is_of_one_moment(
    run: Run, archive_path: Path, tmp_path: Path
) -> None:
    run("articles", "list")
    path = archive_path.with_name("archive-inbox.sqlite")
    is_over, written = Event(), Event()

    def write() -> None:
        with Inbox(path) as inbox:
            for number in range(0, 1_000_000, 2):
                inbox.commit([{"update_id": number}, {"update_id": number + 1}], [])
                written.set()
                if is_over.is_set():
                    return

    writer = Thread(target=write)
    writer.start()
    written.wait(5)
    try:
        for _ in range(3):
            assert run("backup", tmp_path / "backup.zip").exit_code == 0
            with ZipFile(tmp_path / "backup.zip") as packed:
                packed.extractall(tmp_path / "copy")
            with Inbox(tmp_path / "copy" / path.name) as copy:
                assert len(copy.waiting(most=1_000_000)) % 2 == 0
    finally:
        is_over.set()
        writer.join()


def test_only_its_owner_can_read_a_backup_and_nothing_else_is_left(
    run: Run, tmp_path: Path
) -> None:
    run("articles", "list")
    folder = tmp_path / "backups"
    folder.mkdir()
    for _ in range(2):
        assert run("backup", folder / "backup.zip").exit_code == 0
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_cannot_be_backed_up_is_said_and_the_old_backup_stays(
    run: Run, archive_path: Path, tmp_path: Path
) -> None:
    target = tmp_path / "backup.zip"
    nothing = run("backup", target)
    assert nothing.exit_code == 1
    assert "There is nothing to back up" in nothing.stderr
    assert not target.exists()
    run("articles", "list")
    run("backup", target)
    before = target.read_bytes()
    with closing(sqlite3.connect(archive_path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        locked = run("--wait", 0.05, "backup", target)
    assert locked.exit_code == 1
    assert "cannot be backed up: database is locked." in locked.stderr
    archive_path.write_bytes(b"Dear diary, today " * 100)
    assert "cannot be backed up" in run("backup", target).stderr
    assert "cannot be written" in run("backup", tmp_path / "missing" / "backup.zip").stderr
    assert target.read_bytes() == before
