"""From arrival to done: what is tried again, what is set aside, and what a restart finds."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

import pytest

from bot import texts
from bot.chats import Chats
from bot.inbox import LATER_END, SUDDEN_END, Inbox, InboxError
from bot.playground.faults import FaultKind
from index.answering import Answer, Answerer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.inbox import Entry
    from bot.updates import RawUpdate
    from index.article import Article
    from tests.bot.conftest import Telegram

QUESTION = "How many civilians were killed?"


class Failing(Answerer):
    """Fails so often at questions with "secret" in them."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def answer(self, question: str, article: Article) -> Answer:
        if "secret" in question and self.times:
            self.times -= 1
            raise ValueError(question)
        return super().answer(question, article)


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.intake.LOOK_AGAIN", 0.02)
    monkeypatch.setattr("bot.intake._TRY_DISK_AGAIN", 0.02)
    monkeypatch.setattr("bot.outage._FIRST_PAUSE", 0.02)
    monkeypatch.setattr("bot.delivery._FIRST_PAUSE", 0.01)


async def until_done(telegram: Telegram) -> None:
    await telegram.until(lambda: telegram.inbox.depth() == (0, 0.0))


async def test_what_failed_twice_and_then_did_not_is_answered_without_a_word(
    telegram: Telegram,
) -> None:
    telegram.answerer = Failing(2)
    chat = telegram.private()
    async with telegram.bot():
        await telegram.ask("secret: how many civilians were killed?")
        await until_done(telegram)
    assert len(telegram.api.bot_messages(chat)) == 1
    assert telegram.inbox.aside() == []


async def test_what_fails_three_times_is_set_aside_and_holds_up_no_chat(
    telegram: Telegram,
) -> None:
    telegram.answerer = Failing(99)
    async with telegram.bot():
        assert (await telegram.ask("my secret question")).words == texts.FAILED
        assert "790 civilians" in (await telegram.ask(QUESTION)).words
    (aside,) = telegram.inbox.aside()
    assert aside.entry.tries == 3
    assert aside.error.startswith("ValueError at test_intake.py")
    assert "secret" not in aside.error
    assert aside.chat == telegram.private().id


async def test_a_handler_whose_work_is_cancelled_has_failed_and_holds_up_no_chat(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cancelled(*_: object) -> None:
        raise asyncio.CancelledError

    monkeypatch.setattr("bot.handlers.questions.answer", cancelled)
    chat = telegram.private()
    async with telegram.bot():
        telegram.api.world.send_text(chat, telegram.ann, QUESTION)
        assert (await telegram.ask("/help")).words
        await telegram.until(telegram.inbox.aside)
    (aside,) = telegram.inbox.aside()
    assert aside.error.startswith("RuntimeError")


async def test_what_is_retried_by_hand_is_handled_by_the_running_bot(
    telegram: Telegram, tmp_path: Path
) -> None:
    telegram.inbox.close()
    telegram.inbox = Inbox(tmp_path / "inbox.sqlite")
    telegram.answerer = failing = Failing(3)
    chat = telegram.private()
    async with telegram.bot():
        await telegram.ask("secret: how many civilians were killed?")
        await telegram.until(telegram.inbox.aside)
        assert failing.times == 0
        await asyncio.sleep(0.1)
        with Inbox(tmp_path / "inbox.sqlite") as other:
            assert other.retry(other.aside()[0].entry.number)
        await telegram.until(lambda: len(telegram.api.bot_messages(chat)) == 2)
        await until_done(telegram)
    assert telegram.inbox.aside() == []


async def test_what_an_earlier_run_left_is_handled_first_and_in_order(telegram: Telegram) -> None:
    chat = telegram.private()
    sent = [telegram.api.world.send_text(chat, telegram.ann, QUESTION) for _ in range(3)]
    left = [{"update_id": number, "message": m.as_json()} for number, m in enumerate(sent, 1)]
    telegram.api.world.updates.clear()
    telegram.inbox.commit(left[:2], [])
    telegram.api.world.updates.push_raw({"message": sent[2].as_json()})
    async with telegram.bot():
        await telegram.api.wait_for_reply(sent[2])
        await until_done(telegram)
    answered = [m.reply_to.id for m in telegram.api.bot_messages(chat) if m.reply_to]
    assert answered == [message.id for message in sent]


async def test_an_update_that_was_answered_but_not_marked_is_not_answered_twice(
    telegram: Telegram,
) -> None:
    async with telegram.bot():
        await telegram.ask(QUESTION)
        await until_done(telegram)
    telegram.inbox._db.execute(
        "UPDATE updates SET state = 'waiting', raw = ? WHERE number = 1", [raw_question(telegram)]
    )
    async with telegram.bot():
        await until_done(telegram)
    assert len(telegram.api.bot_messages(telegram.private())) == 1
    forget_edits_that_change_nothing(telegram)


def forget_edits_that_change_nothing(telegram: Telegram) -> None:
    assert {record.method for record in telegram.api.refusals} <= {"editMessageText"}
    telegram.api.refusals.clear()


def raw_question(telegram: Telegram) -> str:
    (message, *_) = telegram.private().messages.values()
    return json.dumps({"update_id": 1, "message": message.as_json()})


async def crash(telegram: Telegram, text: str, after: float = 0.0) -> bool:
    """Run the bot on what waits; say whether a question with that text was begun, and end it.

    It ends at once, or where `after` is not 0, later than what is blamed for a sudden end.
    """
    begun = asyncio.Event()

    async def end(*_: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.handlers.questions.answer", end)
        patch.setattr(telegram.inbox, "end_well", lambda _: None)
        patch.setattr("bot.running.LAST_WORK", 0.1)
        patch.setattr("bot.intake._ALONE", after / 5 or 5.0)
        async with telegram.bot():
            if text:
                telegram.api.world.send_text(telegram.private(), telegram.ann, text)
            with suppress(TimeoutError):
                await asyncio.wait_for(begun.wait(), 0.5)
                await asyncio.sleep(after)
    return begun.is_set()


async def test_what_ends_the_program_again_and_again_is_set_aside_and_holds_up_no_chat(
    telegram: Telegram,
) -> None:
    assert await crash(telegram, QUESTION)
    assert [await crash(telegram, "") for _ in range(4)] == [True, True, True, False]
    (aside,) = telegram.inbox.aside()
    assert aside.error == "the program ended again and again while it was at work on this"
    async with telegram.bot():
        assert "790 civilians" in (await telegram.ask(QUESTION)).words
    assert telegram.inbox.retry(aside.entry.number)
    async with telegram.bot():
        await until_done(telegram)
    assert telegram.inbox.aside() == []


async def test_what_ends_the_program_late_is_set_aside_after_more_ends(
    telegram: Telegram,
) -> None:
    assert await crash(telegram, QUESTION)
    ends = [await crash(telegram, "", after=0.1) for _ in range(13)]
    # On a busy machine some may be taken for sudden ones.
    assert ends.index(False) in range(6, 13)
    (aside,) = telegram.inbox.aside()
    assert aside.error == "the program ended again and again while it was at work on this"


async def test_what_waits_for_telegram_while_the_program_is_ended_is_hardly_blamed(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await crash(telegram, QUESTION)
    monkeypatch.setattr("bot.intake._ALONE", 0.01)
    telegram.api.faults.add(FaultKind.HANG, "sendMessage", seconds=30)
    monkeypatch.setattr("bot.running.LAST_WORK", 0.1)
    monkeypatch.setattr(telegram.inbox, "end_well", lambda _: None)
    async with telegram.bot():
        await telegram.until(lambda: telegram.api.calls("sendMessage"))
        await asyncio.sleep(0.1)
    assert telegram.inbox.waiting()[0].begun == LATER_END


async def test_a_program_that_is_told_to_stop_blames_no_update(telegram: Telegram) -> None:
    assert await crash(telegram, QUESTION)
    for _ in range(2):
        await crash(telegram, "")
    assert telegram.inbox.waiting()[0].begun == 2 * SUDDEN_END
    telegram.inbox.end_well([])
    assert telegram.inbox.waiting()[0].begun == 0


async def test_a_start_that_does_not_get_through_clears_no_update_of_blame(
    telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    assert await crash(telegram, QUESTION)
    await crash(telegram, "")
    assert telegram.inbox.waiting()[0].begun == SUDDEN_END
    telegram.api.faults.add(FaultKind.BAD_GATEWAY, "getMe", times=99)
    async with telegram.bot():
        await telegram.until(lambda: "connecting to the Bot API server fails" in caplog.text)
    assert telegram.inbox.waiting()[0].begun == SUDDEN_END


async def test_a_bot_that_is_stopped_in_order_notes_that_it_ended_well(telegram: Telegram) -> None:
    async with telegram.bot():
        assert not telegram.inbox.start(), "while it runs, it has not ended well"
    assert telegram.inbox.start()


async def test_a_day_without_telegram_is_waited_out(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.retrying.LONGEST_PAUSE", 0.01)
    telegram.api.faults.add(FaultKind.BAD_GATEWAY, "sendMessage", times=20)
    async with telegram.bot():
        assert "790 civilians" in (await telegram.ask(QUESTION)).words
    assert telegram.inbox.aside() == []


class FullAtFirst(Inbox):
    """An inbox on a disk that has no room for a while."""

    fails = 0

    def commit(self, arrived: Sequence[RawUpdate], done: Sequence[int]) -> list[Entry]:
        if self.fails:
            self.fails -= 1
            raise InboxError("The inbox cannot be used: database or disk is full.")
        return super().commit(arrived, done)


async def test_nothing_is_acknowledged_or_lost_while_the_disk_is_full(
    telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.inbox.close()
    telegram.inbox = inbox = FullAtFirst(None)
    async with telegram.bot():
        inbox.fails = 5
        assert "790 civilians" in (await telegram.ask(QUESTION)).words
        await until_done(telegram)
    assert len(telegram.api.bot_messages(telegram.private())) == 1
    assert "keeping updates fails and is tried again: The inbox cannot be used" in caplog.text


async def test_marks_that_cannot_be_written_hold_up_nobody_and_are_written_later(
    telegram: Telegram,
) -> None:
    telegram.inbox.close()
    telegram.inbox = inbox = FullAtFirst(None)
    commit = inbox.commit

    def no_marks(arrived: Sequence[RawUpdate], done: Sequence[int]) -> Any:
        if done and not arrived and telegram.api.bot_messages(telegram.private()):
            inbox.fails = 1 if inbox_is_full else 0
        return commit(arrived, done)

    inbox_is_full = True
    inbox.commit = no_marks  # type: ignore[method-assign]
    async with telegram.bot():
        for _ in range(3):
            assert "790 civilians" in (await telegram.ask(QUESTION)).words
        assert inbox.depth()[0] > 0
        inbox_is_full = False
        await until_done(telegram)


async def test_an_inbox_and_chats_that_others_lock_for_a_while_lose_nothing(
    telegram: Telegram, tmp_path: Path
) -> None:
    for thing in (telegram.inbox, telegram.chats):
        thing.close()
    telegram.inbox = Inbox(tmp_path / "inbox.sqlite", wait=0.05)
    telegram.chats = Chats(tmp_path / "chats.sqlite", wait=0.05)
    chat = telegram.private()
    async with telegram.bot():
        await telegram.ask(QUESTION)
        with (
            closing(sqlite3.connect(tmp_path / "inbox.sqlite", isolation_level=None)) as first,
            closing(sqlite3.connect(tmp_path / "chats.sqlite", isolation_level=None)) as second,
        ):
            first.execute("BEGIN IMMEDIATE")
            second.execute("BEGIN IMMEDIATE")
            asked = telegram.api.world.send_text(chat, telegram.ann, QUESTION)
            await asyncio.sleep(0.4)
            assert not asked.answers
        await telegram.api.wait_for_reply(asked)
        await until_done(telegram)
    assert len(telegram.api.bot_messages(chat)) == 2
    forget_edits_that_change_nothing(telegram)
