from __future__ import annotations

import gzip
import io
import json
import tarfile
from typing import TYPE_CHECKING, Protocol

import pytest
from click.testing import CliRunner

from bot.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result


class Run(Protocol):
    def __call__(self, *args: object, stdin: str | bytes | None = None) -> Result: ...


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command within this process, on an archive of the test's own."""
    monkeypatch.setenv("PULLQUOTE_ARCHIVE", str(tmp_path / "data" / "archive.sqlite"))

    def run(*args: object, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(cli, [str(arg) for arg in args], input=stdin)

    return run


def lines(*numbers: int) -> str:
    rows = ({"id": f"day-{n}", "text": f"Rain fell on day {n}.", "language": "en"} for n in numbers)
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_a_json_lines_file_is_added_and_indexed(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "days.jsonl"
    path.write_text(lines(*range(5)))
    result = run("articles", "add", path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "Articles: 5 added, 0 updated, 0 unchanged.\n"
    assert run("archive", "check").exit_code == 0
    again = run("articles", "add", path)
    assert again.stdout == "Articles: 0 added, 0 updated, 5 unchanged.\n"


def test_bad_records_are_told_with_file_and_line_and_end_with_1(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "days.jsonl"
    path.write_text(lines(1) + "{}\n" + lines(2) + '{"id": "x", "te')
    result = run("articles", "add", path)
    assert result.exit_code == 1
    assert result.stdout == "Articles: 2 added, 0 updated, 0 unchanged, 2 skipped.\n"
    assert result.stderr.splitlines() == [
        f'Skipped {path}:2: It has no "text".',
        f"Skipped {path}:4: It is cut off.",
    ]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_json_lines_come_from_standard_input(run: Run, pack: Callable[[bytes], bytes]) -> None:
    result = run("articles", "add", "-", stdin=pack(lines(1, 2).encode()))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "Articles: 2 added, 0 updated, 0 unchanged.\n"


def test_a_tar_comes_from_standard_input(run: Run) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in (("a/rain.txt", b"Rain fell."), ("../b.txt", b"Snow fell.")):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    result = run("articles", "add", "-", "--source", "The Paper", stdin=packed.getvalue())
    assert result.exit_code == 1
    assert result.stdout == "Articles: 1 added, 0 updated, 0 unchanged, 1 skipped.\n"
    assert result.stderr == "Skipped -/../b.txt: Its path leads out of the archive.\n"
    assert json.loads(run("articles", "show", "rain", "--json").stdout)["source"] == "The Paper"


def test_one_article_from_standard_input_is_still_one(run: Run) -> None:
    result = run("articles", "add", "-", "--title", "Rain", stdin="Rain fell on day 1.")
    assert result.stdout == "Added rain: Rain (1 sentence)\n"


def test_folders_files_and_lines_are_added_in_one_go(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "snow.txt").write_text("Snow fell in the hills.")
    (folder / "snow.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    single = tmp_path / "hail.txt"
    single.write_text("Hail fell in the valley.")
    days = tmp_path / "days.jsonl"
    days.write_text(lines(1, 2))
    result = run("articles", "add", folder, single, days)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "Articles: 1 added, 0 updated, 0 unchanged, 1 file of other kinds passed over.",
        "Added hail: Hail (1 sentence)",
        "Articles: 2 added, 0 updated, 0 unchanged.",
    ]


def test_a_folder_without_articles_is_told(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    result = run("articles", "add", folder)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Error: There is no article in {folder}.\n"


@pytest.mark.parametrize("option", ["--title", "--url"])
def test_a_title_or_link_is_not_for_many(run: Run, tmp_path: Path, option: str) -> None:
    path = tmp_path / "days.jsonl"
    path.write_text(lines(1, 2))
    assert run("articles", "add", path, option, "https://a.example").exit_code == 2


def test_an_index_that_cannot_be_made_does_not_keep_articles_from_being_added(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "days.jsonl"
    path.write_text(lines(1, 2))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "archive.index").write_text("in the way")
    result = run("articles", "add", path)
    assert result.exit_code == 0
    assert result.stdout == "Articles: 2 added, 0 updated, 0 unchanged.\n"
    (sentence,) = result.stderr.splitlines()
    assert sentence.startswith("The articles are added, but cannot be searched yet: ")
    assert sentence.endswith(".")
    failed = run("archive", "reindex")
    assert failed.exit_code == 1
    assert failed.stderr.startswith("Error: The search index in ")


def test_the_index_is_checked_and_made_anew(run: Run, tmp_path: Path) -> None:
    run("articles", "list")
    before = run("archive", "check")
    assert before.exit_code == 1
    assert before.stdout == "The search index has not been made yet.\n"
    assert before.stderr == "To make the index anew: pullquote archive reindex\n"
    made = run("archive", "reindex")
    assert (made.exit_code, made.stderr) == (0, "")
    assert made.stdout == "Indexed 16 passages.\n"
    whole = run("archive", "check")
    assert (whole.exit_code, whole.stderr) == (0, "")
    assert whole.stdout == "The search index has all that the archive has, and nothing else.\n"


def test_no_more_differences_are_told_than_are_read(run: Run, tmp_path: Path) -> None:
    from index.archive import Archive
    from index.search import ArchiveSearch

    path = tmp_path / "days.jsonl"
    path.write_text(lines(*range(30)))
    run("articles", "add", path)
    with (
        Archive(tmp_path / "data" / "archive.sqlite") as archive,
        ArchiveSearch(archive) as search,
    ):
        search._engine.acquire()
        search._engine.remove(range(100))
        search._engine.commit(archive.revision)
    result = run("archive", "check")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 21
    assert result.stdout.splitlines()[-1] == "There are 11 differences more."
