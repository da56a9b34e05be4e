"""`pullquote train` as it is called; what is learned stands in the tests of the index."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.cli.conftest import Run


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    """A set of a few stories of one make."""
    rows = []
    for number in range(40):
        town = f"{'ABCDEFGH'[number % 8]}rl{'aeiou'[number // 8]}n"
        text = f"The mayor of {town} opened the fair. A fire destroyed the school. Nobody died."
        asked = ((f"Who opened the fair in {town}?", 0, 20), ("What burnt down?", 40, 60))
        questions = [
            {
                "id": f"{town}-{start}",
                "question": question,
                "answers": [{"start": start, "end": end}],
            }
            for question, start, end in asked
        ]
        rows.append({"id": town, "title": town, "text": text, "questions": questions})
    path = tmp_path / "stories.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def test_what_a_question_counts_stands_behind_the_file(
    run: Run, stories: Path, tmp_path: Path
) -> None:
    more, out = tmp_path / "more.jsonl", tmp_path / "mine.json"
    row = {"id": "q", "question": "what burnt", "answers": [{"start": 40, "end": 60}]}
    more.write_text(json.dumps({"id": "Arlan", "questions": [row]}))
    result = run("train", stories, f"{more}:0.25", "--out", out)
    assert result.exit_code == 0, result.output
    record = json.loads(out.read_text())["record"]["sets"]
    assert [(one["name"], one["counts"]) for one in record] == [
        ("stories.jsonl", 1.0),
        ("more.jsonl", 0.25),
    ]


def test_too_few_questions_are_told(run: Run, stories: Path, tmp_path: Path) -> None:
    few = tmp_path / "few.jsonl"
    few.write_text(stories.read_text().splitlines()[0])
    result = run("train", few, "--out", tmp_path / "mine.json")
    assert result.exit_code == 1
    assert result.stderr.endswith(
        "too few questions to learn from: 2 are answered by their articles, and at least 60 are"
        " needed.\n"
    )


@pytest.mark.parametrize("counts", ["much", "-1", "0", "nan", ""])
def test_what_no_question_can_count_is_refused_in_a_sentence(
    run: Run, stories: Path, tmp_path: Path, counts: str
) -> None:
    result = run("train", f"{stories}:{counts}", "--out", tmp_path / "mine.json")
    assert result.exit_code != 0
    assert "is not what a question counts; give a number above 0" in result.stderr


def test_a_set_that_is_not_there_is_told(run: Run, tmp_path: Path) -> None:
    result = run("train", tmp_path / "none.jsonl", "--out", tmp_path / "mine.json")
    assert result.exit_code == 1
    assert "none.jsonl cannot be read" in result.stderr


def test_further_questions_of_an_unknown_article_are_told(run: Run, tmp_path: Path) -> None:
    more = tmp_path / "more.jsonl"
    more.write_text('{"id": "Arlen", "questions": []}')
    result = run("train", more, "--out", tmp_path / "mine.json")
    assert result.exit_code == 1
    assert result.stderr.endswith(
        "more.jsonl, line 1: there is no text, and no set before this one has the article"
        " 'Arlen'.\n"
    )
