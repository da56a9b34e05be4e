"""Which article a chat asks, over a real archive."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.chats import Chats
from bot.library import Library
from index.archive import Archive
from index.archive_errors import NoSuchArticle
from index.article import Document, Topic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHAT = 7
OTHER_CHAT = 8


@pytest.fixture
def chats() -> Iterator[Chats]:
    with Chats(None) as chats:
        yield chats


@pytest.fixture(params=["in memory", "on disk"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Archive]:
    path = tmp_path / "archive.sqlite" if request.param == "on disk" else None
    with Archive(path) as archive:
        yield archive


def flood(text: str = "The river rose by two metres on Monday.") -> Document:
    return Document(text, title="Flood", source="Gazette", language="en")


def test_the_installations_latest_article_is_asked_where_none_was_chosen(
    archive: Archive, chats: Chats
) -> None:
    library = Library(archive, chats)
    bundled = library.current(CHAT)
    assert bundled is not None
    assert bundled.id == "idlib-truce"
    archive.add(flood())
    latest = library.current(CHAT)
    assert latest is not None
    assert latest.title == "Flood"


def test_a_chats_choice_is_its_own(archive: Archive, chats: Chats) -> None:
    library = Library(archive, chats)
    archive.add(flood())
    chats.choose_article(CHAT, "idlib-truce")
    chosen, others = library.current(CHAT), library.current(OTHER_CHAT)
    assert chosen is not None
    assert others is not None
    assert (chosen.id, others.title) == ("idlib-truce", "Flood")


def test_an_article_that_was_removed_is_asked_no_more(archive: Archive, chats: Chats) -> None:
    library = Library(archive, chats)
    added = archive.add(flood()).article
    chats.choose_article(CHAT, added.id)
    assert library.current(CHAT) == added
    archive.remove(added.id)
    current = library.current(CHAT)
    assert current is not None
    assert current.id == "idlib-truce"


def test_a_change_of_an_article_is_seen(archive: Archive, chats: Chats) -> None:
    library = Library(archive, chats)
    added = archive.add(flood()).article
    assert library.article(added.id, CHAT).topics == ()
    archive.add(replace(flood(), topics=(Topic("river", "How high is the river?"),)))
    assert [topic.name for topic in library.article(added.id, CHAT).topics] == ["river"]


def test_all_chats_hold_the_same_article_in_memory(archive: Archive, chats: Chats) -> None:
    library = Library(archive, chats)
    chats.choose_article(OTHER_CHAT, "idlib-truce")
    assert library.current(CHAT) is library.current(OTHER_CHAT)


def test_another_chats_article_cannot_be_had_by_its_id(archive: Archive, chats: Chats) -> None:
    library = Library(archive, chats)
    own = archive.add(flood(), owner=CHAT).article
    assert library.article(own.id, CHAT) == own
    with pytest.raises(NoSuchArticle):
        library.article(own.id, OTHER_CHAT)
    chats.choose_article(OTHER_CHAT, own.id)
    current = library.current(OTHER_CHAT)
    assert current is not None
    assert current.id == "idlib-truce"


def test_an_article_is_at_hand_once_it_was_read_and_until_the_archive_changes(
    archive: Archive, chats: Chats
) -> None:
    library = Library(archive, chats)
    assert not library.is_at_hand(CHAT)
    library.current(CHAT)
    assert library.is_at_hand(CHAT)
    archive.add(flood())
    assert not library.is_at_hand(CHAT)
    library.current(CHAT)
    chats.choose_article(CHAT, "idlib-truce")
    assert not library.is_at_hand(CHAT), "the one that was chosen was not read yet"
    assert library.is_at_hand(OTHER_CHAT)
    library.current(CHAT)
    assert library.is_at_hand(CHAT)


def test_no_article_is_at_hand_while_another_thread_reads_one(
    archive: Archive, chats: Chats
) -> None:
    library = Library(archive, chats)
    library.current(CHAT)
    with library._lock:
        assert not library.is_at_hand(CHAT)
    assert library.is_at_hand(CHAT)


def test_whether_an_article_is_at_hand_is_told_while_another_program_writes(
    tmp_path: Path, chats: Chats
) -> None:
    path = tmp_path / "archive.sqlite"
    with Archive(path) as archive, closing(sqlite3.connect(path, isolation_level=None)) as other:
        library = Library(archive, chats)
        library.current(CHAT)
        other.execute("BEGIN EXCLUSIVE")
        begun = time.perf_counter()
        assert library.is_at_hand(CHAT)
        assert library.current(CHAT) is not None
        assert time.perf_counter() - begun < 1


def test_an_empty_archive_has_no_article(chats: Chats) -> None:
    with Archive(None, with_bundled=False) as archive:
        assert Library(archive, chats).current(CHAT) is None


def test_what_is_kept_in_memory_has_a_limit(
    archive: Archive, chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.library._KEPT", 3)
    library = Library(archive, chats)
    for chat in range(1, 10):
        library.article("idlib-truce", chat)
    assert len(library._seen) <= 3
