"""What people thought of answers becomes a set that can be evaluated and learned from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bot.answer_buttons import DISLIKE, LIKE
from bot.answers import Opinion
from bot.chats import Chats
from bot.cli import cli
from bot.feedback import gather
from index.archive import Archive
from index.article import Document
from index.ingestion import digest, ingest
from index.learning.sets import read_set

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bot.conftest import Telegram

TEXT = "The storm damaged 40 houses. It reached Westport on Monday. Nobody was hurt."
STORM = ingest(Document(TEXT, title="Storm", language="en"))
QUESTION = "How many houses were damaged?"


def opinion(
    quote: str = "The storm damaged 40 houses.",
    *,
    is_liked: bool = True,
    question: str = QUESTION,
    article: str = "storm",
    text: str = TEXT,
) -> Opinion:
    start = text.index(quote)
    end = start + len(quote)
    return Opinion(question, article, digest(text), start, end, quote, is_liked, "m")


def test_a_liked_quote_is_the_answer_to_its_question() -> None:
    (row,) = gather([opinion()], {"storm": STORM}).rows
    assert (row["id"], row["title"], row["text"]) == ("storm", "Storm", TEXT)
    (question,) = row["questions"]
    assert question["question"] == QUESTION
    assert question["answers"] == [{"start": 0, "end": 28}]


def test_a_disliked_quote_is_listed_but_does_not_make_a_question_unanswerable() -> None:
    gathered = gather([opinion(is_liked=False)], {"storm": STORM})
    assert gathered.rows == []
    (listed,) = gathered.disliked
    assert listed["quote"] == "The storm damaged 40 houses."
    assert listed["question"] == QUESTION


@pytest.mark.parametrize(
    ("liked", "disliked", "rows", "listed"), [(2, 1, 1, 0), (1, 1, 0, 0), (1, 2, 0, 1)]
)
def test_the_majority_decides(liked: int, disliked: int, rows: int, listed: int) -> None:
    opinions = [opinion()] * liked + [opinion(is_liked=False)] * disliked
    gathered = gather(opinions, {"storm": STORM})
    assert len(gathered.rows) == rows
    assert len(gathered.disliked) == listed


def test_the_same_question_asked_again_is_one_question_with_all_its_answers() -> None:
    other = opinion("It reached Westport on Monday.", question="how many houses  were damaged")
    (row,) = gather([other, opinion(), opinion()], {"storm": STORM}).rows
    (question,) = row["questions"]
    assert [answer["start"] for answer in question["answers"]] == [0, 29]


def test_a_quote_is_found_again_in_a_changed_article_or_counted_as_lost() -> None:
    longer = ingest(Document(f"Rain fell. {TEXT}", title="Storm", language="en"))
    changed = ingest(Document("The storm damaged 41 houses.", title="Storm", language="en"))
    (row,) = gather([opinion()], {"storm": longer}).rows
    (answer,) = row["questions"][0]["answers"]
    assert row["text"][answer["start"] : answer["end"]] == "The storm damaged 40 houses."
    assert gather([opinion()], {"storm": changed}).lost == 1
    assert gather([opinion()], {}).lost == 1


async def test_what_people_press_is_exported_as_a_set_that_can_be_evaluated(
    telegram: Telegram, tmp_path: Path
) -> None:
    file = tmp_path / "archive.sqlite"
    out, disliked = tmp_path / "set.jsonl", tmp_path / "disliked.jsonl"
    with Archive(file) as telegram.archive, Chats(tmp_path / "archive-chats.sqlite") as chats:
        telegram.chats = chats
        async with telegram.bot():
            for text, label in (
                ("How many civilians were killed?", LIKE),
                ("and soldiers?", DISLIKE),
                ("who controls Idlib?", LIKE),
            ):
                answer = await telegram.ask(text)
                query = telegram.api.world.press(telegram.ann, answer, label)
                await telegram.api.wait_for_callback_answer(query)
    command = ["--archive", str(file), "feedback", "export", str(out), "--disliked", str(disliked)]
    result = CliRunner().invoke(cli, command)
    assert result.exit_code == 0, result.output
    assert "Questions with answers: 2. Quotes disliked: 1." in result.stderr
    (part,) = read_set(out).articles
    asked = [question.question for question in part.questions]
    assert asked == ["How many civilians were killed?", "who controls Idlib?"]
    (listed,) = [json.loads(line) for line in disliked.read_text("utf-8").splitlines()]
    assert listed["question"] == "how many soldiers were killed?"
    evaluated = CliRunner().invoke(cli, ["evaluate", str(out), "--json"])
    assert json.loads(evaluated.stdout)["questions"] == 2
    assert json.loads(evaluated.stdout)["hit1"] == 1.0


def test_without_a_bot_that_ran_there_is_one_clear_sentence(tmp_path: Path) -> None:
    command = ["--archive", str(tmp_path / "archive.sqlite"), "feedback", "export"]
    result = CliRunner().invoke(cli, command)
    assert result.exit_code == 1
    assert result.stderr == "Error: There is no feedback yet: the bot has not run here.\n"
