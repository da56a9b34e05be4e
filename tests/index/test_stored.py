from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from index.archive import Archive
from index.article import Document
from index.ingestion import ingest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STORM = Document(
    "A storm hit the coast. Ten people were hurt.\n\nRelief\n\nHelp is on its way.",
    title="Storm hits coast",
    source="The Paper",
    published="2026-11-20",
    language="en",
    origin="storm",
)
VOTE = Document("The council voted.\n\nNobody was glad.", title="Council votes", language="en")
CHAT = -100123


@pytest.fixture
def archive() -> Iterator[Archive]:
    with Archive(None, with_bundled=False) as archive:
        yield archive


def test_changes_are_read_from_a_revision_on_in_their_order(archive: Archive) -> None:
    archive.add(STORM)
    archive.add(VOTE, CHAT)
    storm, vote = archive.changes_since(0)
    assert (storm.revision, storm.number, vote.revision, vote.number) == (1, 1, 2, 2)
    assert storm.article
    assert vote.article
    assert (storm.article.owner, vote.article.owner) == (None, CHAT)
    assert storm.article.text == STORM.text
    words = [storm.article.text[start:end] for (start, end), *_ in storm.article.passages]
    assert words == ["A storm hit the coast. Ten people were hurt.", "Help is on its way."]
    assert [sentences for *_, sentences in storm.article.passages] == [2, 1]
    headings = [heading for _, heading, _ in storm.article.passages]
    assert headings[0] is None
    assert headings[1]
    assert STORM.text[slice(*headings[1])] == "Relief"
    assert archive.changes_since(1) == [vote]
    assert archive.changes_since(2) == []


def test_an_article_that_changed_often_or_was_removed_has_one_change(archive: Archive) -> None:
    archive.add(STORM)
    archive.add(VOTE)
    archive.add(Document("The storm is over.", language="en", origin="storm"))
    archive.remove("council-votes")
    storm, vote = archive.changes_since(0)
    assert storm.article
    assert storm.article.text == "The storm is over."
    assert (vote.number, vote.article) == (2, None)
    assert archive.numbers_changed_since(2) == {1, 2}
    assert archive.numbers_changed_since(3) == {2}
    assert archive.count_changes_since(0) == 2


def test_changes_are_read_in_pieces(archive: Archive) -> None:
    for number in range(5):
        archive.add(Document(f"Rain {number}. " * 100, language="en", origin=str(number)))
    assert [change.revision for change in archive.changes_since(1, most=2)] == [2, 3]
    assert [change.revision for change in archive.changes_since(0, characters=1500)] == [1, 2]
    assert [change.revision for change in archive.changes_since(0, characters=1)] == [1]


def test_a_fingerprint_tells_what_is_searched_and_nothing_else(archive: Archive) -> None:
    def fingerprint(document: Document) -> int:
        archive.add(document)
        (change,) = archive.changes_since(0)
        assert change.article
        assert archive.searchable(0, 9) == {
            1: (len(change.article.passages), change.article.fingerprint)
        }
        return change.article.fingerprint

    first = fingerprint(STORM)
    assert fingerprint(replace(STORM, source="Radio", published="2026-11-21")) == first
    others = {
        fingerprint(replace(STORM, title="Another title")),
        fingerprint(replace(STORM, language="de")),
        fingerprint(replace(STORM, text="Another text.")),
    }
    assert len(others | {first}) == 4
    assert all(0 <= one < 2**48 for one in others)


def test_passages_are_read_with_what_is_needed_to_show_them(archive: Archive) -> None:
    archive.add(STORM)
    archive.add(VOTE)
    read = archive.passages([(2, 1), (1, 1), (1, 0), (1, 7), (9, 0)])
    assert list(read) == [(2, 1), (1, 1), (1, 0)]
    relief = read[1, 1]
    assert (relief.article_id, relief.title, relief.source) == (
        *("storm-hits-coast", "Storm hits coast", "The Paper"),
    )
    assert (relief.published, relief.language, relief.heading) == ("2026-11-20", "en", "Relief")
    assert relief.text == STORM.text[relief.start :] == "Help is on its way."
    article = archive.article("storm-hits-coast")
    for passage in (read[1, 0], read[1, 1]):
        last = passage.first_sentence + len(passage.sentences)
        assert article.sentences[passage.first_sentence : last] == passage.sentences
    assert archive.passages([]) == {}


def test_a_passage_of_a_text_with_any_characters_is_read_to_the_letter(archive: Archive) -> None:
    text = "Zero \x00 here.\n\nHeading\x00\n\nÖl 🛢️ lief aus.\n\nThe end\x00 is near."
    archive.add(Document(text, language="en"))
    article = archive.article(archive.summaries()[0].id)
    read = archive.passages([(1, number) for number in range(len(article.passages))])
    assert [one.text for one in read.values()] == [
        text[passage.start : passage.end] for passage in article.passages
    ]


def test_numbers_ids_and_articles_are_looked_up_by_each_other(archive: Archive) -> None:
    archive.add(STORM)
    vote = archive.add(VOTE, CHAT).article.id
    numbers = archive.numbers(["storm-hits-coast", vote, "missing"])
    assert numbers == {"storm-hits-coast": 1, vote: 2}
    assert archive.numbers(numbers, visible_to=None) == {"storm-hits-coast": 1}
    assert archive.ids([1, 2, 3]) == {1: "storm-hits-coast", 2: vote}
    assert archive.articles_numbered([2, 3]) == {2: archive.article(vote, visible_to=CHAT)}
    assert archive.highest_number == 2


def test_every_archive_has_an_identity_of_its_own_and_keeps_it(tmp_path: Path) -> None:
    identities = []
    for name in ("a", "b", "a"):
        with Archive(tmp_path / f"{name}.sqlite") as archive:
            identities.append(archive.identity)
    assert identities[0] == identities[2] != identities[1]


def test_many_articles_are_added_together_or_not_at_all(archive: Archive) -> None:
    batch = [(one, ingest(one)) for one in (STORM, VOTE, STORM)]
    assert [added.change for added in archive.add_all(batch)] == ["added", "added", "unchanged"]
    assert archive.revision == 2

    def fails() -> Iterator[tuple[Document, object]]:
        yield from batch[:1]
        yield Document("New.", language="en"), ingest(Document("New.", language="en"))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.add_all(fails())  # type: ignore[arg-type]
    assert archive.count(visible_to="everyone") == 2
    assert archive.revision == 2


@pytest.mark.parametrize(
    ("document", "is_held"),
    [
        (STORM, True),
        (Document(STORM.text, origin="storm"), True),
        (Document(STORM.text, title="Another", origin="storm"), False),
        (Document(STORM.text, language="de", origin="storm"), False),
        (Document("Another text.", origin="storm"), False),
        (Document(STORM.text, title=STORM.title, origin="elsewhere"), False),
        (Document(STORM.text, title=STORM.title), False),
    ],
)
def test_what_would_change_nothing_is_told_at_once(
    archive: Archive, document: Document, is_held: object
) -> None:
    archive.add(STORM)
    assert archive.holds(document) is is_held
    assert not archive.holds(document, CHAT)
    if is_held:
        assert archive.add(document).change == "unchanged"
