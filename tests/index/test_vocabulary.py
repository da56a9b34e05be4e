"""Synonyms and repairs."""

from __future__ import annotations

from importlib.resources import files

import pytest

from index.analysis import terms
from index.vocabulary import alternatives, kinds, of_one_act, repaired, synonyms


def found_through(question: str) -> set[str]:
    return {
        " ".join(expression)
        for expressions in alternatives(terms(question))
        for expression in expressions
    }


def test_who_asks_for_casualties_finds_the_words_of_reporters() -> None:
    found = found_through("casualties")
    assert {"kill", "fatal", "claim live"} <= found


def test_a_country_is_found_through_its_people_and_its_capital() -> None:
    assert {"russian", "moscow"} <= found_through("What does Russia want?")


def test_the_list_has_at_least_150_sets() -> None:
    assert len(synonyms("en")) > 300
    assert synonyms("fr") == {}


def test_of_an_expression_and_a_word_in_it_the_expression_counts() -> None:
    assert "resid" in found_through("who lives there")
    assert "resid" not in found_through("how many lost their lives")
    assert "kill" in found_through("how many lost their lives")


def test_a_kind_is_found_through_what_it_is_a_kind_of_and_not_the_other_way_round() -> None:
    assert ("ferri",) in kinds()["vessel"]
    assert ("iran",) in kinds()["countri"]
    assert "ferri" not in kinds()
    assert kinds("fr") == {}


def test_every_line_of_kinds_has_a_term_of_its_own_and_each_kind_once() -> None:
    lines = (files("index") / "kinds.txt").read_text("utf-8").splitlines()
    parts = [line.partition(":") for line in lines if line and not line.startswith("#")]
    heads = [terms(head) for head, _, _ in parts]
    assert all(len(head) == 1 for head in heads)
    assert len({head[0] for head in heads}) == len(heads) > 90
    for head, _, words in parts:
        listed = [tuple(terms(word)) for word in words.split(",")]
        assert len(set(listed)) == len(listed), head
        assert all(listed), head


VOCABULARY = {
    "civilian",
    "truce",
    "idlib",
    "combat",
    "year",
    "iraq",
    "zambia",
    "attack",
    "civilians",
}


@pytest.mark.parametrize(
    ("term", "taken"),
    [
        ("civilan", "civilian"),
        ("truse", "truce"),
        ("ildib", "idlib"),
        ("atack", "attack"),
        ("cvilains", "civilians"),
    ],
)
def test_a_slip_is_read_as_the_nearest_word(term: str, taken: str) -> None:
    repair = repaired(term, VOCABULARY)
    assert repair
    assert repair.taken == taken


@pytest.mark.parametrize("term", ["gambia", "cat", "weather", "2012", "presid", "ear"])
def test_what_is_not_near_is_left_alone(term: str) -> None:
    assert repaired(term, VOCABULARY) is None


@pytest.mark.parametrize(
    ("verb", "doer"),
    [("own", "owner"), ("win", "winner"), ("kill", "killer"), ("vote", "voter"), ("act", "")],
)
def test_who_does_it_is_found_through_what_is_done_and_the_other_way_round(
    verb: str, doer: str
) -> None:
    assert doer in (*of_one_act(verb), "")
    assert not doer or verb in of_one_act(doer)


@pytest.mark.parametrize("term", ["let", "letter", "number", "water", "order", "minister", "er"])
def test_not_every_word_that_ends_so_does_something(term: str) -> None:
    assert of_one_act(term) == ()
