"""A SQLite file, opened as all files of an installation are."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from sqlite_utils import Database

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sqlite_utils import Migrations


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


def is_newer(
    db: Database, migrations: Migrations, steps: Sequence[Callable[[Database], None]]
) -> bool:
    """Whether a file has gone through a step that this version does not know.

    Args:
        db: The file.
        migrations: The set of steps that it goes through.
        steps: Those that this version knows.

    Raises:
        sqlite3.Error: The file cannot be read.

    """
    known = {step.__name__ for step in steps}
    return any(step.name not in known for step in migrations.applied(db))
