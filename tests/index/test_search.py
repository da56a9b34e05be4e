from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from searching import FERRY, STORM, VOTE, found, numbered

from index.analysis import terms
from index.archive import Archive
from index.article import Document, Topic
from index.search import ArchiveSearch, Scope
from index.search.asking import REPAIR_WEIGHT, SYNONYM_WEIGHT
from index.vocabulary import Repair

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.search.interface import Viewer

CHAT, OTHER_CHAT = -100123, 456


@pytest.fixture
def archive() -> Iterator[Archive]:
    with Archive(None, with_bundled=False) as archive:
        yield archive


@pytest.fixture
def search(archive: Archive) -> ArchiveSearch:
    return ArchiveSearch(archive)


def add(archive: Archive, search: ArchiveSearch, *documents: Document) -> None:
    for document in documents:
        archive.add(document)
    assert search.catch_up()


def test_passages_are_found_by_their_words(archive: Archive, search: ArchiveSearch) -> None:
    add(archive, search, STORM, VOTE, FERRY)
    assert (
        found(archive, search, "Who was hurt in the storm?")[0] == "storm-hits-coast: A storm hit"
    )
    assert found(archive, search, "voting")[0] == "council-votes: The council voted"
    assert found(archive, search, "the of and") == []
    assert found(archive, search, "elephant") == []


def test_a_passage_is_found_by_its_heading(archive: Archive, search: ArchiveSearch) -> None:
    add(archive, search, STORM, VOTE)
    assert found(archive, search, "relief")[0] == "storm-hits-coast: Help is on"


def test_other_passages_of_an_article_that_covers_the_question_come_behind(
    archive: Archive, search: ArchiveSearch
) -> None:
    add(archive, search, STORM, VOTE, FERRY)
    hits = search.find(terms("the mayor of the council"), "en").hits
    numbers = archive.numbers(["council-votes"])
    assert {hit.article for hit in hits} == set(numbers.values())
    by_passage = {hit.passage: hit for hit in hits}
    assert by_passage[0].coverage == by_passage[1].coverage > 0
    title_only = search.find(terms("opens"), "en").hits
    assert [(hit.score, hit.passage) for hit in title_only] == [(0.0, 0), (0.0, 1)]


def test_no_more_passages_are_found_than_asked_for(archive: Archive, search: ArchiveSearch) -> None:
    add(archive, search, STORM, VOTE, FERRY)
    assert len(search.find(terms("people"), "en", most=3).hits) == 3
    best = search.find(terms("people"), "en", most=1).hits
    assert best == search.find(terms("people"), "en", most=3).hits[:1]


def test_an_article_is_searched_as_it_is_now(archive: Archive, search: ArchiveSearch) -> None:
    add(archive, search, STORM, VOTE)
    add(archive, search, Document("A hurricane came.", language="en", origin="storm"))
    assert found(archive, search, "hurricane") == ["storm-hits-coast: A hurricane came."]
    assert found(archive, search, "relief") == []
    archive.remove("storm-hits-coast")
    assert search.waiting == 1
    assert search.catch_up()
    assert search.waiting == 0
    assert found(archive, search, "hurricane") == []
    assert found(archive, search, "mayor")


def test_a_topic_changes_nothing_that_is_found(archive: Archive, search: ArchiveSearch) -> None:
    add(archive, search, STORM)
    before = search.find(terms("storm"), "en").hits
    archive.add(replace(STORM, topics=(Topic("victims", "Who was hurt?"),)))
    assert search.catch_up()
    assert search.find(terms("storm"), "en").hits == before


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        (None, {"storm-hits-coast"}),
        (CHAT, {"storm-hits-coast", "council-votes"}),
        (OTHER_CHAT, {"storm-hits-coast", "ferry-opens"}),
        (789, {"storm-hits-coast"}),
        ("everyone", {"storm-hits-coast", "council-votes", "ferry-opens"}),
    ],
)
def test_a_chat_finds_the_installations_articles_and_its_own(
    archive: Archive, search: ArchiveSearch, viewer: Viewer, seen: set[str]
) -> None:
    archive.add(STORM)
    own = {
        archive.add(VOTE, CHAT).article.id: "council-votes",
        archive.add(FERRY, OTHER_CHAT).article.id: "ferry-opens",
    }
    search.catch_up()
    places = found(archive, search, "storm council ferry people", Scope(viewer))
    ids = [place.split(":")[0] for place in places]
    assert {own.get(article, article) for article in ids} == seen


def test_nothing_is_found_for_a_chat_that_sees_no_article(
    archive: Archive, search: ArchiveSearch
) -> None:
    archive.add(VOTE, CHAT)
    search.catch_up()
    assert found(archive, search, "council", Scope(None)) == []
    assert found(archive, search, "council", Scope(OTHER_CHAT)) == []


def test_a_set_of_articles_is_searched_within_what_is_seen(
    archive: Archive, search: ArchiveSearch
) -> None:
    add(archive, search, STORM, FERRY)
    vote = archive.add(VOTE, CHAT).article.id
    search.catch_up()
    numbers = archive.numbers(["ferry-opens", vote])
    both = frozenset(numbers.values())
    places = found(archive, search, "people council", Scope("everyone", both))
    assert {place.split(":")[0] for place in places} == {"ferry-opens", vote}
    places = found(archive, search, "people council", Scope(None, both))
    assert {place.split(":")[0] for place in places} == {"ferry-opens"}
    assert found(archive, search, "people", Scope("everyone", frozenset())) == []
    assert found(archive, search, "people", Scope("everyone", frozenset({999}))) == []


def test_statistics_are_those_of_the_whole_archive_whatever_the_scope(
    archive: Archive, search: ArchiveSearch
) -> None:
    add(archive, search, STORM, VOTE, FERRY)
    storm = frozenset(archive.numbers(["storm-hits-coast"]).values())
    for scope in (Scope(), Scope("everyone", storm)):
        statistics = search.find(terms("people storm"), "en", scope).wanted.statistics
        assert (statistics.passages, statistics.articles) == (6, 3)
        assert statistics.frequencies["peopl"] == 2
        assert statistics.article_frequencies["peopl"] == 2
        assert statistics.average_length == pytest.approx((7 + 3 + 3 + 4 + 4 + 4) / 6)
        assert statistics.sentences == 7
        assert statistics.languages == {"en": 6}


def test_the_score_is_that_of_the_archive_whatever_the_scope(
    archive: Archive, search: ArchiveSearch
) -> None:
    add(archive, search, STORM, VOTE, FERRY)
    storm = frozenset(archive.numbers(["storm-hits-coast"]).values())
    within = search.find(terms("people hurt"), "en", Scope("everyone", storm)).hits
    everywhere = search.find(terms("people hurt"), "en").hits
    assert within == tuple(hit for hit in everywhere if hit.article in storm)


def test_a_misspelt_word_is_read_as_the_nearest_in_the_archive(
    archive: Archive, search: ArchiveSearch
) -> None:
    add(archive, search, STORM, VOTE, FERRY)
    wanted = search.find(terms("cuoncil"), "en").wanted
    assert wanted.repairs == (Repair("cuoncil", "council"),)
    assert wanted.weights.telling["council"] == REPAIR_WEIGHT
    assert found(archive, search, "cuoncil")[0].startswith("council-votes")


@pytest.mark.parametrize("word", ["fery2", "wote", "xouncil", "bya", "elephant"])
def test_a_word_that_is_near_to_none_is_left_alone(
    archive: Archive, search: ArchiveSearch, word: str
) -> None:
    add(archive, search, VOTE, FERRY)
    wanted = search.find(terms(word), "en").wanted
    assert wanted.repairs == ()
    assert wanted.unknown == tuple(terms(word))


def test_of_equally_near_words_the_commonest_is_taken(
    archive: Archive, search: ArchiveSearch
) -> None:
    texts = ["A bunker.", "A banker spoke.", "The banker left.", "No banker came."]
    add(archive, search, *(Document(text, language="en", origin=text) for text in texts))
    (repair,) = search.find(terms("bxnker"), "en").wanted.repairs
    assert repair.taken == "banker"


def test_synonyms_are_searched_for_with_less_weight(
    archive: Archive, search: ArchiveSearch
) -> None:
    add(archive, search, Document("Nine soldiers died.", language="en", origin="a"), VOTE)
    wanted = search.find(terms("killed"), "en").wanted
    assert wanted.weights.telling["die"] == SYNONYM_WEIGHT
    assert "kill" not in wanted.weights.telling
    assert found(archive, search, "killed")[0].endswith("Nine soldiers died.")


def test_by_a_term_of_too_many_passages_nothing_is_found_where_there_are_rarer_ones(
    archive: Archive, search: ArchiveSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(archive, search, *(numbered(number) for number in range(30)))
    before = search.find(terms("the word item7"), "en")
    assert before.wanted.weights.frequent == {}
    assert len(before.hits) == 40
    monkeypatch.setattr("index.search.asking.FREQUENT_COUNT", 10)
    found = search.find(terms("the word item7"), "en")
    assert found.wanted.weights.frequent == {"word": 1.0}
    assert set(found.wanted.weights.telling) == {"item7"}
    assert len(found.hits) == 2
    assert [hit.score for hit in found.hits] == [hit.score for hit in before.hits[:2]]
    alone = search.find(terms("the word"), "en")
    assert alone.wanted.weights.frequent == {}
    assert len(alone.hits) == 40


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("What did the woman say?", "en"),
        ("Was hat die Frau gesagt?", "de"),
        ("¿Qué dijo la mujer?", "es"),
        ("Wetter", "de"),
        ("storm", "en"),
        ("", "en"),
        ("???", "en"),
    ],
)
def test_the_language_of_a_question_is_one_of_the_archives(
    archive: Archive, search: ArchiveSearch, question: str, language: str
) -> None:
    add(archive, search, STORM, VOTE, FERRY)
    add(archive, search, Document("Das Wetter ist schlecht.\n\nEs regnet.", language="de"))
    add(archive, search, Document("La mujer dijo que no.", language="es", origin="m"))
    assert search.language_of(question) == language


def test_an_archive_of_one_language_is_asked_in_it(archive: Archive, search: ArchiveSearch) -> None:
    assert search.language_of("anything") == "en"
    add(archive, search, Document("Das Wetter ist schlecht.", language="de", origin="w"))
    assert search.language_of("What did the woman say?") == "de"


def test_words_that_fold_into_several_and_endless_words_are_found(
    archive: Archive, search: ArchiveSearch
) -> None:
    endless = "x" * 70_000
    one_sign = "\ufdfa"  # one letter that stands for four words
    add(
        archive,
        search,
        Document(f"He wrote {endless} there.", language="en", origin="a"),
        Document(f"He said {one_sign} there.", language="en", origin="b"),
    )
    for word in (endless, one_sign):
        (hit,) = search.find(terms(word), "en").hits
        assert hit.score > 0


def test_an_article_of_stop_words_is_counted_and_not_found(
    archive: Archive, search: ArchiveSearch
) -> None:
    add(archive, search, Document("It was not so.", language="en", origin="a"))
    assert search.statistics.passages == 1
    assert search.find(terms("It was not so."), "en").hits == ()


def test_a_question_of_thousands_of_words_is_answered(
    archive: Archive, search: ArchiveSearch
) -> None:
    add(archive, search, STORM)
    words = " ".join(["storm", *(f"unheard{number}" for number in range(3000))])
    assert found(archive, search, words)[0].startswith("storm-hits-coast")


def test_the_index_lies_beside_the_archive_and_is_there_after_opening_it_again(
    tmp_path: Path,
) -> None:
    path = tmp_path / "news.sqlite"
    with Archive(path, with_bundled=False) as archive, ArchiveSearch(archive) as search:
        add(archive, search, STORM)
    assert (tmp_path / "news.index").is_dir()
    with Archive(path) as archive, ArchiveSearch(archive) as search:
        assert search.waiting == 0
        assert found(archive, search, "storm")


def test_neither_the_package_nor_the_answers_of_one_article_load_an_engine() -> None:
    program = (
        "import sys, index.search, index.answering, bot.cli; sys.exit('tantivy' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
