from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.cli.conftest import Run

STORM = "A storm hit the coast on Monday.\n\nTen people were hurt.\n"
MARKDOWN = "# Council votes\n\nThe council voted on Tuesday.\n\n## Reaction\n\nNobody was glad.\n"


@pytest.fixture
def storm(tmp_path: Path) -> Path:
    path = tmp_path / "storm.txt"
    path.write_text(STORM)
    return path


@pytest.fixture
def vote(tmp_path: Path) -> Path:
    path = tmp_path / "vote.md"
    path.write_text(MARKDOWN)
    return path


def test_articles_are_added_updated_and_left_unchanged(run: Run, storm: Path, vote: Path) -> None:
    result = run("articles", "add", storm, vote, "--source", "The Paper")
    assert result.exit_code == 0
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == [
        "Added storm",
        "Added council-votes",
    ]
    assert result.stdout.splitlines()[1] == "Added council-votes: Council votes (2 sentences)"
    assert run("articles", "add", vote).stdout.startswith("Unchanged council-votes")
    vote.write_text(MARKDOWN + "\nA new vote follows.\n")
    assert run("articles", "add", vote).stdout == (
        "Updated council-votes: Council votes (3 sentences)\n"
    )
    assert len(run("articles", "list").stdout.splitlines()) == 3


def test_an_article_comes_from_standard_input_with_what_the_options_say(run: Run) -> None:
    result = run(
        *("articles", "add", "-", "--title", "Storm hits coast", "--source", "The Paper"),
        *("--url", "https://paper.example/storm", "--published", "2026-11-20"),
        *("--language", "en"),
        stdin=STORM,
    )
    assert result.stdout == "Added storm-hits-coast: Storm hits coast (2 sentences)\n"
    shown = json.loads(run("articles", "show", "storm-hits-coast", "--json").stdout)
    assert shown == {
        "id": "storm-hits-coast",
        "title": "Storm hits coast",
        "source": "The Paper",
        "url": "https://paper.example/storm",
        "published": "2026-11-20",
        "language": "en",
        "headings": [],
        "topics": [],
        "text": STORM,
    }


def test_one_that_cannot_be_read_does_not_stop_the_others(
    run: Run, storm: Path, vote: Path, tmp_path: Path
) -> None:
    result = run("articles", "add", storm, tmp_path / "missing.txt", vote)
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2
    assert result.stderr == (f"Error: {tmp_path / 'missing.txt'}: There is no file missing.txt.\n")
    assert len(run("articles", "list").stdout.splitlines()) == 3


def test_articles_are_listed_with_what_is_known(run: Run, vote: Path) -> None:
    run("articles", "add", vote, "--source", "The Paper", "--published", "2026-11-20")
    assert run("articles", "list").stdout.splitlines() == [
        "council-votes  Council votes · The Paper · 2026-11-20 · 2 sentences",
        "idlib-truce    Idlib truce · TRT World and agencies · 17 sentences",
    ]
    listed = json.loads(run("articles", "list", "--json").stdout)
    assert [article["id"] for article in listed] == ["council-votes", "idlib-truce"]
    assert listed[0]["sentences"] == 2


def test_a_list_is_searched_and_paged(run: Run, storm: Path, vote: Path) -> None:
    run("articles", "add", storm, vote)
    assert run("articles", "list", "--search", "COUNCIL").stdout.startswith("council-votes")
    page = run("articles", "list", "--limit", 1, "--offset", 1)
    assert page.stdout.startswith("storm ")
    assert page.stderr == "2 of 3 articles; more with --offset.\n"
    nothing = run("articles", "list", "--search", "football")
    assert (nothing.stdout, nothing.stderr) == ("", "No article has these words.\n")


def test_an_article_is_shown_with_its_text_unchanged(run: Run, vote: Path) -> None:
    run("articles", "add", vote, "--source", "The Paper")
    head, _, text = run("articles", "show", "council-votes").stdout.partition("\n\n")
    assert head == "Council votes\ncouncil-votes · The Paper · en"
    shown = json.loads(run("articles", "show", "council-votes", "--json").stdout)
    assert text == shown["text"] + "\n"
    assert shown["headings"] == ["Reaction"]


def test_a_removed_article_is_gone(run: Run, storm: Path) -> None:
    run("articles", "add", storm, "--title", "Storm")
    result = run("articles", "remove", "idlib-truce", "storm")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Removed idlib-truce: Idlib truce · TRT World and agencies · 17 sentences",
        "Removed storm: Storm · 2 sentences",
    ]
    empty = run("articles", "list")
    assert (empty.exit_code, empty.stdout) == (0, "")
    assert empty.stderr == (
        "The archive has no article yet; add one with: pullquote articles add FILE\n"
    )


@pytest.mark.parametrize("command", [["show"], ["remove"]])
def test_a_missing_article_is_named_with_the_nearest(run: Run, command: list[str]) -> None:
    result = run("articles", *command, "idlib-truc")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: There is no article “idlib-truc”; did you mean “idlib-truce”?\n"
    )


@pytest.mark.parametrize(
    "args",
    [
        ["add"],
        ["add", "a.txt", "b.txt", "--title", "Both"],
        ["add", "a.txt", "b.txt", "--url", "https://a.example"],
        ["add", "a.txt", "--url", "javascript:alert(1)"],
        ["add", "a.txt", "--published", "2026-13-01"],
        ["add", "a.txt", "--language", "English"],
        ["remove"],
        ["list", "--limit", "0"],
        ["lsit"],
    ],
)
def test_bad_usage_ends_with_2(run: Run, args: list[str]) -> None:
    result = run("articles", *args)
    assert result.exit_code == 2
    assert result.stdout == ""
