"""Questions as a person types them, one after another."""

from __future__ import annotations

import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_KEPT = 1_000
"""Questions that the arrow keys still find the next time."""


def typed_questions(history: Path) -> Iterator[str]:
    """Give what is typed on standard input, line by line, without empty lines.

    On a terminal there is a prompt with a history; Ctrl-C drops the line, Ctrl-D ends.

    Args:
        history: The file that keeps the history; made where it is missing.

    """
    if not sys.stdin.isatty():
        yield from filter(str.strip, sys.stdin)
        return
    with _remembered(history):
        while True:
            try:
                line = input("? ")
            except KeyboardInterrupt:
                print()  # noqa: T201 - the prompt is to stand on a line of its own
                continue
            except EOFError:
                print()  # noqa: T201
                return
            if line.strip():
                yield line


@contextmanager
def _remembered(history: Path) -> Iterator[None]:
    """Line editing with the history of earlier times, as far as the system has it."""
    try:
        import readline  # noqa: PLC0415 - not on every system, and not in a pipe
    except ImportError:
        yield
        return
    with suppress(OSError):
        readline.read_history_file(history)
    try:
        yield
    finally:
        readline.set_history_length(_KEPT)
        with suppress(OSError):
            history.parent.mkdir(parents=True, exist_ok=True)
            readline.write_history_file(history)
