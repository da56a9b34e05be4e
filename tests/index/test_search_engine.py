from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from index.search.interface import ArticleTerms, Scope, Statistics, Weights
from index.search.tantivy_index import TantivyIndex, make_index

if TYPE_CHECKING:
    from pathlib import Path

EVERYWHERE = Scope()


def article(
    number: int, *passages: str, fingerprint: int = 1, owner: int | None = None
) -> ArticleTerms:
    terms = tuple(tuple(passage.split()) for passage in passages)
    sentences = tuple(range(1, len(passages) + 1))
    return ArticleTerms(number, owner, "en", ("title",), terms, sentences, fingerprint)


def put(index: TantivyIndex, *articles: ArticleTerms, revision: int) -> None:
    index.put(articles, revision)
    index.commit(revision)


def places(index: TantivyIndex, term: str) -> list[tuple[int, int]]:
    return [
        (hit.article, hit.passage) for hit in index.search(Weights({term: 1.0}), EVERYWHERE, 10)
    ]


@pytest.fixture
def index(tmp_path: Path) -> TantivyIndex:
    make_index(tmp_path)
    index = TantivyIndex(tmp_path)
    assert index.acquire()
    return index


def test_a_new_index_is_empty(index: TantivyIndex) -> None:
    assert index.revision == 0
    assert index.statistics(["a"]) == Statistics(0, 0.0, 0, 0, {"a": 0}, {"a": 0}, {})
    assert index.search(Weights({"a": 1.0}), EVERYWHERE, 10) == []
    assert index.similar(["abcd"], 1) == {"abcd": {}}
    assert index.contents(0, 100) == {}
    assert index.highest_number == 0


def test_what_is_put_is_seen_with_its_revision_from_the_commit_on(index: TantivyIndex) -> None:
    index.put([article(1, "a b", "a c")], 7)
    assert (index.revision, places(index, "a")) == (0, [])
    index.commit(7)
    assert (index.revision, places(index, "c")) == (7, [(1, 1), (1, 0)])


def test_an_article_put_again_replaces_the_one_before(index: TantivyIndex) -> None:
    put(index, article(1, "a"), article(2, "a"), revision=1)
    put(index, article(1, "b", fingerprint=9), revision=2)
    assert places(index, "a") == [(2, 0)]
    assert places(index, "b") == [(1, 0)]
    assert index.contents(0, 10) == {1: (1, 9), 2: (1, 1)}
    assert index.statistics([]).passages == 2


def test_an_article_put_twice_before_a_commit_is_there_once(index: TantivyIndex) -> None:
    index.put([article(1, "a", "b")], 1)
    put(index, article(1, "c"), revision=2)
    assert index.contents(0, 10) == {1: (1, 1)}


def test_a_removed_article_is_gone(index: TantivyIndex) -> None:
    put(index, article(1, "a"), article(2**40, "a"), revision=1)
    index.remove([1, 5])
    index.commit(2)
    assert places(index, "a") == [(2**40, 0)]
    index.remove([2**40])
    index.commit(3)
    assert index.statistics([]).passages == 0
    assert index.revision == 3


def test_the_revision_is_kept_whatever_came_last(index: TantivyIndex, tmp_path: Path) -> None:
    put(index, article(1, "a"), article(2, "a"), revision=5)
    for number, revision in ((2, 6), (9, 7)):
        index.remove([number])
        index.commit(revision)
        assert TantivyIndex(tmp_path).revision == revision
        assert index.statistics([]).passages == 1
    put(index, article(1, "b"), revision=8)
    put(index, article(3, "b"), revision=9)
    index.put([article(4, "b")], 10)
    index.remove([3])
    index.commit(11)
    assert TantivyIndex(tmp_path).revision == 11
    assert index.contents(0, 10) == {1: (1, 1), 4: (1, 1)}


def test_what_was_not_committed_is_forgotten(index: TantivyIndex, tmp_path: Path) -> None:
    index.put([article(1, "a")], 3)
    index.release()
    assert index.acquire()
    index.commit(4)
    assert places(TantivyIndex(tmp_path), "a") == []


def test_one_at_a_time_writes_and_all_see_it(index: TantivyIndex, tmp_path: Path) -> None:
    other = TantivyIndex(tmp_path)
    assert not other.acquire()
    put(index, article(1, "a"), revision=1)
    other.refresh()
    assert (other.revision, places(other, "a")) == (1, [(1, 0)])
    index.release()
    assert other.acquire()


def test_bm25_is_that_of_lucene(index: TantivyIndex) -> None:
    put(index, article(1, "a b", "a a c d"), article(2, "b b b", "c"), revision=1)
    hits = {
        (hit.article, hit.passage): hit for hit in index.search(Weights({"a": 1.0}), EVERYWHERE, 10)
    }
    idf = math.log(1 + (4 - 2 + 0.5) / (2 + 0.5))
    average = 10 / 4
    for place, count, length in (((1, 0), 1, 2), ((1, 1), 2, 4)):
        saturated = count * 2.2 / (count + 1.2 * (0.25 + 0.75 * length / average))
        assert hits[place].score == pytest.approx(idf * saturated, rel=1e-5)


def test_weights_are_counted_and_ties_are_in_the_order_of_articles(index: TantivyIndex) -> None:
    put(index, article(3, "b"), article(2, "a"), article(1, "a"), revision=1)
    hits = index.search(Weights({"a": 0.5, "b": 1.0}), EVERYWHERE, 10)
    assert [hit.article for hit in hits] == [3, 1, 2]
    once = {hit.article: hit.score for hit in index.search(Weights({"a": 1.0}), EVERYWHERE, 10)}
    assert hits[1].score == pytest.approx(once[1] / 2)


def test_similar_terms_begin_alike_and_are_as_near_as_asked(index: TantivyIndex) -> None:
    put(index, article(1, "council councils counsel", "council"), revision=1)
    put(index, article(2, "bouncil mouncil cuonsil"), revision=2)
    assert index.similar(["cuoncil", "zzzz"], 1) == {"cuoncil": {"cuonsil": 1}, "zzzz": {}}
    assert index.similar(["councel"], 1)["councel"] == {"counsel": 1, "council": 2}
    assert index.similar(["cuoncil"], 2)["cuoncil"] == {"cuonsil": 1}
    assert index.similar(["coumcill"], 2)["coumcill"] == {"council": 2, "councils": 1}


def test_contents_are_told_by_ranges(index: TantivyIndex) -> None:
    index.put([article(n, "a", "b", fingerprint=2**48 - n) for n in range(1, 30)], 1)
    index.commit(1)
    assert index.contents(10, 12) == {10: (2, 2**48 - 10), 11: (2, 2**48 - 11)}
    assert index.contents(29, 1000) == {29: (2, 2**48 - 29)}
    assert index.contents(5, 5) == {}
    assert index.highest_number == 29


def test_an_index_in_memory_does_the_same() -> None:
    index = TantivyIndex(None)
    assert index.acquire()
    put(index, article(1, "a"), revision=3)
    assert (index.revision, places(index, "a")) == (3, [(1, 0)])
    assert index.damaged_files() == []
