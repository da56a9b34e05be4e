"""A SQLite file, opened as all files of an installation are."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from sqlite_utils import Database

if TYPE_CHECKING:
    from pathlib import Path


def connected(path: Path | None, wait: float) -> Database:
    """Open a file, or make it with its folders, for use from several threads.

    Args:
        path: The file; None: in memory.
        wait: Seconds to wait while another program writes.

    Raises:
        OSError: A folder cannot be made.
        sqlite3.Error: The file cannot be opened.

    """
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path or ":memory:", timeout=wait, check_same_thread=False)
    return Database(connection, execute_plugins=False)
