"""One bot at a time for an installation: two would answer everything twice."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no such locks, and so no such guard.
    fcntl = None  # type: ignore[assignment]


class AlreadyRunning(Exception):  # noqa: N818 - reads as what happened
    """Another bot works on the same files. The message is a whole sentence."""


@contextmanager
def sole(path: Path) -> Iterator[None]:
    """Be the only one within, among all programs; it ends with the program, however that ends.

    Args:
        path: A file for that purpose, which is made, with its folders, where it is missing.

    Raises:
        AlreadyRunning: Another one is, or the file cannot be made.

    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
    except OSError as error:
        raise AlreadyRunning(f"The file {path} cannot be opened: {error.strerror}.") from error
    with file:
        try:
            if fcntl:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(
                f"Another bot is running on the same files (it holds {path}): stop it first."
            ) from error
        yield
