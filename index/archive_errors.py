"""What can go wrong with an archive; each message is one sentence for the person."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class ArchiveError(Exception):
    """The archive cannot do what it was asked. The message is a whole sentence."""


class Locked(ArchiveError):  # noqa: N818 - reads as what happened, as all below
    """Another program has been writing to the archive for longer than one would wait."""


class Damaged(ArchiveError):  # noqa: N818
    """The file is an archive whose contents can no longer be trusted."""


class NotAnArchive(ArchiveError):  # noqa: N818
    """The file is something else."""


class NewerArchive(ArchiveError):  # noqa: N818
    """The archive was written by a later version of this program."""


class NotWritable(ArchiveError):  # noqa: N818
    """The archive's file or folder may not be written to."""


class DiskFull(ArchiveError):  # noqa: N818
    """There is no room left for a change; nothing was changed."""


class NoSuchArticle(ArchiveError):  # noqa: N818
    """There is no article of that id among those that may be seen."""


@contextmanager
def explained(path: Path | None) -> Iterator[None]:
    """Turn what SQLite or the file system says about an archive into an ArchiveError.

    Args:
        path: The archive's file, None for one in memory.

    """
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise
    except sqlite3.DatabaseError as error:
        raise _explanation(error, path) from error
    except UnicodeDecodeError as error:
        raise damaged(path) from error
    except PermissionError as error:
        raise NotWritable(_NOT_WRITABLE.format(path)) from error
    except OSError as error:
        raise NotWritable(f"The archive {path} cannot be opened: {error.strerror}.") from error


def _explanation(error: sqlite3.DatabaseError, path: Path | None) -> ArchiveError:
    # The lowest byte is the kind of error; those above it tell its variants apart.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if code == sqlite3.SQLITE_CORRUPT:
        return damaged(path)
    if code == sqlite3.SQLITE_NOTADB:
        return not_an_archive(path)
    kind, sentence = _SENTENCES.get(code, (ArchiveError, "The archive {} failed: {}."))
    return kind(sentence.format(path, error))


_NOT_WRITABLE = (
    "The archive {} cannot be opened for writing:"
    " look at the permissions of the file and its folder."
)
_BUSY = "Another program is writing to the archive {}; try again later."
_SENTENCES: dict[int, tuple[type[ArchiveError], str]] = {
    sqlite3.SQLITE_BUSY: (Locked, _BUSY),
    sqlite3.SQLITE_LOCKED: (Locked, _BUSY),
    sqlite3.SQLITE_READONLY: (NotWritable, _NOT_WRITABLE),
    sqlite3.SQLITE_CANTOPEN: (NotWritable, _NOT_WRITABLE),
    sqlite3.SQLITE_PERM: (NotWritable, _NOT_WRITABLE),
    sqlite3.SQLITE_FULL: (DiskFull, "There is no room left for the archive {}."),
    sqlite3.SQLITE_IOERR: (ArchiveError, "The disk failed while the archive {} was in use."),
}


def not_an_archive(path: Path | None) -> NotAnArchive:
    """Make the error for a file that is something else than an archive."""
    return NotAnArchive(f"The file {path} is not an archive of Pullquote.")


def damaged(path: Path | None) -> Damaged:
    """Make the error for an archive whose contents can no longer be trusted."""
    return Damaged(f"The archive {path} is damaged: restore it from a backup.")
