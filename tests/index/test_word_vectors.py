"""Words that are used alike: the table, where it comes from, and what it tells of sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.article import Article
from index.indexed import IndexedArticle
from index.learning.word_vectors import main, reduced
from index.likeness import Likeness, directions
from index.question import understand
from index.ranking import Match, features
from index.segmentation import segment
from index.word_vectors import word_vectors

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (
    "The two sides signed a ceasefire in May. It cost them dearly. Nobody was told what the talks"
    " were about. The rebels paid the fishermen nine million dollars.\n\n"
    "The clinic at the harbour treated them."
)


def match_of(question: str, text: str = TEXT, language: str = "en") -> Match:
    article = Article("a", text, language=language, passages=segment(text, language))
    return Match(understand(question, language), IndexedArticle(article), {})


def vectors_of(*words: str) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    known = word_vectors()
    return known.vectors([known.numbers[word] for word in words])


def test_every_word_has_a_vector_of_length_1() -> None:
    known = word_vectors()
    assert len(known.words) == len(known.table) == len(known.telling) == 20_000
    assert np.linalg.norm(known.table, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert (np.diff(known.telling) > 0).all()


@pytest.mark.parametrize(
    ("word", "alike", "other"),
    [
        ("truce", "ceasefire", "harbour"),
        ("hospital", "clinic", "treaty"),
        ("killed", "wounded", "signed"),
        ("cost", "paid", "clinic"),
    ],
)
def test_a_word_is_more_alike_to_one_that_is_used_alike(word: str, alike: str, other: str) -> None:
    asked, near, far = vectors_of(word, alike, other)
    assert asked @ near > 0.6
    assert asked @ near > asked @ far + 0.3


@pytest.mark.parametrize("word", ["Rebels", "REBELS", "rebels'", "rebels"])
def test_a_word_is_found_however_it_is_written(word: str) -> None:
    known = word_vectors()
    assert known.number(word.rstrip("'")) == known.numbers["rebels"]


@pytest.mark.parametrize("word", ["Assad's", "Assad’s", "ASSAD'S"])
def test_a_word_is_found_without_its_possessive(word: str) -> None:
    known = word_vectors()
    assert known.number(word) == known.numbers["assad"]


@pytest.mark.parametrize("word", ["", "'s", "790", "the", "qwzx", "٧٩٠", "ёлка"])
def test_what_is_no_telling_english_word_has_no_vector(word: str) -> None:
    assert word_vectors().number(word) is None


def test_each_sentence_is_as_like_a_word_as_its_most_alike_word() -> None:
    likeness = match_of("").indexed.likeness.to(vectors_of("truce", "hospital"))
    assert likeness.shape == (5, 2)
    assert likeness.argmax(axis=0).tolist() == [0, 4]
    assert likeness[0, 0] == pytest.approx(vectors_of("truce")[0] @ vectors_of("ceasefire")[0])


def test_a_sentence_without_known_words_is_like_nothing() -> None:
    found = match_of("", "Qwzx. It is. The ferry sank.").indexed.likeness
    assert found.to(vectors_of("ferry")).round(6).tolist() == [[0.0], [0.0], [1.0]]
    assert not found.sums[:2].any()
    empty = Likeness([])
    assert empty.to(vectors_of("ferry")).shape == (0, 1)
    assert empty.nearest(vectors_of("ferry")) == [("", 0.0)]


def test_the_nearest_word_is_another_word() -> None:
    found = match_of("").indexed.likeness
    (alike, likeness), (same, _) = found.nearest(vectors_of("truce", "ceasefire"))
    assert alike == "ceasefire"
    assert likeness > 0.9
    assert same != "ceasefire"


def test_directions_keep_zeros() -> None:
    assert directions(np.array([[3.0, 4.0], [0.0, 0.0]])).tolist() == [[0.6, 0.8], [0.0, 0.0]]


def test_a_question_is_covered_by_words_that_are_used_alike() -> None:
    found = features(match_of("When did the violin break?", "Ann came in May. Her cello broke."))
    assert found["covered by words alike"].argmax() == 1
    assert found["covered by words alike, share of best"].max() == 1.0
    assert found["most alike to a missing word"][1] > 0.6


def test_the_noun_asked_for_is_found_in_a_word_that_is_used_alike() -> None:
    found = features(match_of("Which violin was it?", "Ann came early. The cello broke."))
    assert found["focus or a word alike"].argmax() == 1
    assert not found["focus in sentence"].any()


def test_names_are_not_looked_for_in_other_names() -> None:
    text = "Paris was quiet. The mayor of Lyon spoke."
    found = features(match_of("What did London say?", text))
    assert not found["meaning"].any()
    assert not found["other words covered by words alike"].any()


def test_other_languages_do_without() -> None:
    found = features(match_of("Wer schloss den Waffenstillstand?", "Der Waffenstillstand.", "de"))
    assert not any(found[name].any() for name in ("meaning", "covered by words alike"))
    assert not match_of("Der Hospital war so", "Der Hospital war so.", "de").likeness.any()


LINES = [
    "the 9 9 9",
    "ferry 1 2 4",
    "1999 8 1 1",
    "boat 1 2 5",
    "don't 0 0 1",
    "mayor 5 1 2",
    "storm 0 7 1",
    "ship 1 3 4",
]


def test_a_larger_table_is_reduced_to_its_commonest_telling_words() -> None:
    words, table = reduced(LINES, most_words=3)
    assert words == ["ferry", "boat", "mayor"]
    assert table.dtype == np.int8
    assert np.abs(table).max(axis=1).tolist() == [127, 127, 127]


def test_a_line_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        reduced([*LINES, "harbour 1 2"])


def test_the_table_is_written_where_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "large.txt").write_text("\n".join(LINES))
    monkeypatch.setattr("index.learning.word_vectors.PACKAGE", tmp_path)
    (tmp_path / "vectors").mkdir()
    main(tmp_path / "large.txt")
    assert (tmp_path / "vectors/words.txt").read_text().split()[:2] == ["ferry", "boat"]
    assert np.load(tmp_path / "vectors/vectors.npy").shape == (5, 3)
