"""What is remembered of chats, in real files."""

from __future__ import annotations

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.chat_settings import ChatSettings
from bot.chats import KEPT, Chats, ChatsError
from index.article import Topic

if TYPE_CHECKING:
    from pathlib import Path

GROUP = -50
SUPERGROUP = -100500


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "chats.sqlite"


def test_nothing_is_known_of_a_new_chat() -> None:
    with Chats(None) as chats:
        assert chats.article(GROUP) == ""
        assert chats.reply_to(GROUP, 1) is None


def test_what_was_chosen_last_survives_a_restart(path: Path) -> None:
    with Chats(path) as chats:
        chats.choose_article(GROUP, "flood")
        chats.choose_article(GROUP, "fire")
        chats.choose_article(SUPERGROUP, "storm")
        chats.remember_reply(GROUP, 7, 8)
    with Chats(path) as chats:
        assert chats.article(GROUP) == "fire"
        assert chats.article(SUPERGROUP) == "storm"
        assert chats.reply_to(GROUP, 7) == 8


def test_replies_are_told_apart_by_chat_and_message() -> None:
    with Chats(None) as chats:
        chats.remember_reply(1, 7, 8)
        chats.remember_reply(2, 7, 80)
        chats.remember_reply(1, 7, 9)
        assert chats.reply_to(1, 7) == 9
        assert chats.reply_to(2, 7) == 80
        assert chats.reply_to(1, 8) is None


def test_a_group_takes_its_choice_along_but_not_its_message_numbers() -> None:
    with Chats(None) as chats:
        chats.choose_article(GROUP, "flood")
        chats.remember_reply(GROUP, 7, 8)
        chats.move(GROUP, SUPERGROUP)
        assert chats.article(SUPERGROUP) == "flood"
        assert chats.article(GROUP) == ""
        assert chats.reply_to(GROUP, 7) is None
        assert chats.reply_to(SUPERGROUP, 7) is None


def test_moving_twice_keeps_what_was_chosen_in_between() -> None:
    with Chats(None) as chats:
        chats.choose_article(GROUP, "flood")
        chats.move(GROUP, SUPERGROUP)
        chats.choose_article(SUPERGROUP, "fire")
        chats.move(GROUP, SUPERGROUP)
        assert chats.article(SUPERGROUP) == "fire"


def test_a_late_choice_in_the_group_does_not_replace_the_supergroups() -> None:
    with Chats(None) as chats:
        chats.choose_article(GROUP, "flood")
        chats.choose_article(SUPERGROUP, "fire")
        chats.move(GROUP, SUPERGROUP)
        assert chats.article(SUPERGROUP) == "fire"
        assert chats.article(GROUP) == ""


def test_replies_are_forgotten_when_their_messages_can_no_longer_be_edited(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = time.time()
    with Chats(None) as chats:
        monkeypatch.setattr("bot.chats.time.time", lambda: now)
        chats.remember_reply(1, 1, 2)
        monkeypatch.setattr("bot.chats.time.time", lambda: now + KEPT - 10)
        chats.remember_reply(1, 3, 4)
        assert chats.reply_to(1, 1) == 2
        monkeypatch.setattr("bot.chats.time.time", lambda: now + KEPT + 5)
        chats.clean()
        assert chats.reply_to(1, 1) is None
        assert chats.reply_to(1, 3) == 4


def test_a_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("These are notes, and long enough to be no header of anything. " * 20)
    with pytest.raises(ChatsError, match=r"notes\.txt cannot be used"):
        Chats(path)
    assert path.read_text().startswith("These are notes")


def test_a_file_of_a_newer_version_is_refused(path: Path) -> None:
    Chats(path).close()
    with sqlite3.connect(path) as database:
        database.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('bot', 'm999_future', '2030-01-01')"
        )
    database.close()
    with pytest.raises(ChatsError, match="newer version"):
        Chats(path)


def test_a_file_that_another_program_writes_to_is_waited_for_and_then_refused(path: Path) -> None:
    with Chats(path, wait=0.05) as chats:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ChatsError, match="locked"):
            chats.choose_article(GROUP, "flood")
        other.execute("ROLLBACK")
        other.close()
        chats.choose_article(GROUP, "flood")
        assert chats.article(GROUP) == "flood"


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ChatsError, match="cannot be opened"):
        Chats(tmp_path / "file" / "chats.sqlite")


def test_who_reads_does_not_wait_for_another_program_that_writes(path: Path) -> None:
    with Chats(path) as chats:
        chats.choose_article(GROUP, "flood")
        chats.remember_reply(GROUP, 7, 8)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            begun = time.perf_counter()
            assert chats.reply_to(GROUP, 7) == 8
            assert chats.reply_to(GROUP, 8) is None
            assert chats.article(GROUP) == "flood"
            assert time.perf_counter() - begun < 1


def test_who_reads_does_not_wait_for_a_thread_that_writes(path: Path) -> None:
    with Chats(path) as chats, ThreadPoolExecutor(1) as thread, chats.database():
        assert thread.submit(chats.reply_to, GROUP, 7).result(timeout=5) is None


def test_what_is_settled_is_read_once_and_anew_when_a_chat_settles_something(path: Path) -> None:
    with Chats(path) as chats, closing(sqlite3.connect(path, isolation_level=None)) as other:
        chats.choose_article(GROUP, "flood")
        assert chats.article(GROUP) == "flood"
        other.execute("UPDATE chats SET article = 'fire'")
        assert chats.article(GROUP) == "flood", "the file belongs to one running bot"
        chats.choose_article(SUPERGROUP, "storm")
        assert chats.article(GROUP) == "fire"


@pytest.mark.parametrize("settle", ["choose", "move", "forget"])
def test_what_a_chat_settles_is_seen_at_once(settle: str) -> None:
    with Chats(None) as chats:
        chats.choose_article(GROUP, "flood")
        assert chats.article(GROUP) == "flood"
        match settle:
            case "choose":
                chats.choose_article(GROUP, "fire")
            case "move":
                chats.move(GROUP, SUPERGROUP)
            case "forget":
                chats.forget(GROUP)
        assert chats.article(GROUP) == {"choose": "fire"}.get(settle, "")


def test_what_could_not_be_settled_is_not_taken_for_settled(path: Path) -> None:
    with Chats(path, wait=0.01) as chats:
        chats.choose_article(GROUP, "flood")
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(ChatsError):
                chats.choose_article(GROUP, "fire")
        assert chats.article(GROUP) == "flood"


def test_nothing_that_was_forgotten_stays_in_memory() -> None:
    with Chats(None) as chats:
        kept = ChatSettings(chats)
        kept.add_topic(GROUP, Topic("mine", "What is mine?"))
        kept.topics(GROUP)
        kept.topics(SUPERGROUP)
        chats.forget(GROUP)
        kept.topics(SUPERGROUP)
        assert GROUP not in kept._saved._known


def test_what_is_settled_is_kept_in_memory_of_so_many_chats(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.settled.MOST", 5)
    with Chats(None) as chats:
        for chat in range(1, 20):
            chats.article(chat)
        assert len(chats._articles._known) <= 5


def test_a_reply_and_the_answer_that_it_gives_are_noted_together(path: Path) -> None:
    with Chats(path) as chats, chats.database() as db:
        db.execute(
            "INSERT INTO answers (chat, message, question, understood, note, here, article, digest,"
            " verdict, shown, rest, model, asked_at)"
            " VALUES (7, 1, '', '', '', '', '', x'', 'silent', '[]', '[]', '', 0)"
        )
        ((number,),) = db.execute("SELECT id FROM answers").fetchall()
        chats.remember_reply(7, 1, 101, number)
        assert db.execute("SELECT reply FROM answers").fetchall() == [(101,)]


def test_a_reply_that_cannot_be_written_is_remembered_and_written_later(tmp_path: Path) -> None:
    path = tmp_path / "chats.sqlite"
    with Chats(path, wait=0.01) as chats:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            chats.remember_reply(7, 1, 101)
            assert chats.reply_to(7, 1) == 101
        chats.remember_reply(7, 2, 102)
    with Chats(path) as again:
        assert (again.reply_to(7, 1), again.reply_to(7, 2)) == (101, 102)
