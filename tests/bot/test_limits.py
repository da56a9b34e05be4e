"""Limits: how much one may ask, what is said then, and that nobody else is held up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot import texts, workers
from bot.addressing import MAX_QUESTION
from bot.answer_buttons import LIKE
from bot.handlers import adding
from bot.limits import MOST_REMEMBERED, Limits, Pass
from bot.metrics import Metrics
from index.article import Document

if TYPE_CHECKING:
    from bot.playground.objects import Chat, Message, User
    from index.archive import Archive
    from tests.bot.conftest import Telegram

ANN, BEN, CYD = 1, 2, 3
GROUP, OTHER = -10, -11
QUESTION = "How many civilians were killed?"


class Asking:
    """Asks one thing after the other, each with an update of its own."""

    def __init__(self, **limits: int) -> None:
        self.limits = Limits(**limits)
        self.number = 0

    def __call__(self, person: int, chat: int | None, at: float, cost: float = 1.0) -> Pass:
        self.number += 1
        return self.limits.ask(self.number, person, chat, at, cost)


def test_a_person_may_ask_so_much_at_once_and_is_told_once() -> None:
    ask = Asking(person=3)
    assert [ask(ANN, ANN, 100) for _ in range(6)] == [
        Pass.OPEN,
        Pass.OPEN,
        Pass.OPEN,
        Pass.PERSON_TOLD,
        Pass.QUIET,
        Pass.QUIET,
    ]
    assert ask(BEN, BEN, 100) is Pass.OPEN


def test_what_was_used_comes_back_within_a_minute() -> None:
    ask = Asking(person=3)
    for _ in range(4):
        ask(ANN, ANN, 100)
    assert ask(ANN, ANN, 119) is Pass.QUIET
    assert ask(ANN, ANN, 121) is Pass.OPEN
    assert ask(ANN, ANN, 121) is Pass.QUIET, "told once, until all has come back"
    assert [ask(ANN, ANN, 200) for _ in range(4)][-2:] == [Pass.OPEN, Pass.PERSON_TOLD]


def test_who_goes_on_without_end_is_told_once_and_gets_their_share() -> None:
    ask = Asking(person=30)
    passes = [ask(ANN, ANN, second) for second in range(600)]
    assert passes.count(Pass.PERSON_TOLD) == 1
    assert passes.count(Pass.OPEN) == pytest.approx(30 + 300, abs=2)


def test_one_person_leaves_room_for_the_others_of_a_chat() -> None:
    ask = Asking(person=2, chat=5)
    for _ in range(50):
        ask(ANN, GROUP, 100)
    assert [ask(BEN, GROUP, 100) for _ in range(2)] == [Pass.OPEN, Pass.OPEN]
    assert [ask(CYD, GROUP, 100) for _ in range(3)] == [Pass.OPEN, Pass.CHAT_TOLD, Pass.QUIET]
    assert ask(CYD, OTHER, 100) is Pass.OPEN


def test_what_was_sent_over_hours_and_is_handled_at_once_is_answered() -> None:
    ask = Asking(person=3, chat=3)
    assert {ask(ANN, ANN, 100 + 60 * n) for n in range(100)} == {Pass.OPEN}


def test_messages_that_are_handled_out_of_order_bring_nothing_back_twice() -> None:
    ask = Asking(person=2)
    passes = [ask(ANN, chat, at) for chat, at in ((1, 100), (2, 40), (1, 100), (2, 40), (1, 100))]
    assert passes.count(Pass.OPEN) == 2


def test_what_is_tried_again_has_the_same_pass() -> None:
    limits = Limits(person=1)
    assert [limits.ask(7, ANN, ANN, 100) for _ in range(5)] == [Pass.OPEN] * 5
    assert limits.ask(8, ANN, ANN, 100) is Pass.PERSON_TOLD
    assert limits.ask(8, ANN, ANN, 100) is Pass.PERSON_TOLD, "it may not have been said yet"
    assert limits.ask(9, ANN, ANN, 100) is Pass.QUIET


def test_what_costs_more_counts_for_more() -> None:
    ask = Asking(person=4)
    assert [ask(ANN, None, 100, 0.25) for _ in range(4)] == [Pass.OPEN] * 4
    assert ask(ANN, None, 100, 3.0) is Pass.OPEN
    assert ask(ANN, None, 100, 0.25) is Pass.PERSON_TOLD


def test_what_costs_more_than_there_can_be_takes_all_there_is() -> None:
    ask = Asking(person=2)
    assert ask(ANN, None, 100, 3.0) is Pass.OPEN
    assert ask(ANN, None, 100, 3.0) is Pass.PERSON_TOLD
    assert ask(ANN, None, 160, 3.0) is Pass.OPEN


def test_without_limits_everything_is_answered() -> None:
    ask = Asking()
    assert {ask(ANN, GROUP, 100) for _ in range(1000)} == {Pass.OPEN}


def test_what_is_remembered_has_an_end() -> None:
    ask = Asking(person=1, chat=1)
    for person in range(MOST_REMEMBERED + 50):
        ask(person, person, 100)
    assert len(ask.limits._buckets) <= MOST_REMEMBERED
    assert len(ask.limits._passes) <= MOST_REMEMBERED


# The bot


async def flood(telegram: Telegram, chat: Chat, user: User, count: int, text: str) -> list[Message]:
    sent = [telegram.api.world.send_text(chat, user, text) for _ in range(count)]
    await telegram.api.wait_until_updates_are_taken()
    await telegram.until(lambda: telegram.inbox.depth()[0] == 0)
    return sent


def said_to(messages: list[Message]) -> list[str]:
    return [answer.words for message in messages for answer in message.answers]


async def test_who_floods_is_told_once_and_then_met_with_silence(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Metrics()
    monkeypatch.setattr("bot.handlers.door.metrics", lambda: counted)
    telegram.options["limits"] = Limits(person=5, chat=90)
    chat = telegram.private()
    async with telegram.bot():
        sent = await flood(telegram, chat, telegram.ann, 30, QUESTION)
        bens = telegram.private(telegram.ben)
        asked = telegram.api.world.send_text(bens, telegram.ben, QUESTION)
        assert "790 civilians" in (await telegram.api.wait_for_reply(asked)).words
    said = said_to(sent)
    assert len(said) == 6
    assert said[5] == texts.LIMIT_PERSON
    assert all("790 civilians" in answer for answer in said[:5])
    turned_away = "pullquote_turned_away_total"
    assert counted.registry.get_sample_value(turned_away, {"reason": "limit"}) == 25


async def test_talk_among_people_counts_for_nothing(telegram: Telegram) -> None:
    telegram.options["limits"] = Limits(person=2, chat=3)
    telegram.api.world.settings.reads_all_group_messages = True
    group = telegram.group()
    async with telegram.bot():
        await flood(telegram, group, telegram.ann, 20, "Lovely weather today!")
        assert "790 civilians" in (await telegram.ask(f"/ask {QUESTION}", group)).words
    assert len(telegram.api.bot_messages(group)) == 1


async def test_a_group_that_asks_too_much_is_told_once_and_others_are_answered(
    telegram: Telegram,
) -> None:
    telegram.options["limits"] = Limits(person=3, chat=4)
    group, other = telegram.group(), telegram.group()
    async with telegram.bot():
        anns = await flood(telegram, group, telegram.ann, 10, f"/ask {QUESTION}")
        bens = await flood(telegram, group, telegram.ben, 10, f"/ask {QUESTION}")
        asked = telegram.api.world.send_text(other, telegram.ben, f"/ask {QUESTION}")
        assert "790 civilians" in (await telegram.api.wait_for_reply(asked)).words
    assert said_to(anns)[3:] == [texts.LIMIT_PERSON]
    assert said_to(bens)[1:] == [texts.LIMIT_CHAT]
    assert len(said_to(anns)) == 4
    assert len(said_to(bens)) == 2


@pytest.mark.parametrize("text", ["/help", "/privacy", "/articles", "x" * (MAX_QUESTION + 1)])
async def test_everything_that_gets_a_reply_counts(telegram: Telegram, text: str) -> None:
    telegram.options["limits"] = Limits(person=2)
    async with telegram.bot():
        sent = await flood(telegram, telegram.private(), telegram.ann, 6, text)
    assert len(said_to(sent)) == 3
    assert said_to(sent)[2] == texts.LIMIT_PERSON


async def test_adding_by_command_counts_as_much_as_a_link(telegram: Telegram) -> None:
    telegram.options["limits"] = Limits(person=4)
    async with telegram.bot():
        sent = await flood(telegram, telegram.private(), telegram.ann, 3, "/add")
    assert said_to(sent)[1:] == [texts.LIMIT_PERSON]


async def test_buttons_and_what_is_typed_inline_count_too(telegram: Telegram) -> None:
    telegram.options["limits"] = Limits(person=3)
    world = telegram.api.world
    async with telegram.bot():
        answer = await telegram.ask(QUESTION)
        presses = [world.press(telegram.ann, answer, LIKE) for _ in range(5)]
        await telegram.api.wait_for_callback_answer(presses[2])
        await telegram.until(lambda: telegram.inbox.depth()[0] == 0)
        anns = world.inline_query(telegram.ann, QUESTION)
        bens = [world.inline_query(telegram.ben, QUESTION) for _ in range(14)]
        await telegram.api.wait_until_updates_are_taken()
        await telegram.until(lambda: telegram.inbox.depth()[0] == 0)
    told = [(press.answer or {}).get("text") for press in presses]
    assert told[2:] == [texts.LIMIT_PERSON, None, None]
    assert anns.results is None
    assert [query.results is not None for query in bens] == [True] * 12 + [False] * 2


@pytest.mark.parametrize("limit", ["MOST_ARTICLES", "MOST_CHARACTERS"])
async def test_one_chat_cannot_fill_the_archive(
    telegram: Telegram, archive: Archive, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(adding, limit, 2 if limit == "MOST_ARTICLES" else 40)
    chat, world = telegram.private(), telegram.api.world
    own = [
        archive.add(Document(f"It rained for {days} days.", language="en"), owner=chat.id).article
        for days in (3, 4)
    ]
    archive.add(Document("It rained for a year.", language="en"), owner=telegram.ben.id)
    async with telegram.bot():
        sent = world.send_document(chat, telegram.ann, "a.txt", b"It snowed today.", "text/plain")
        told = await telegram.api.wait_for_reply(sent)
        assert told.words == texts.ADD_NO_ROOM.format(command="/remove")
        archive.remove(own[0].id, owner=chat.id)
        sent = world.send_document(chat, telegram.ann, "a.txt", b"It snowed today.", "text/plain")
        reply = await telegram.api.wait_for_reply(sent)
        await telegram.api.wait_for_edit(reply, texts.ADDED, timeout=20)
    assert archive.holdings(chat.id)[0] == 2


async def test_one_chat_cannot_fill_the_inbox(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(workers, "MOST_OF_ONE_CHAT", 20)
    chat, world = telegram.private(), telegram.api.world
    updates: list[dict[str, Any]] = []
    kept: list[int] = []
    commit = telegram.inbox.commit

    def counting(arrived: Any, done: Any) -> Any:
        updates.extend(arrived)
        entries = commit(arrived, done)
        kept.append(telegram.inbox.depth()[0])
        return entries

    monkeypatch.setattr(telegram.inbox, "commit", counting)
    for _ in range(90):
        world.send_text(chat, telegram.ann, QUESTION)
    asked = world.send_text(telegram.private(telegram.ben), telegram.ben, QUESTION)
    async with telegram.bot():
        assert "790 civilians" in (await telegram.api.wait_for_reply(asked)).words
        await telegram.until(lambda: telegram.inbox.depth()[0] == 0)
    assert max(kept) <= 21
    assert "updates of chats that send too many were passed over" in caplog.text
