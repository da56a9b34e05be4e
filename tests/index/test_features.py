"""Groups of features, each by what it tells apart."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest

from index.article import Article
from index.features.columns import near, rank, share_of_best
from index.features.nearness import Nearness
from index.indexed import GAP, IndexedArticle, Wider
from index.mentions import DATE, MONEY, NUMBER, ORGANISATION
from index.question import understand
from index.ranking import Match, features
from index.resemblance import Resemblance
from index.segmentation import segment


def match_of(question: str, text: str) -> Match:
    article = Article("a", text, passages=segment(text))
    return Match(understand(question), IndexedArticle(article), {})


def column(name: str, question: str, text: str) -> list[float]:
    return [round(value, 3) for value in features(match_of(question, text))[name].tolist()]


def best(name: str, question: str, text: str) -> int:
    return int(np.argmax(features(match_of(question, text))[name]))


def test_near_takes_the_best_of_the_neighbours() -> None:
    columns = np.array([[1.0], [0.0], [0.0], [0.0]])
    assert near(columns, 1, 0)[:, 0].tolist() == [1, 1, 0, 0]
    assert near(columns, 2, 0)[:, 0].tolist() == [1, 1, 1, 0]
    assert near(columns[::-1], 0, 1)[:, 0].tolist() == [0, 0, 1, 1]
    assert near(columns, 9, 9)[:, 0].tolist() == [1, 1, 1, 1]


def test_ranks_and_shares_leave_out_what_scores_nothing() -> None:
    scores = np.array([0.0, 4.0, 2.0])
    assert rank(scores).tolist() == [0, 1, 0.5]
    assert share_of_best(scores).tolist() == [0, 1, 0.5]
    assert share_of_best(np.zeros(2)).tolist() == [0, 0]


def test_words_count_less_the_further_off_they_stand() -> None:
    match = match_of("ferry", "The ferry sank there. Nobody came.")
    places = match.indexed.starts[1] - match.indexed.starts[0]
    assert places == 4 + GAP
    near_by, away, further = Nearness(match, np.array([1.0, 3.0, 10.0])).covered(2.0)
    assert near_by == pytest.approx(1.0)
    assert away == pytest.approx(np.exp(-1))
    assert further == pytest.approx(np.exp(-4.5))


def test_nothing_is_near_where_nothing_is_found() -> None:
    match = match_of("zeppelin", "The ferry sank.")
    assert Nearness(match, np.array([0.0, 1.0])).covered(5.0, 1).tolist() == [0.0]


def test_words_that_stand_together_count_as_a_pair() -> None:
    text = "The prime minister spoke. A minister of prime age spoke."
    assert column("pairs together, count", "prime minister", text) == [1.0, 0.0]


def test_shared_stop_words_count() -> None:
    text = "He was not there. Snow fell."
    assert column("stop words shared", "was he there", text)[0] > 0
    assert column("stop words shared", "was he there", text)[1] == 0


@pytest.mark.parametrize(
    ("question", "text", "row"),
    [
        ("How many sailors drowned?", "Sailors drowned. On Monday 12 sailors drowned.", 1),
        ("Who leads the party?", "The party has a leader. Anna Keller leads the party.", 1),
        ("When did it open?", "It did open. It did open on Thursday.", 1),
        ("How much does it cost?", "It does cost 3 lives. It does cost $40 million.", 1),
    ],
)
def test_a_new_mention_of_the_kind_asked_for_is_wanted(question: str, text: str, row: int) -> None:
    assert best("wanted within 60 words", question, text) == row


def test_a_name_that_the_question_has_is_not_wanted() -> None:
    text = "Anna Keller sings. Tom Baker sings."
    match = match_of("Who sings with Anna Keller?", text)
    assert match.fresh.tolist() == [0.0, 1.0]
    assert best("wanted within 5 words", "Who sings with Anna Keller?", text) == 1


def test_a_name_after_by_is_told() -> None:
    text = "It was opened by the former mayor Tom Baker. Tom Baker came. The museum was opened."
    assert column("who: new name after by", "who opened the museum", text) == [1, 0, 0]
    assert column("who: new name after by", "when was the museum opened", text) == [0, 0, 0]


def test_evidence_for_a_name_is_gathered_over_the_article() -> None:
    text = (
        "Tom Baker met the press. The bridge was built by Baker. Baker built that bridge well."
        " Snow fell on the roofs of the old town for a whole night and a whole day after it, and"
        " nobody left the house. Anna Keller was late."
    )
    found = column("evidence", "who built the bridge", text)
    assert found[0] == 1.0
    assert found[4] < 0.5


def test_mentions_of_one_person_share_an_entity() -> None:
    text = "Anna Keller came on Monday. Keller later paid $20 to 3 men."
    mentions = match_of("who", text).indexed.mentions
    kinds = mentions.kinds.tolist()
    assert [kind for kind in kinds if kind > ORGANISATION] == [DATE, NUMBER, MONEY]
    names = [number for number, kind in zip(mentions.entity, kinds, strict=True) if kind <= 3]
    assert len(names) == 2
    assert names[0] == names[1]
    assert mentions.first[0] == 1.0
    assert mentions.in_sentences["full names"].tolist() == [1.0, 0.0]


def test_only_names_are_full() -> None:
    mentions = match_of("who", "Anna Keller came in late April.").indexed.mentions
    assert (mentions.full > 0).tolist() == mentions.is_name.tolist()


def test_a_word_in_the_form_in_which_it_is_asked_tells_more_than_its_stem() -> None:
    text = "After the announcement it rained. They announced it. They ANNOUNCED it."
    assert column("idf covered as written", "what was announced", text) == [0, 1, 1]
    assert column("idf covered exactly", "what was announced", text) == [1, 1, 1]


def test_words_between_quotation_marks_are_measured() -> None:
    text = 'He left. "We will win," she said.'
    assert column("say: share quoted", "what did she say", text)[0] == 0
    assert column("say: share quoted", "what did she say", text)[1] > 0.5
    assert column("say: share quoted", "when did she leave", text) == [0, 0]


def test_a_sentence_resembles_what_shares_its_words() -> None:
    found = Resemblance([["ferri", "sank"], ["ferri", "sank"], ["snow"], []])
    assert found.to(0) == pytest.approx([1, 1, 0, 0])
    assert found.to_previous == pytest.approx([0, 1, 0, 0])
    assert found.to_all[0] > found.to_all[2]


def test_resemblance_of_nothing_is_empty() -> None:
    assert len(Resemblance([]).to_all) == 0
    assert Resemblance([[], []]).to_previous.tolist() == [0, 0]


def test_terms_are_counted_in_sentences_windows_and_passages() -> None:
    text = "The ferry met a ferry. It was late. A ferry sank.\n\nNobody on the ferry swam."
    indexed = IndexedArticle(
        Article("a", text, passages=segment(text)),
        Wider(idf=lambda _: 1.0, sentence=2.0, window=5.0, passage=6.0),
    )

    def scores(texts: list[list[str]], average: float) -> list[float]:
        counts = np.array([one.count("ferri") for one in texts], dtype=float)
        norms = 1.5 * (1 - 0.75 + 0.75 * np.array([len(one) for one in texts]) / average)
        found: list[float] = (counts * (1.5 + 1) / (norms + counts)).tolist()
        return found

    terms = indexed.terms
    windows = [list(chain(*terms[max(0, at - 1) : at + 2])) for at in range(len(terms))]
    passages = [list(chain(*terms[:3])), terms[3]]
    assert [one.count("ferri") for one in terms] == [2, 0, 1, 1]
    assert indexed.by_sentence.of("ferri").tolist() == scores(terms, 2.0)
    assert indexed.by_window.of("ferri").tolist() == scores(windows, 5.0)
    assert indexed.by_passage.of("ferri").tolist() == scores(passages, 6.0)
    assert not indexed.by_window.of("zeppelin").any()


def test_stems_have_their_sentences_and_places() -> None:
    indexed = match_of("", "A ferry met a ferry. It sank. A ferry.").indexed
    assert indexed.postings["ferri"].tolist() == [0, 2]
    assert indexed.places["ferri"].tolist() == [1, 4, 5 + GAP + 2 + GAP + 1]
    assert indexed.sentence_counts["ferri"] == 2
    assert "zeppelin" not in indexed.postings
    assert list(indexed.postings) == list(indexed.places)
    assert len(indexed.postings) == len(indexed.sentence_counts)


def test_what_stands_early_counts_in_a_short_article_and_hardly_in_a_long_one() -> None:
    short = "The ferry sank. " + " ".join(f"It was day {day}." for day in range(9))
    long = "The ferry sank. " + " ".join(f"It was day {day}." for day in range(199))
    name = "short article: log place"
    assert column(name, "what sank", short)[9] == pytest.approx(np.log(10), abs=0.01)
    assert column(name, "what sank", long)[199] < 0.1


def test_every_sentence_that_covers_most_is_told() -> None:
    text = "The ferry left. The ferry sank at dawn. It snowed. The ferry sank again."
    assert column("covers most", "when did the ferry sink", text) == [0, 1, 0, 1]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("has digits", [1, 0, 0]),
        ("has a weekday", [0, 1, 0]),
        ("has a perfect", [0, 0, 1]),
    ],
)
def test_figures_weekdays_and_perfects_are_told(name: str, rows: list[int]) -> None:
    text = "The toll is 40. It sank on Tuesday. They have left."
    assert column(name, "what is the toll", text) == rows


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("What is the toll?", [1, 0]),
        ("what's the toll", [1, 0]),
        ("what did it cost", [0, 0]),
        ("which ship was it", [0, 0]),
    ],
)
def test_what_something_is_may_be_told_in_digits(question: str, rows: list[int]) -> None:
    assert column("what is: has digits", question, "The toll is 40. It sank.") == rows


def test_for_who_asks_names_in_full_and_names_told_often_count() -> None:
    text = "Ann Lee left. Lee came back. It rained."
    assert column("who: full names", "who left", text) == [1, 0, 0]
    assert column("who: full names", "when was it", text) == [0, 0, 0]
    often = column("who: name frequency", "who left", text)
    assert often[0] == often[1] > often[2] == 0


def test_a_noun_that_is_asked_for_makes_its_passage_count() -> None:
    text = "The ferry sank.\n\nForty passengers drowned."
    name = "focus: bm25 of passage"
    assert column(name, "how many passengers drowned", text)[1] > 0
    assert column(name, "who drowned", text) == [0, 0]
