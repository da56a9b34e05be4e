"""The question sets and word lists are whole: what a person wrote by hand, checked by machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.learning.sets import read_sets

HERE = Path(__file__).parent
INDEX = HERE.parents[1] / "index"
BUNDLED = "idlib-truce"
LANGUAGES = ("ar", "de", "es", "fr", "ru", "tr")
LANGUAGE_SETS = tuple(f"language-{language}.jsonl" for language in LANGUAGES)
STORY_SETS = ("story-points.jsonl", "story-readers.jsonl")
STORIES = HERE.parents[2] / "shared" / "data" / "news-train.jsonl"
ARTICLE_SETS = ("broad.jsonl", "readers.jsonl", *LANGUAGE_SETS)
ENDS_OF_SENTENCES = tuple('.!?…؟"”»')

Row = dict[str, Any]


def rows(name: str) -> list[Row]:
    """The objects of a set, one a line."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def bundled_text() -> str:
    """The text of the bundled article, with the line ends that it has in the file."""
    return (INDEX / "articles" / f"{BUNDLED}.txt").read_bytes().decode("utf-8")


def texts() -> dict[str, str]:
    """Every article that a question or dialogue is about, by its id."""
    return {BUNDLED: bundled_text()} | {row["id"]: row["text"] for row in rows("broad.jsonl")}


def fold(question: str) -> str:
    """A question without capitals and its mark."""
    return " ".join(question.lower().replace("?", " ").split())


def faults(text: str, answers: list[Row]) -> list[str]:
    """What is wrong with the places of gold sentences in a text; empty where all is well."""
    found = []
    for answer in answers:
        start, end = answer["start"], answer["end"]
        if not 0 <= start < end <= len(text):
            found.append(f"({start}, {end}) is out of range")
            continue
        sentence, before, after = text[start:end], text[:start], text[end:]
        if sentence != sentence.strip() or "\n" in sentence:
            found.append(f"not one trimmed line: {sentence!r}")
        ends = before.rstrip().endswith(ENDS_OF_SENTENCES)
        if before and not before.endswith("\n") and not (before[-1].isspace() and ends):
            found.append(f"does not begin a sentence: {sentence!r}")
        if not sentence.endswith(ENDS_OF_SENTENCES):
            found.append(f"does not end a sentence: {sentence!r}")
        if after and not after[0].isspace():
            found.append(f"stops within a word: {sentence!r}")
    places = [(answer["start"], answer["end"]) for answer in answers]
    if places != sorted(set(places)):
        found.append(f"not in order, or one twice: {places}")
    return found


def assert_unique(names: list[str]) -> None:
    """No name stands twice."""
    assert len(names) == len(set(names))


def test_gold_sentences_of_the_bundled_article_are_whole_sentences() -> None:
    text = bundled_text()
    wrong = {row["id"]: faults(text, row["answers"]) for row in rows("idlib.jsonl")}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_the_bundled_articles_set_has_enough_questions_of_many_kinds() -> None:
    questions = rows("idlib.jsonl")
    assert_unique([row["id"] for row in questions])
    assert_unique([row["question"] for row in questions])
    answerable = [row for row in questions if row["answers"]]
    assert len(answerable) >= 90
    assert len(questions) - len(answerable) >= 50
    kinds = {row["kind"] for row in answerable}
    assert kinds >= {"terse", "chatty", "misspelt", "capitals", "yesno", "topic", "followup"}
    assert kinds >= {"who", "when", "where", "howmany", "why"}


def test_broad_questions_have_several_gold_sentences_and_others_may_have_one() -> None:
    questions = [row for row in rows("idlib.jsonl") if row["broad"]]
    questions += [
        question
        for row in rows("broad.jsonl")
        for question in row["questions"]
        if question["broad"]
    ]
    assert [row["id"] for row in questions if len(row["answers"]) < 2] == []


@pytest.mark.parametrize("name", ARTICLE_SETS)
def test_gold_sentences_of_an_article_set_are_whole_sentences(name: str) -> None:
    for row in rows(name):
        wrong = {one["id"]: faults(row["text"], one["answers"]) for one in row["questions"]}
        assert {one: found for one, found in wrong.items() if found} == {}


def test_article_and_question_ids_are_unique_across_all_sets() -> None:
    articles = [row for name in ARTICLE_SETS for row in rows(name)]
    assert_unique([row["id"] for row in articles])
    questions = [one["id"] for row in articles for one in row["questions"]]
    assert_unique(questions + [row["id"] for row in rows("idlib.jsonl")])


def test_the_broad_set_has_enough_articles_and_questions() -> None:
    articles = rows("broad.jsonl")
    assert len(articles) >= 10
    broad = [one for row in articles for one in row["questions"] if one["broad"]]
    assert len(broad) >= 66
    assert max(len(one["answers"]) for one in broad) <= 6


def test_readers_ask_of_each_article_as_much_that_it_says_as_that_it_does_not_say() -> None:
    articles = rows("readers.jsonl")
    assert len(articles) == 12
    for article in articles:
        questions = article["questions"]
        assert_unique([one["question"].lower() for one in questions])
        assert len(questions) == 30
        assert sum(bool(one["answers"]) for one in questions) == 15


@pytest.mark.parametrize("name", STORY_SETS)
def test_further_questions_of_news_stories_hold_nothing_of_the_stories_but_places(
    name: str,
) -> None:
    stories = rows(name)
    assert_unique([row["id"] for row in stories])
    assert {key for row in stories for key in row} == {"id", "questions"}
    questions = [one for row in stories for one in row["questions"]]
    assert_unique([one["id"] for one in questions])
    assert len(questions) >= 2000
    assert {key for one in questions for key in one} <= {"id", "question", "answers", "broad"}
    assert [one["id"] for one in questions if one.get("broad") and len(one["answers"]) < 2] == []


@pytest.mark.skipif(not STORIES.exists(), reason="the stories are not there")
@pytest.mark.parametrize("name", STORY_SETS)
def test_further_questions_are_none_of_those_asked_already_and_point_at_sentences(
    name: str,
) -> None:
    stories, further = read_sets([(STORIES, 1.0), (HERE / name, 1.0)])
    of = {part.article.id: part for part in stories.articles}
    for part in further.articles:
        asked = {fold(one.question) for one in of[part.article.id].questions}
        assert {fold(one.question) for one in part.questions}.isdisjoint(asked)
        sentences = {(one.start, one.end) for one in part.article.sentences}
        assert {at for one in part.questions for at in one.answers} <= sentences


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_ten_questions_with_and_three_without_an_answer(language: str) -> None:
    (article,) = rows(f"language-{language}.jsonl")
    assert article["language"] == language
    answerable = [one for one in article["questions"] if one["answers"]]
    assert len(answerable) == 10
    assert len(article["questions"]) - len(answerable) == 3


def test_dialogues_are_about_known_articles_and_quote_whole_sentences() -> None:
    articles = texts()
    wrong = {
        f"{row['id']}: {turn['question']}": faults(articles[row["article"]], turn["answers"])
        for row in rows("dialogues.jsonl")
        for turn in row["turns"]
    }
    assert {name: found for name, found in wrong.items() if found} == {}


def test_dialogues_are_many_and_have_two_or_three_turns() -> None:
    dialogues = rows("dialogues.jsonl")
    assert_unique([row["id"] for row in dialogues])
    assert len(dialogues) >= 64
    assert {len(row["turns"]) for row in dialogues} == {2, 3}


def test_a_dialogue_opens_with_a_question_that_stands_by_itself() -> None:
    for row in rows("dialogues.jsonl"):
        assert row["turns"][0]["understood"] is None, row["id"]
    borrowed = [
        turn["understood"]
        for row in rows("dialogues.jsonl")
        for turn in row["turns"]
        if turn["understood"] is not None
    ]
    assert len(borrowed) >= 64
    assert all(borrowed)


def synonym_sets() -> list[list[str]]:
    """The sets of synonyms.txt, each a list of words and expressions."""
    lines = (INDEX / "synonyms.txt").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.strip() and not line.startswith("#")]
    return [[term.strip() for term in line.split(",")] for line in kept]


def test_there_are_enough_synonym_sets_and_no_word_stands_alone() -> None:
    sets = synonym_sets()
    assert len(sets) >= 220
    assert [terms for terms in sets if len(terms) < 2] == []


def test_synonyms_are_plain_lower_case_words_each_once_in_a_set() -> None:
    for terms in synonym_sets():
        assert_unique(terms)
        for term in terms:
            assert term, terms
            assert term == " ".join(term.lower().split()), terms


def test_no_synonym_set_is_written_twice() -> None:
    assert_unique([" ".join(sorted(terms)) for terms in synonym_sets()])


@pytest.mark.parametrize("language", [*LANGUAGES, "en"])
def test_stop_words_stand_one_a_line_and_each_once(language: str) -> None:
    lines = (INDEX / "stopwords" / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if line.strip() and not line.startswith("#")]
    assert_unique(words)
    assert 60 <= len(words) <= 200
    assert [word for word in words if word != word.strip() or " " in word] == []
