from __future__ import annotations

import sqlite3
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from index.archive import Archive
from index.archive_errors import NotAnArchive
from index.reading.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

    from tests.bot.cli.conftest import Run


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, body = {
            "/form": (200, b"<html><body><form><input name=q></form></body></html>"),
        }.get(self.path, (404, b"<p>nothing</p>"))
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own
        pass


@pytest.fixture
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def assert_one_sentence(result: Result) -> None:
    assert result.exit_code == 1
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: ")
    assert line.endswith(".")
    assert "Pullquote failed" not in line
    assert "Traceback" not in line


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("blank.txt", b" \n\n\t\n"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8),
        ("program", b"\x7fELF\x02\x01\x01\x00" + b"\x00" * 500),
        ("headings.txt", b"***\n\n---\n"),
        ("page.html", b"<html><body><script>let a = 1;</script></body></html>"),
        ("paper.pdf", b"%PDF-1.4\nnothing of a PDF"),
    ],
)
def test_a_file_that_is_no_article_is_refused(
    run: Run, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    before = run("articles", "list", "--all").stdout
    assert_one_sentence(run("articles", "add", path))
    assert_one_sentence(run("ask", "--article", path, "Who?"))
    assert run("articles", "list", "--all").stdout == before


def test_a_file_of_50_megabytes_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    result = run("articles", "add", path)
    assert_one_sentence(result)
    assert "20 MB" in result.stderr


def test_a_missing_file_and_a_folder_are_refused(run: Run, tmp_path: Path) -> None:
    assert_one_sentence(run("articles", "add", tmp_path / "missing.txt"))
    assert_one_sentence(run("articles", "add", tmp_path))
    assert_one_sentence(run("ask", "--article", tmp_path / "missing.txt", "Who?"))


@pytest.mark.parametrize("page", ["/missing", "/form"])
def test_a_page_that_is_no_article_is_refused(run: Run, site: str, page: str) -> None:
    assert_one_sentence(run("articles", "add", site + page))
    assert_one_sentence(run("ask", "--article", site + page, "Who?"))


def test_a_site_that_is_not_there_is_said_to_be_so(run: Run) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        gone = f"http://127.0.0.1:{server.server_port}/"
    assert_one_sentence(run("articles", "add", gone))


def test_a_locked_archive_is_waited_for_and_then_said_to_be_so(
    run: Run, archive_path: Path, tmp_path: Path
) -> None:
    (tmp_path / "storm.txt").write_text("A storm hit the coast.\n")
    run("articles", "list")
    with closing(sqlite3.connect(archive_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        result = run("--wait", 0.1, "articles", "add", tmp_path / "storm.txt")
        assert_one_sentence(result)
        assert "Another program is writing to the archive" in result.stderr
        assert run("ask", "How many civilians were killed?").exit_code == 0
    assert len(run("articles", "list").stdout.splitlines()) == 1


@pytest.mark.parametrize(
    "args", [["ask", "Who?"], ["articles", "list"], ["articles", "add", "-"]], ids=" ".join
)
@pytest.mark.parametrize("kind", ["another file", "another database", "newer", "folder"])
def test_an_archive_that_cannot_be_used_is_said_to_be_so_and_left_alone(
    run: Run, archive_path: Path, kind: str, args: list[str]
) -> None:
    if kind == "another file":
        archive_path.write_bytes(b"Dear diary, today " * 100)
    elif kind == "another database":
        with closing(sqlite3.connect(archive_path)) as other, other:
            other.execute("CREATE TABLE diary (day)")
    elif kind == "newer":
        Archive(archive_path).close()
        with closing(sqlite3.connect(archive_path)) as newer, newer:
            newer.execute(
                "UPDATE _sqlite_migrations SET name = 'm999_later'"
                " WHERE id = (SELECT max(id) FROM _sqlite_migrations)"
            )
    else:
        archive_path.mkdir()
    before = archive_path.read_bytes() if archive_path.is_file() else None
    result = run(*args, stdin="A storm hit the coast.\n")
    if kind == "folder":
        # The option itself says that it takes no folder.
        assert result.exit_code == 2
        assert "is a directory" in result.stderr
        return
    assert_one_sentence(result)
    assert archive_path.read_bytes() == before


def test_debug_shows_where_an_error_comes_from(run: Run, archive_path: Path) -> None:
    archive_path.write_bytes(b"Dear diary, today " * 100)
    result = run("--debug", "articles", "list")
    assert isinstance(result.exception, NotAnArchive)
    archive_path.unlink()
    result = run("--debug", "articles", "add", "missing.txt")
    assert isinstance(result.exception, NotFound)


def test_an_error_that_nobody_foresaw_is_one_line_too(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("a line\nand another")

    monkeypatch.setattr(Archive, "summaries", fail)
    result = run("articles", "list")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: Pullquote failed (RuntimeError: a line and another); --debug shows where.\n"
    )
