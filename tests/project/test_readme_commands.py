"""Every command line of the README is run: here, by another test, or by .ci/run."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
STORY = (
    "A storm hit the coast of Norland on Monday and cut off the town of Riverton. Ten people were"
    " hurt, the mayor Anna Holt said. “We will rebuild the bridge,” she said. Schools stay closed"
    " until Friday, and buses run hourly between the harbour and the hospital.\n"
)

#: Where lines are run that cannot be run here, by what they begin with: a file, and words in it.
ELSEWHERE = {
    "python3 -m venv .venv && .venv/bin/pip install -q . ": (".ci/run", 'readme "Try it"'),
    "python3 -m venv .venv && .venv/bin/pip install -q -e ": (".ci/run", 'readme "Test it"'),
    "export TELEGRAM_BOT_TOKEN": ("tests/bot/cli/test_cli_run.py", '"TELEGRAM_BOT_TOKEN": token'),
    "pullquote run": ("tests/bot/cli/test_cli_run.py", '"-m", "bot", "run"'),
    "pullquote playground": ("tests/bot/cli/test_cli_playground.py", '"playground"'),
    "pullquote train": ("tests/bot/cli/test_cli_train.py", 'run("train"'),
    "pip install 'pullquote[train]'": ("pyproject.toml", '"pullquote[train]"'),
    "python tests/benchmarks/speed.py": (".ci/run", "tests/benchmarks/speed.py"),
    "python tests/benchmarks/archive_scale.py": (
        "tests/benchmarks/test_archive_scale.py",
        "archive_scale",
    ),
    "python tests/benchmarks/load.py": (".ci/run", "tests/benchmarks/load.py"),
    "python tests/project/licences.py": ("tests/project/test_licences.py", "needed"),
    "PULLQUOTE_FUZZ=": ("tests/fuzz/examples.py", "PULLQUOTE_FUZZ"),
    "PULLQUOTE_ORDEAL=": ("tests/bot/durability/test_kills.py", "IS_LONG"),
}


def lines() -> list[str]:
    """The command lines of all blocks of shell, without comments and without their folder."""
    blocks: list[str] = re.findall(r"^ *```sh\n(.*?)^ *```", README, re.MULTILINE | re.DOTALL)
    found = [line.strip() for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    bare = [re.sub(r"\s+# .*$", "", line) for line in found if line and not line.startswith("#")]
    return [line.removeprefix(".venv/bin/") for line in bare]


def elsewhere(line: str) -> tuple[str, str] | None:
    return next((place for start, place in ELSEWHERE.items() if line.startswith(start)), None)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with all files that the lines name."""
    home = tmp_path
    (home / "folder").mkdir()
    paragraphs = "".join(f"<p>{STORY}</p>" for _ in range(3))
    page = f"<html lang=en><title>Storm</title><article><h1>Storm</h1>{paragraphs}</article>"
    (home / "story.html").write_text(page)
    (home / "notes.md").write_text(f"# Notes\n\n{STORY}")
    (home / "folder" / "one.txt").write_text(STORY.replace("Monday", "Sunday"))
    row = {"id": "s", "title": "Storm", "text": STORY.replace("Ten", "Nine")}
    (home / "stories.jsonl").write_text(json.dumps(row) + "\n")
    with zipfile.ZipFile(home / "press.zip", "w") as packed:
        packed.writestr("press.txt", STORY.replace("Ten", "Eleven"))
    start = STORY.index("Ten people")
    questions = [
        {
            "id": "1",
            "question": "How many were hurt?",
            "answers": [{"start": start, "end": start + 3}],
        },
        {"id": "2", "question": "Who won the cup?", "answers": []},
    ]
    (home / "SET.jsonl").write_text(
        json.dumps({**row, "text": STORY, "questions": questions}) + "\n"
    )
    shutil.copy(ROOT / "index" / "model.json", home / "mine.json")
    return home


def test_lines_of_every_kind_are_found() -> None:
    assert {"pullquote ask", "pullquote articles list", "pullquote run"} <= set(lines())


def test_the_lines_that_can_be_run_here_work_one_after_the_other(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    monkeypatch.setenv("PULLQUOTE_ARCHIVE", str(home / "archive.sqlite"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home))
    for line in lines():
        if elsewhere(line):
            continue
        given, _, command = line.rpartition(" | ")
        words = shlex.split(command.replace("…", ""))
        assert words[0] == "pullquote", f"no test runs this line of the README: {line}"
        stdin = shlex.split(given)[1] + "\n" if given else ""
        result = CliRunner().invoke(cli, words[1:], input=stdin)
        assert result.exit_code == 0, f"{line}\n{result.output}"


@pytest.mark.parametrize("line", [line for line in lines() if elsewhere(line)])
def test_any_other_line_is_run_elsewhere(line: str) -> None:
    file, words = elsewhere(line) or ("", "")
    assert words in (ROOT / file).read_text("utf-8")


def test_what_runs_the_first_lines_reads_them_from_the_readme() -> None:
    assert "tests/readme_lines.py" in (ROOT / ".ci" / "run").read_text("utf-8")
