from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.articles import bundled

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.cli.conftest import Run

QUESTION = "How many civilians were killed?"
TEXT = bundled()[0].text
STORM = "A storm hit the coast on Monday.\n\nTen people were hurt, the mayor said.\n"


def test_a_question_gets_a_quote_with_its_heading_and_source(run: Run) -> None:
    result = run("ask", QUESTION)
    assert result.exit_code == 0
    quote, origin = result.stdout.splitlines()[:2]
    assert quote in TEXT
    assert "790 civilians" in quote
    assert origin == "— Fatalities since April · Idlib truce · TRT World and agencies"
    assert result.stderr == ""


def test_a_question_needs_no_quotation_marks(run: Run) -> None:
    assert run("ask", *QUESTION.split()).stdout == run("ask", QUESTION).stdout


def test_a_question_that_the_article_does_not_answer_is_told_what_it_covers(run: Run) -> None:
    result = run("ask", "What is the capital of France?")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "“Idlib truce” does not say.",
        "It covers: Truce conditions · Fatalities since April",
        "Topics to ask for: casualties · truce",
    ]


@pytest.mark.parametrize("name", ["truce", "/truce", " Truce "])
def test_a_topic_is_asked_by_its_name(run: Run, name: str) -> None:
    answer = json.loads(run("ask", "--json", name).stdout)
    assert answer["question"] == name
    assert any("conditions of the truce" in quote["text"] for quote in answer["quotes"])


def test_json_has_the_promised_shape(run: Run) -> None:
    result = run("ask", "--json", QUESTION)
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert list(answer) == ["question", "verdict", "confidence", "article", "quotes"]
    assert answer["question"] == QUESTION
    assert answer["verdict"] == "answered"
    assert 0 <= answer["confidence"] <= 1
    assert answer["article"] == {
        "id": "idlib-truce",
        "title": "Idlib truce",
        "source": "TRT World and agencies",
        "url": "",
    }
    quote = answer["quotes"][0]
    assert list(quote) == ["text", "start", "end", "heading", "score", "highlights"]
    assert TEXT[quote["start"] : quote["end"]] == quote["text"]
    assert quote["heading"] == "Fatalities since April"
    (highlight,) = quote["highlights"]
    assert "790" in TEXT[slice(*highlight)]


def test_json_lines_are_answered_one_by_one(run: Run) -> None:
    requests = [
        {"id": 7, "question": QUESTION},
        {"id": "b", "question": "What is the capital of France?"},
        {"id": None, "question": ""},
    ]
    result = run("ask", "--jsonl", stdin="\n".join(map(json.dumps, requests)))
    assert result.exit_code == 0
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [7, "b", None]
    assert [answer["verdict"] for answer in answers] == ["answered", "silent", "silent"]
    alone = json.loads(run("ask", "--json", QUESTION).stdout)
    assert answers[0] == {"id": 7, **alone}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "it is not JSON."),
        (b"", "it is not JSON."),
        (b'{"id": 1, "question": "\xff"}', "it is not JSON."),
        (b"[" * 100_000, "it is not JSON."),
        (b'["id", "question"]', 'it is not an object with "id" and "question".'),
        (b'{"question": "Who?"}', 'it is not an object with "id" and "question".'),
        (b'{"id": 1}', 'its "question" is not a text.'),
        (b'{"id": 1, "question": 5}', 'its "question" is not a text.'),
    ],
)
def test_a_bad_line_is_named_and_the_rest_is_answered(run: Run, line: bytes, reason: str) -> None:
    good = b'{"id": 2, "question": "Who?"}'
    result = run("ask", "--jsonl", stdin=line + b"\n" + good)
    assert result.exit_code == 1
    assert result.stderr == f"Line 1 is skipped: {reason}\n"
    assert [json.loads(answer)["id"] for answer in result.stdout.splitlines()] == [2]


def test_without_a_question_each_line_of_a_pipe_is_one(run: Run) -> None:
    result = run("ask", stdin=f"{QUESTION}\n\n  \nWhat is the capital of France?\n")
    assert result.exit_code == 0
    assert result.stdout.count("790 civilians") == 1
    assert "\n\n“Idlib truce” does not say.\n" in result.stdout


def test_a_file_is_asked_and_not_added(run: Run, tmp_path: Path, archive_path: Path) -> None:
    (tmp_path / "storm.txt").write_text(STORM)
    result = run("ask", "--article", tmp_path / "storm.txt", "How many people were hurt?")
    assert result.exit_code == 0
    assert "Ten people were hurt, the mayor said." in result.stdout
    assert not archive_path.exists()


def test_standard_input_is_asked(run: Run) -> None:
    result = run("ask", "--article", "-", "How many people were hurt?", stdin=STORM)
    assert "Ten people were hurt, the mayor said." in result.stdout


def test_a_file_without_an_ending_is_asked_where_no_article_has_its_name(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("storm", "idlib-truce"):
        (tmp_path / name).write_text(STORM)
    monkeypatch.chdir(tmp_path)
    question = "How many people were hurt?"
    assert "Ten people were hurt" in run("ask", "--article", "storm", question).stdout
    assert "Ten people were hurt" not in run("ask", "--article", "idlib-truce", question).stdout
    assert "Ten people were hurt" in run("ask", "--article", "./idlib-truce", question).stdout


def test_the_article_added_last_is_asked_unless_another_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "storm.txt").write_text(STORM)
    assert run("articles", "add", tmp_path / "storm.txt", "--title", "Storm").exit_code == 0
    assert "Ten people were hurt" in run("ask", "How many people were hurt?").stdout
    assert "790 civilians" in run("ask", "--article", "idlib-truce", QUESTION).stdout
    monkeypatch.setenv("PULLQUOTE_ARTICLE", "idlib-truce")
    assert "790 civilians" in run("ask", QUESTION).stdout


def test_an_article_in_the_environment_is_one_and_gives_way_to_all(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my storm.txt").write_text(STORM)
    monkeypatch.setenv("PULLQUOTE_ARTICLE", str(tmp_path / "my storm.txt"))
    assert "Ten people were hurt" in run("ask", "How many people were hurt?").stdout
    assert "790 civilians" in run("ask", "--all", QUESTION).stdout
    refused = run("ask", "--all", "--article", "idlib-truce", QUESTION)
    assert refused.exit_code == 2
    assert "--all asks every article" in refused.stderr


def test_an_archive_option_goes_before_the_environment(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    assert run("--archive", other, "articles", "remove", "idlib-truce").exit_code == 0
    result = run("--archive", other, "ask", QUESTION)
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: The archive has no article yet; add one with: pullquote articles add FILE\n"
    )
    assert run("ask", QUESTION).exit_code == 0


@pytest.mark.parametrize(
    "args",
    [
        ["ask", "--json"],
        ["ask", "--jsonl", "Who?"],
        ["ask", "--jsonl", "--json"],
        ["ask", "--article", "-"],
        ["ask", "--no-such-option"],
        ["--wait", "soon", "ask", "Who?"],
        ["aks", "Who?"],
    ],
)
def test_bad_usage_ends_with_2(run: Run, args: list[str]) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert result.stderr.startswith("Usage: ")
    assert result.stdout == ""


@given(question=st.text(max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_any_question_is_answered_or_not(run: Run, question: str) -> None:
    result = run("ask", "--json", "--", question)
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert answer["question"] == question
    for quote in answer["quotes"]:
        assert TEXT[quote["start"] : quote["end"]] == quote["text"]


def test_a_question_that_is_not_text_is_asked_all_the_same(run: Run) -> None:
    result = run("ask", "--json", "How many civilians were killed \udcff?")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["question"] == "How many civilians were killed ??"


def test_the_version_is_told(run: Run) -> None:
    try:
        expected = version("pullquote")
    except PackageNotFoundError:
        pytest.skip("Pullquote is not installed here")
    assert run("--version").stdout == f"pullquote, version {expected}\n"
