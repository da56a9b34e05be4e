"""Backups: the files of an installation as they are at one moment, in one zip archive."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class BackupError(Exception):
    """There is no backup. The message is a whole sentence."""


def back_up(files: Sequence[Path], target: Path, *, wait: float = 5.0) -> list[Path]:
    """Copy SQLite files, which may be in use, into a zip archive that only its owner can read.

    Each is copied as it is at one moment, and the copy is checked. An older backup of that name is
    replaced when the new one is whole.

    Args:
        files: The files, in the order in which they are copied; those that are missing are left
            out.
        target: The backup's file.
        wait: Seconds to wait for a file that another program has locked.

    Returns:
        The files that were copied.

    Raises:
        BackupError: There is nothing to copy, a file is damaged or locked, or the backup cannot be
            written.

    """
    found = [file for file in files if file.is_file()]
    if not found:
        raise BackupError(f"There is nothing to back up: the file {files[-1]} is not there.")
    try:
        with TemporaryDirectory(prefix=".pullquote-", dir=target.absolute().parent) as folder:
            packed = Path(folder) / "packed"
            with ZipFile(packed, "x", ZIP_DEFLATED) as packing:
                for file in found:
                    copy = Path(folder) / "copy"
                    _copy(file, copy, wait)
                    packing.write(copy, file.name)
                    copy.unlink()
            packed.chmod(0o600)
            _flush(packed)
            packed.replace(target)
    except OSError as error:
        raise BackupError(f"The backup {target} cannot be written: {error.strerror}.") from error
    return found


def _copy(file: Path, copy: Path, wait: float) -> None:
    try:
        with (
            closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target, progress=_patience(wait), sleep=0.05)
            # A copy that is to be kept needs no second file beside it.
            target.execute("PRAGMA journal_mode = DELETE")
            ((state,),) = target.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite3.Error as error:
        raise BackupError(f"The file {file} cannot be backed up: {error}.") from error
    if state != "ok":
        raise BackupError(f"The file {file} is damaged, and so is not backed up: {state}.")


def _patience(seconds: float) -> Callable[[int, int, int], None]:
    """Make what ends a copy that waits too long; on its own it would wait for good."""
    until = time.monotonic() + seconds

    def look(status: int, _left: int, _all: int) -> None:
        is_locked = status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
        if is_locked and time.monotonic() > until:
            raise sqlite3.OperationalError("database is locked")

    return look


def _flush(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
