from __future__ import annotations

import io
import re
import sys
from typing import TYPE_CHECKING

from bot.progress import ProgressLine, indexing_progress

if TYPE_CHECKING:
    import pytest


class Terminal(io.StringIO):
    """A standard error that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    # Not a fixture: pytest sets standard error anew after those.
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    return terminal


def test_a_bar_shows_share_count_and_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_a_terminal(monkeypatch)
    with ProgressLine("Adding", "articles", 2000) as line:
        line.reach(500, 1_234)
        line.reach(2000, 5_000)
    shown = terminal.getvalue()
    assert "25%" in shown
    assert "100%" in shown
    assert re.search(r"Adding .*5,000 articles, [\d,]+ a second", shown)


def test_steps_beyond_the_total_do_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_a_terminal(monkeypatch)
    with ProgressLine("Adding", "articles", 10) as line:
        for steps in (4, 3, 40, 50):
            line.reach(steps, steps)
    assert "100%" in terminal.getvalue()


def test_where_the_total_is_not_known_the_count_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = on_a_terminal(monkeypatch)
    monkeypatch.setattr("bot.progress._BETWEEN", -1.0)
    with ProgressLine("Adding", "articles", None) as line:
        line.reach(0, 7)
    shown = terminal.getvalue()
    assert re.search(r"Adding  7 articles, [\d,]+ a second", shown)
    assert "%" not in shown
    assert shown.endswith("\r\x1b[2K")


def test_a_sentence_takes_the_place_of_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_a_terminal(monkeypatch)
    with ProgressLine("Adding", "articles", 10) as line:
        line.say("Skipped a:1: It is not JSON.")
    assert "\r\x1b[2KSkipped a:1: It is not JSON.\n" in terminal.getvalue()


def test_indexing_shows_nothing_until_there_is_something_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = on_a_terminal(monkeypatch)
    with indexing_progress():
        pass
    assert terminal.getvalue() == ""
    with indexing_progress() as progress:
        progress(3, 4)
    assert "75%" in terminal.getvalue()


def test_nothing_but_sentences_is_written_where_there_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    piped = io.StringIO()
    monkeypatch.setattr(sys, "stderr", piped)
    for total in (10, None):
        with ProgressLine("Adding", "articles", total) as line:
            line.reach(5, 5)
            line.say("A sentence.")
    with indexing_progress() as progress:
        progress(3, 4)
    assert piped.getvalue() == "A sentence.\n" * 2
