"""Questions to many articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from searching import FERRY, STORM, VOTE, numbered

from index.answering import Answerer, Verdict
from index.archive import Archive
from index.archive_answering import GREATEST_IDF, ArchiveAnswerer
from index.article import Article, Document
from index.search import ArchiveSearch, Scope

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from index.archive_answering import Candidates


@pytest.fixture
def archive() -> Iterator[Archive]:
    with Archive(None, with_bundled=False) as archive:
        yield archive


@pytest.fixture
def answerer(archive: Archive) -> ArchiveAnswerer:
    """Answers from three articles and some that are of no use."""
    for document in (STORM, VOTE, FERRY, *map(numbered, range(20))):
        archive.add(document)
    search = ArchiveSearch(archive)
    assert search.catch_up()
    return ArchiveAnswerer(Answerer(), archive, search)


def scores(found: Candidates | None, beginning: str) -> list[float]:
    """The BM25 of a sentence by itself, with its neighbours, and of its passage."""
    assert found
    indexed = found.match.indexed
    text = found.gathered.article.text
    (row,) = (
        row
        for row, sentence in enumerate(indexed.sentences)
        if text[sentence.start :].startswith(beginning)
    )
    passage = indexed.passage_rows[row]
    return [
        float(found.match.soft_bm25(indexed.by_sentence)[row]),
        float(found.match.soft_bm25(indexed.by_passage)[passage]),
    ]


def test_a_sentence_scores_the_same_whatever_else_was_found(
    archive: Archive, answerer: ArchiveAnswerer
) -> None:
    question = "How many people does the ferry carry over the bay?"
    ferry = frozenset(archive.numbers(["ferry-opens"]).values())
    alone = answerer.candidates(question, Scope(articles=ferry))
    among_all = answerer.candidates(question)
    assert alone
    assert among_all
    assert len(alone.gathered.origins) < len(among_all.gathered.origins)
    assert scores(alone, "The ferry carries") == scores(among_all, "The ferry carries")
    assert min(scores(alone, "The ferry carries")) > 0


def test_how_telling_a_term_is_follows_from_the_archive(
    archive: Archive, answerer: ArchiveAnswerer
) -> None:
    # In the article itself every passage has the ferry, and in the archive two of 46.
    ferry = frozenset(archive.numbers(["ferry-opens"]).values())
    found = answerer.candidates("ferry", Scope(articles=ferry))
    assert found
    passages = 2 + 2 + 2 + 2 * 20
    idf = np.log(1 + (passages - 2 + 0.5) / (2 + 0.5)) / np.log(1 + 2 * passages)
    assert found.match.idf == pytest.approx([idf])
    by_passage = found.match.indexed.by_passage
    lengths = np.array([4.0, 4.0])
    average = answerer._search.statistics.average_length
    counts = np.array([1.0, 1.0])
    saturated = counts * 2.5 / (counts + 1.5 * (0.25 + 0.75 * lengths / average))
    assert by_passage.of("ferri") == pytest.approx(GREATEST_IDF * idf * saturated)


def test_a_term_that_stands_for_an_asked_one_is_weighed_by_the_archive_too(
    archive: Archive, answerer: ArchiveAnswerer
) -> None:
    archive.add(Document("The mayoralty is vacant.", title="Vacant", language="en", origin="m"))
    assert answerer._search.catch_up()
    vacant = frozenset(archive.numbers(["vacant"]).values())
    found = answerer.candidates("vacant mayoral seat", Scope(articles=vacant))
    assert found
    assert scores(found, "The mayoralty")[0] > 0


AGENCY = "The ship sank off Malta on Friday with nine sailors on board, the coast guard said."


def add(archive: Archive, answerer: ArchiveAnswerer, name: str, text: str) -> None:
    archive.add(Document(text, title=name.title(), language="en", origin=name))
    assert answerer._search.catch_up()


def test_a_question_to_all_is_answered_from_the_article_that_says_it(
    answerer: ArchiveAnswerer,
) -> None:
    answer = answerer.answer("How many people does the ferry carry?")
    assert answer.article.id == "ferry-opens"
    first = answer.ranked[0]
    assert first.text == "The ferry carries ninety people."
    assert first.article.text[first.start : first.end] == first.text


def test_what_no_article_says_gets_no_quote(answerer: ArchiveAnswerer) -> None:
    for question in ("Who won the chess championship?", "", "?!"):
        answer = answerer.answer(question)
        assert answer.verdict is Verdict.SILENT
        assert answer.quotes == ()


def test_copies_of_a_sentence_are_shown_once_with_their_articles(
    archive: Archive, answerer: ArchiveAnswerer
) -> None:
    add(archive, answerer, "first", f"{AGENCY} It was an old ship.")
    add(archive, answerer, "second", f"{AGENCY} Nobody knows why.")
    add(archive, answerer, "third", AGENCY.replace("Friday", "friday").replace(" on board", ""))
    answer = answerer.answer("How many sailors were on board of the ship that sank off Malta?")
    said = [quote for quote in answer.ranked if "sailors" in quote.text]
    (quote,) = said
    assert {quote.article.id, *quote.also_in} == {"first", "second", "third"}


def test_one_article_gives_two_quotes_at_most_unless_it_stands_alone(
    archive: Archive, answerer: ArchiveAnswerer
) -> None:
    many = " ".join(f"The bridge over river {name} was closed." for name in ("Ems", "Elbe", "Oder"))
    add(archive, answerer, "many", many)
    assert shown(answerer, "bridges closed") == ["many"] * 3
    add(archive, answerer, "other", "The bridge over river Rhine was closed.")
    assert shown(answerer, "bridges closed") in (
        ["many", "many", "other"],
        ["other", "many", "many"],
    )


def shown(answerer: ArchiveAnswerer, question: str) -> list[str]:
    """The articles of what is shown where all sentences are as good as the first."""
    found = answerer.candidates(question)
    assert found
    scores = np.zeros(len(found.match.indexed))
    rows = answerer._shown(found, scores, list(range(len(scores))))
    return [found.origin(row).passage.article_id for row in rows]


def test_a_scope_of_some_articles_keeps_all_others_out(
    archive: Archive, answerer: ArchiveAnswerer
) -> None:
    storm = frozenset(archive.numbers(["storm-hits-coast"]).values())
    answer = answerer.answer("How many people does the ferry carry?", Scope(articles=storm))
    assert {quote.article.id for quote in answer.ranked} <= {"storm-hits-coast"}


def test_what_one_chat_added_is_not_shown_to_another(
    archive: Archive, answerer: ArchiveAnswerer
) -> None:
    secret = archive.add(Document(AGENCY, title="Secret", language="en", origin="s"), 7).article.id
    assert answerer._search.catch_up()
    question = "How many sailors were on board of the ship?"
    assert answerer.answer(question, Scope(viewer=7)).article.id == secret
    for viewer in (8, None):
        ranked = answerer.answer(question, Scope(viewer=viewer)).ranked
        assert secret not in {quote.article.id for quote in ranked}


@pytest.fixture
def beside_a_writer(tmp_path: Path) -> Iterator[tuple[ArchiveAnswerer, Archive, list[Document]]]:
    """What answers, another program's archive, and what that writes between two readings."""
    path = tmp_path / "archive.sqlite"
    writes: list[Document] = []

    class Overtaken(Archive):
        def articles_numbered(self, numbers: Collection[int]) -> dict[int, Article]:
            while writes:
                other.add(writes.pop())
            return super().articles_numbered(numbers)

    with Overtaken(path, with_bundled=False) as archive, Archive(path) as other:
        for document in (STORM, VOTE, FERRY):
            archive.add(document)
        search = ArchiveSearch(archive)
        assert search.catch_up()
        yield ArchiveAnswerer(Answerer(), archive, search), other, writes
        search.close()


def test_what_is_quoted_is_a_sentence_of_an_article_that_is_changed_meanwhile(
    beside_a_writer: tuple[ArchiveAnswerer, Archive, list[Document]],
) -> None:
    answerer, other, writes = beside_a_writer
    question = "How many people does the ferry carry over the bay?"
    (before, *_) = answerer.answer(question).quotes
    known = other.article(before.article.id)
    writes.append(
        Document(text=f"Put right today. {known.text}", title=known.title, origin="ferry")
    )

    (quote, *_) = answerer.answer(question).quotes

    assert quote.text == before.text
    assert quote.start == before.start + len("Put right today. ")


def test_an_article_that_is_removed_meanwhile_is_not_quoted(
    beside_a_writer: tuple[ArchiveAnswerer, Archive, list[Document]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answerer, other, writes = beside_a_writer
    question = "How many people does the ferry carry over the bay?"
    ferry = answerer.answer(question).article.id
    writes.append(numbered(1))
    monkeypatch.setattr(other, "add", lambda _document: other.remove(ferry))

    assert ferry not in {quote.article.id for quote in answerer.answer(question).ranked}


def test_the_same_question_gets_the_same_answer(answerer: ArchiveAnswerer) -> None:
    question = "Who was hurt when the storm hit?"
    assert answerer.answer(question) == answerer.answer(question)
