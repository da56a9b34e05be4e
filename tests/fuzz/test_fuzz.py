"""Whatever comes in, nothing is raised out of the workers and nothing malformed is sent."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ingestion import ingest
from index.reading.errors import ReadingError
from index.reading.files import read_bytes
from tests.fuzz.examples import share
from tests.fuzz.pages import pages
from tests.fuzz.shapes import spoilt, words

if TYPE_CHECKING:
    from tests.fuzz.harness import Bot, Outcome

pytestmark = [
    pytest.mark.timeout(3 * 3600),
    # The library deprecates fields that Telegram still sends.
    pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning"),
]


def judge(outcome: Outcome) -> None:
    assert outcome.malformed == []
    assert outcome.errors == []


@share(0.4)
@given(data=st.data())
def test_an_update_of_any_documented_shape_is_handled(bot: Bot, data: st.DataObject) -> None:
    updates = bot.shapes.updates()
    outcome = bot.feed(*data.draw(st.lists(updates, min_size=1, max_size=3)))
    judge(outcome)
    assert [(one.error, one.entry.update) for one in outcome.aside] == []


@share(0.3)
@given(data=st.data())
def test_an_update_that_is_spoilt_is_handled_or_set_aside(bot: Bot, data: st.DataObject) -> None:
    updates = bot.shapes.updates()
    update = data.draw(spoilt(data.draw(updates)))
    judge(bot.feed(update if isinstance(update, dict) else {"message": update}))
    judge(outcome := bot.ask("How many civilians were killed?"))
    assert outcome.aside == []


@share(0.2)
@given(question=words() | st.integers().map(str))
def test_any_question_is_answered_or_passed_over(bot: Bot, question: str) -> None:
    judge(outcome := bot.ask(question or "?"))
    assert outcome.aside == []


@share(0.1)
@given(page=pages(), question=words())
def test_any_page_is_an_article_that_can_be_asked_or_none(
    bot: Bot, page: bytes, question: str
) -> None:
    document = None
    with suppress(ReadingError):
        document = read_bytes(page, "page.html", "text/html", url="https://news.example/page")
        ingest(document)
    if document is not None:
        judge(outcome := bot.ask(question or "?", document))
        assert outcome.aside == []
