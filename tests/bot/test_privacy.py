"""What is kept of people, for how long, and that it is gone when they want it gone."""

from __future__ import annotations

import asyncio
import contextlib
import re
import sqlite3
import time
from typing import TYPE_CHECKING, Any

import pytest

from bot import texts
from bot.answer_buttons import LIKE
from bot.answers import Answers
from bot.chat_settings import ChatSettings
from bot.chats import Chats
from bot.inbox import Inbox
from bot.migrations import migrations
from bot.periods import DAY, Retention
from bot.playground.local import LocalBotAPI
from bot.rounds import Rounds
from bot.settings import Settings
from index.archive import Archive
from index.archive_errors import ArchiveError
from index.article import Document
from tests.bot.conftest import Telegram

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.playground.objects import Chat, Message, User

QUESTION = "How many civilians were killed?"
SECRET = "zanzibar"
"""A word that stands in what one person says, and nowhere else."""
HERS = f"How many civilians of {SECRET} were killed?"

TABLES = {
    # A new table must be thought of in bot/forgetting.py; then it is added here.
    "chats": {"chats", "replies", "answers", "feedback", "settings", "topics", "departures"},
    "inbox": {"updates"},
    "archive": {"articles", "texts", "passages", "sentences", "topics", "changes", "identity"},
}


@pytest.fixture
async def kept(tmp_path: Path) -> AsyncIterator[Telegram]:
    """A local Telegram with a bot that keeps all it keeps in files."""
    with (
        Archive(tmp_path / "archive.sqlite") as archive,
        Chats(tmp_path / "chats.sqlite") as chats,
        Inbox(tmp_path / "inbox.sqlite") as inbox,
    ):
        async with LocalBotAPI(flood=None) as api:
            telegram = Telegram(api, archive, chats, inbox=inbox)
            telegram.ann = api.world.add_user("Anna", user_id=7_314_159_265)
            telegram.ben = api.world.add_user("Benjamin", user_id=7_271_828_182)
            yield telegram
        assert [one for one in api.refusals if one.method != "getUpdates"] == []
        assert list(api.violations) == []


def rows_of(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with contextlib.closing(sqlite3.connect(path)) as db:
        found = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ours = [name for (name,) in found if not name.startswith(("_", "sqlite_"))]
        return {name: db.execute(f'SELECT * FROM "{name}"').fetchall() for name in ours}


def traces(folder: Path, *needles: str) -> list[str]:
    """Where any of some words or numbers stands: in which table, or among which file's bytes."""
    found = []
    for path in sorted(folder.glob("*.sqlite")):
        for table, rows in rows_of(path).items():
            cells = " ".join(str(cell) for row in rows for cell in row)
            found += [f"{path.stem}.{table}: {needle}" for needle in needles if needle in cells]
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        found += [f"{path.name}: {needle}" for needle in needles if needle.encode() in content]
    return found


async def settled(telegram: Telegram) -> None:
    """Wait until all that has arrived is done, and the files hold what they are to hold."""
    await telegram.api.wait_until_updates_are_taken()
    await telegram.until(lambda: telegram.inbox.depth()[0] == 0)
    await asyncio.sleep(0.05)
    for file in (telegram.archive, telegram.chats, telegram.inbox):
        file.erase()


def failed(telegram: Telegram, chat: Chat, user: User, text: str) -> None:
    """Have a message in the inbox that could not be answered."""
    number = 9_000 + len(telegram.inbox.aside())
    message = {
        "message_id": number,
        "date": 1,
        "chat": {"id": chat.id},
        "from": user.as_json(),
        "text": text,
    }
    (entry,) = telegram.inbox.commit([{"update_id": number, "message": message}], [])
    telegram.inbox.set_aside(entry.number, 3, "ValueError at here.py:1")


async def say(telegram: Telegram, chat: Chat, user: User, text: str, **more: Any) -> Message:
    sent = telegram.api.world.send_text(chat, user, text, **more)
    return await telegram.api.wait_for_reply(sent)


async def press(telegram: Telegram, message: Message, button: str, user: User) -> str:
    query = telegram.api.world.press(user, message, button)
    return str((await telegram.api.wait_for_callback_answer(query)).get("text") or "")


def labels(message: Message) -> list[str]:
    rows = (message.inline_keyboard or {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def answers_of(telegram: Telegram) -> list[tuple[int, int | None]]:
    with telegram.chats.database() as db:
        return db.execute("SELECT chat, asker FROM answers ORDER BY id").fetchall()


# What is said to be kept


@pytest.mark.parametrize("place", ["private", "group"])
@pytest.mark.parametrize(
    ("retention", "days"),
    [(Retention(), [90, 365, 7, 30]), (Retention(10), [10, 365, 7, 10])],
)
async def test_privacy_says_what_is_kept_and_for_how_long(
    telegram: Telegram, place: str, retention: Retention, days: list[int]
) -> None:
    telegram.options["retention"] = retention
    async with telegram.bot():
        chat = telegram.private() if place == "private" else telegram.group()
        reply = await telegram.ask("/privacy", chat)
    assert [int(number) for number in re.findall(r"(\d+) days", reply.words)] == days
    assert "/forget" in reply.words
    assert ("Administrators" in reply.words) == (place == "group")


def test_every_table_is_known_to_who_forgets(tmp_path: Path) -> None:
    Archive(tmp_path / "archive.sqlite").close()
    Chats(tmp_path / "chats.sqlite").close()
    Inbox(tmp_path / "inbox.sqlite").close()
    assert {path.stem: set(rows_of(path)) for path in tmp_path.glob("*.sqlite")} == TABLES


# Forgetting


async def test_nothing_is_left_of_a_person_who_has_everything_forgotten(
    kept: Telegram, tmp_path: Path
) -> None:
    world, ann, ben = kept.api.world, kept.ann, kept.ben
    private, group = kept.private(ann), kept.group()
    needles = (SECRET, str(ann.id), "Anna")
    async with kept.bot():
        # Everything that a person can cause to be kept, in private and in a group.
        answer = await say(kept, private, ann, HERS)
        await press(kept, answer, LIKE, ann)
        await press(kept, answer, texts.MORE, ann)
        await say(kept, private, ann, "and fighters?")
        await say(kept, private, ann, f"/topic add secret What about {SECRET}?")
        document = f"The clove harvest of {SECRET} begins in July.".encode()
        world.send_document(private, ann, "cloves.txt", document, mime_type="text/plain")
        await kept.until(lambda: kept.archive.count(visible_to=ann.id) == 2)
        ChatSettings(kept.chats).set(ann.id, Settings(language="tr"))
        ChatSettings(kept.chats).set(ann.id, Settings(zone=2))
        in_group = await say(kept, group, ann, f"/ask {HERS}")
        await press(kept, in_group, LIKE, ben)
        failed(kept, private, ann, HERS)
        failed(kept, group, ann, f"/ask {HERS}")
        # What others have caused stays.
        bens = await say(kept, group, ben, f"/ask {QUESTION}")
        await press(kept, bens, LIKE, ann)
        await press(kept, bens, LIKE, ben)
        failed(kept, group, ben, QUESTION)
        await settled(kept)
        for file in ("chats.answers", "chats.feedback", "inbox.updates", "archive.texts"):
            assert any(trace.startswith(file) for trace in traces(tmp_path, SECRET)), file

        told = await say(kept, private, ann, "/forget")
        assert "3 questions" in told.words
        assert "3 opinions" in told.words  # two of hers, and Ben's on a question of hers
        assert "1 article · 1 topic · settings" in told.words
        assert await press(kept, told, texts.FORGET_REST, ann) == ""
        assert told.words == texts.FORGOTTEN_ALL
        assert traces(tmp_path, SECRET) == []
        await settled(kept)
    await settled(kept)  # the numbers of the last messages are in the log beside the inbox so far
    assert traces(tmp_path, *needles) == []
    assert answers_of(kept) == [(group.id, ben.id)]
    assert len(Answers(kept.chats).opinions()) == 1
    assert [aside.entry.update["message"]["from"]["id"] for aside in kept.inbox.aside()] == [ben.id]
    assert "deleteMyCommands" in {record.method for record in kept.api.sent}


def test_who_reads_a_file_meanwhile_is_not_waited_for_and_it_is_erased_later(
    tmp_path: Path,
) -> None:
    path = tmp_path / "chats.sqlite"
    with Chats(path, wait=30) as chats, contextlib.closing(sqlite3.connect(path)) as other:
        chats.choose_article(5, SECRET)
        other.execute("BEGIN")
        other.execute("SELECT * FROM chats").fetchall()
        chats.forget(5)
        began = time.monotonic()
        chats.erase()
        assert time.monotonic() - began < 5
        assert traces(tmp_path, SECRET) != []
        other.execute("ROLLBACK")
        chats.erase()
        assert traces(tmp_path, SECRET) == []
        with chats.database() as db:
            assert db.execute("PRAGMA busy_timeout").fetchone() == (30_000,)


async def test_a_follow_up_after_forgetting_borrows_nothing(telegram: Telegram) -> None:
    async with telegram.bot():
        await telegram.ask(QUESTION)
        told = await telegram.ask("/forget")
        assert "1 question" in told.words
        assert labels(told) == []
        follow_up = await telegram.ask("when?")
    assert "Understood as" not in follow_up.words


async def test_buttons_of_forgotten_answers_do_nothing_any_more(telegram: Telegram) -> None:
    async with telegram.bot():
        answer = await telegram.ask(QUESTION)
        await telegram.ask("/forget")
        assert await press(telegram, answer, LIKE, telegram.ann) == texts.EXPIRED
    assert Answers(telegram.chats).opinions() == []
    assert telegram.chats.reply_to(telegram.ann.id, 3) is None, "nothing is kept of asking for it"


async def test_who_has_asked_nothing_is_told_so(telegram: Telegram) -> None:
    async with telegram.bot():
        told = await telegram.ask("/forget")
    assert told.words == texts.FORGOTTEN_NOTHING


async def test_in_a_group_the_askers_own_part_is_forgotten_and_no_other(
    telegram: Telegram, archive: Archive
) -> None:
    group, private = telegram.group(), telegram.private(telegram.ben)
    archive.add(Document("The storm damaged 40 houses.", language="en"), owner=group.id)
    async with telegram.bot():
        for user in (telegram.ann, telegram.ben):
            answer = await say(telegram, group, user, f"/ask {QUESTION}")
        await press(telegram, answer, texts.MORE, telegram.ann)
        await say(telegram, private, telegram.ben, QUESTION)
        told = await say(telegram, group, telegram.ben, "/forget")
        assert "1 question" in told.words
        assert labels(told) == [], "Ben is no administrator"
    assert answers_of(telegram) == [(group.id, telegram.ann.id), (private.id, telegram.ben.id)]
    with telegram.chats.database() as db:
        replied = db.execute("SELECT chat FROM replies ORDER BY chat").fetchall()
    assert replied == [(group.id,), (private.id,)]
    assert archive.count(visible_to=group.id) == 2


async def test_administrators_have_all_of_a_group_forgotten_and_others_cannot(
    telegram: Telegram, archive: Archive
) -> None:
    group, other = telegram.group(), telegram.group()
    for chat in (group, other):
        archive.add(Document("The storm damaged 40 houses.", language="en"), owner=chat.id)
    async with telegram.bot():
        for chat in (group, other):
            answer = await say(telegram, chat, telegram.ben, f"/ask {QUESTION}")
            await press(telegram, answer, LIKE, telegram.ben)
        told = await say(telegram, group, telegram.ann, "/forget")
        assert labels(told) == [texts.FORGET_GROUP]
        refused = await press(telegram, told, texts.FORGET_GROUP, telegram.ben)
        assert refused == texts.FORGET_ADMINS
        assert len(answers_of(telegram)) == 2
        await press(telegram, told, texts.FORGET_GROUP, telegram.ann)
        assert told.words == texts.FORGOTTEN_ALL
    assert answers_of(telegram) == [(other.id, telegram.ben.id)]
    assert len(Answers(telegram.chats).opinions()) == 1
    assert archive.count(visible_to=group.id) == 1
    assert archive.count(visible_to=other.id) == 2


async def test_an_anonymous_administrator_forgets_what_was_asked_in_the_groups_name(
    telegram: Telegram,
) -> None:
    group = telegram.group("supergroup")
    telegram.api.world.promote(group, telegram.ben, is_anonymous=True)
    async with telegram.bot():
        await say(telegram, group, telegram.ann, f"/ask {QUESTION}")
        await say(telegram, group, telegram.ben, f"/ask {QUESTION}")
        told = await say(telegram, group, telegram.ben, "/forget")
        assert "1 question" in told.words
        assert labels(told) == [texts.FORGET_GROUP]
    assert answers_of(telegram) == [(group.id, telegram.ann.id)]


async def test_opinions_of_a_group_are_forgotten_after_it_has_become_a_supergroup(
    telegram: Telegram,
) -> None:
    group = telegram.group()
    async with telegram.bot():
        answer = await say(telegram, group, telegram.ben, f"/ask {QUESTION}")
        await press(telegram, answer, LIKE, telegram.ann)
        supergroup = telegram.api.world.migrate_to_supergroup(group)
        told = await say(telegram, supergroup, telegram.ben, "/forget")
        assert "1 opinion" in told.words
    assert Answers(telegram.chats).opinions() == []


async def test_who_blocks_the_bot_is_forgotten_after_a_while(
    telegram: Telegram, archive: Archive
) -> None:
    private = telegram.private()
    archive.add(Document("The storm damaged 40 houses.", language="en"), owner=private.id)
    async with telegram.bot():
        await telegram.ask(QUESTION)
        telegram.api.world.block_bot(telegram.ann)
        departed = ChatSettings(telegram.chats).departed
        await telegram.until(lambda: departed(2**40) == [private.id])
        telegram.api.world.unblock_bot(telegram.ann)
        await telegram.until(lambda: departed(2**40) == [])
        telegram.api.world.block_bot(telegram.ann)
        await telegram.until(lambda: departed(2**40) == [private.id])
    assert len(telegram.api.bot_messages(private)) == 1
    ChatSettings(telegram.chats).depart(private.id, 1.0)
    async with telegram.bot():
        await telegram.until(lambda: archive.count(visible_to=private.id) == 1)
    assert answers_of(telegram) == []


# What is too old goes by itself


def age(telegram: Telegram, days: float) -> None:
    seconds = days * DAY
    with telegram.chats.database() as db:
        db.execute("UPDATE answers SET asked_at = asked_at - ?", (seconds,))
        db.execute("UPDATE feedback SET given_at = given_at - ?", (seconds,))
        db.execute("UPDATE replies SET sent_at = sent_at - ?", (seconds,))


@pytest.mark.parametrize(
    ("days", "left"),
    [
        (0, {"answers": 1, "feedback": 1, "replies": 1}),
        (2.9, {"answers": 1, "feedback": 1, "replies": 1}),
        (4, {"answers": 1, "feedback": 1, "replies": 0}),
        (10.1, {"answers": 0, "feedback": 1, "replies": 0}),
        (364, {"answers": 0, "feedback": 1, "replies": 0}),
        (366, {"answers": 0, "feedback": 0, "replies": 0}),
    ],
)
async def test_what_is_too_old_is_removed_at_the_start(
    telegram: Telegram, days: float, left: dict[str, int]
) -> None:
    telegram.options["retention"] = Retention(10)
    async with telegram.bot():
        answer = await telegram.ask(QUESTION)
        await press(telegram, answer, LIKE, telegram.ann)
    age(telegram, days)
    polls = len(telegram.api.calls("getUpdates"))
    async with telegram.bot():
        await telegram.until(lambda: len(telegram.api.calls("getUpdates")) > polls)
    with telegram.chats.database() as db:
        found = {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in left}
    assert found == left


async def test_what_is_too_old_is_removed_while_the_bot_runs(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.rounds.BETWEEN_ROUNDS", 0.02)
    async with telegram.bot():
        await telegram.ask(QUESTION)
        age(telegram, 91)
        await telegram.until(lambda: answers_of(telegram) == [])
        await telegram.ask(QUESTION)
    assert len(answers_of(telegram)) == 1


def test_what_was_set_aside_is_kept_no_longer_than_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Inbox(None, aside_kept=Retention(10).failures * DAY) as inbox:
        (entry,) = inbox.commit([{"update_id": 1, "message": {"text": HERS}}], [])
        inbox.set_aside(entry.number, 3, "x")
        inbox.clean()
        assert len(inbox.aside()) == 1
        now = entry.received_at + 10 * DAY + 60
        monkeypatch.setattr("bot.inbox.time.time", lambda: now)
        inbox.clean()
        assert inbox.aside() == []


async def test_a_round_that_fails_is_followed_by_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done = []

    def fail() -> None:
        raise ArchiveError("The archive is in use by another program.")

    rounds = Rounds([fail, lambda: done.append(1)], seconds=0.005)
    await rounds.begin()
    async with asyncio.timeout(5):
        while len(done) < 3:  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.005)
    await rounds.end()
    count = len(done)
    await asyncio.sleep(0.05)
    assert len(done) == count
    assert "in use by another program" in caplog.text


async def test_a_chore_that_fails_in_an_unforeseen_way_holds_up_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done = []

    def fail() -> None:
        raise ValueError("what somebody has written")

    rounds = Rounds([fail, lambda: done.append(1)], seconds=0.005)
    await rounds.begin()
    async with asyncio.timeout(5):
        while len(done) < 3:  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.005)
    await rounds.end()
    assert "ValueError" in caplog.text
    assert "somebody has written" not in caplog.text


async def test_rounds_that_have_not_begun_end_at_once() -> None:
    await Rounds([]).end()


# Older files


def test_answers_and_opinions_of_an_older_version_are_known_by_their_askers(
    tmp_path: Path,
) -> None:
    path = tmp_path / "chats.sqlite"
    Chats(path).close()
    older = tmp_path / "older.sqlite"
    with contextlib.closing(sqlite3.connect(older)) as raw:
        from sqlite_utils import Database

        db = Database(raw)
        migrations.apply(db, stop_before="m004_askers")
        rest = "'q', 'q', '', '', 'a', x'00', 'answered', '[]', '[]', 'm', 1, 0"
        for row in ((1, 10, 5, 11), (2, 11, None, 12), (3, 12, None, 13)):
            db.execute(f"INSERT INTO answers VALUES (?, -3, ?, ?, ?, {rest})", row)
        for answer in (2, 99):
            db.execute(
                "INSERT INTO feedback VALUES"
                " (?, 8, 1, 'q', 'q', 'a', x'00', 'answered', 0, 1, 'w', 'm', 1)",
                (answer,),
            )
        raw.commit()
    with Chats(older) as chats:
        with chats.database() as now:
            assert now.execute("SELECT id, asker FROM answers ORDER BY id").fetchall() == [
                (1, 5),
                (2, 5),
                (3, 5),
            ]
            found = now.execute("SELECT answer, chat, asker FROM feedback ORDER BY answer")
            assert found.fetchall() == [(2, -3, 5), (99, None, None)]
        answers = Answers(chats)
        assert answers.forget(5).questions == 1
        assert len(answers.opinions()) == 1
        assert answers.forget(8).opinions == 1
