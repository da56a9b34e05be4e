"""Files of every earlier version, with data in them, are brought up to date and lose nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot import inbox_migrations, migrations
from bot.answers import Answers
from bot.chat_settings import ChatSettings
from bot.chats import Chats, ChatsError
from bot.inbox import Inbox, InboxError
from bot.settings import Who
from index.article import Topic

FILES = Path(__file__).parent / "files"
CHATS = sorted((FILES / "chats").glob("*.sql"))
INBOXES = sorted((FILES / "inbox").glob("*.sql"))


def restored(dump: Path, folder: Path) -> Path:
    path = folder / "restored.sqlite"
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(dump.read_text("utf-8"))
    return path


def test_there_is_a_file_of_every_version() -> None:
    assert [path.stem for path in CHATS] == [step.__name__ for step in migrations.STEPS]
    assert [path.stem for path in INBOXES] == [step.__name__ for step in inbox_migrations.STEPS]


@pytest.mark.parametrize("dump", CHATS, ids=lambda path: path.stem)
def test_what_is_remembered_of_chats_is_brought_up_to_date(dump: Path, tmp_path: Path) -> None:
    version = int(dump.stem[1:4])
    with Chats(restored(dump, tmp_path)) as chats:
        assert chats.article(5) == "storm"
        assert chats.article(-77) == "idlib-truce"
        assert chats.reply_to(5, 10) == 11
        answers, settings = Answers(chats), ChatSettings(chats)
        if version >= 2:
            told = answers.told_in(5, 11)
            assert told is not None
            assert (told.understood, told.asker) == ("How many were hurt?", 5)
            with chats.database() as db:
                opinions = db.execute("SELECT quote, chat, asker FROM feedback").fetchall()
            assert opinions == [("Ten people were hurt", 5, 5)]
        if version >= 3:
            assert settings.settings(-77).who is Who.ADMINISTRATORS
            assert settings.settings(-77).quiet == "22-7"
            assert settings.topics(-77) == (Topic("deaths", "How many died?"),)
            assert settings.departed(before=1_795_000_001) == [-88]
        chats.choose_article(6, "flood")
        chats.remember_reply(6, 1, 2)
        assert chats.article(6) == "flood"


@pytest.mark.parametrize("dump", INBOXES, ids=lambda path: path.stem)
def test_an_inbox_is_brought_up_to_date(dump: Path, tmp_path: Path) -> None:
    with Inbox(restored(dump, tmp_path)) as inbox:
        (waiting,) = inbox.waiting()
        assert waiting.update["message"]["text"] == "How many?"
        assert waiting.tries == 1
        assert waiting.begun == (0 if dump.stem == "m001_updates" else 2)
        (aside,) = inbox.aside()
        assert (aside.entry.tries, aside.error) == (3, "KeyError at y.py:2")
        # What is done is known to have been.
        assert inbox.commit([{"update_id": 101}], [waiting.number]) == []
        assert inbox.depth() == (0, 0.0)


@pytest.mark.parametrize(
    ("kind", "error", "dump", "steps"),
    [(Chats, ChatsError, CHATS[-1], "bot"), (Inbox, InboxError, INBOXES[-1], "inbox")],
)
def test_a_file_of_a_later_version_is_refused_and_left_as_it_is(
    kind: type[Chats | Inbox], error: type[Exception], dump: Path, steps: str, tmp_path: Path
) -> None:
    path = restored(dump, tmp_path)
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("PRAGMA journal_mode = wal")
        raw.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES (?, 'm999_later', '2030-01-01')",
            (steps,),
        )
    before = path.read_bytes()
    with pytest.raises(error, match=r"newer version of Pullquote: upgrade Pullquote to open it\.$"):
        kind(path)
    assert path.read_bytes() == before
