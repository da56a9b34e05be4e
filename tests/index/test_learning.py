"""Learning on small made-up sets: what is chosen, fitted, checked and written."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.answering import Answerer
from index.article import Article
from index.indexed import IndexedArticle
from index.learning.archive_examples import read_archive_examples
from index.learning.checking import Shown, best_shown, cross_validated, figures, least_close
from index.learning.examples import COMMON_IN, Kind, Library, read_examples
from index.learning.fitting import Lists, fit_linear_ranking, fit_logistic
from index.learning.model_file import as_text, rounded
from index.learning.sets import QuestionSet, SetError, read_set, read_sets
from index.learning.swapping import Swapper, untold
from index.learning.train import train
from index.learning.weights import TOLD, fit_confidence, fit_ranking
from index.model import parse
from index.ranking import ENGLISH_FEATURES
from index.segmentation import segment

if TYPE_CHECKING:
    from pathlib import Path

TOWNS = (
    "Arlen Brook Corby Dover Elgin Fleet Grays Hythe Ilford Jarrow Keswick Luton Margate Newark "
    "Oakham Poole"
).split()


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> QuestionSet:
    """Stories of the same make, each of a town of its own."""
    rows = []
    for number, town in enumerate(TOWNS):
        sentences = [
            f"The mayor of {town} opened the fair on Sunday.",
            f"A fire in {town} destroyed {number + 30} houses near the river.",
            f"Nobody in {town} was hurt, said the police.",
            f"The school of {town} stays closed until Monday, because its roof is gone.",
            "People gathered in the rain and sang for an hour.",
        ]
        text = " ".join(sentences)
        asked = [
            (f"How many houses did the fire in {town} destroy?", 1),
            (f"Who opened the fair in {town}?", 0),
            ("Why does the school stay closed?", 3),
            ("What did the police say?", 2),
        ]
        rows.append(
            {
                "id": town,
                "title": town,
                "text": text,
                "questions": [
                    {
                        "id": f"{town}-{place}",
                        "question": question,
                        "broad": place == 3,
                        "answers": [
                            {
                                "start": text.index(sentences[row]),
                                "end": text.index(sentences[row]) + len(sentences[row]),
                            }
                        ],
                    }
                    for place, (question, row) in enumerate(asked)
                ],
            }
        )
    path = tmp_path_factory.mktemp("sets") / "towns.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return read_set(path)


@pytest.fixture(scope="module")
def library(towns: QuestionSet) -> Library:
    return Library([towns])


def test_every_question_is_asked_answered_elsewhere_and_swapped(library: Library) -> None:
    rows = read_examples(library, 1, neutral=False).rows
    kinds = [row.kind for row in rows]
    assert kinds.count(Kind.ANSWERED) == kinds.count(Kind.OTHER) == 4 * len(TOWNS)
    assert kinds.count(Kind.SWAPPED) > 3 * len(TOWNS)
    assert all(row.right.any() == row.answerable for row in rows)


def test_the_same_seed_chooses_the_same_examples(library: Library) -> None:
    one, other = (read_examples(library, 1, neutral=False).rows for _ in range(2))
    assert all(
        np.array_equal(left.values, right.values) and left.article == right.article
        for left, right in zip(one, other, strict=True)
    )


def test_nothing_english_is_learned_for_other_languages(library: Library) -> None:
    examples = read_examples(library, 1, neutral=True)
    assert not ENGLISH_FEATURES & {*examples.names, *examples.pair_names}
    assert examples.names


@pytest.fixture(scope="module")
def further(tmp_path_factory: pytest.TempPathFactory, towns: QuestionSet) -> list[QuestionSet]:
    """The stories with their set, and a set that asks further questions of the first two."""
    folder = tmp_path_factory.mktemp("further")
    whole, more = folder / "towns.jsonl", folder / "more.jsonl"
    told = [
        {"id": part.article.id, "text": part.article.text, "questions": []}
        for part in towns.articles
    ]
    whole.write_text("\n".join(map(json.dumps, told)))
    rows = [
        {
            "id": town,
            "questions": [
                {
                    "id": f"{town}-a",
                    "question": "what burnt",
                    "answers": [{"start": 45, "end": 60}],
                },
                {"id": f"{town}-b", "question": "who died", "answers": []},
            ],
        }
        for town in TOWNS[:2]
    ]
    more.write_text("\n".join(map(json.dumps, rows)))
    return read_sets([(whole, 1.0), (more, 0.3)])


def test_further_questions_are_asked_of_the_articles_that_another_set_has(
    further: list[QuestionSet],
) -> None:
    whole, more = further
    assert (whole.further, more.further) == (False, True)
    assert more.articles[0].article is whole.articles[0].article
    library = Library(further)
    assert library.total == len(TOWNS)
    assert library.numbers[1] == [0, 1]


def test_further_questions_count_what_is_said_and_have_nothing_highlighted(
    further: list[QuestionSet],
) -> None:
    examples = read_examples(Library(further), 1, neutral=False)
    rows = [row for row in examples.rows if row.group == 1]
    assert [row.kind for row in rows] == [Kind.ANSWERED] * 2 + [Kind.OTHER] * 2
    assert {(row.counts, row.further, row.match) for row in rows} == {(0.3, True, None)}


def test_further_questions_teach_confidence_where_articles_do_not_answer_some(
    library: Library,
) -> None:
    examples = read_examples(library, 1, neutral=False)
    further = [replace(row, further=True, group=1) for row in examples.rows]
    answered = [row for row in further if row.kind is Kind.ANSWERED]
    refused = [row for row in further if row.kind is Kind.OTHER]
    none, one_kind, both = (
        fit_confidence(examples, [*examples.rows, *more], 1, neutral=False).linear["weights"]
        for more in ([], answered, answered + refused)
    )
    assert np.array_equal(none, one_kind)
    assert not np.array_equal(none, both)


def test_a_set_of_further_questions_alone_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "more.jsonl"
    path.write_text('{"id": "Arlen", "questions": []}')
    with pytest.raises(SetError, match=r"more\.jsonl, line 1: there is no text, and no set before"):
        read_set(path)


def test_either_every_row_has_a_text_or_none_has(tmp_path: Path) -> None:
    whole, mixed = tmp_path / "whole.jsonl", tmp_path / "mixed.jsonl"
    whole.write_text('{"id": "a", "text": "It rains.", "questions": []}')
    mixed.write_text('{"id": "a", "questions": []}\n{"id": "b", "text": "x", "questions": []}')
    with pytest.raises(SetError, match="either every row of a set has a text, or none has"):
        read_sets([(whole, 1.0), (mixed, 1.0)])


def test_a_set_of_many_articles_is_asked_as_an_archive(
    towns: QuestionSet, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not read_archive_examples([towns], library.commonness(), 1).rows
    monkeypatch.setattr("index.learning.archive_examples.FEWEST_ARTICLES", len(TOWNS))
    examples = read_archive_examples([towns], library.commonness(), 1)
    own = [row for row in examples.rows if row.kind is Kind.ANSWERED]
    strange = [row for row in examples.rows if row.kind is Kind.OTHER]
    assert "article coverage" in examples.names
    assert len(own) == 4 * len(TOWNS)
    assert np.mean([row.right.sum() == 1 for row in own]) > 0.9
    assert strange
    assert not any(row.right.any() for row in strange)


def test_words_of_several_articles_are_common(library: Library) -> None:
    common = library.commonness()
    assert common["fair"] == 1.0
    assert "arlen" not in common
    assert all(share >= COMMON_IN / len(TOWNS) for share in common.values())


def test_a_swapped_question_has_one_word_that_the_article_lacks() -> None:
    text = "The mayor of Arlen opened the fair."
    indexed = IndexedArticle(Article("a", text, passages=segment(text)))
    swapper = Swapper(["Who opened the fair in Arlen?", "Who is Brook?"], np.random.default_rng(1))
    question = "Who leads Arlen?"
    assert swapper.swapped(question, indexed) == "Who leads Brook?"
    assert swapper.swapped("Who sleeps?", indexed) == ""


def test_what_an_article_does_not_say_of_its_own_people_is_asked() -> None:
    text = "President Ada Smith opened the fair. She was born in Arlen, and won the election."
    indexed = IndexedArticle(Article("a", text, passages=segment(text)))
    chance = np.random.default_rng(1)
    asked = {untold(indexed, chance) for _ in range(50)}
    assert "How old is President Ada Smith?" in asked
    assert "Where was President Ada Smith born?" not in asked
    assert (
        untold(IndexedArticle(Article("b", "It rained.", passages=segment("It rained."))), chance)
        == ""
    )


def test_words_are_asked_of_those_who_never_speak() -> None:
    text = "Mayor Ada Smith opened the fair. Police chief Bo Lind said it was safe."
    indexed = IndexedArticle(Article("a", text, passages=segment(text)))
    chance = np.random.default_rng(1)
    asked = {untold(indexed, chance) for _ in range(200)}
    assert any(
        question.startswith("What did") and "Ada Smith say" in question for question in asked
    )
    assert not any(question.startswith("What did") and "Lind" in question for question in asked)


def test_what_is_told_of_one_may_be_asked_of_another() -> None:
    sentences = (
        "Mayor Ada Smith opened the fair.",
        "It was warm.",
        "It rained later.",
        "Bo Lind, 41, won the race.",
    )
    text = " ".join(sentences)
    indexed = IndexedArticle(Article("a", text, passages=segment(text)))
    chance = np.random.default_rng(1)
    asked = {untold(indexed, chance) for _ in range(200)}
    assert any("age" in question and "Ada Smith" in question for question in asked)
    assert not any("age" in question and "Lind" in question for question in asked)


def test_a_linear_ranking_puts_what_answers_first() -> None:
    lists = Lists.of(
        [np.array([[0.0, 5.0], [1.0, 5.0]]), np.array([[2.0, 1.0], [1.0, 1.0], [0.0, 1.0]])],
        [np.array([0.0, 1.0]), np.array([1.0, 0.0, 0.0])],
        [1.0, 1.0],
    )
    found = fit_linear_ranking(lists, 0.1)
    assert found["weights"][0] > 0.5
    assert found["weights"][1] == pytest.approx(0.0, abs=1e-6)


def test_of_lists_that_disagree_the_one_that_counts_more_is_followed() -> None:
    same = np.array([[0.0], [1.0]])
    last, first = np.array([0.0, 1.0]), np.array([1.0, 0.0])
    weights = [
        fit_linear_ranking(Lists.of([same, same], [last, first], counts), 0.1)["weights"][0]
        for counts in ([1.0, 0.2], [1.0, 1.0], [0.2, 1.0])
    ]
    assert weights[0] > 0.1
    assert weights[1] == pytest.approx(0.0, abs=1e-6)
    assert weights[2] == pytest.approx(-weights[0], abs=1e-6)


def test_a_logistic_regression_finds_the_share_of_what_is_true() -> None:
    columns, right = np.zeros((100, 1)), np.repeat([1.0, 0.0], [80, 20])
    found = fit_logistic(columns, right, np.ones(100), 1.0)
    assert 1 / (1 + np.exp(-found["bias"])) == pytest.approx(0.8, abs=1e-4)


def test_the_confidence_tells_own_questions_from_strange_ones(library: Library) -> None:
    examples = read_examples(library, 1, neutral=False)
    rows = examples.rows
    fitted = fit_confidence(examples, rows, 1, neutral=False)
    odds = fitted.score(np.stack([row.pair for row in rows]))
    own = np.array([row.kind is Kind.ANSWERED for row in rows])
    swapped = np.array([row.kind is Kind.SWAPPED for row in rows])
    assert odds[own].mean() > odds[swapped].mean()


def test_a_question_is_checked_by_what_other_articles_taught(library: Library) -> None:
    examples = read_examples(library, 1, neutral=True)
    checked = cross_validated(examples, 1, neutral=True)
    by_article = {
        (row.article, fold) for row, fold in zip(examples.rows, checked.folds, strict=True)
    }
    assert len(by_article) == len(TOWNS)
    found = figures(examples, checked, 0, 0.5)
    assert found["hit@1"] > 0.9
    assert found["hit@3"] >= found["hit@1"]
    assert found["answer highlighted"] == 0.0
    place = next(at for at, row in enumerate(examples.rows) if row.answerable)
    others = [
        row
        for row, fold in zip(examples.rows, checked.folds, strict=True)
        if fold != checked.folds[place]
    ]
    alone = fit_ranking(examples, others, 1, neutral=True)
    assert checked.scores[place] == pytest.approx(alone.score(examples.rows[place].values))


def test_limits_of_what_is_shown_lie_between_one_sentence_and_all(library: Library) -> None:
    examples = read_examples(library, 1, neutral=True)
    checked = cross_validated(examples, 1, neutral=True)
    broad = best_shown(examples, checked, 4, broad=True)
    assert 0 < broad.limit <= 1
    assert broad.precision > 0.8
    assert broad.recall > 0.8
    assert 0 < least_close(examples, checked, 3, 0.5) <= 1


def test_the_f1_of_nothing_is_nothing() -> None:
    assert Shown(0.5, 0.0, 0.0).f1 == 0.0
    assert Shown(0.5, 0.5, 1.0).f1 == pytest.approx(2 / 3)


def test_numbers_are_written_with_so_many_digits() -> None:
    assert rounded(0.123456789) == 0.12346
    assert rounded(123456.0, 3) == 123000.0


@pytest.fixture(scope="module")
def trained(towns: QuestionSet) -> tuple[str, list[str]]:
    told: list[str] = []
    return as_text(train([towns], told.append)), told


def test_training_gives_a_model_that_answers(trained: tuple[str, list[str]]) -> None:
    answerer = Answerer(parse(trained[0]))
    text = "Snow fell on Zurich. A flood in Zurich destroyed 12 houses. The lake froze on Monday."
    article = Article("z", text, passages=segment(text))
    answer = answerer.answer("How many houses did the flood destroy?", article)
    assert answer.ranked[0].text == "A flood in Zurich destroyed 12 houses."


def test_weights_that_are_told_are_not_learned(trained: tuple[str, list[str]]) -> None:
    features = json.loads(trained[0])["ranking"]["en"]["linear"]["features"]
    for name, told in TOLD.items():
        _, scale, weight = features[name]
        assert weight / scale == pytest.approx(told, rel=1e-3)


def test_training_records_what_it_learned_from(
    trained: tuple[str, list[str]], towns: QuestionSet
) -> None:
    record = json.loads(trained[0])["record"]
    assert record["sets"] == [
        {"name": "towns.jsonl", "sha256": towns.sha256, "articles": len(TOWNS), "counts": 1.0}
    ]
    assert {"seed", "versions"} <= record.keys()
    figures_of = record["cross-validation"]["en"]["towns.jsonl"]
    assert {"hit@1", "AUROC", "AUROC, swapped", "answer highlighted"} <= figures_of.keys()
    assert any("hit@1" in line for line in trained[1])


def test_training_again_gives_the_same_file(
    trained: tuple[str, list[str]], towns: QuestionSet, tmp_path: Path
) -> None:
    assert as_text(train([towns], lambda _: None)) == trained[0]
