from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from index.archive import Archive
from index.article import Document, Topic
from index.database import is_newer
from index.migrations import APPLICATION_ID, STEPS, migrations

EARLIER = sorted((Path(__file__).parent / "archives").glob("*.sql"))


def test_a_new_archive_is_marked_and_has_gone_through_all_steps(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    Archive(path).close()
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        applied = [step.name for step in migrations.applied(Database(raw))]
    assert applied == [step.__name__ for step in STEPS]


def test_opening_an_archive_again_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite"
    Archive(path).close()
    content = path.read_bytes()
    with Archive(path) as archive, closing(sqlite3.connect(path, isolation_level=None)) as other:
        # A writer would have to wait for this one.
        other.execute("BEGIN IMMEDIATE")
        with Archive(path, wait=0) as again:
            assert again.latest() == archive.latest()
        other.execute("ROLLBACK")
    assert path.read_bytes() == content


def test_a_step_that_is_not_known_is_noticed() -> None:
    db = Database(memory=True)
    migrations.apply(db)
    assert not is_newer(db, migrations, STEPS)
    db.table("_sqlite_migrations").insert(
        {"migration_set": "index", "name": "m999_later", "applied_at": "2030-01-01"}
    )
    assert is_newer(db, migrations, STEPS)
    db.close()


def test_the_steps_of_others_in_the_same_file_are_none_of_its_business() -> None:
    db = Database(memory=True)
    migrations.apply(db)
    db.table("_sqlite_migrations").insert(
        {"migration_set": "another", "name": "m999_later", "applied_at": "2030-01-01"}
    )
    assert not is_newer(db, migrations, STEPS)
    db.close()


def test_there_is_an_earlier_archive_for_every_step() -> None:
    assert [path.stem for path in EARLIER] == [step.__name__ for step in STEPS]


@pytest.mark.parametrize("dump", EARLIER, ids=lambda path: path.stem)
def test_an_archive_of_every_earlier_version_is_brought_up_to_date(
    dump: Path, tmp_path: Path
) -> None:
    path = tmp_path / "archive.sqlite"
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(dump.read_text("utf-8"))
        raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    with Archive(path) as archive:
        article = archive.article("storm-hits-coast")
        assert article.title == "Storm hits coast"
        assert article.headings == ("Relief",)
        assert [article.words((s.start, s.end)) for s in article.sentences] == [
            "A storm hit the coast on Monday.",
            "Ten people were hurt.",
            "Help is on its way.",
        ]
        assert article.topics == (Topic("victims", "How many people were hurt?"),)
        assert [s.owner for s in archive.summaries(visible_to="everyone")] == [-100123, None]
        assert archive.add(Document("Rain fell.", language="en")).change == "added"
