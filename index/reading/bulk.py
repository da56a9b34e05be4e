"""Many articles at once: folders, JSON Lines, and tar or zip archives of these.

Nothing that is packed is ever unpacked to disk, and no path inside an archive is ever opened: it
only tells articles apart.
"""

from __future__ import annotations

import codecs
import io
import os
import tarfile
import tempfile
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from typing import TYPE_CHECKING, BinaryIO, cast

from index.reading.errors import TooLarge
from index.reading.files import LARGEST_FILE, origin_of, read_bytes
from index.reading.json_lines import lines, read_line
from index.reading.kinds import BY_ENDING
from index.reading.streams import Allowance, Stream, is_packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.article import Document

_JSON_LINES = (".jsonl", ".ndjson")
_ARCHIVES = (".tar", ".tgz", ".tbz2", ".txz", ".zip")
_PACKED = (".gz", ".bz2", ".xz")
_LEFT_BY_SYSTEMS = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})
_OFFICE_FILES = frozenset({"[Content_Types].xml", "mimetype"})
_MARKS_OF_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DAMAGED = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    EOFError,
    OSError,
    NotImplementedError,  # a way of packing that is not known
)


@dataclass(frozen=True, slots=True)
class Record:
    """One article as it lies in a collection.

    Attributes:
        place: Where, for a person: "dump.jsonl:17", "dump.zip/ferry.html".
        data: Its bytes: a whole file, or a line of JSON Lines.
        origin: What tells the file from all others; for a line, what tells its file.
        name: The file's name; empty for a line.
    """

    place: str
    data: bytes
    origin: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """What should be an article of a collection and is none.

    Attributes:
        place: Where it is, for a person.
        reason: What is wrong with it, as a sentence.
    """

    place: str
    reason: str


def read_record(record: Record) -> tuple[Document, str]:
    """Read the article of a record.

    Args:
        record: The record.

    Returns:
        The article, and the id that it wants to be called by; an empty one where it wants none.

    Raises:
        ReadingError: It holds no article.
    """
    if not record.name:
        return read_line(record.data, record.origin)
    return replace(read_bytes(record.data, record.name), origin=record.origin), ""


def is_collection(path: Path) -> bool:
    """Tell whether a path is that of many articles and not of one.

    Args:
        path: What a person named; nothing need be there.
    """
    if path.is_dir():
        return True
    if not path.is_file():
        return False
    if _kind(path.name) == "lines":
        return True
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                return not _OFFICE_FILES & set(archive.namelist())
        with path.open("rb") as file:
            head = Stream(cast("BinaryIO", file)).head
        # A zip archive that is cut off lacks its end, by which it is told.
        return is_packed(head) or _is_tar(head) or (_is_zip(head) and path.suffix == ".zip")
    except _DAMAGED:
        return False


def is_collection_stream(stream: Stream) -> bool:
    """Tell whether a stream holds many articles and not one: something packed, or JSON Lines.

    Args:
        stream: For example standard input.
    """
    head = stream.head
    return is_packed(head) or _is_tar(head) or _is_zip(head) or _is_json(head)


def size_of(path: Path) -> int:
    """Add up the bytes of a file, or of the files in a folder that are read.

    Args:
        path: What `is_collection` says is one.
    """
    return sum(map(_size, _files(path))) if path.is_dir() else _size(path)


class Reader:
    """Reads collections.

    Attributes:
        passed_over: How many files were left alone since they are of other kinds.
    """

    def __init__(self) -> None:
        self.passed_over = 0
        self._read = 0
        self._now: Stream | None = None

    @property
    def read(self) -> int:
        """How many bytes have been read, as they are on disk."""
        return self._read + (self._now.count if self._now else 0)

    def records(self, path: Path) -> Iterator[Record | Skipped]:
        """Read a folder or file of many articles, in the order of names.

        Args:
            path: What `is_collection` says is one.

        Yields:
            The articles as they lie there, and what should be one and is none.
        """
        if not path.is_dir():
            yield from self._file(path, _kind(path.name) or "archive")
            return
        for file in _files(path):
            yield from self._file(file, _kind(file.name))

    def records_of(self, stream: Stream, label: str) -> Iterator[Record | Skipped]:
        """Read a stream that `is_collection_stream` says is one of many articles.

        Args:
            stream: For example standard input.
            label: What to call it.

        Yields:
            As `records` does.
        """
        yield from self._whole(stream, label, self._collection(stream, label, None))

    def _file(self, path: Path, kind: str) -> Iterator[Record | Skipped]:
        label = str(path)
        try:
            if not kind:
                self.passed_over += 1
                self._read += path.stat().st_size
                return
            with path.open("rb") as file:
                stream = Stream(cast("BinaryIO", file))
                yield from self._whole(stream, label, self._records(stream, kind, label, path))
        except OSError as error:
            yield Skipped(label, f"It cannot be read: {error.strerror}.")

    def _whole(
        self, stream: Stream, label: str, records: Iterator[Record | Skipped]
    ) -> Iterator[Record | Skipped]:
        """Read to the end, or as far as it can be read, and say so then."""
        self._now = stream
        try:
            yield from records
        except TooLarge as error:
            yield Skipped(label, str(error))
        except _DAMAGED:
            yield Skipped(label, "It is cut off or damaged: what follows there cannot be read.")
        finally:
            self._read += stream.count
            self._now = None

    def _records(
        self, stream: Stream, kind: str, label: str, path: Path
    ) -> Iterator[Record | Skipped]:
        if kind == "article":
            yield from _article(stream, label, _origin(path), path.name)
        elif kind == "lines":
            yield from _lines(unpacked(stream, label), label, path.name)
        else:
            yield from self._collection(stream, label, path)

    def _collection(
        self, stream: Stream, label: str, path: Path | None
    ) -> Iterator[Record | Skipped]:
        """Read an archive, or lines; which of them is told by how it begins."""
        inside = unpacked(stream, label)
        if _is_tar(inside.head):
            yield from self._tar(inside, label, path)
        elif _is_zip(inside.head):
            yield from self._zip(inside, label, path)
        elif _is_json(inside.head):
            yield from _lines(inside, label, path.name if path else label)
        else:
            yield Skipped(label, "It holds neither articles in an archive nor JSON Lines.")

    def _tar(self, stream: Stream, label: str, path: Path | None) -> Iterator[Record | Skipped]:
        with tarfile.open(fileobj=io.BufferedReader(stream), mode="r|") as archive:
            for member in archive:
                if member.isreg() and not member.issparse():
                    opened = cast("BinaryIO", archive.extractfile(member))
                    yield from self._member(Stream(opened), member.name, label, path)
                elif not member.isdir():
                    self.passed_over += 1

    def _zip(self, stream: Stream, label: str, path: Path | None) -> Iterator[Record | Skipped]:
        with _seekable(stream, path) as file, zipfile.ZipFile(file) as archive:
            size = file.seek(0, os.SEEK_END)
            allowance = Allowance(lambda: size, label)
            for member in archive.infolist():
                if member.flag_bits & 1:
                    yield Skipped(f"{label}/{member.filename}", "It is encrypted.")
                elif not member.is_dir():
                    yield from self._zip_member(archive, member, allowance, label, path)
                self._read += member.compress_size

    def _zip_member(
        self,
        archive: zipfile.ZipFile,
        member: zipfile.ZipInfo,
        allowance: Allowance,
        label: str,
        path: Path | None,
    ) -> Iterator[Record | Skipped]:
        try:
            with archive.open(member) as opened:
                stream = Stream(cast("BinaryIO", opened), allowance)
                yield from self._member(stream, member.filename, label, path)
        except _DAMAGED:
            yield Skipped(f"{label}/{member.filename}", "It is damaged.")

    def _member(
        self, stream: Stream, name: str, label: str, path: Path | None
    ) -> Iterator[Record | Skipped]:
        """Read what is in an archive under a name."""
        place = f"{label}/{name}"
        pure = PurePosixPath(name.replace("\\", "/"))
        kind = "" if _LEFT_BY_SYSTEMS & set(pure.parts) else _kind(pure.name)
        if not kind:
            self.passed_over += 1
        elif pure.is_absolute() or ".." in pure.parts or ":" in pure.parts[0]:
            yield Skipped(place, "Its path leads out of the archive.")
        elif kind == "lines":
            yield from _lines(unpacked(stream, place), place, pure.name)
        elif kind == "archive":
            yield Skipped(place, "An archive within an archive is not opened.")
        else:
            # From standard input there is no telling one archive from the next but by content.
            origin = f"{_origin(path)}/{pure}" if path else ""
            yield from _article(stream, place, origin, pure.name)


@contextmanager
def _seekable(stream: Stream, path: Path | None) -> Iterator[BinaryIO]:
    """Open a file, or copy a stream into one without a name: a zip archive is read from its end."""
    if path:
        with path.open("rb") as file:
            yield cast("BinaryIO", file)
    else:
        with tempfile.TemporaryFile() as file:
            copyfileobj(io.BufferedReader(stream), file)
            yield cast("BinaryIO", file)


def _article(stream: Stream, place: str, origin: str, name: str) -> Iterator[Record | Skipped]:
    data = io.BufferedReader(stream).read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        yield Skipped(place, f"It is larger than {LARGEST_FILE // 1_000_000} MB.")
    else:
        yield Record(place, data, origin or origin_of(data), name)


def _lines(stream: Stream, place: str, collection: str) -> Iterator[Record | Skipped]:
    for number, line in lines(stream):
        yield Record(f"{place}:{number}", line, collection)


def _files(folder: Path) -> Iterator[Path]:
    """Give the files in a folder and below, in order, but those that systems hide."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        for name in sorted(names):
            path = Path(place, name)
            if not _is_hidden(name) and path.is_file():
                yield path


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name in _LEFT_BY_SYSTEMS


def _kind(name: str) -> str:
    """Tell by its name whether a file holds an article, lines, an archive, or nothing of use."""
    name = name.lower()
    packed = name.endswith(_PACKED)
    bare = name.rpartition(".")[0] if packed else name
    if _is_hidden(name):
        return ""
    if bare.endswith(_JSON_LINES):
        return "lines"
    if bare.endswith(_ARCHIVES):
        return "archive"
    return "article" if PurePosixPath(name).suffix in BY_ENDING else ""


def _origin(path: Path) -> str:
    # As for a file that is read by itself; names that are not UTF-8 are no text to be kept.
    return str(path.absolute()).encode("utf-8", "backslashreplace").decode()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def _is_zip(head: bytes) -> bool:
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def _is_json(head: bytes) -> bool:
    text = head.decode("utf-16", "ignore") if head.startswith(_MARKS_OF_UTF_16) else ""
    return (text.encode() or head.removeprefix(codecs.BOM_UTF8)).lstrip().startswith(b"{")
