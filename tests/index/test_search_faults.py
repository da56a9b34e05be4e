from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from searching import STORM, VOTE, found, numbered

from index.archive import Archive
from index.search import ArchiveSearch, checking, local, tantivy_index
from index.search.checking import check
from index.search.errors import DiskFull, NotWritable
from index.search.preparing import prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from index.search.interface import ArticleTerms
    from index.search.tantivy_index import TantivyIndex

NOBODY = 65534
OF_FORMAT_1 = Path(__file__).parent / "archives" / "with_index_of_format_1.zip"
"""An archive of two articles with its index, as both were written before sentences were counted."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An archive of two articles, with its index."""
    path = tmp_path / "archive.sqlite"
    with Archive(path, with_bundled=False) as archive, ArchiveSearch(archive) as search:
        archive.add(STORM)
        archive.add(VOTE)
        search.catch_up()
    return path


def generation(path: Path) -> Path:
    folder = path.with_name("archive.index")
    return folder / (folder / "current").read_text()


def assert_whole(archive: Archive, search: ArchiveSearch) -> None:
    assert search.catch_up()
    assert found(archive, search, "storm")
    assert found(archive, search, "mayor")
    assert list(check(archive)) == []


def remove(folder: Path) -> None:
    """Remove a folder into which the engine's threads may still be writing."""
    for _ in range(100):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
    raise AssertionError(f"{folder} keeps coming back")


def remove_folder(path: Path) -> None:
    remove(path.with_name("archive.index"))


def remove_generation(path: Path) -> None:
    remove(generation(path))


def remove_pointer(path: Path) -> None:
    (path.with_name("archive.index") / "current").unlink()


def spoil_pointer(path: Path) -> None:
    (path.with_name("archive.index") / "current").write_bytes(b"\xff\x00../..")


def remove_label(path: Path) -> None:
    (generation(path) / "made-by.json").unlink()


def relabel(**changes: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        label = generation(path) / "made-by.json"
        label.write_text(json.dumps(json.loads(label.read_text()) | changes))

    return change


def remove_file(ending: str) -> Callable[[Path], None]:
    return lambda path: next(generation(path).glob(f"*{ending}")).unlink()


def cut_file(ending: str) -> Callable[[Path], None]:
    def cut(path: Path) -> None:
        file = next(generation(path).glob(f"*{ending}"))
        os.truncate(file, file.stat().st_size // 2)

    return cut


ENDINGS = (".term", ".idx", ".fast", ".fieldnorm", ".store", "meta.json")
FAULTS = {
    "folder removed": remove_folder,
    "generation removed": remove_generation,
    "pointer removed": remove_pointer,
    "pointer spoilt": spoil_pointer,
    "label removed": remove_label,
    "other engine": relabel(engine="0, tantivy 0.1"),
    "other analysis": relabel(analysis="0"),
    "other archive": relabel(archive="0"),
    **{f"{ending} removed": remove_file(ending) for ending in ENDINGS},
    **{f"{ending} cut": cut_file(ending) for ending in ENDINGS},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_index_of_no_use_is_made_anew_at_the_next_start(path: Path, fault: str) -> None:
    FAULTS[fault](path)
    said: list[str] = []
    with Archive(path) as archive, ArchiveSearch(archive, say=said.append) as search:
        assert search.waiting == 2
        assert_whole(archive, search)
    if fault != "folder removed":
        (sentence,) = said
        assert sentence.endswith("It is made anew from the archive.")


def test_an_index_that_an_earlier_version_wrote_is_made_anew(tmp_path: Path) -> None:
    with zipfile.ZipFile(OF_FORMAT_1) as packed:
        packed.extractall(tmp_path)
    said: list[str] = []
    with Archive(tmp_path / "archive.sqlite") as archive:
        sentence = "The search index does not fit this archive, or this version of Pullquote."
        assert list(check(archive)) == [sentence]
        with ArchiveSearch(archive, say=said.append) as search:
            assert search.waiting == 2
            assert_whole(archive, search)
    assert said == [f"{sentence} It is made anew from the archive."]


@pytest.mark.parametrize("fault", ["folder removed", "generation removed", "meta.json removed"])
def test_an_index_that_goes_missing_while_it_is_used_is_made_anew(path: Path, fault: str) -> None:
    with (
        Archive(path) as archive,
        ArchiveSearch(archive) as search,
        Archive(path) as again,
        ArchiveSearch(again) as other,
    ):
        assert_whole(archive, search)
        FAULTS[fault](path)
        assert found(archive, search, "storm") == []
        assert search.waiting == 2
        assert_whole(archive, search)
        search.close()
        assert_whole(again, other)


def test_an_index_that_goes_missing_while_it_is_written_to_is_made_anew(path: Path) -> None:
    with Archive(path) as archive, ArchiveSearch(archive) as search:
        archive.add(numbered(1))
        assert search.catch_up()
        remove_generation(path)
        archive.add(numbered(2))
        assert_whole(archive, search)
        assert found(archive, search, "item2")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_check_says_what_is_wrong_and_makes_nothing(path: Path, fault: str) -> None:
    FAULTS[fault](path)
    folder = path.with_name("archive.index")
    before = {one: one.stat().st_mtime_ns for one in folder.rglob("*")}
    with Archive(path) as archive:
        (sentence,) = check(archive)
    assert sentence.endswith(".")
    assert {one: one.stat().st_mtime_ns for one in folder.rglob("*")} == before


def test_a_changed_byte_is_noticed_by_a_check(path: Path) -> None:
    file = next(generation(path).glob("*.idx"))
    content = bytearray(file.read_bytes())
    content[3] ^= 1
    file.write_bytes(content)
    with Archive(path) as archive:
        assert list(check(archive)) == [f"The file {file.name} of the search index is damaged."]


def test_a_check_is_right_though_files_are_merged_under_its_hands(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_whole = tantivy_index._is_whole
    looked_at: list[str] = []

    def merged_meanwhile(file: Path) -> bool:
        if not looked_at:
            for number in range(10, 30):
                engine.put([replace(prepared(archive), number=number)], archive.revision)
                engine.commit(archive.revision)
            engine.release()  # waits until all is merged
        looked_at.append(file.name)
        return is_whole(file)

    monkeypatch.setattr(tantivy_index, "_is_whole", merged_meanwhile)
    with Archive(path) as archive, ArchiveSearch(archive) as search:
        before = {one.name for one in generation(path).iterdir()}
        engine = search._engine
        assert engine.acquire()
        assert list(check(archive)) == []
        after = {one.name for one in generation(path).iterdir()}
        assert before - after
        assert {one for one in after if len(one.split(".")[0]) == 32} <= set(looked_at)


def test_a_check_is_right_though_another_index_is_put_in_its_place(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = local.opened_as_it_is
    engines = []

    def replaced_meanwhile(archive: Archive) -> TantivyIndex:
        engines.append(opened(archive))
        if len(engines) == 1:
            search.reindex()
        return engines[-1]

    monkeypatch.setattr(checking, "opened_as_it_is", replaced_meanwhile)
    with Archive(path) as archive, ArchiveSearch(archive) as search:
        assert list(check(archive)) == []
        assert len(engines) == 2


def test_what_changes_during_a_check_is_no_difference(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searchable = Archive.searchable
    numbers = iter(range(10))

    def changed_meanwhile(archive: Archive, start: int, stop: int) -> dict[int, tuple[int, int]]:
        number = next(numbers)
        archive.add(numbered(number))
        if number == 0:
            archive.remove("council-votes")
        return searchable(archive, start, stop)

    monkeypatch.setattr(Archive, "searchable", changed_meanwhile)
    monkeypatch.setattr(checking, "AT_A_TIME", 1)
    with Archive(path) as archive:
        assert list(check(archive)) == []
        assert len(archive.summaries()) == 4


def test_a_check_finds_nothing_wrong_while_another_program_writes(path: Path) -> None:
    command = [sys.executable, str(Path(__file__).with_name("keeps_adding.py")), str(path), "1"]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program,
        Archive(path) as archive,
    ):
        assert program.stdout
        program.stdout.readline()
        end = time.monotonic() + 1
        said: set[str] = set()
        while time.monotonic() < end:
            said.update(check(archive))
        program.kill()
    assert not [sentence for sentence in said if "not indexed yet" not in sentence]


def test_an_archive_that_was_put_back_gets_an_index_of_its_state(path: Path) -> None:
    backup = path.with_name("backup.sqlite")
    with Archive(path) as archive:
        archive._db.execute("VACUUM INTO ?", [str(backup)])
        with ArchiveSearch(archive) as search:
            archive.add(numbered(1))
            search.catch_up()
    for left in ("", "-wal", "-shm"):
        path.with_name(path.name + left).unlink(missing_ok=True)
    backup.rename(path)
    with Archive(path) as archive:
        (sentence,) = check(archive)
        assert sentence.startswith("The search index is of a later state")
        with ArchiveSearch(archive) as search:
            assert_whole(archive, search)
            assert found(archive, search, "item1") == []


def test_a_new_archive_of_the_same_name_gets_an_index_of_its_own(path: Path) -> None:
    for left in ("", "-wal", "-shm"):
        path.with_name(path.name + left).unlink(missing_ok=True)
    with Archive(path, with_bundled=False) as archive, ArchiveSearch(archive) as search:
        archive.add(numbered(1))
        archive.add(numbered(2))
        archive.add(numbered(3))
        search.catch_up()
        assert found(archive, search, "storm") == []
        assert found(archive, search, "item1")


def test_articles_that_differ_are_told_one_by_one(path: Path) -> None:
    with Archive(path) as archive:
        archive.add(numbered(1))
        assert list(check(archive)) == ["1 article has changed and is not indexed yet."]
        with ArchiveSearch(archive) as search:
            search.catch_up()
            engine = search._engine
            engine.remove([1])
            engine.put([stale(archive)], archive.revision)
            engine.commit(archive.revision)
        archive._db.execute("DELETE FROM articles WHERE id = 'item-1'")
        assert list(check(archive)) == [
            "The article “storm-hits-coast” is in the archive and not in the index.",
            "Of the article “council-votes” the index has another version.",
            "The article number 3 is in the index and not in the archive.",
        ]


def prepared(archive: Archive) -> ArticleTerms:
    (change,) = (one for one in archive.changes_since(0) if one.number == 2)
    assert change.article
    return prepare(change.article)


def stale(archive: Archive) -> ArticleTerms:
    return replace(prepared(archive), fingerprint=1)


@pytest.fixture
def shut(path: Path) -> Iterator[Path]:
    """An index whose folder may be read and not written to, which root does by another's rights."""
    if not os.geteuid():
        for one in (path.parent, *path.parent.rglob("*")):
            os.chown(one, NOBODY, NOBODY)
        for parent in path.parents[1:-1]:
            parent.chmod(parent.stat().st_mode | 0o011)
    folder = path.with_name("archive.index")
    opened = [folder, *folder.rglob("*")]
    for one in opened:
        one.chmod(0o555 if one.is_dir() else 0o444)
    is_root = not os.geteuid()
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield path
    finally:
        if is_root:
            os.seteuid(0)
        for one in opened:
            one.chmod(0o755)


def test_an_index_that_may_not_be_written_to_says_so_and_the_archive_is_whole(shut: Path) -> None:
    with Archive(shut) as archive:
        archive.add(numbered(1))
        with pytest.raises(
            NotWritable, match=r"^The search index in .* cannot be written to: .*\.$"
        ):
            ArchiveSearch(archive).catch_up()
        assert archive.article("item-1").sentences


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from searching import numbered
from index.archive import Archive
from index.search import ArchiveSearch, SearchError

archive = Archive(Path(sys.argv[1]))
search = ArchiveSearch(archive)
for number in range(300):
    archive.add(numbered(number))
archive._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, resource.RLIM_INFINITY))
try:
    search.catch_up()
except SearchError as error:
    print(type(error).__name__, error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert search.waiting == 300, search.waiting
assert search.catch_up()
assert search.waiting == 0
"""


def test_a_full_disk_is_said_and_the_index_goes_on_once_there_is_room(path: Path) -> None:
    command = [sys.executable, "-c", FULL_DISK, str(path), str(Path(__file__).parent)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")
    kind, sentence = told.stdout.strip().split(" ", 1)
    assert kind == DiskFull.__name__
    assert sentence == f"There is no room left for the search index in {generation(path)}."
    with Archive(path) as archive:
        assert list(check(archive)) == []
