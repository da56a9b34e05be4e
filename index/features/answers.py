"""Whether a sentence holds something new that may be the answer, and how near to the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.features.columns import share_of_best
from index.features.nearness import Nearness
from index.mentions import (
    AGE,
    DATE,
    DURATION,
    KINDS_OF_MENTION,
    MONEY,
    NAME,
    NUMBER,
    ORGANISATION,
    PERSON,
    PLACE,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from index.matching import Match

    Vector = NDArray[np.float64]

_WANTED: Mapping[str, Mapping[int, float]] = {
    "who": {NAME: 0.8, PERSON: 1.0, PLACE: 0.25, ORGANISATION: 0.7},
    "where": {NAME: 0.5, PERSON: 0.25, PLACE: 1.0, ORGANISATION: 0.6},
    "when": {DATE: 1.0},
    "how many": {NUMBER: 1.0, MONEY: 0.3, DURATION: 0.3},
    "how much": {MONEY: 1.0, NUMBER: 0.6},
    "how long": {DURATION: 1.0, NUMBER: 0.4, DATE: 0.4},
    "how old": {AGE: 1.0, NUMBER: 0.5},
}
"""How likely a mention of each kind is the answer to each kind of question."""
_WANTED_ELSE: Mapping[int, float] = {
    NAME: 0.7,
    PERSON: 0.5,
    PLACE: 0.5,
    ORGANISATION: 0.7,
    NUMBER: 0.3,
    MONEY: 0.3,
    DATE: 0.2,
}
_NAME_MAY_ANSWER = frozenset({"who", "where", "what", "say"})
_NO_MENTION_ANSWERS = frozenset({"why", "how", "yes or no", "topic"})
_UNITS_OF_TIME = frozenset("year month week day hour minut second decad".split())
_SURELY_WANTED = 0.6

ENGLISH = frozenset(
    {
        "focus in sentence",
        "wanted within 5 words",
        "wanted within 60 words",
        "wanted, count",
        "evidence",
        "evidence and first",
        "evidence and full name",
        "evidence, early",
        "who: wanted within 20 words",
        "who: evidence and first",
        "when: wanted within 20 words",
        "untyped: wanted within 20 words",
        "new name leads",
        "who: new name leads",
        "who: new name after by",
        "who: persons",
        "who: full names",
        "who: name frequency",
        "name evidence",
        "who: name evidence",
        "has names",
        "has dates",
        "full names",
        "name frequency",
        "who is: first mention",
        "who is: full name",
    }
)
"""Features that tell names by their capitals, or dates and kinds of questions in English."""


def answer_features(match: Match, covered: Vector, window: Vector) -> dict[str, Vector]:
    """What each sentence holds that may be the answer.

    Args:
        match: The question's terms against the article's sentences.
        covered: For each sentence the share of the question's idf that it has.
        window: The same for each sentence with its neighbours.
    """
    return {
        **_mentioned(match, covered),
        **_names_with_evidence(match, (covered + window) / 2),
        **_introduced(match),
        "focus in sentence": match.focus_column,
        "new terms": _new_terms(match),
        **match.indexed.mentions.in_sentences,
    }


def _mentioned(match: Match, covered: Vector) -> dict[str, Vector]:
    """Names, dates and numbers that the question lacks, by how near its words stand."""
    mentions, kind = match.indexed.mentions, match.question.kind
    table = _table(match)
    of_kind = np.array([table.get(held, 0.0) for held in range(KINDS_OF_MENTION)])
    wanted = of_kind[mentions.kinds] * match.fresh
    nearness = Nearness(match, (mentions.starts + mentions.ends) / 2)
    close, middling, far = (nearness.covered(width) for width in (5.0, 20.0, 60.0))
    wanted_middling = mentions.most(wanted * middling)
    wanted_close = mentions.most(wanted * close)
    evidence = _evidence(match, wanted, middling)
    evidence_first = mentions.most(evidence * mentions.first)
    typed = float(kind in _WANTED)
    has_wanted = (mentions.most(wanted) > _SURELY_WANTED) * typed
    has_expected = (mentions.most(of_kind[mentions.kinds]) >= _SURELY_WANTED) * typed
    new_name = match.fresh * mentions.is_name
    leads = mentions.most(new_name / (1 + mentions.starts - match.indexed.starts[mentions.rows]))
    who = float(kind == "who")
    return {
        "has expected": has_expected,
        "wanted within 5 words": wanted_close,
        "wanted within 60 words": mentions.most(wanted * far),
        "wanted, count": mentions.total(wanted * (mentions.kinds != MONEY)),
        "evidence": mentions.most(evidence),
        "evidence and first": evidence_first,
        "evidence and full name": mentions.most(evidence * mentions.full),
        "evidence, early": mentions.most(evidence / np.sqrt(1 + mentions.rows)),
        "typed: covered and wanted": covered * has_wanted,
        "typed: covered, none wanted": covered * (typed - has_wanted),
        "typed: none wanted": typed - has_wanted,
        "who: wanted within 20 words": wanted_middling * who,
        "who: evidence and first": evidence_first * who,
        "how: wanted within 5 words": wanted_close * kind.startswith("how"),
        "when: wanted within 20 words": wanted_middling * (kind == "when"),
        "untyped: wanted within 20 words": wanted_middling * (1 - typed),
        "new name leads": leads,
        "who: new name leads": leads * who,
        "who: new name after by": mentions.most(new_name * mentions.after_by) * who,
        "who: persons": mentions.persons * who,
        "who: full names": mentions.in_sentences["full names"] * who,
        "who: name frequency": mentions.in_sentences["name frequency"] * who,
    }


def _table(match: Match) -> Mapping[int, float]:
    """How likely a mention of each kind is the answer to a question."""
    kind, focus = match.question.kind, match.question.focus
    if kind in _NO_MENTION_ANSWERS:
        return {}
    if kind == "how many" and focus in _UNITS_OF_TIME:
        return {DURATION: 1.0}
    return _WANTED.get(kind, _WANTED_ELSE)


def _evidence(match: Match, wanted: Vector, nearness: Vector) -> Vector:
    """For each mention what speaks for its being the answer, gathered over the whole article."""
    mentions = match.indexed.mentions
    best = np.zeros(mentions.entities)
    np.maximum.at(best, mentions.entity, wanted * nearness)
    total = np.bincount(mentions.entity, wanted * nearness**2, mentions.entities)
    return share_of_best(0.6 * best + 0.4 * np.sqrt(total))[mentions.entity] * match.fresh


def _names_with_evidence(match: Match, covered: Vector) -> dict[str, Vector]:
    """Names whose words stand, anywhere in the article, in sentences that cover the question."""
    mentions, kind = match.indexed.mentions, match.question.kind
    best = np.zeros(len(match.indexed))
    if kind in _NAME_MAY_ANSWER and len(mentions.name_terms):
        values = covered[mentions.rows[mentions.name_of_term]]
        size = len(mentions.name_term_numbers)
        of_term = np.zeros(size)
        np.maximum.at(of_term, mentions.name_terms, values)
        of_term += np.sqrt(np.bincount(mentions.name_terms, values**2, size))
        for term in match.question.terms:
            if term in mentions.name_term_numbers:
                of_term[mentions.name_term_numbers[term]] = 0.0
        np.maximum.at(best, mentions.rows[mentions.name_of_term], of_term[mentions.name_terms])
    share = share_of_best(best)
    return {"name evidence": share, "who: name evidence": share * (kind == "who")}


def _introduced(match: Match) -> dict[str, Vector]:
    """Where somebody is named for the first time, and in full, of whom it is asked who they are."""
    mentions, question = match.indexed.mentions, match.question
    asks_who_is = float(question.kind == "who" and not question.verb)
    asked = (1.0 - match.fresh) * mentions.is_name * asks_who_is
    return {
        "who is: first mention": mentions.most(asked * mentions.first),
        "who is: full name": mentions.most(asked * mentions.full),
    }


def _new_terms(match: Match) -> Vector:
    """How many words of each sentence the question lacks, stop words left out; log(1 + n)."""
    own = np.zeros(len(match.indexed))
    for term in match.question.terms:
        places = match.indexed.places.get(term)
        if places is not None:
            own += np.bincount(match.indexed.row_at[places], minlength=len(own))
    return np.log1p(np.maximum(match.indexed.term_counts - own, 0.0))
