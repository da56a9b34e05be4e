"""Leaving nothing in an SQLite file of what was deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def overwrite_deleted(db: Database) -> None:
    """Have all that is deleted from now on overwritten.

    Args:
        db: A file that was just opened.

    """
    db.execute("PRAGMA secure_delete = ON").fetchall()


def empty_log(db: Database) -> bool:
    """Empty the log beside the file, in which all that was deleted lately still stands.

    It waits for nobody: while another program reads or writes, the log is left for another time.

    Args:
        db: The file, in write-ahead mode and within no transaction.

    Returns:
        Whether the log is empty.

    Raises:
        sqlite3.Error: The file cannot be used.

    """
    ((wait,),) = db.execute("PRAGMA busy_timeout").fetchall()
    db.execute("PRAGMA busy_timeout = 0").fetchall()
    try:
        ((is_busy, *_),) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        db.execute(f"PRAGMA busy_timeout = {int(wait)}").fetchall()
    return not is_busy
