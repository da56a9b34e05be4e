"""Bytes as they come: looked at before they are read, counted, and unpacked within limits."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from index.reading.errors import TooLarge

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = 512
"""Bytes that are looked at before anything is read."""

MOST_UNPACKED = 200
"""How many times as large as what was packed it may be when it is unpacked."""
UNPACKED_FREELY = 100_000_000
"""Bytes that may be unpacked whatever that ratio."""

_UNPACKERS: dict[bytes, Callable[[Any], Any]] = {
    b"\x1f\x8b\x08": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\x00": lzma.open,
}


class Allowance:
    """How much may come out of what is packed; more is an attack and not an article.

    Args:
        packed: Tells how many packed bytes have been read.
        label: What to call it in an error.
    """

    def __init__(self, packed: Callable[[], int], label: str) -> None:
        self._packed = packed
        self._label = label
        self._taken = 0

    def take(self, size: int) -> None:
        """Take some bytes.

        Raises:
            TooLarge: There is very much more than what was packed.
        """
        self._taken += size
        if self._taken > max(UNPACKED_FREELY, MOST_UNPACKED * self._packed()):
            raise TooLarge(f"{self._label} unpacks to more than {MOST_UNPACKED} times its size.")


class Stream(io.RawIOBase):
    """A stream that shows its beginning and counts what was read; it need not be a file on disk.

    Args:
        source: Where the bytes come from.
        allowance: What limits them, if anything does.

    Attributes:
        head: Its first bytes, up to 512; they are still read first.
        count: How many bytes the source has given.
    """

    def __init__(self, source: BinaryIO, allowance: Allowance | None = None) -> None:
        super().__init__()
        self._source = source
        self._allowance = allowance
        self.count = 0
        self.head = b""
        while len(self.head) < HEAD:
            piece = self._take(HEAD - len(self.head))
            if not piece:
                break
            self.head += piece
        self._shown = self.head

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read some bytes, as `io.RawIOBase` has it.

        Raises:
            TooLarge: What was packed unpacks to very much more.
        """
        view = memoryview(buffer)
        piece = self._shown[: len(view)] or self._take(len(view))
        self._shown = self._shown[len(view) :]
        view[: len(piece)] = piece
        return len(piece)

    def _take(self, size: int) -> bytes:
        # What has arrived is enough: a pipe may be slow.
        read = getattr(self._source, "read1", self._source.read)
        piece = cast("bytes", read(size))
        self.count += len(piece)
        if self._allowance:
            self._allowance.take(len(piece))
        return piece


def unpacked(stream: Stream, label: str) -> Stream:
    """Unpack a stream that gzip, bzip2 or xz have packed; give any other as it is.

    Args:
        stream: What to read.
        label: What to call it in an error.
    """
    for sign, unpacker in _UNPACKERS.items():
        if stream.head.startswith(sign):
            source = unpacker(io.BufferedReader(stream))
            return Stream(source, Allowance(lambda: stream.count, label))
    return stream


def is_packed(head: bytes) -> bool:
    """Tell whether something begins as what gzip, bzip2 or xz have packed.

    Args:
        head: Its first bytes.
    """
    return head.startswith(tuple(_UNPACKERS))
