from __future__ import annotations

import sqlite3
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from itertools import cycle
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.archive import Archive
from index.archive_errors import ArchiveError, NoSuchArticle
from index.article import Document, Topic
from index.articles import bundled
from index.ingestion import ingest
from index.reading.errors import NotAnArticle

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.archive import Viewer

STORM = Document(
    "A storm hit the coast on Monday. Ten people were hurt.\n\nRelief\n\nHelp is on its way.",
    title="Storm hits coast",
    source="The Paper",
    url="https://paper.example/storm",
    published="2026-11-20",
    language="en",
    topics=(Topic("victims", "How many people were hurt?"),),
    origin="https://paper.example/storm",
)
VOTE = Document("The council voted on Tuesday.", title="Council votes", language="en")
CHAT, OTHER_CHAT = -100123, 456


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.sqlite"


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    with Archive(path, with_bundled=False) as archive:
        yield archive


def test_a_new_archive_starts_with_the_bundled_article(tmp_path: Path) -> None:
    with Archive(tmp_path / "new" / "folder" / "a.sqlite") as archive:
        assert [summary.id for summary in archive.summaries()] == ["idlib-truce"]
        assert archive.article("idlib-truce").text == bundled()[0].text


def test_the_bundled_article_stays_removed(path: Path) -> None:
    with Archive(path) as archive:
        archive.remove("idlib-truce")
    with Archive(path) as archive:
        assert archive.count() == 0
        assert archive.latest() is None


def test_the_bundled_article_from_a_file_is_the_same_article(path: Path) -> None:
    with Archive(path) as archive:
        copy = Document(bundled()[0].text, title="idlib truce (1)", origin="/home/a/copy.txt")
        added = archive.add(copy)
        assert (added.change, added.article.id) == ("unchanged", "idlib-truce")
        assert added.article.title == "Idlib truce"


def test_an_added_article_is_read_back_the_same_by_another_program(
    archive: Archive, path: Path
) -> None:
    added = archive.add(STORM)
    assert (added.change, added.article.id) == ("added", "storm-hits-coast")
    with Archive(path) as other:
        read = other.article("storm-hits-coast")
    assert read == added.article
    assert read.text == STORM.text
    assert (read.source, read.url, read.published) == (STORM.source, STORM.url, STORM.published)
    assert read.headings == ("Relief",)
    assert [read.words((s.start, s.end)) for s in read.sentences] == [
        "A storm hit the coast on Monday.",
        "Ten people were hurt.",
        "Help is on its way.",
    ]


any_words = st.text(max_size=60)


@given(
    text=st.lists(any_words | st.sampled_from(["Rain fell. ", "\n\n", "\r\n", "\x00"])).map(
        "".join
    ),
    title=any_words,
    source=any_words,
    owner=st.none() | st.integers(-(2**53), 2**53).filter(bool),
)
def test_whatever_is_added_is_read_back_the_same(
    text: str, title: str, source: str, owner: int | None
) -> None:
    with Archive(None, with_bundled=False) as archive:
        document = Document(text, title=title, source=source, language="en")
        try:
            added = archive.add(document, owner)
        except NotAnArticle:
            assert archive.count(visible_to="everyone") == 0
            return
        assert archive.article(added.article.id, visible_to=owner) == added.article
        assert added.article.text == text
        assert archive.add(document, owner).change == "unchanged"
        assert archive.count(visible_to="everyone") == 1


def test_the_same_origin_again_updates_the_article(archive: Archive) -> None:
    archive.add(STORM)
    text = "The storm has passed. Twelve people were hurt."
    later = Document(text, title="Storm is over", language="en", origin=STORM.origin)
    added = archive.add(later)
    assert (added.change, added.article.id) == ("updated", "storm-hits-coast")
    read = archive.article("storm-hits-coast")
    assert (read.text, read.title, len(read.passages)) == (text, "Storm is over", 1)
    # What the new version does not say is not forgotten.
    assert (read.source, read.url, read.topics) == (STORM.source, STORM.url, STORM.topics)
    assert archive.count() == 1


def test_the_same_again_changes_nothing(archive: Archive) -> None:
    archive.add(STORM)
    revision = archive.revision
    assert archive.add(STORM).change == "unchanged"
    assert archive.revision == revision


def test_without_an_origin_title_and_source_tell_the_article(archive: Archive) -> None:
    archive.add(VOTE)
    changed = Document("The council voted again.", title=VOTE.title, language="en")
    assert archive.add(changed).change == "updated"
    elsewhere = Document("Another vote.", title=VOTE.title, source="Radio", language="en")
    assert archive.add(elsewhere).change == "added"


def test_the_same_text_from_elsewhere_fills_in_only_what_was_missing(archive: Archive) -> None:
    archive.add(VOTE)
    page = Document(
        VOTE.text,
        title="Council votes on Tuesday",
        source="The Paper",
        language="en",
        origin="https://paper.example/vote",
    )
    added = archive.add(page)
    assert added.change == "updated"
    assert (added.article.title, added.article.source) == ("Council votes", "The Paper")
    assert archive.add(page).change == "unchanged"
    assert archive.count() == 1


def test_an_article_is_another_one_for_another_owner(archive: Archive) -> None:
    ids = {archive.add(STORM, owner).article.id for owner in (None, CHAT, OTHER_CHAT)}
    assert len(ids) == 3
    assert "storm-hits-coast" in ids
    assert all(article_id.startswith("storm-hits-coast") for article_id in ids)
    assert archive.add(STORM, CHAT).change == "unchanged"


@pytest.mark.parametrize(
    ("viewer", "sees_it"), [(None, False), (CHAT, True), (OTHER_CHAT, False), ("everyone", True)]
)
def test_a_chats_article_is_seen_in_that_chat_only(
    archive: Archive, viewer: Viewer, *, sees_it: bool
) -> None:
    archive.add(STORM)
    vote = archive.add(VOTE, CHAT).article
    seen = {"storm-hits-coast", vote.id} if sees_it else {"storm-hits-coast"}
    assert {summary.id for summary in archive.summaries(visible_to=viewer)} == seen
    assert archive.count(visible_to=viewer) == len(seen)
    if sees_it:
        assert archive.article(vote.id, visible_to=viewer).text == VOTE.text
    else:
        with pytest.raises(NoSuchArticle):
            archive.article(vote.id, visible_to=viewer)


def test_the_id_of_a_chats_article_does_not_tell_what_other_chats_have(archive: Archive) -> None:
    first = archive.add(VOTE, OTHER_CHAT).article.id
    second = archive.add(VOTE, CHAT).article.id
    archive.remove(second, owner=CHAT)
    archive.remove(first, owner=OTHER_CHAT)
    assert archive.add(VOTE, CHAT).article.id == second
    assert second != first
    assert archive.add(VOTE).article.id == "council-votes"


@pytest.mark.parametrize("owner", [None, OTHER_CHAT])
def test_nobody_removes_what_another_chat_added(archive: Archive, owner: int | None) -> None:
    vote = archive.add(VOTE, CHAT).article.id
    with pytest.raises(NoSuchArticle):
        archive.remove(vote, owner=owner)
    assert archive.remove(vote, owner=CHAT).owner == CHAT


def test_a_chat_does_not_remove_what_is_the_installations(archive: Archive) -> None:
    archive.add(STORM)
    with pytest.raises(NoSuchArticle):
        archive.remove("storm-hits-coast", owner=CHAT)
    assert archive.count() == 1


def test_a_removed_article_leaves_nothing_but_its_change(archive: Archive, path: Path) -> None:
    archive.add(STORM)
    revision = archive.revision
    assert archive.remove("storm-hits-coast").title == "Storm hits coast"
    assert archive.revision > revision
    with closing(sqlite3.connect(path)) as raw:
        for table in ("articles", "texts", "passages", "sentences", "topics"):
            assert raw.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        assert raw.execute("SELECT article FROM changes").fetchall() == [(1,)]


def test_the_number_of_a_removed_article_is_not_given_again(archive: Archive, path: Path) -> None:
    archive.add(STORM)
    archive.remove("storm-hits-coast")
    archive.add(VOTE)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT number FROM articles").fetchall() == [(2,)]


def test_every_article_has_one_change_and_every_change_a_higher_revision(
    archive: Archive, path: Path
) -> None:
    archive.add(STORM)
    archive.add(VOTE)
    archive.add(replace(STORM, topics=(Topic("storm", "What happened?"),)))
    with closing(sqlite3.connect(path)) as raw:
        changes = raw.execute("SELECT revision, article FROM changes ORDER BY revision").fetchall()
    assert changes == [(2, 2), (3, 1)]
    assert archive.revision == 3


def test_the_latest_article_is_the_installations_last_change(archive: Archive) -> None:
    archive.add(STORM)
    archive.add(VOTE)
    archive.add(Document("A chat's own.", title="Own", language="en"), CHAT)
    latest = archive.latest()
    assert latest
    assert latest.id == "council-votes"
    archive.add(Document("The storm is over.", language="en", origin=STORM.origin))
    latest = archive.latest()
    assert latest
    assert latest.id == "storm-hits-coast"


def test_topics_are_added_and_changed(archive: Archive) -> None:
    archive.add(STORM)
    damage, victims = Topic("damage", "What was damaged?"), Topic("victims", "Who was hurt?")
    archive.add(replace(STORM, topics=(damage, victims)))
    assert archive.article("storm-hits-coast").topics == (damage, victims)


def test_articles_are_listed_newest_first_and_in_pages(archive: Archive) -> None:
    for number in range(5):
        archive.add(Document(f"Rain fell {number}.", title=f"Day {number}", language="en"))
    assert [summary.id for summary in archive.summaries()] == [f"day-{n}" for n in (4, 3, 2, 1, 0)]
    assert [s.id for s in archive.summaries(offset=1, limit=2)] == ["day-3", "day-2"]
    assert [s.id for s in archive.summaries(offset=3)] == ["day-1", "day-0"]
    assert archive.summaries(offset=9) == []


def test_a_summary_says_what_is_known(archive: Archive) -> None:
    storm = archive.add(STORM, CHAT).article
    (summary,) = archive.summaries(visible_to=CHAT)
    assert summary.id == storm.id
    assert (summary.owner, summary.title, summary.source) == (CHAT, STORM.title, STORM.source)
    assert (summary.url, summary.published, summary.language) == (STORM.url, "2026-11-20", "en")
    assert summary.sentences == 3
    assert summary.added_at.endswith("+00:00")


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("storm", {"storm-hits-coast", "sturm-uber-lodz"}),
        ("STORM coast", {"storm-hits-coast"}),
        ("paper", {"storm-hits-coast"}),
        ("über łódź", {"sturm-uber-lodz"}),
        ("uber", {"sturm-uber-lodz"}),
        ("storm votes", set()),
        ("%", set()),
        ("_", set()),
        ("'", set()),
        ("  ", {"storm-hits-coast", "sturm-uber-lodz"}),
    ],
)
def test_a_search_finds_articles_with_all_its_words(
    archive: Archive, search: str, found: set[str]
) -> None:
    archive.add(STORM)
    archive.add(Document("Wind.", title="Sturm über Łódź", source="Storm news", language="de"))
    assert {summary.id for summary in archive.summaries(search=search)} == found
    assert archive.count(search=search) == len(found)


def test_articles_are_given_away_beside_another_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "archive.db"
    with Archive(path, with_bundled=False) as archive, Archive(path, wait=0) as other:
        archive.add(Document("Rain fell.", title="Rain", language="en"), owner=-1)
        give = archive._give

        def give_beside_another(*giving: Any) -> bool:
            with pytest.raises(ArchiveError, match="is writing"):
                other.add(STORM)
            return give(*giving)

        monkeypatch.setattr(archive, "_give", give_beside_another)
        assert archive.change_owner(-1, -2) == 1
        assert other.add(STORM).change == "added"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            "storm-hits-cost",
            "There is no article “storm-hits-cost”; did you mean “storm-hits-coast”?",
        ),
        ("xyz", "There is no article “xyz”."),
        ("council-vote", "There is no article “council-vote”."),
    ],
)
def test_a_missing_article_is_named_with_the_nearest_that_may_be_seen(
    archive: Archive, asked: str, sentence: str
) -> None:
    archive.add(STORM)
    archive.add(VOTE, CHAT)
    with pytest.raises(NoSuchArticle) as caught:
        archive.article(asked)
    assert str(caught.value) == sentence


def test_the_name_of_a_file_that_is_no_text_is_an_origin_too(archive: Archive) -> None:
    one = Document("Rain fell.", language="en", origin="/a\udcf1")
    two = Document("Snow fell.", language="en", origin="/a\udcf2")
    assert archive.add(one).change == "added"
    assert archive.add(two).change == "added"
    assert archive.add(one).change == "unchanged"


def test_several_programs_and_threads_add_to_one_archive(path: Path) -> None:
    def add(number: int) -> None:
        with Archive(path, wait=30, with_bundled=False) as archive:
            for part in range(5):
                archive.add(Document(f"Rain {number} {part}.", title=f"{number}", language="en"))
                shared.add(Document(f"Wind {number} {part}.", title=f"w{number}", language="en"))

    with Archive(path, wait=30, with_bundled=False) as shared, ThreadPoolExecutor(6) as pool:
        list(pool.map(add, range(6)))
        assert {summary.id for summary in shared.summaries()} == {
            f"{kind}{number}" for kind in ("", "w") for number in range(6)
        }


def test_an_article_is_read_whole_while_another_program_changes_it(path: Path) -> None:
    versions = [
        Document(
            "\n\n".join(f"{word} fell on day {n}." for n in range(size)),
            language="en",
            origin="weather",
        )
        for word, size in (("Rain", 40), ("Much more snow", 90))
    ]
    whole = {ingest(version).text: ingest(version).passages for version in versions}
    enough = Event()

    def change() -> None:
        with Archive(path) as writer:
            for version in cycle(versions):
                writer.add(version)
                if enough.is_set():
                    return

    with Archive(path, with_bundled=False) as reader, ThreadPoolExecutor() as pool:
        article_id = reader.add(versions[0]).article.id
        changing = pool.submit(change)
        seen: Counter[str] = Counter()
        try:
            while min(seen[version.text] for version in versions) < 30:
                article = reader.article(article_id)
                assert article.passages == whole[article.text]
                seen[article.text] += 1
        finally:
            enough.set()
        changing.result()


def test_the_articles_of_one_chat_can_be_given_to_another(tmp_path: Path) -> None:
    with Archive(tmp_path / "archive.db", with_bundled=False) as archive:
        mine = archive.add(Document("Rain fell.", title="Rain", language="en"), owner=-1).article
        archive.add(Document("Snow fell.", title="Snow", language="en", origin="s"), owner=-1)
        theirs = archive.add(
            Document("Snow fell again.", title="Snow", language="en", origin="s"), owner=-2
        ).article
        public = archive.add(Document("Hail fell.", title="Hail", language="en")).article
        before = archive.revision
        assert archive.change_owner(-1, -2) == 1
        assert archive.revision > before
        assert archive.article(mine.id, visible_to=-2) == mine
        assert archive.article(theirs.id, visible_to=-2) == theirs
        assert {entry.id for entry in archive.summaries(visible_to=-1)} == {public.id}
        assert archive.count(visible_to="everyone") == 3
        assert archive.change_owner(-1, -2) == 0
