"""Where an index lies on disk: a folder with one generation of it, or with two while one is made.

A generation that does not fit (another version wrote it, its archive is another one, it is damaged)
is never repaired: a new one is begun, and takes its place.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from index.search.errors import explained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

_LABEL = "made-by.json"
_CURRENT = "current"
_NEXT = "next"
_LOCK = "lock"


class IndexFolder:
    """The folder of an index, which several programs may use.

    Args:
        path: The folder. It is made when there is something to put into it.
        made_by: What a generation must have been made by and from to be of use.
        make: Makes an empty index in a folder.
    """

    def __init__(
        self, path: Path, made_by: Mapping[str, str], make: Callable[[Path], None]
    ) -> None:
        self.path = path
        self._made_by = dict(made_by)
        self._make = make

    def current(self) -> Path | None:
        """Name the generation in use; None where there is none, or none that fits."""
        return self._fitting(_CURRENT)

    def is_current(self, generation: Path | None) -> bool:
        """Whether a generation that fitted when it was opened is still the one in use."""
        return generation is not None and _read(self.path / _CURRENT) == generation.name

    @property
    def is_used(self) -> bool:
        """Whether there is anything here, of use or not."""
        return self.path.is_dir() and any(self.path.iterdir())

    def begin(self, unusable: Path | None = None) -> Path:
        """Begin a new generation and use it at once, unless another program has just done so.

        Args:
            unusable: A generation that looks as if it fitted, and does not.

        Raises:
            SearchError: The folder cannot be written to.
        """
        with self._locked():
            current = self.current()
            if current is None or current == unusable:
                current = self._new(_CURRENT)
                self._tidy()
            return current

    def begin_next(self) -> Path:
        """Begin a generation beside the one in use, or find the one that was begun before.

        Raises:
            SearchError: The folder cannot be written to.
        """
        with self._locked():
            return self._fitting(_NEXT) or self._new(_NEXT)

    def promote(self) -> None:
        """Use the generation that was begun beside the one in use, in its place.

        Raises:
            SearchError: The folder cannot be written to.
        """
        with self._locked():
            (self.path / _NEXT).replace(self.path / _CURRENT)
            self._tidy()

    def discard_next(self) -> None:
        """Forget the generation that was begun beside the one in use.

        Raises:
            SearchError: The folder cannot be written to.
        """
        with self._locked():
            (self.path / _NEXT).unlink(missing_ok=True)
            self._tidy()

    def _fitting(self, pointer: str) -> Path | None:
        """Follow a pointer to a generation that fits."""
        name = _read(self.path / pointer)
        if not name.isdigit():
            return None
        generation = self.path / name
        try:
            made_by = json.loads(_read(generation / _LABEL) or "null")
        except ValueError:
            return None
        return generation if made_by == self._made_by else None

    def _new(self, pointer: str) -> Path:
        """Make an empty generation and point to it."""
        taken = [int(path.name) for path in self.path.iterdir() if path.name.isdigit()]
        generation = self.path / str(max(taken, default=0) + 1)
        generation.mkdir()
        try:
            self._make(generation)
            # Without its label, as when this is interrupted, a generation is of no use.
            _write(generation / _LABEL, json.dumps(self._made_by))
            _write(self.path / pointer, generation.name)
        except BaseException:
            shutil.rmtree(generation, ignore_errors=True)
            raise
        return generation

    def _tidy(self) -> None:
        """Remove what is not in use any more; what a system does not let go is for later."""
        used = {_read(self.path / pointer) for pointer in (_CURRENT, _NEXT)}
        for path in self.path.iterdir():
            if path.name.isdigit() and path.name not in used:
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Be the only program that begins or removes generations; no program keeps this long."""
        with explained(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            with (self.path / _LOCK).open("a+b") as file:
                _lock(file.fileno())
                yield


def _read(path: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return path.read_text("utf-8").strip()
    return ""


def _write(path: Path, content: str) -> None:
    """Write a small file all at once: another program sees the old one or the new one."""
    draft = path.with_name(f"{path.name}.new")
    with draft.open("w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _lock(descriptor: int) -> None:
    """Wait for a lock on a file, which the system lifts when the file is closed, or its program
    has ended, however that came.
    """
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - there only

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
    else:
        import fcntl  # noqa: PLC0415 - not there

        fcntl.flock(descriptor, fcntl.LOCK_EX)
