from __future__ import annotations

import bz2
import codecs
import gzip
import io
import json
import lzma
import os
import tarfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pytest

from index.reading.bulk import (
    Reader,
    Record,
    Skipped,
    is_collection,
    is_collection_stream,
    read_record,
    size_of,
)
from index.reading.errors import NotAnArticle, ReadingError
from index.reading.streams import Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

STORM = b"A storm hit the coast on Monday.\n"
VOTE = b"# Council votes\n\nThe council voted on Tuesday.\n"


def line(**fields: object) -> bytes:
    return json.dumps({"text": "Rain fell."} | fields, ensure_ascii=False).encode() + b"\n"


LINES = line(id="a1", title="One") + line(id="a2", title="Two")


def tarred(members: dict[str, bytes], mode: str = "w") -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


MEMBERS = {"news/storm.txt": STORM, "news/vote.md": VOTE, "lines.jsonl": LINES}
ARTICLES = {"storm.txt", "vote.md", "1", "2"}


def outcome(records: Iterable[Record | Skipped]) -> tuple[set[str], list[str]]:
    """The last parts of the places of records, and what is said of what was skipped."""
    taken, skipped = set(), []
    for record in records:
        if isinstance(record, Record):
            read_record(record)
            taken.add(record.place.replace(":", "/").rpartition("/")[2])
        else:
            skipped.append(f"{Path(record.place).name}: {record.reason}")
    return taken, skipped


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.tar", tarred(MEMBERS)),
        ("a.tar.gz", tarred(MEMBERS, "w:gz")),
        ("a.tgz", tarred(MEMBERS, "w:gz")),
        ("a.tar.bz2", tarred(MEMBERS, "w:bz2")),
        ("a.tar.xz", tarred(MEMBERS, "w:xz")),
        ("a.zip", zipped(MEMBERS)),
        ("without-an-ending", tarred(MEMBERS, "w:gz")),
        ("another", zipped(MEMBERS)),
    ],
)
def test_archives_are_read_from_files_and_from_streams(
    tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert is_collection(path)
    assert outcome(Reader().records(path)) == (ARTICLES, [])
    stream = Stream(io.BytesIO(content))
    assert is_collection_stream(stream)
    assert outcome(Reader().records_of(stream, "-")) == (ARTICLES, [])


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.jsonl", bytes),
        ("a.ndjson", bytes),
        ("a.jsonl.gz", gzip.compress),
        ("a.jsonl.bz2", bz2.compress),
        ("a.jsonl.xz", lzma.compress),
        ("a.jsonl", lambda content: codecs.BOM_UTF8 + content),
        ("a.jsonl", lambda content: content.decode().encode("utf-16")),
        ("a.jsonl", lambda content: content.replace(b"\n", b"\r\n\r\n")),
        ("a.jsonl", lambda content: content.rstrip(b"\n")),
    ],
)
def test_json_lines_are_read_packed_or_not(
    tmp_path: Path, name: str, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / name
    path.write_bytes(pack(LINES))
    assert is_collection(path)
    records = list(Reader().records(path))
    assert [read_record(one)[0].title for one in records if isinstance(one, Record)] == [
        "One",
        "Two",
    ]
    assert records[0].place == f"{path}:1"
    assert is_collection_stream(Stream(io.BytesIO(pack(LINES))))


def test_a_folder_is_read_with_what_is_below_it_in_the_order_of_names(tmp_path: Path) -> None:
    for name, content in {
        "b/storm.txt": STORM,
        "b/picture.png": b"\x89PNG\r\n\x1a\n",
        "b/.hidden.txt": STORM,
        ".git/a.txt": STORM,
        "a/vote.md": VOTE,
        "c.jsonl": LINES,
        "d.zip": zipped(
            {"fire.html": b"<p>Fire broke out in the old harbour on Friday night.</p>"}
        ),
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    reader = Reader()
    places = [record.place.removeprefix(f"{tmp_path}/") for record in reader.records(tmp_path)]
    assert places == ["c.jsonl:1", "c.jsonl:2", "d.zip/fire.html", "a/vote.md", "b/storm.txt"]
    assert reader.passed_over == 1
    assert reader.read == pytest.approx(size_of(tmp_path), abs=200)


def test_a_folder_within_itself_and_what_is_no_file_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "storm.txt").write_bytes(STORM)
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "lost.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.txt")
    assert outcome(Reader().records(tmp_path)) == ({"storm.txt"}, [])


def test_a_file_of_a_folder_is_the_same_article_as_by_itself(tmp_path: Path) -> None:
    from index.reading.files import read_file

    path = tmp_path / "vote.md"
    path.write_bytes(VOTE)
    (record,) = Reader().records(tmp_path)
    assert isinstance(record, Record)
    assert read_record(record)[0] == read_file(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("storm.txt", STORM),
        ("vote.md", VOTE),
        ("page.html", b"<html><body><p>Fire.</p></body></html>"),
        ("letter.docx", zipped({"[Content_Types].xml": b"", "word/document.xml": b""})),
        ("letter.odt", zipped({"mimetype": b"application/vnd.oasis.opendocument.text"})),
        ("empty.txt", b""),
    ],
)
def test_one_article_is_no_collection(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert not is_collection(path)
    assert not is_collection(tmp_path / "missing.jsonl")


@pytest.mark.parametrize("content", [STORM, VOTE, b"", b"\n", b"BZ", b"<html>{</html>"])
def test_a_stream_of_one_article_is_no_collection_and_is_still_whole(content: bytes) -> None:
    stream = Stream(io.BytesIO(content))
    assert not is_collection_stream(stream)
    assert stream.read() == content


class Drop(io.RawIOBase):
    """A pipe from which bytes come one by one."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self._content = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        piece = self._content.read(min(1, len(view)))
        view[: len(piece)] = piece
        return len(piece)


@pytest.mark.parametrize("content", [tarred(MEMBERS), tarred(MEMBERS, "w:xz"), zipped(MEMBERS)])
def test_a_slow_pipe_is_read_as_a_fast_one(content: bytes) -> None:
    stream = Stream(cast_binary(Drop(content)))
    assert is_collection_stream(stream)
    assert outcome(Reader().records_of(stream, "-")) == (ARTICLES, [])


def cast_binary(stream: io.RawIOBase) -> BinaryIO:
    return io.BufferedReader(stream)


def test_all_that_a_line_says_is_read() -> None:
    data = line(
        id="storm-1",
        title="Storm  hits\ncoast",
        text="Rain fell.\r\nÖl lief aus.",
        url="https://paper.example/storm?utm_source=x",
        source="The Paper",
        published="2026-11-20T08:00:00Z",
        language="en-GB",
        more={"x": 1},
    )
    document, wanted = read_record(Record("-:1", data, "dump.jsonl"))
    assert wanted == "storm-1"
    assert (document.title, document.source) == ("Storm hits coast", "The Paper")
    assert document.text == "Rain fell.\nÖl lief aus."
    assert document.url == "https://paper.example/storm"
    assert (document.published, document.language) == ("2026-11-20", "en")
    assert document.origin == "The Paper:storm-1"


@pytest.mark.parametrize(
    ("fields", "origin"),
    [
        ({"id": 7}, "dump.jsonl:7"),
        ({"id": "7", "source": "Paper"}, "Paper:7"),
        ({"url": "https://a.example/x"}, "https://a.example/x"),
        ({"url": "javascript:alert(1)"}, "digest:"),
        ({"title": "Weather", "source": "Paper"}, "digest:"),
        ({"id": None, "title": None}, "digest:"),
    ],
)
def test_what_makes_it_the_same_article_again_is_never_shared_with_another(
    fields: dict[str, object], origin: str
) -> None:
    document, _ = read_record(Record("-:1", line(**fields), "dump.jsonl"))
    assert document.origin.startswith(origin)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("abc-1", "abc-1"),
        (20261123, "20261123"),
        ("Upper", ""),
        ("../etc", ""),
        ("a" * 41, ""),
        ("", ""),
    ],
)
def test_an_id_that_can_be_typed_is_what_the_article_is_called_by(
    given: object, wanted: str
) -> None:
    assert read_record(Record("-:1", line(id=given), "d"))[1] == wanted


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"id": "a", "text": "Rain fe', "It is cut off."),
        (b'{"id": "a", "text": "Rain fe\n', "It is not JSON."),
        (b"Rain fell.\n", "It is not JSON."),
        (b"[1, 2]\n", "It is not a JSON object."),
        (b'"Rain fell."\n', "It is not a JSON object."),
        (b"{}\n", 'It has no "text".'),
        (line(text=" \n"), 'It has no "text".'),
        (line(text=None), 'It has no "text".'),
        (line(text=5), 'It has no "text".'),
        (line(text="\x00\x01\x02"), 'Its "text" is not text that a person could read.'),
        (line(id=[1]), 'Its "id" is neither text nor a whole number.'),
        (line(id=True), 'Its "id" is neither text nor a whole number.'),
        (line(title=["a"]), 'Its "title" is not text.'),
        (b"[" * 100_000 + b"\n", "It is not JSON."),
        (b'{"text": ' + b"9" * 5000 + b"}\n", "It is not JSON."),
        (b"\x00\xff\x00\xff\n", "The line is not text but a binary file."),
    ],
)
def test_a_bad_line_is_told_by_what_is_wrong_with_it(data: bytes, reason: str) -> None:
    with pytest.raises(ReadingError) as caught:
        read_record(Record("-:1", data, "d"))
    assert str(caught.value) == reason


def test_lines_of_different_encodings_are_each_read_as_they_look() -> None:
    words = {"text": "Der Fluß stieg über die Brücke."}
    data = json.dumps(words, ensure_ascii=False)
    for encoding in ("utf-8", "cp1252"):
        document, _ = read_record(Record("-:1", data.encode(encoding) + b"\n", "d"))
        assert document.text == words["text"]


def test_an_article_of_5_megabytes_is_read_and_an_endless_line_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large.jsonl"
    path.write_bytes(line(text="Rain fell. " * 450_000) + LINES)
    first, *_ = Reader().records(path)
    assert isinstance(first, Record)
    assert len(read_record(first)[0].text) > 4_900_000
    monkeypatch.setattr("index.reading.json_lines.LONGEST_LINE", 1_000_000)
    first, *others = Reader().records(path)
    assert isinstance(first, Record)
    assert len(first.data) == 1_000_001
    with pytest.raises(NotAnArticle, match=r"^The line is longer than 1 MB\.$"):
        read_record(first)
    assert outcome(others) == ({"2", "3"}, [])


@pytest.mark.parametrize("pack", [tarred, zipped])
@pytest.mark.parametrize(
    "name", ["../storm.txt", "/etc/storm.txt", "a/../../storm.txt", "C:/storm.txt", "..\\storm.txt"]
)
def test_a_path_that_leads_out_of_an_archive_is_refused(
    tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes], name: str
) -> None:
    path = tmp_path / "inside" / "a.bin"
    path.parent.mkdir()
    path.write_bytes(pack({name: STORM, "vote.md": VOTE}))
    taken, skipped = outcome(Reader().records(path))
    assert taken == {"vote.md"}
    (reason,) = skipped
    assert reason.endswith("Its path leads out of the archive.")
    assert list(tmp_path.rglob("*")) == [path.parent, path]


def test_links_and_devices_in_a_tar_are_passed_over(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_bytes(b"The secret is out.")
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            info = tarfile.TarInfo("link.txt")
            info.type, info.linkname = kind, str(secret)
            archive.addfile(info)
    reader = Reader()
    assert outcome(reader.records(path)) == (set(), [])
    assert reader.passed_over == 4


def test_an_archive_within_an_archive_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"b.zip": zipped(MEMBERS), "storm.txt": STORM}))
    assert outcome(Reader().records(path)) == (
        {"storm.txt"},
        ["b.zip: An archive within an archive is not opened."],
    )


BOMBS = {
    "bomb.zip": lambda content: zipped({"storm.txt": STORM, "bomb.jsonl": content, "z.txt": STORM}),
    "bomb.tar.gz": lambda content: tarred({"storm.txt": STORM, "bomb.jsonl": content}, "w:gz"),
    "bomb.tar.xz": lambda content: tarred({"storm.txt": STORM, "bomb.jsonl": content}, "w:xz"),
    "bomb.jsonl.gz": lambda content: gzip.compress(LINES + content),
    "bomb.jsonl.bz2": lambda content: bz2.compress(LINES + content),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr("index.reading.streams.UNPACKED_FREELY", 100_000)
    path = tmp_path / name
    path.write_bytes(BOMBS[name](b" " * 30_000_000))
    assert path.stat().st_size < 50_000
    taken, skipped = outcome(Reader().records(path))
    assert taken >= ({"storm.txt"} if "jsonl" not in name else {"1", "2"})
    assert skipped[-1] == f"{name}: {path} unpacks to more than 200 times its size."


def test_a_member_larger_than_an_article_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.reading.bulk.LARGEST_FILE", 1_000_000)
    large = b"Rain fell. " * 100_000
    (tmp_path / "a.zip").write_bytes(zipped({"large.txt": large, "storm.txt": STORM}))
    (tmp_path / "large.txt").write_bytes(large)
    taken, skipped = outcome(Reader().records(tmp_path))
    assert taken == {"storm.txt"}
    assert skipped == ["large.txt: It is larger than 1 MB."] * 2


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.tar.xz", "a.jsonl.gz"])
def test_what_is_cut_off_is_read_as_far_as_it_goes(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    noise = {f"{number}.txt": os.urandom(3000).hex().encode() for number in range(30)}
    if "tar" in name:
        whole = tarred({"storm.txt": STORM} | noise, "w:" + name.removeprefix("a.tar").strip("."))
    else:
        whole = gzip.compress(LINES + b"".join(line(text=text.decode()) for text in noise.values()))
    path.write_bytes(whole[: len(whole) // 2])
    taken, skipped = set(), []
    for record in Reader().records(path):
        (skipped.append(record.reason) if isinstance(record, Skipped) else taken.add(record.place))
    assert taken
    assert skipped == ["It is cut off or damaged: what follows there cannot be read."]


def test_a_zip_that_is_cut_off_is_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.txt": STORM, "b.txt": VOTE})[:-30])
    assert is_collection(path)
    (skipped,) = outcome(Reader().records(path))[1]
    assert skipped.endswith("It is cut off or damaged: what follows there cannot be read.")


def test_a_damaged_or_encrypted_member_of_a_zip_does_not_stop_the_others(tmp_path: Path) -> None:
    packed = bytearray(zipped({"a.txt": STORM * 20, "b.txt": VOTE * 20, "c.txt": STORM}))
    place = packed.index(b"a.txt") + len(b"a.txt")
    packed[place + 5] ^= 0xFF
    second = packed.rindex(b"PK\x01\x02", 0, packed.rindex(b"b.txt"))
    packed[second + 8] |= 1
    path = tmp_path / "a.zip"
    path.write_bytes(packed)
    taken, skipped = outcome(Reader().records(path))
    assert taken == {"c.txt"}
    assert skipped == ["a.txt: It is damaged.", "b.txt: It is encrypted."]


@pytest.mark.parametrize(
    "content",
    [b"", b"Rain fell.", gzip.compress(b"Rain fell."), b"PK\x03\x04"],
    ids=["empty", "text", "packed text", "no archive"],
)
def test_what_only_looks_like_a_collection_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.tar.gz"
    path.write_bytes(content)
    (skipped,) = outcome(Reader().records(path))[1]
    assert skipped.endswith(".")
