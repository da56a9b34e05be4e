"""Whether an article answers a question at all: features of the pair, for a calibrated model."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from index.features.columns import near
from index.features.speaking import subject_speaks
from index.mentions import AGE, DATE, DURATION, MONEY, NUMBER
from index.question import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from index.matching import Match
    from index.model import Scoring

    Vector = NDArray[np.float64]

_BEST_OF = (
    "bm25",
    "bm25 with synonyms",
    "bm25 of window",
    "bm25 of passage",
    "idf covered",
    "idf covered exactly",
    "idf covered by window",
    "idf covered by wide window",
    "squared idf covered",
    "covered without focus",
    "covered without focus by window",
    "covered within 15 words",
    "covered within 40 words",
    "dense within 4 words",
    "dense within 12 words",
    "terms covered",
    "other words covered",
    "pairs together",
    "pairs together, count",
    "span of matches",
    "covered by words alike",
    "other words covered by words alike",
    "most alike to a missing word",
    "meaning",
    "meaning of what is missing",
    "letters shared",
    "names covered by window",
    "wanted within 5 words",
    "wanted within 60 words",
    "who: wanted within 20 words",
    "when: wanted within 20 words",
    "how: wanted within 5 words",
    "untyped: wanted within 20 words",
    "terms matched",
    "last term",
    "has expected",
    "stop words shared",
)
"""Features of sentences whose greatest value says something of the article."""
_BEST_NAMES = tuple(f"best {name}" for name in _BEST_OF)


def confidence(match: Match, values: Mapping[str, Vector], scoring: Scoring) -> float:
    """The probability, 0 to 1, that what a question was matched with answers it.

    Args:
        match: The question's terms against the sentences.
        values: The features of the sentences.
        scoring: The learned log odds.
    """
    # "Who made you" asks nothing of an article, whatever is made in it.
    of_the_bot = match.question.to_bot and len(match.asked) <= 1
    if of_the_bot or not match.found.any():
        return 0.0
    log_odds = float(scoring.score(confidence_features(match, values))[0])
    probability = 1 / (1 + math.exp(-max(-500.0, min(500.0, log_odds))))
    return left_for_lack(match, values) * probability


LACKING = 0.25
"""What is left of the confidence where the article has not all that the question names, nothing of
what it counts, nobody's age where it asks for one, or no words of whom it names. Weights cannot
learn this: among questions of other articles, which miss many words, a name is one more."""


def left_for_lack(match: Match, values: Mapping[str, Vector]) -> float:
    """What is left of the confidence, 0 to 1, for what the article has of what is named or counted.

    Args:
        match: The question's terms against the article's sentences.
        values: The features of the sentences.
    """
    if match.question.language != "en":
        return 1.0
    lacks = (
        _lacks_a_name(match)
        or _lacks_what_is_counted(match)
        or _lacks_an_age(match)
        or _lacks_words_of(match, values)
    )
    return LACKING if lacks else 1.0


def _lacks_what_is_counted(match: Match) -> bool:
    """Whether "how many pilots" is asked of an article that speaks of no pilots."""
    question = match.question
    counts = question.kind == "how many" and question.focus != ""
    return counts and not match.focus_column.any()


def _lacks_an_age(match: Match) -> bool:
    """Whether "how old is she" is asked of an article that tells nobody's age."""
    return match.question.kind == "how old" and AGE not in match.indexed.mentions.kinds


def _lacks_words_of(match: Match, values: Mapping[str, Vector]) -> bool:
    """Whether "what did Moscow say" is asked of an article in which Moscow says nothing."""
    question = match.question
    named = any(asked.is_name and asked.term in question.subject for asked in match.asked)
    return question.kind == "say" and named and not subject_speaks(values)


def _lacks_a_name(match: Match) -> bool:
    """Whether the question has a name or number that the article has not."""
    # In A Question Like This, capitals tell nothing.
    capitals_tell = not all(token.word[0].isupper() for token in match.question.tokens)
    return any(
        asked.is_name
        and not held
        and (len(asked.term) > 1 if asked.term[0].isdigit() else capitals_tell)
        for asked, held in zip(match.asked, match.found, strict=True)
    )


def confidence_features(match: Match, values: Mapping[str, Vector]) -> dict[str, Vector]:
    """Features of a question and a whole article, each a vector of one number.

    Args:
        match: The question's terms against the article's sentences.
        values: The features of its sentences, from `ranking.features`.
    """
    found: dict[str, float] = {}
    found.update(_what_is_found(match))
    found.update(_what_is_missing(match))
    found.update(_of_focus_and_verb(match, values))
    found.update(_of_the_kind_asked(match, values))
    found.update(_of_the_speaker(match, values))
    best = np.array([values[name] for name in _BEST_OF]).max(axis=1, initial=0.0)
    found.update(zip(_BEST_NAMES, best.tolist(), strict=True))
    found.update(_how_it_stands_out(values["bm25 with synonyms"]))
    found["question words"] = float(len(match.question.tokens))
    found["log sentences"] = float(np.log1p(len(match.indexed)))
    found.update({f"asks {kind}": float(match.question.kind == kind) for kind in KINDS})
    row = np.array(list(found.values()))
    return {name: row[at : at + 1] for at, name in enumerate(found)}


def _what_is_found(match: Match) -> dict[str, float]:
    """How much of the question the article has, weighed by how rare each word is elsewhere."""
    size = len(match.asked)
    rarity = match.rarity
    exact, soft = match.found_exactly, match.found
    times = np.log1p([match.indexed.sentence_counts.get(asked.term, 0) for asked in match.asked])
    total = max(float(rarity.sum()), 1e-9)
    by_sentence = match.soft @ rarity / total
    by_window = near(match.soft, 2, 2) @ rarity / total
    return {
        "article covers": float(soft @ match.idf) / match.total_idf,
        "article covers exactly": float(exact @ match.idf) / match.total_idf,
        "rarity covered": float(soft @ rarity) / total,
        "rarity covered exactly": float(exact @ rarity) / total,
        "rarity found": float(exact @ rarity),
        "rarest found": float((exact * rarity).max(initial=0.0)),
        "rarity covered by a sentence": float(by_sentence.max(initial=0.0)),
        "rarity covered by a window": float(by_window.max(initial=0.0)),
        "rarity found in a sentence": float((match.exact @ rarity).max(initial=0.0)),
        "mean of times found": float(times.mean()) if size else 0.0,
        "least of times found": float(times.min()) if size else 0.0,
        "most of times found": float(times.max()) if size else 0.0,
        "times found by rarity": float(times @ rarity) / total,
        "times found, rarity in all": float(times @ rarity),
        "question terms": float(size),
        "question rarity": float(rarity.sum()),
        "repairs": float(sum(asked.repair is not None for asked in match.asked)),
    }


def _what_is_missing(match: Match) -> dict[str, float]:
    """What the question has that the article lacks: names, numbers and other telling words."""
    rarity, is_name = match.rarity, match.is_name
    exact, soft = match.found_exactly, match.found
    nowhere = (soft == 0).astype(float)
    is_number = np.array([asked.term[0].isdigit() for asked in match.asked], dtype=float)
    missing = (1 - soft) * rarity
    # "You" names the one who is spoken to, who stands in no article.
    bot = float(match.question.to_bot)
    return {
        "rarest missing": float(((1 - exact) * rarity).max(initial=0.0)),
        "rarest missing, softly": float(missing.max(initial=0.0)),
        "rarity missing": float((1 - exact) @ rarity),
        "rarity missing, softly": float(missing.sum()),
        "terms nowhere": float(nowhere.sum()),
        "share of terms nowhere": float(nowhere.sum()) / max(len(nowhere), 1),
        "names": float(is_name.sum()) + bot,
        "names missing": float(is_name @ (exact == 0)) + bot,
        "names nowhere": float(is_name @ nowhere) + bot,
        "a name nowhere": float((is_name * nowhere).max(initial=bot)),
        "names found": _names_found(match),
        "numbers nowhere": float(is_number @ nowhere),
        "other words nowhere": float((1 - is_name) @ nowhere),
        "rarest other word nowhere": float(((1 - is_name) * nowhere * rarity).max(initial=0.0)),
    }


def _of_focus_and_verb(match: Match, values: Mapping[str, Vector]) -> dict[str, float]:
    """Whether what is counted or named, and what was done, stand near the rest of the question."""
    focus = match.focus_column
    asks_focus = float(bool(match.question.focus))
    covered = values["covered without focus by window"]
    close = near(focus[:, None], 1, 1)[:, 0]
    counts = asks_focus * float(match.question.kind.startswith("how"))
    verb = match.column_of(match.question.verb)
    return {
        "asks focus": asks_focus,
        "what is counted is nowhere": counts * float(not focus.any()),
        "what is counted is far": counts * (1.0 - float((close * covered).max(initial=0.0))),
        "no verb nearby, all else found": float(bool(match.question.verb))
        * (1.0 - float(verb.max(initial=0.0)))
        * float(match.found.mean() if len(match.asked) else 0.0),
        "focus nowhere": asks_focus * float(not focus.any()),
        "focus missing": asks_focus * (1.0 - float(focus.max(initial=0.0))),
        "focus near the rest": asks_focus * float((close * covered).max(initial=0.0)),
        "verb found": float(verb.max(initial=0.0)),
        "verb near the rest": float((near(verb[:, None], 1, 1)[:, 0] * covered).max(initial=0.0)),
        "no verb": float(not match.question.verb),
        "names found, verb nowhere": float(bool(match.question.verb) and not verb.any())
        * _names_found(match),
    }


_STRICTLY = {
    "when": DATE,
    "how many": NUMBER,
    "how much": MONEY,
    "how long": DURATION,
    "how old": AGE,
}
"""The kinds of mention without which these kinds of question have no answer."""


def _of_the_kind_asked(match: Match, values: Mapping[str, Vector]) -> dict[str, float]:
    """Whether the article has anything of the kind that is asked for, and where it covers most."""
    wanted = _STRICTLY.get(match.question.kind)
    if wanted is None:
        return {"kind nowhere": 0.0, "kind not beside the best": 0.0}
    mentions = match.indexed.mentions
    held = mentions.most(match.fresh * (mentions.kinds == wanted))
    best = _covers_most(values)
    return {
        "kind nowhere": float(not held.any()),
        "kind not beside the best": 1.0 - float(held[max(0, best - 1) : best + 2].max()),
    }


def _of_the_speaker(match: Match, values: Mapping[str, Vector]) -> dict[str, float]:
    """Whether the one whose words are asked for speaks, anywhere and where most is covered."""
    if match.question.kind != "say" or not match.question.subject:
        return {"speaker is silent": 0.0, "speaker is silent beside the best": 0.0}
    speaks = values["say: subject speaks nearby"]
    best = _covers_most(values)
    return {
        "speaker is silent": 1.0 - float(speaks.max()),
        "speaker is silent beside the best": 1.0 - float(speaks[best]),
    }


def _covers_most(values: Mapping[str, Vector]) -> int:
    """The sentence that covers most of the question with its neighbours."""
    return int(np.argmax(values["idf covered by window"]))


def _names_found(match: Match) -> float:
    """The share of the question's names that the article has; 0 for a question without."""
    return float(match.is_name @ match.found_exactly) / max(float(match.is_name.sum()), 1.0)


def _how_it_stands_out(scores: Vector) -> dict[str, float]:
    """Whether one sentence is far better than the others."""
    if len(scores) < 2:
        return {"gap to second": 0.0, "best above mean": 0.0}
    ordered = np.sort(scores)[::-1]
    return {
        "gap to second": float((ordered[0] - ordered[1]) / (ordered[0] + 1e-9)),
        "best above mean": float((ordered[0] - ordered.mean()) / (ordered.std() + 1e-9)),
    }
