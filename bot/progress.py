"""How far a long piece of work has come, shown on a terminal and nowhere else."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Progress = Callable[[int, int], None]

_ERASE_LINE = "\r\x1b[2K"
_BETWEEN = 0.1
"""Seconds between two looks of a line without a bar."""


class ProgressLine:
    """One line on standard error: a bar with the rate and the time that is left.

    Args:
        label: What is being done.
        unit: What is counted, in the plural.
        total: How much there is to do, in steps; None where that is not known.
        began: When the work began, by the monotonic clock; None: now.

    """

    def __init__(
        self, label: str, unit: str, total: int | None, began: float | None = None
    ) -> None:
        self._label = label
        self._unit = unit
        self._is_shown = sys.stderr.isatty()
        self._looked = time.monotonic()
        self._began = began or self._looked
        self._steps = 0
        self._count = 0
        self._bar: Any = click.progressbar(
            length=total or 1,
            label=label,
            file=sys.stderr,
            hidden=not self._is_shown or total is None,
            item_show_func=lambda _: self._rate(),
        )
        self._has_bar = total is not None

    def __enter__(self) -> Self:
        self._bar.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        if self._is_shown and not self._has_bar:
            click.echo(_ERASE_LINE, nl=False, err=True)
        self._bar.__exit__(None, None, None)

    def reach(self, steps: int, count: int) -> None:
        """Show how far the work has come.

        Args:
            steps: Steps done of the total.
            count: How many of the unit are done.

        """
        self._count = count
        if self._has_bar:
            self._bar.update(max(0, min(steps, self._bar.length or 0) - self._steps))
            self._steps = max(steps, self._steps)
        elif self._is_shown and time.monotonic() - self._looked > _BETWEEN:
            self._looked = time.monotonic()
            click.echo(f"{_ERASE_LINE}{self._label}  {self._rate()}", nl=False, err=True)

    def say(self, sentence: str) -> None:
        """Write a sentence to standard error; the line goes on below it."""
        click.echo(f"{_ERASE_LINE * self._is_shown}{sentence}", err=True)

    def _rate(self) -> str:
        rate = self._count / max(time.monotonic() - self._began, 1e-9)
        return f"{self._count:,} {self._unit}, {rate:,.0f} a second"


@contextmanager
def indexing_progress(label: str = "Indexing") -> Iterator[Progress]:
    """Give a function that shows how many of how many articles are indexed."""
    line: ProgressLine | None = None
    began = time.monotonic()

    def show(done: int, total: int) -> None:
        nonlocal line
        if line is None:
            line = ProgressLine(label, "articles", total, began)
            line.__enter__()
        line.reach(done, done)

    try:
        yield show
    finally:
        if line is not None:
            line.__exit__(None, None, None)
