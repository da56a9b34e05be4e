"""Question sets of the project's own, asked and counted; the figures end up in the output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.archive import Archive
from index.learning.evaluate import Asked, Figures, as_json, ask_all, figures
from index.learning.sets import QuestionSet, SetArticle, SetQuestion, read_set

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HERE = Path(__file__).parent
LINES = pytest.StashKey[list[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LINES] = []


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Write the figures into the job's output."""
    if config.stash[LINES]:
        terminalreporter.section("quality of the answers")
        for line in config.stash[LINES]:
            terminalreporter.write_line(line)


@pytest.fixture
def counted(request: pytest.FixtureRequest) -> Callable[[str, Sequence[Asked]], Figures]:
    """Count what was asked, and have the figures written into the output."""

    def count(name: str, asked: Sequence[Asked]) -> Figures:
        found = figures(asked)
        values = {key: value for key, value in as_json(found).items() if not key.endswith("_ms")}
        words = "  ".join(f"{key} {value:g}" for key, value in values.items())
        request.config.stash[LINES].append(f"{name}: {words}")
        return found

    return count


def bundled_questions() -> QuestionSet:
    """The questions about the bundled article, as a set."""
    rows = [json.loads(line) for line in (HERE / "idlib.jsonl").read_text("utf-8").splitlines()]
    questions = tuple(
        SetQuestion(
            row["id"],
            row["question"],
            tuple((answer["start"], answer["end"]) for answer in row["answers"]),
            row["broad"],
        )
        for row in rows
    )
    with Archive(None) as archive:
        article = archive.article("idlib-truce")
    return QuestionSet("idlib.jsonl", "", (SetArticle(article, questions),))


def asked_of(name: str) -> list[Asked]:
    """Ask all questions of one of the sets in this folder."""
    return list(ask_all(bundled_questions() if name == "idlib" else read_set(HERE / name)))
