"""Questions to the bundled article, and any question to any article."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.answering import Answer, Answerer, Verdict
from index.article import Article
from index.articles import bundled
from index.segmentation import segment

ANSWERER = Answerer()
DOCUMENT = bundled()[0]


def article_of(text: str, title: str = "", language: str = "en") -> Article:
    return Article("test", text, title, language=language, passages=segment(text, language))


IDLIB = article_of(DOCUMENT.text, DOCUMENT.title)


def ask(question: str) -> Answer:
    return ANSWERER.answer(question, IDLIB)


@pytest.mark.parametrize(
    ("question", "words", "highlight"),
    [
        ("How many civilians were killed?", "790 civilians", "790"),
        ("how many civilans died", "790 civilians", "790"),
        ("HOW MANY CIVILIANS WERE KILLED", "790 civilians", "790"),
        ("When was the truce announced?", "on Thursday", "Thursday"),
        ("When did the Syrian conflict start?", "in 2011", "2011"),
        ("How many people have been displaced?", "Around 400,000 people", "400,000"),
        ("How many residents live in the region?", "three million residents", "three million"),
    ],
)
def test_the_first_quote_answers_with_its_answer_highlighted(
    question: str, words: str, highlight: str
) -> None:
    answer = ask(question)
    assert answer.verdict is Verdict.ANSWERED
    first = answer.quotes[0]
    assert words in first.text
    assert any(highlight in IDLIB.words(span) for span in first.highlights)


@pytest.mark.parametrize("question", ["hello", "thanks!", "lol", "", "   ", "?", "🙂", "who is he"])
def test_what_asks_nothing_of_the_article_is_met_with_silence(question: str) -> None:
    answer = ask(question)
    assert answer.verdict is Verdict.SILENT
    assert answer.quotes == ()


@pytest.mark.parametrize("question", ["what happened", "TL;DR", "whats this about?"])
def test_who_asks_what_an_article_is_about_is_shown_how_it_begins(question: str) -> None:
    answer = ask(question)
    assert answer.verdict is Verdict.ANSWERED
    assert answer.is_beginning
    assert answer.quotes == answer.ranked[:2]
    assert answer.quotes[0].start == 0
    starts = [quote.start for quote in answer.ranked]
    assert starts == sorted(starts)
    assert not any(quote.highlights for quote in ANSWERER.lit(question, answer.ranked))


def test_a_broad_question_gets_several_sentences_in_the_order_of_the_article() -> None:
    answer = ask("casualty figures")
    assert 2 <= len(answer.quotes) <= 4
    assert [quote.start for quote in answer.quotes] == sorted(q.start for q in answer.quotes)


def test_of_what_somebody_says_the_nearest_comes_first() -> None:
    quotes = ask("What does HTS say about truce violations?").quotes
    assert len(quotes) > 1
    assert "ceasefire violations" in quotes[0].text
    assert [quote.score for quote in quotes] == sorted((q.score for q in quotes), reverse=True)
    assert [quote.start for quote in quotes] != sorted(quote.start for quote in quotes)


def test_a_pinpoint_question_gets_three_sentences_at_most() -> None:
    assert 1 <= len(ask("Who refused to withdraw?").quotes) <= 3


def test_a_sentence_that_stands_twice_is_quoted_once() -> None:
    answer = ask("What does HTS warn of?")
    texts = [quote.text for quote in answer.ranked]
    assert len(texts) == len(set(texts))


def test_a_repair_is_told_in_the_words_of_asker_and_article() -> None:
    assert ask("how many civilans died").repairs == (("civilans", "civilians"),)
    assert ask("How many civilians died?").repairs == ()


def test_a_word_that_occurs_is_never_repaired() -> None:
    assert all(asked != "zone" for asked, _ in ask("what is the zone").repairs)


def test_the_heading_of_a_quote_is_the_one_above_it() -> None:
    assert ask("How many civilians were killed?").quotes[0].heading == "Fatalities since April"


def test_the_same_question_has_the_same_answer_from_another_answerer() -> None:
    for question in ("casualties", "who leads HTS?", "what about turkey"):
        assert ANSWERER.answer(question, IDLIB) == Answerer().answer(question, IDLIB)


def test_an_article_that_changed_under_its_id_is_read_anew() -> None:
    answerer = Answerer()
    old = article_of("The storm killed 3 people on Monday. Nobody else was hurt.")
    new = article_of("The storm killed 9 people on Monday. Nobody else was hurt.")
    assert "3 people" in answerer.answer("how many people were killed", old).quotes[0].text
    assert "9 people" in answerer.answer("how many people were killed", new).quotes[0].text


def test_only_so_many_sentences_are_kept_analysed() -> None:
    answerer = Answerer(kept=5)
    two, three, four = (
        article_of(" ".join(f"Storm {n} hit town {n}." for n in range(count)))
        for count in (2, 3, 4)
    )
    analysed = [answerer.indexed(article) for article in (two, three)]
    assert [answerer.indexed(article) for article in (two, three)] == analysed
    kept = answerer.indexed(four)
    assert answerer.indexed(four) is kept
    assert answerer.indexed(three) is not analysed[1]


def test_an_article_larger_than_what_is_kept_is_analysed_once() -> None:
    answerer = Answerer(kept=1)
    article = article_of("The storm killed 3 people on Monday. Nobody else was hurt.")
    assert answerer.indexed(article) is answerer.indexed(article)


def test_an_article_without_sentences_is_silent() -> None:
    assert ANSWERER.answer("who?", article_of("")).verdict is Verdict.SILENT


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_question_is_answered_or_met_with_silence(question: str) -> None:
    check(ask(question))


@settings(deadline=None)
@given(
    st.text(max_size=300),
    st.text(max_size=60),
    st.sampled_from(["en", "ar", "tr", "ru", "fr", "es", "de", "zz"]),
)
def test_any_article_can_be_asked(text: str, question: str, language: str) -> None:
    check(ANSWERER.answer(question, article_of(text, language=language)))


def check(answer: Answer) -> None:
    """What holds of every answer."""
    assert 0.0 <= answer.confidence <= 1.0
    assert (answer.verdict is Verdict.SILENT) == (answer.quotes == ())
    assert set(answer.quotes) <= set(answer.ranked)
    for quote in answer.ranked:
        sentence = quote.article.sentences[quote.sentence]
        assert (quote.start, quote.end) == (sentence.start, sentence.end)
        assert quote.article.text[quote.start : quote.end] == quote.text
        end = quote.start
        for start, stop in quote.highlights:
            assert end <= start < stop <= quote.end
            end = stop
