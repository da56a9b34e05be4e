"""Updates on disk: taken once, in order, and kept until they are done."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from bot import inbox as inbox_module
from bot.inbox import Inbox, InboxError, has_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def update(number: int, chat: int = 7, text: str = "Who?") -> dict[str, Any]:
    return {"update_id": number, "message": {"chat": {"id": chat}, "text": text}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "inbox.sqlite"


@pytest.fixture
def inbox(path: Path) -> Iterator[Inbox]:
    with Inbox(path, wait=0.05) as inbox:
        yield inbox


def test_what_arrived_is_there_after_the_file_is_opened_again(inbox: Inbox, path: Path) -> None:
    inbox.commit([update(5), update(3)], [])
    inbox.close()
    with Inbox(path) as again:
        assert [entry.update for entry in again.waiting()] == [update(5), update(3)]


def test_an_update_is_taken_once_even_when_it_is_done(inbox: Inbox) -> None:
    (entry,) = inbox.commit([update(5), update(5)], [])
    assert inbox.commit([update(5)], []) == []
    inbox.commit([], [entry.number])
    assert inbox.commit([update(5)], []) == []
    assert inbox.waiting() == []


def test_what_is_done_is_forgotten_but_for_its_number(inbox: Inbox, path: Path) -> None:
    (entry,) = inbox.commit([update(5, text="a secret")], [])
    inbox.commit([], [entry.number])
    with closing(sqlite3.connect(path)) as other:
        ((row,),) = other.execute("SELECT raw FROM updates")
    assert row == ""


def test_what_arrives_is_written_through_to_the_disk_and_marks_are_not(inbox: Inbox) -> None:
    def level() -> int:
        """As SQLite numbers it: 1 NORMAL, 2 FULL."""
        ((number,),) = inbox._db.execute("PRAGMA synchronous").fetchall()
        return int(number)

    (entry,) = inbox.commit([update(1)], [])
    assert level() == 2
    inbox.commit([], [entry.number])
    assert level() == 1


@pytest.mark.parametrize(
    "text", ["", "\ud800 half a pair", "\x00", "\U0001f600", 'a "quoted" word', "x" * 5000]
)
def test_an_update_is_read_back_as_it_came(inbox: Inbox, text: str) -> None:
    inbox.commit([update(1, text=text)], [])
    (entry,) = inbox.waiting()
    assert entry.update == update(1, text=text)


def test_entries_are_read_in_order_and_in_parts(inbox: Inbox) -> None:
    inbox.commit([update(number) for number in (9, 2, 7, 4)], [])
    first = inbox.waiting(most=3)
    rest = inbox.waiting(after=first[-1].number)
    assert [entry.update["update_id"] for entry in (*first, *rest)] == [9, 2, 7, 4]


def test_nothing_is_taken_where_something_cannot_be_written(inbox: Inbox) -> None:
    with pytest.raises(TypeError):
        inbox.commit([update(1), {"update_id": 2, "junk": object()}], [])
    assert inbox.waiting() == []


def test_tries_are_remembered(inbox: Inbox) -> None:
    (entry,) = inbox.commit([update(5)], [])
    inbox.note_failure(entry.number, 2, "ValueError")
    assert [entry.tries for entry in inbox.waiting()] == [2]


def test_what_is_set_aside_waits_for_somebody_to_decide(inbox: Inbox) -> None:
    entries = inbox.commit([update(5, chat=-3), update(6), update(8)], [])
    for entry in entries:
        inbox.set_aside(entry.number, 3, "ValueError at here.py:1")
    assert inbox.waiting() == []
    first, second, third = inbox.aside()
    assert (first.chat, first.kind, first.error) == (-3, "message", "ValueError at here.py:1")
    assert inbox.retry(first.entry.number)
    assert inbox.drop(second.entry.number)
    assert not inbox.retry(second.entry.number)
    assert not inbox.drop(999)
    assert [(entry.number, entry.tries) for entry in inbox.waiting()] == [(first.entry.number, 0)]
    assert inbox.aside() == [third]


def test_a_chat_is_forgotten_and_no_other(inbox: Inbox) -> None:
    for entry in inbox.commit([update(5, chat=-3), update(6, chat=7), update(8, chat=-3)], []):
        inbox.set_aside(entry.number, 3, "x")
    inbox.forget(-3)
    assert [aside.chat for aside in inbox.aside()] == [7]


def test_depth_and_age_are_those_of_what_waits(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert inbox.depth() == (0, 0.0)
    entries = inbox.commit([update(5), update(6)], [])
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 60)
    count, age = inbox.depth()
    assert count == 2
    assert 60 <= age < 62
    inbox.commit([], [entry.number for entry in entries])
    assert inbox.depth() == (0, 0.0)


def test_old_rows_are_removed_and_what_waits_is_not(
    inbox: Inbox, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, aside, _ = inbox.commit([update(1), update(2), update(3)], [])
    inbox.commit([], [done.number])
    inbox.set_aside(aside.number, 3, "x")
    now = time.time()
    counts = []
    for later in (0, inbox_module.DONE_KEPT + 5, inbox_module.ASIDE_KEPT + 5):
        monkeypatch.setattr("time.time", lambda later=later: now + later)
        inbox.clean()
        with closing(sqlite3.connect(path)) as other:
            counts.append(other.execute("SELECT count(*) FROM updates").fetchone()[0])
    assert counts == [3, 2, 1]
    assert [entry.update["update_id"] for entry in inbox.waiting()] == [3]


def test_another_program_that_writes_is_noticed(inbox: Inbox, path: Path) -> None:
    before = inbox.version()
    inbox.commit([update(1)], [])
    assert inbox.version() == before
    with Inbox(path) as other:
        other.commit([update(2)], [])
    assert inbox.version() != before


def test_a_locked_inbox_is_said_to_be_so_and_nothing_is_taken(inbox: Inbox, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(InboxError, match="is locked"):
            inbox.commit([update(1)], [])
        assert inbox.waiting() == []
    assert len(inbox.commit([update(1)], [])) == 1


def test_a_full_disk_is_said_to_be_so_and_nothing_is_taken(inbox: Inbox) -> None:
    inbox._db.execute("PRAGMA max_page_count = 1")
    with pytest.raises(InboxError, match="is full"):
        inbox.commit([update(n, text="x" * 3000) for n in range(50)], [])
    assert inbox.waiting() == []
    inbox._db.execute("PRAGMA max_page_count = 100000")
    assert len(inbox.commit([update(n) for n in range(50)], [])) == 50


def test_a_file_that_is_none_or_newer_is_refused_with_a_sentence(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"Dear diary, today " * 100)
    with pytest.raises(InboxError, match=r"cannot be used: .*\.$"):
        Inbox(path)
    path.unlink()
    Inbox(path).close()
    with closing(sqlite3.connect(path)) as newer, newer:
        newer.execute(
            "UPDATE _sqlite_migrations SET name = 'm999_later' WHERE name = 'm001_updates'"
        )
    with pytest.raises(InboxError, match="newer version"):
        Inbox(path)


@pytest.mark.parametrize(
    ("received", "is_update"),
    [
        ({"update_id": 5}, True),
        ({"update_id": 0, "message": {}}, True),
        ({"update_id": "5"}, False),
        ({"update_id": True}, False),
        ({"update_id": 2**63}, False),
        ({"update_id": 5.0}, False),
        ({}, False),
        ("junk", False),
        (None, False),
    ],
)
def test_only_what_has_a_number_is_an_update(received: object, is_update: bool) -> None:  # noqa: FBT001
    assert has_number(received) is is_update


def test_it_is_known_whether_the_last_program_ended_well(path: Path) -> None:
    with Inbox(path) as inbox:
        assert inbox.start()
    with Inbox(path) as inbox:
        assert not inbox.start()
        inbox.end_well([])
    with Inbox(path) as inbox:
        assert inbox.start()
