"""Files, standard input and uploads, and what is wrong with some of them."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.reading.errors import NotAnArticle, NotFound, ReadingError, TooLarge, Unreachable
from index.reading.files import LARGEST_FILE, one_line, read_bytes, read_file, read_stdin

if TYPE_CHECKING:
    from collections.abc import Callable

ARTICLE = b"Ferry runs aground\n\nA ferry ran aground. Nobody was hurt."


def test_a_file_is_read_and_known_by_its_whole_path(tmp_path: Path) -> None:
    path = tmp_path / "ferry.txt"
    path.write_bytes(ARTICLE)
    document = read_file(path)
    assert document.text == ARTICLE.decode()
    assert document.title == "Ferry runs aground"
    assert document.origin == str(path)


def test_a_relative_path_gives_the_same_origin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ferry.txt").write_bytes(ARTICLE)
    monkeypatch.chdir(tmp_path)
    assert read_file(Path("ferry.txt")).origin == str(tmp_path / "ferry.txt")


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("bridge.html", "The harbour bridge in Port Ellery reopened"),
        ("note.md", "The ferry to Gull Island will stop"),
    ],
)
def test_other_kinds_are_read_by_their_ending(pages: Path, name: str, first: str) -> None:
    assert read_file(pages / name).text.startswith(first)


def test_a_pdf_is_read(make_pdf: Callable[..., bytes], tmp_path: Path) -> None:
    path = tmp_path / "ferry.pdf"
    path.write_bytes(make_pdf([["Ferry runs aground", "A ferry ran aground off Skerry Point."]]))
    assert read_file(path).text.endswith("A ferry ran aground off Skerry Point.")


def test_what_comes_through_a_pipe_is_read(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(ARTICLE,))
    writer.start()
    assert read_file(path).text == ARTICLE.decode()
    writer.join()


def test_a_file_of_fifty_megabytes_is_refused_before_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("it was opened"))
    with pytest.raises(TooLarge, match=r"^huge\.txt is larger than 20 MB\.$"):
        read_file(path)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.txt", b"", "a.txt is empty."),
        ("a.md", b"\n", "a.md is empty."),
        ("a.html", b"", "a.html is empty."),
        ("a.pdf", b"", "a.pdf is called a PDF but is none; it may be damaged."),
        ("a.txt", b"\x00\x01" * 50, "a.txt is not text but a binary file."),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "a.txt is not an article but a picture."),
        ("a\x1b[31m.txt", b"", "a [31m.txt is empty."),
        ("b" * 200, b"", "b" * 80 + " is empty."),
    ],
)
def test_bad_files_get_one_clear_sentence(
    tmp_path: Path, name: str, data: bytes, sentence: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(NotAnArticle) as refusal:
        read_file(path)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("name", "error", "sentence"),
    [
        ("none.txt", NotFound, "There is no file none.txt."),
        (".", NotAnArticle, "is a folder and not a file."),
        ("file/none.txt", Unreachable, "none.txt cannot be read: not a directory."),
        ("a\0b", ReadingError, "a b"),
    ],
)
def test_paths_that_lead_to_no_file_get_one_clear_sentence(
    tmp_path: Path, name: str, error: type[ReadingError], sentence: str
) -> None:
    (tmp_path / "file").write_bytes(ARTICLE)
    with pytest.raises(error) as refusal:
        read_file(tmp_path / name)
    assert sentence in str(refusal.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_bytes(ARTICLE)
    path.chmod(0)
    with pytest.raises(Unreachable, match=r"secret\.txt cannot be read: permission denied\."):
        read_file(path)


def test_a_name_in_no_known_encoding_gives_strings_that_can_be_kept(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    path.write_bytes(ARTICLE.partition(b"\n\n")[2])
    document = read_file(path)
    assert document.title == "Caf?"
    assert document.origin == f"{tmp_path}/caf\\udce9.txt"


def test_standard_input_is_read_to_its_end() -> None:
    document = read_stdin(io.BytesIO(ARTICLE))
    assert document.text == ARTICLE.decode()
    assert document.title == "Ferry runs aground"
    assert document.origin == ""


def test_standard_input_without_end_is_refused() -> None:
    with Path("/dev/zero").open("rb") as endless, pytest.raises(TooLarge, match="Standard input"):
        read_stdin(endless)


def test_an_upload_is_read_by_its_name_and_type() -> None:
    assert read_bytes(ARTICLE, "ferry.txt", "text/plain").title == "Ferry runs aground"
    assert read_bytes("Ça va être fermé.".encode("cp1252"), "a.txt", "text/plain").text == (
        "Ça va être fermé."
    )
    arabic = "الهدنة مستمرة في المدينة."
    declared = 'text/plain; charset="iso-8859-6"'
    assert read_bytes(arabic.encode("iso8859-6"), "a.txt", declared).text == arabic


def test_an_upload_that_is_too_large_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_bytes(b"x" * (LARGEST_FILE + 1), "a.txt")


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("https://www.news.example/ferry", "https://www.news.example/ferry"),
        ("https://elsewhere.example/ferry", "https://news.example/s?id=7"),
        ("", "https://news.example/s?id=7"),
    ],
)
def test_a_page_is_believed_about_its_address_within_its_own_site(canonical: str, url: str) -> None:
    data = f"---\nurl: {canonical}\n---\nA ferry ran aground.".encode()
    document = read_bytes(data, "", "text/markdown", url="https://news.example/s?id=7&utm_id=1#x")
    assert document.url == url
    assert document.origin == url
    assert document.source == "news.example"


def test_titles_and_sources_fit_in_a_line() -> None:
    title = "A \u202eturned\u0007 title " + "on and on " * 50
    data = f"---\ntitle: {title}\nsource: S{'s' * 500}\n---\nA ferry ran aground.".encode()
    document = read_bytes(data, "a.md")
    assert document.title.startswith("A turned title on and on")
    assert len(document.title) <= 300
    assert len(document.source) == 120


def test_one_line_joins_what_was_on_several() -> None:
    assert one_line(" a\nb\t c ", 5) == "a b c"


def test_reading_a_text_file_loads_no_parser_and_no_web_client(tmp_path: Path) -> None:
    path = tmp_path / "ferry.txt"
    path.write_bytes(ARTICLE)
    script = (
        "import sys, pathlib, index.reading.files as files;"
        f"files.read_file(pathlib.Path({str(path)!r}));"
        "heavy = {'trafilatura', 'lxml', 'pypdf', 'markdown_it', 'aiohttp', 'charset_normalizer'};"
        "print(*heavy & set(sys.modules))"
    )
    loaded = subprocess.check_output([sys.executable, "-c", script], text=True)
    assert loaded == "\n"
