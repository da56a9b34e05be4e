"""Which words of a quote are highlighted, and how that is learned."""

from __future__ import annotations

import json
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article
from index.highlighting.asked import conditions
from index.highlighting.choosing import HighlightModel, choose, highlights, softmax
from index.highlighting.phrases import FEATURES, phrases_of
from index.indexed import IndexedArticle
from index.question import understand
from index.ranking import Match
from index.segmentation import segment

NOTHING_LEARNED = HighlightModel({})
BY_HAND = HighlightModel(
    {
        "all": {"log words": -0.5, "near any asked word": 3.0, "after determiner": -1.0},
        "how many": {"is expected": 3.0, "has expected": 3.0, "begins with determiner": 1.0},
        "when": {"is expected": 5.0},
        "who": {"is expected": 4.0, "after by": 3.0},
    }
)


def match_of(question: str, text: str, language: str = "en") -> Match:
    article = Article("a", text, language=language, passages=segment(text, language))
    return Match(understand(question, language), IndexedArticle(article), {})


def highlighted(
    question: str, text: str, model: HighlightModel = BY_HAND, language: str = "en"
) -> list[str]:
    match = match_of(question, text, language)
    return [text[start:end] for start, end in highlights(match, 0, model)]


def phrases(question: str, text: str) -> dict[str, bool]:
    """The phrases of the first sentence, and whether each can stand by itself."""
    match = match_of(question, text)
    found = phrases_of(match, 0)
    spans = zip(found.starts.tolist(), found.ends.tolist(), found.shaped.tolist(), strict=True)
    return {text[start:end]: shaped for start, end, shaped in spans}


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        (
            "How many sailors were rescued?",
            "After a night at sea the ferry crew rescued nearly two hundred sailors on Friday.",
            ["nearly two hundred sailors"],
        ),
        (
            "When was the bridge closed?",
            "Engineers found cracks in the old steel, and the bridge was closed on Thursday.",
            ["Thursday"],
        ),
        (
            "Who was the museum opened by?",
            "The museum of toys, which cost a fortune, was opened by Anna Maria Keller.",
            ["Anna Maria Keller"],
        ),
        (
            "wounded",
            "The blast left 45 villagers wounded and broke every window of the clinic nearby.",
            ["45 villagers"],
        ),
    ],
)
def test_the_words_asked_for_are_highlighted_whole(
    question: str, text: str, answer: list[str]
) -> None:
    assert highlighted(question, text) == answer


@pytest.mark.parametrize(
    ("whole", "half"),
    [
        ("790 villagers", "790"),
        ("dozens of barns", "dozens"),
        ("nearly forty cows", "forty cows"),
        ("at least 12 dogs", "least 12 dogs"),
        ("at least 12 dogs", "12 dogs"),
        ("the Peruvian army", "the Peruvian"),
        ("the Farmers Front (FF", "FF), a small party"),
    ],
)
def test_half_a_phrase_cannot_be_chosen(whole: str, half: str) -> None:
    found = phrases(
        "What happened in the valley?",
        "In the valley 790 villagers, dozens of barns, nearly forty cows, at least 12 dogs, the "
        "Peruvian army and the Farmers Front (FF), a small party, were caught by the flood.",
    )
    assert found[whole] is True
    assert found.get(half, False) is False


def test_a_closing_bracket_is_taken_in() -> None:
    text = "The talks were led by the Farmers Front (FF) and two other small groups of the north."
    model = HighlightModel({"who": {"ends with name": 9.0, "before bracket": 9.0, "names": 1.0}})
    assert any(words.endswith("(FF)") for words in highlighted("Who led the talks?", text, model))


def test_a_name_a_number_and_a_date_are_never_cut() -> None:
    text = "On 14 March 2011 Jean de la Tour paid $2.5 million for al-Noor Park, or 12% more."
    match = match_of("What happened?", text)
    starts, ends = set(phrases_of(match, 0).starts), set(phrases_of(match, 0).ends)
    for whole in ("14 March 2011", "Jean de la Tour", "$2.5 million", "12%"):
        start = text.index(whole)
        inside = range(start + 1, start + len(whole))
        assert not starts & set(inside), whole
        assert not ends & set(inside), whole


def test_words_of_the_question_alone_are_no_answer() -> None:
    found = phrases("Who attacked the harbour?", "The harbour was attacked by Baltic pirates.")
    assert not found["The harbour"]
    assert found["Baltic pirates"]


def test_a_phrase_is_chosen_only_if_it_is_likelier_than_its_length_says() -> None:
    match = match_of("Who sang?", "Mara sang, and after her a choir of forty children from town.")
    found = phrases_of(match, 0)
    sure = np.where(found.ends == 4, 1.0, 0.0)
    assert choose(found, sure, 60) == [(0, 4)]
    assert choose(found, sure * 0.05, 60) == []


def test_chances_add_up_to_one_however_great_the_scores() -> None:
    chances = softmax(np.array([1e4, 1e4, -1e4]))
    assert chances.tolist() == [0.5, 0.5, 0.0]


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Who says that shops were closed?", ("who", "asks with verb")),
        ("who did they meet", ("who", "asks with do")),
        ("Which shops were closed?", ("what", "asks with be", "asks which")),
        ("death toll", ("how many",)),
        ("casultys", ("how many",)),
        ("reactions", ("topic",)),
    ],
)
def test_what_holds_of_a_question(question: str, held: tuple[str, ...]) -> None:
    assert conditions(match_of(question, "Casualties were many.")) == held


@pytest.mark.parametrize(
    ("language", "question", "text", "answer"),
    [
        (
            "fr",
            "Combien de maisons ont été détruites ?",
            "La tempête a détruit 48 maisons dans la vallée et coupé la route du port.",
            ["48 maisons"],
        ),
        (
            "fr",
            "Combien d'habitants sont partis ?",
            "La tempête a chassé 5 200 riverains de la vallée et coupé la route du port.",
            ["5 200 riverains"],
        ),
        (
            "de",
            "Wie viele Menschen wurden verletzt?",
            "Bei dem Unfall am Hafen sind nach Angaben der Polizei 140 Reisende gestürzt.",
            ["140 Reisende"],
        ),
        (
            "es",
            "¿Quién abrió el museo?",
            "El museo del puerto lo abrió ayer por la tarde la pintora Elena Ruiz Soler.",
            ["Elena Ruiz Soler"],
        ),
        (
            "ar",
            "كم محلا احترق؟",
            "وأتى الحريق الكبير على 120 دكانا في السوق القديم قرب الميناء.",
            ["120 دكانا"],
        ),
        ("tr", "Liman neden kapanmış?", "Liman 2011 senesinde deniz çekilince kapanmış.", []),
    ],
)
def test_elsewhere_numbers_and_full_names_serve(
    language: str, question: str, text: str, answer: list[str]
) -> None:
    assert highlighted(question, text, language=language) == answer


def test_without_weights_an_entity_of_the_kind_is_highlighted() -> None:
    text = "Rescuers brought 31 miners to the surface on Monday, the company told reporters."
    assert highlighted("How many miners?", text, NOTHING_LEARNED) == ["31 miners"]
    assert highlighted("Why was it?", text, NOTHING_LEARNED) == []
    assert highlighted("When was it?", text, NOTHING_LEARNED) == ["Monday"]


@pytest.mark.parametrize(
    ("feature", "question", "text", "answer"),
    [
        (
            "has kind asked for",
            "Which sport do they play?",
            "At the new school in the hills the girls play tennis with old rackets.",
            "tennis",
        ),
        (
            "most alike to focus",
            "Which disease did the vet find?",
            "The vet found pneumonia in a stable where the horses stood on wet straw.",
            "pneumonia",
        ),
        (
            "begins in dateline",
            "Where is the boat?",
            "MANILA, Philippines (Reuters) - The boat lies on a reef in the north, divers say.",
            "MANILA, Philippines",
        ),
    ],
)
def test_what_a_phrase_is_to_the_question_is_told(
    feature: str, question: str, text: str, answer: str
) -> None:
    match = match_of(question, text)
    found = phrases_of(match, 0)
    has = found.features[FEATURES.index(feature)] > 0
    told = {text[a:b] for a, b in zip(found.starts[has], found.ends[has], strict=True)}
    assert answer in told
    assert not told & {"old rackets", "wet straw", "a reef", "the north"}


def test_a_feature_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="no highlighting feature 'shininess'"):
        HighlightModel({"who": {"shininess": 1.0}})


ODD = st.text(st.sampled_from("ab Zé9٣.,;:!?-\u2013'\"“”()[]$%€&/\n\u00a0\u200bخи漢I"), max_size=90)
WORDS = (
    "the a of in by on said killed 790 people Friday 2011 March Anna Maria al Sham ( ) , . - "
    '" “ ” two thousand % $ is which and who Dr. U.N. 1.5 million'
)
PLAIN = st.lists(st.sampled_from(WORDS.split()), max_size=40).map(" ".join)


@settings(max_examples=100, deadline=None)
@given(text=ODD | PLAIN, question=ODD | PLAIN, seed=st.integers(0, 5))
def test_highlights_lie_apart_in_order_and_on_word_boundaries(
    text: str, question: str, seed: int
) -> None:
    drawn = np.random.default_rng(seed).normal(0, 2, len(FEATURES))
    model = HighlightModel({"all": dict(zip(FEATURES, drawn.tolist(), strict=True))})
    for language in ("en", "ru"):
        match = match_of(question, text, language)
        for row, sentence in enumerate(match.indexed.sentences):
            edge = sentence.start
            for start, end in highlights(match, row, model):
                assert edge <= start < end <= sentence.end
                assert not (text[start - 1 : start].isalnum() and text[start].isalnum())
                assert not (text[end - 1].isalnum() and text[end : end + 1].isalnum())
                assert end - start <= max(0.6 * (sentence.end - sentence.start), 25) + 1
                edge = end + 1


def test_a_quote_takes_little_time() -> None:
    text = (
        "Air raids on the northern region stopped on Friday after the offer of the government, but "
        "the fighting since late April has killed 790 villagers, a monitor based in Oslo says."
    )
    match = match_of("How many villagers were killed?", text)
    highlights(match, 0, BY_HAND)
    times = []
    for _ in range(50):
        begun = time.perf_counter()
        highlights(match, 0, BY_HAND)
        times.append(time.perf_counter() - begun)
    assert min(times) < 0.002


class TestLearning:
    """What needs scipy."""

    def examples(self) -> list[Any]:
        learning = pytest.importorskip("index.learning.highlights")
        found = []
        for number, name in enumerate(["Olga Brandt", "Ahmed Nasser", "Lucia Conti", "Tim Dorn"]):
            text = f"The bridge over the lake was built in {1900 + number} by {name} for the town."
            for question, answer in (
                ("Who built the bridge?", name),
                ("When was the bridge built?", str(1900 + number)),
            ):
                start = text.index(answer)
                gold = (start, start + len(answer) + 1)
                found += learning.highlight_examples(match_of(question, text), [gold])
        return found

    def test_what_was_learned_serves_for_other_sentences(self) -> None:
        learning = pytest.importorskip("index.learning.highlights")
        model = HighlightModel(learning.learn_highlighting(self.examples() * 20, 1))
        text = "The chapel at the ford was painted in 1955 by Nora Lind for the bishop."
        assert highlighted("Who painted the chapel?", text, model) == ["Nora Lind"]
        assert highlighted("When was the chapel painted?", text, model) == ["1955"]

    def test_the_same_examples_give_the_same_readable_weights(self) -> None:
        learning = pytest.importorskip("index.learning.highlights")
        first, second = (learning.learn_highlighting(self.examples(), 1) for _ in range(2))
        assert json.dumps(first) == json.dumps(second)
        assert {"all", "who", "when"} <= set(first)
        assert all(name in FEATURES for part in first.values() for name in part)

    def test_more_examples_than_are_needed_are_drawn_by_the_seed(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        learning = pytest.importorskip("index.learning.highlights")
        monkeypatch.setattr(learning, "MOST_EXAMPLES", 3)
        drawn = [learning.learn_highlighting(self.examples(), seed) for seed in (1, 1, 2, 3, 4)]
        assert drawn[0] == drawn[1]
        assert any(other != drawn[0] for other in drawn[2:])

    def test_an_answer_over_two_sentences_gives_each_its_part(self) -> None:
        learning = pytest.importorskip("index.learning.highlights")
        text = "They left at dawn. Nobody saw them again."
        start, end = text.index("at dawn"), text.index(" saw")
        found = learning.highlight_examples(match_of("What?", text), [(start, end)])
        parts = [(example.row, [text[a:b] for a, b in example.gold]) for example in found]
        assert parts == [(0, ["at dawn"]), (1, ["Nobody"])]

    def test_no_examples_give_no_weights(self) -> None:
        learning = pytest.importorskip("index.learning.highlights")
        assert learning.learn_highlighting([], 1) == {}
