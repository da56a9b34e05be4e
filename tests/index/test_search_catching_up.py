from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from searching import STORM, VOTE, found, numbered

from index.archive import Archive
from index.ingestion import ingest
from index.search import ArchiveSearch, SearchError, catching_up
from index.search.catching_up import CatchingUp
from index.search.checking import check
from index.search.errors import Busy
from index.search.local import LocalEngine, folder_of
from index.search.preparing import prepare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.search.interface import ArticleTerms
    from index.stored import StoredArticle

KILLS = int(os.environ.get("PULLQUOTE_TEST_KILLS", "10"))
"""How often a program is killed at some moment; 50 before a release."""

PROGRAM = Path(__file__).with_name("keeps_adding.py")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.sqlite"


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    with Archive(path, with_bundled=False) as archive:
        yield archive


def killed(path: Path, first: int, *, stage: str = "", seconds: float = 0.0) -> int:
    """Run the program until it is killed; give the number of the last article that it added."""
    command = [sys.executable, str(PROGRAM), str(path), str(first), stage]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        told = [program.stdout.readline()]
        if not stage:
            time.sleep(seconds)
            program.kill()
        told += program.stdout.readlines()
    assert program.returncode == -9
    return int(told[-1])


def assert_all_found(archive: Archive, first: int, last: int) -> None:
    """Every article that was told as added is in the archive, and the index has the same ones."""
    there = {summary.id for summary in archive.summaries()}
    told = {f"item-{number}" for number in range(first, last + 1) if number % 3}
    assert told <= there
    with ArchiveSearch(archive, say=pytest.fail) as search:
        assert search.catch_up()
        assert list(check(archive)) == []
        for number in (first, last):
            is_found = bool(found(archive, search, f"item{number}"))
            assert is_found == (number % 3 > 0)


@pytest.mark.parametrize("stage", ["put", "committed"])
def test_killed_at_its_worst_moment_it_catches_up(path: Path, stage: str) -> None:
    last = killed(path, 1, stage=stage)
    with Archive(path) as archive:
        assert_all_found(archive, 1, last)


def test_killed_at_any_moment_it_catches_up(path: Path) -> None:
    dice = random.Random(2)
    last = 0
    for _ in range(KILLS):
        first = last + 1
        last = killed(path, first, seconds=dice.uniform(0, 0.25))
        with Archive(path) as archive:
            assert_all_found(archive, first, last)
            last = max(int(summary.title.split()[1]) for summary in archive.summaries()) + 1


def test_files_of_a_commit_that_was_cut_short_are_not_in_the_way(
    archive: Archive, path: Path
) -> None:
    with ArchiveSearch(archive) as search:
        archive.add_all([(one, ingest(one)) for one in map(numbered, range(3))])
        search.catch_up()
    generation = path.with_name("archive.index") / "1"
    before = {one: one.read_bytes() for one in generation.iterdir()}
    archive.remove("item-1")
    with ArchiveSearch(archive) as search:
        search.catch_up()
    for one in generation.iterdir():
        if one not in before and one.suffix != ".del":
            one.unlink()
    for one, content in before.items():
        if one.name != ".managed.json":
            one.write_bytes(content)
    assert len(list(generation.glob("*.del"))) == 1
    with ArchiveSearch(archive, say=pytest.fail) as search:
        assert search.waiting == 1
        assert search.catch_up()
        assert found(archive, search, "item1") == []
    assert list(check(archive)) == []


def test_only_what_has_changed_is_put_into_the_index(archive: Archive) -> None:
    steps: list[tuple[int, int]] = []
    with ArchiveSearch(archive) as search:
        for number in range(5):
            archive.add(numbered(number))
        assert search.catch_up(progress=lambda done, total: steps.append((done, total)))
        archive.add(VOTE)
        archive.remove("item-1")
        assert search.catch_up(progress=lambda done, total: steps.append((done, total)))
        assert search.catch_up(progress=lambda *_: pytest.fail("nothing was left to do"))
    assert steps == [(5, 5), (2, 2)]


def test_many_changes_are_analysed_on_all_cores_with_the_same_result(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.search.catching_up.ALL_CORES_FROM", 10)
    archive.add_all([(one, ingest(one)) for one in map(numbered, range(40))])
    with ArchiveSearch(archive) as search:
        assert search.catch_up(all_cores=True)
        assert found(archive, search, "item7")[0].startswith("item-7:")
    assert list(check(archive)) == []


def test_an_analysing_process_that_is_killed_is_said_and_the_rest_comes_next_time(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.add_all([(one, ingest(one)) for one in map(numbered, range(40))])
    with ArchiveSearch(archive) as search:
        monkeypatch.setattr("index.search.catching_up.ALL_CORES_FROM", 10)
        monkeypatch.setattr("index.search.catching_up.prepare", kill_this_process)
        with pytest.raises(SearchError, match=r"^A process that indexed articles was ended.*\.$"):
            search.catch_up(all_cores=True)
        monkeypatch.undo()
        assert search.waiting == 40
        assert search.catch_up()


def kill_this_process(_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_while_another_program_writes_there_is_nothing_to_do(archive: Archive, path: Path) -> None:
    with ArchiveSearch(archive) as search, Archive(path) as again, ArchiveSearch(again) as other:
        archive.add(STORM)
        assert search.catch_up()  # and keeps writing
        archive.add(VOTE)
        assert not other.catch_up()
        assert other.waiting == 1
        assert search.catch_up()
        assert other.catch_up()
        assert found(again, other, "council")


def test_one_that_keeps_writing_serves_all_programs_within_a_second(
    archive: Archive, path: Path
) -> None:
    said: list[str] = []
    with (
        ArchiveSearch(archive, say=said.append) as search,
        search.catching_up(),
        Archive(path) as again,
        ArchiveSearch(again) as other,
    ):
        for document, word in ((STORM, "storm"), (VOTE, "mayor")):
            again.add(document)
            deadline = time.monotonic() + 5
            while not found(again, other, word):
                assert time.monotonic() < deadline
                time.sleep(0.02)
    assert said == []


def test_one_that_has_been_idle_lets_others_write(archive: Archive, path: Path) -> None:
    engine = LocalEngine(folder_of(archive), pytest.fail)
    archive.add(STORM)
    with (
        CatchingUp(lambda: Archive(path), engine, pytest.fail, every=0.01, idle=0.05),
        Archive(path) as again,
        ArchiveSearch(again) as other,
    ):
        deadline = time.monotonic() + 5
        while other.waiting or not other._engine.acquire():
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_what_keeps_the_index_behind_is_said_once_until_it_is_overcome(
    archive: Archive, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = LocalEngine(folder_of(archive), pytest.fail)
    failures = 3

    def fails_at_first() -> bool:
        nonlocal failures
        failures -= 1
        if failures >= 0:
            raise SearchError("There is no room left.")
        return acquire()

    acquire = engine.acquire
    monkeypatch.setattr(engine, "acquire", fails_at_first)
    said: list[str] = []
    archive.add(STORM)
    with CatchingUp(lambda: Archive(path), engine, said.append, every=0.01, retry=0.01):
        deadline = time.monotonic() + 5
        while engine.revision != archive.revision:
            assert time.monotonic() < deadline
            time.sleep(0.01)
    assert said == ["There is no room left."]


def test_who_stops_does_not_wait_until_all_is_indexed(
    archive: Archive, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for start in range(0, 2_000, 500):
        archive.add_all(
            [(document, ingest(document)) for document in map(numbered, range(start, start + 500))]
        )

    def slowly(article: StoredArticle) -> ArticleTerms:
        time.sleep(0.002)
        return prepare(article)

    monkeypatch.setattr(catching_up, "prepare", slowly)
    with ArchiveSearch(archive) as search:
        with search.catching_up():
            time.sleep(0.3)
        assert search.waiting > 0
    monkeypatch.undo()
    with ArchiveSearch(archive) as search:
        assert search.catch_up()
        assert list(check(archive)) == []


def test_an_index_made_anew_takes_the_place_of_the_old_one_in_all_programs(
    archive: Archive, path: Path
) -> None:
    with ArchiveSearch(archive) as search, Archive(path) as again, ArchiveSearch(again) as other:
        archive.add(STORM)
        search.catch_up()
        archive.add(VOTE)
        other.reindex()
        assert search.waiting == 0
        assert found(archive, search, "mayor")
        archive.add(numbered(1))
        assert search.catch_up()
        assert found(again, other, "item1")
    folder = path.with_name("archive.index")
    assert sorted(one.name for one in folder.iterdir()) == ["2", "current", "lock"]


def test_an_interrupted_reindexing_goes_on_where_it_stopped(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.search.catching_up.BETWEEN_COMMITS", 0.0)
    changes_since = archive.changes_since
    monkeypatch.setattr(archive, "changes_since", lambda revision: changes_since(revision, most=2))
    for number in range(6):
        archive.add(numbered(number))
    steps: list[tuple[int, int]] = []

    def stop_half_way(done: int, total: int) -> None:
        steps.append((done, total))
        if done == 4:
            raise KeyboardInterrupt

    with ArchiveSearch(archive) as search:
        search.catch_up()
        with pytest.raises(KeyboardInterrupt):
            search.reindex(progress=stop_half_way)
        assert len(found(archive, search, "item5")) > 0
        search.reindex(progress=lambda done, total: steps.append((done, total)))
        assert found(archive, search, "item5")
    assert steps == [(2, 6), (4, 6), (2, 2)]
    assert list(check(archive)) == []


def test_two_programs_do_not_reindex_at_once(archive: Archive, path: Path) -> None:
    archive.add(STORM)
    with ArchiveSearch(archive) as search, Archive(path) as again, ArchiveSearch(again) as other:

        def reindex_too(*_: int) -> None:
            with pytest.raises(
                Busy, match=r"^Another program is making the search index anew.*\.$"
            ):
                other.reindex()

        search.reindex(progress=reindex_too)
        assert search.waiting == 0


def test_an_archive_in_memory_is_caught_up_with_and_reindexed() -> None:
    with Archive(None, with_bundled=False) as archive, ArchiveSearch(archive) as search:
        archive.add(STORM)
        search.reindex()
        assert found(archive, search, "storm")
        archive.add(VOTE)
        with search.catching_up():
            deadline = time.monotonic() + 5
            while search.waiting:
                assert time.monotonic() < deadline
                time.sleep(0.01)
        assert found(archive, search, "mayor")
