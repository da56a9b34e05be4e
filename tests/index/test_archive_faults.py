from __future__ import annotations

import os
import random
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from index.archive import Archive
from index.archive_errors import (
    ArchiveError,
    Damaged,
    DiskFull,
    Locked,
    NewerArchive,
    NotAnArchive,
    NotWritable,
)
from index.article import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = 65534
STORM = Document("A storm hit the coast. Ten people were hurt.", title="Storm", language="en")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.sqlite"


@pytest.fixture
def shut_folder() -> Iterator[Path]:
    """A folder that may be read and not written to, which for root takes another's rights."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        Archive(folder / "archive.sqlite").close()
        folder.chmod(0o555)
        (folder / "archive.sqlite").chmod(0o444)
        is_root = not os.geteuid()
        if is_root:
            os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            if is_root:
                os.seteuid(0)
            folder.chmod(0o755)


def assert_whole(path: Path, *ids: str) -> None:
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    with Archive(path) as archive:
        assert {summary.id for summary in archive.summaries()} == set(ids)
        for article_id in ids:
            assert archive.article(article_id).sentences


def test_a_locked_archive_is_read_but_says_that_it_cannot_be_changed(path: Path) -> None:
    with (
        Archive(path, wait=0.05) as archive,
        closing(sqlite3.connect(path, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Locked, match=r"^Another program is writing to the archive .*\.$"):
            archive.add(STORM)
        assert archive.article("idlib-truce").sentences
        other.execute("ROLLBACK")
        assert archive.add(STORM).change == "added"
    assert_whole(path, "idlib-truce", "storm")


def test_a_full_disk_leaves_nothing_of_the_article_behind(path: Path) -> None:
    large = Document("Rain fell. " * 20_000, title="Large", language="en")
    with Archive(path) as archive:
        archive.add(STORM)
        revision = archive.revision
        archive._db.execute("PRAGMA max_page_count = 40")
        with pytest.raises(DiskFull, match=r"^There is no room left for the archive .*\.$"):
            archive.add(large)
        assert archive.revision == revision
    assert_whole(path, "idlib-truce", "storm")


def test_a_failed_update_leaves_the_article_as_it_was(path: Path) -> None:
    with Archive(path) as archive:
        before = archive.add(STORM).article
        archive._db.execute(
            "CREATE TRIGGER no BEFORE INSERT ON sentences BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        with pytest.raises(sqlite3.IntegrityError):
            archive.add(Document("The storm is over.", title="Storm", language="en"))
        assert archive.article("storm") == before


@pytest.mark.parametrize(
    "content", [b"hello", b"PK\x03\x04" * 500, b"SQLite format 3\x00" + b"x" * 99]
)
def test_another_file_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(NotAnArchive, match=r"^The file .* is not an archive of Pullquote\.$"):
        Archive(path)
    assert path.read_bytes() == content


def test_the_database_of_another_program_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("CREATE TABLE articles (id)")
    content = path.read_bytes()
    with pytest.raises(NotAnArchive):
        Archive(path)
    assert path.read_bytes() == content


def test_an_empty_file_becomes_an_archive(path: Path) -> None:
    path.touch()
    with Archive(path) as archive:
        assert archive.count() == 1


def test_an_archive_of_a_newer_version_is_refused_and_left_alone(path: Path) -> None:
    Archive(path).close()
    with closing(sqlite3.connect(path)) as newer, newer:
        newer.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('index', 'm999_later', '2030-01-01')"
        )
    content = path.read_bytes()
    with pytest.raises(NewerArchive, match=r"newer version of Pullquote: upgrade Pullquote"):
        Archive(path)
    assert path.read_bytes() == content


def test_a_torn_archive_is_told_as_damaged(path: Path) -> None:
    Archive(path).close()
    path.write_bytes(path.read_bytes()[:9_000])
    with pytest.raises(Damaged, match=r"^The archive .* is damaged: restore it from a backup\.$"):
        Archive(path).article("idlib-truce")


def test_a_changed_letter_in_a_text_is_noticed(path: Path) -> None:
    Archive(path).close()
    content = path.read_bytes()
    assert content.count(b"790 civilians") == 1
    path.write_bytes(content.replace(b"790 civilians", b"970 civilians"))
    with Archive(path) as archive, pytest.raises(Damaged):
        archive.article("idlib-truce")


def test_whatever_is_wrong_with_a_file_is_said_in_a_sentence(path: Path) -> None:
    Archive(path).close()
    whole = path.read_bytes()
    dice = random.Random(790)
    refused = 0
    for _ in range(150):
        content = bytearray(whole)
        for _ in range(dice.choice([1, 20, 400])):
            content[dice.randrange(len(content))] = dice.randrange(256)
        path.write_bytes(content)
        try:
            with Archive(path) as archive:
                archive.summaries()
                archive.latest()
        except ArchiveError:
            refused += 1
        for left in ("-wal", "-shm"):
            path.with_name(path.name + left).unlink(missing_ok=True)
    assert 0 < refused < 150


@pytest.mark.parametrize("name", ["archive.sqlite", "new.sqlite", "below/archive.sqlite"])
def test_a_folder_that_may_not_be_written_to_is_named(shut_folder: Path, name: str) -> None:
    with pytest.raises(NotWritable) as caught:
        Archive(shut_folder / name)
    assert str(caught.value) == (
        f"The archive {shut_folder / name} cannot be opened for writing:"
        " look at the permissions of the file and its folder."
    )


@pytest.mark.parametrize("name", ["", "file/archive.sqlite"])
def test_a_path_that_cannot_be_a_file_is_said_in_a_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotWritable, match=r"^The archive .* cannot be opened.*\.$"):
        Archive(tmp_path / name)
