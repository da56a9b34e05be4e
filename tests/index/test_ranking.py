"""How a question's terms are found in an article, and the features as a whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article
from index.confidence import LACKING, left_for_lack
from index.indexed import IndexedArticle
from index.matching import (
    ASKING_COUNTS,
    KIND_WEIGHT,
    RELATIVE_WEIGHT,
    REPAIR_WEIGHT,
    SYNONYM_WEIGHT,
)
from index.question import understand
from index.ranking import ENGLISH_FEATURES, Match, features
from index.segmentation import segment

FERRY = (
    "The ferry Aurora sank off Norway on Monday. Rescuers pulled two thousand passengers out of"
    " the water. The captain, Lars Berg, was killed. A militant group denied any part in it.\n\n"
    "Divers search the wreck. They found 14 bodies on Tuesday."
)


def indexed(text: str, language: str = "en") -> IndexedArticle:
    return IndexedArticle(Article("a", text, language=language, passages=segment(text, language)))


def match_of(question: str, text: str = FERRY) -> Match:
    return Match(understand(question), indexed(text), {})


@pytest.mark.parametrize(
    ("question", "row", "weight"),
    [
        ("who is the captain", 2, 1.0),
        ("who was murdered", 2, SYNONYM_WEIGHT),
        ("what did the rescuerrs do", 1, REPAIR_WEIGHT),
        ("is there wreckage", 4, RELATIVE_WEIGHT),
        ("were there 2,000 of them", 1, SYNONYM_WEIGHT),
        ("was it norwegian", 0, SYNONYM_WEIGHT),
        ("how many people", 1, KIND_WEIGHT),
        ("which zeppelin", 0, 0.0),
    ],
)
def test_a_term_is_found_by_itself_or_by_what_stands_for_it(
    question: str, row: int, weight: float
) -> None:
    assert match_of(question).soft[row].max(initial=0.0) == weight


def test_a_common_word_is_not_read_as_a_misspelt_one() -> None:
    asked = match_of("how do i bake bread", "The mission is based here. Talks break.").asked
    assert [term.repair for term in asked] == [None, None]


def test_only_the_terms_own_sentences_match_exactly() -> None:
    assert match_of("the captain").exact[:, 0].tolist() == [0, 0, 1, 0, 0, 0]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("How many fires happened overall?", ["fire"]),
        ("teh fire in thier house", ["fire", "hous"]),
        ("How many dragons were seen?", ["dragon", "seen"]),
    ],
)
def test_words_for_asking_itself_are_not_missed(text: str, terms: list[str]) -> None:
    match = match_of(text, "A fire burnt the house down. It was put out.")
    assert [asked.term for asked in match.asked] == terms


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("Did Lars Berg die?", 1.0),
        ("Did Olav Berg die?", LACKING),
        ("did japan help", LACKING),
        ("did a norwegian help", 1.0),
        ("Did the ferry sink in 2011?", LACKING),
        ("Were 14 bodies found?", 1.0),
        ("Were 3 divers killed?", 1.0),
        ("How many divers searched the wreck?", 1.0),
        ("How many pilots were killed?", LACKING),
        ("How many people were killed?", 1.0),
        ("How old was the captain?", LACKING),
        ("Who Found The Treasure?", 1.0),
        ("who found the treasure", 1.0),
    ],
)
def test_what_is_asked_for_and_not_there_leaves_little_confidence(
    question: str, left: float
) -> None:
    match = match_of(question)
    assert left_for_lack(match, features(match)) == left


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("What did Turkey say?", LACKING),
        ("what did ankara say about the ferry", LACKING),
        ("What did Norway say?", 1.0),
        ("what did the captain say", 1.0),
        ("what did Turkey send", 1.0),
    ],
)
def test_little_confidence_is_left_where_whoever_is_named_does_not_speak(
    question: str, left: float
) -> None:
    match = match_of(question, "Norway said that the ferry sank. Turkey sent divers to help.")
    assert left_for_lack(match, features(match)) == left


def test_a_capital_stands_for_its_country_where_it_speaks_and_for_itself_elsewhere() -> None:
    text = "Russia said that it would help. Nobody lives there."
    assert match_of("What did Moscow say?", text).soft[0, 0] == SYNONYM_WEIGHT
    assert match_of("how many people live in Moscow", text).soft[:, -1].tolist() == [0.0, 0.0]
    assert match_of("what did Russia say", "Moscow would help.").soft[0, 0] == SYNONYM_WEIGHT


def test_a_word_for_asking_that_the_article_has_counts() -> None:
    match = match_of("What did it cost overall?", "The overall cost fell. It moved to Spain.")
    assert [asked.term for asked in match.asked] == ["cost", "overal"]


def test_a_term_of_every_sentence_tells_less_than_one_of_a_single_sentence() -> None:
    match = match_of("storm damage", "Storm hits. Storm ends. Storm damage is great.")
    assert match.idf[0] < match.idf[1]


def test_a_word_that_many_articles_have_tells_less() -> None:
    question, article = understand("captain wreck"), indexed(FERRY)
    match = Match(question, article, {"captain": 0.5})
    assert match.idf[0] < match.idf[1]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("who is Lars Berg", [1, 1]),
        ("who is lars berg", [1, 1]),
        ("the ferry in 2011", [0, 1]),
        ("did yemen surrender", [1, 0]),
        ("divers and bodies", [0, 0]),
    ],
)
def test_names_are_told_by_the_asker_the_article_or_the_countries(
    question: str, names: list[int]
) -> None:
    assert match_of(question).is_name.tolist() == names


def test_the_focus_is_found_through_a_repair() -> None:
    right, wrong = match_of("how many passengers"), match_of("how many pasengers")
    assert right.focus_column.tolist() == [0, 1, 0, 0, 0, 0]
    assert wrong.focus_column.tolist() == [0, REPAIR_WEIGHT, 0, 0, 0, 0]


def test_occurrences_are_placed_where_the_words_stand() -> None:
    match = match_of("captain wreck")
    article = match.indexed
    found = [
        (article.row_at[place], place - article.starts[article.row_at[place]])
        for place in match.occurrences.places
    ]
    assert found == [(2, 1), (4, 3)]


def test_bm25_is_that_of_rank_bm25_without_its_constant() -> None:
    article = indexed(FERRY)
    from rank_bm25 import BM25Plus

    plain = BM25Plus(article.terms)
    expected = plain.get_scores(["captain"]) - plain.idf["captain"] * plain.delta
    expected[[0, 1, 3, 4, 5]] = 0.0
    assert article.by_sentence.of("captain") == pytest.approx(expected)
    assert not article.by_sentence.of("zeppelin").any()


def test_an_answering_sentence_scores_best_in_bm25() -> None:
    values = features(match_of("how many passengers were pulled out of the water"))
    assert int(np.argmax(values["bm25"])) == 1
    assert values["bm25 rank"][1] == 1.0


def test_a_sentence_that_stands_twice_is_taken_once() -> None:
    article = indexed("The ferry sank. Nobody knows why.\n\nThe ferry  sank. Divers came.")
    assert [article.article.text[at.start : at.end] for at in article.sentences] == [
        "The ferry sank.",
        "Nobody knows why.",
        "Divers came.",
    ]
    assert article.numbers == [0, 1, 3]


def test_an_article_without_sentences_has_no_features() -> None:
    assert features(match_of("who", "")) == {}


def test_a_noun_for_asking_counts_less_than_another_word() -> None:
    text = "Many people saw the ferry. It sank."
    people, ferry = match_of("how many people saw the ferry", text).idf[[0, 2]]
    assert people == pytest.approx(ferry * ASKING_COUNTS)


def test_every_english_feature_is_a_feature() -> None:
    names = features(match_of("who is it")).keys()
    assert names > {name for name in ENGLISH_FEATURES if not name.startswith("asks")}
    assert len(names) <= 112


@settings(deadline=None, max_examples=60)
@given(
    st.text(max_size=200),
    st.text(max_size=60),
    st.sampled_from(["en", "ar", "de", "zz"]),
)
def test_all_features_of_any_pair_are_finite_numbers(
    text: str, question: str, language: str
) -> None:
    article = indexed(text, language)
    values = features(Match(understand(question, language), article, {}))
    assert all(len(column) == len(article) for column in values.values())
    assert all(np.isfinite(column).all() for column in values.values())


def test_who_somebody_is_stands_where_they_are_named_first_and_in_full() -> None:
    text = "Berg was there. The captain, Lars Berg, left. Berg waited."
    found = features(match_of("who is berg", text))
    assert found["who is: first mention"].tolist() == [1.0, 0.0, 0.0]
    assert found["who is: full name"].tolist() == [0.0, 1.0, 0.0]
    others = features(match_of("who attacked Berg", text))
    assert not others["who is: full name"].any()
