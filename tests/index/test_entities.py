"""What may be an answer in a sentence."""

from __future__ import annotations

import random
import re
import string
import sys

import pytest

from index import entities
from index.analysis import tokens
from index.entities import find_entities

WORDS = (
    "about five hours ago, aged 31; two and a half million dollars US$3m £20 1999 3:30 p.m. "
    "twenty-five years old SAID says according to because of in order to by using Monday "
    "12 May 2011 early last year a few months half-century 19th century caused by led to mid-March "
    "the city of Mr Smith İki bin 30-year-old, 42, MILLIONEN fünf Σεπτ. later this week 5% ſaid"
).split()


def found(text: str) -> dict[str, list[str]]:
    """What is found in a text by kind, as words."""
    said = find_entities(text, tokens(text), frozenset(), 0, len(text))
    kinds = ("numbers", "money", "dates", "durations", "ages", "people", "places", "organisations")
    spans = {kind: [text[slice(*span)] for span in getattr(said, kind)] for kind in kinds}
    return {kind: words for kind, words in spans.items() if words}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rain fell on the coast.", {}),
        (
            "It cost two million dollars.",
            {"numbers": ["two million dollars"], "money": ["two million dollars"]},
        ),
        ("It opened in March.", {"dates": ["in March"]}),
        ("They waited for a few weeks.", {"durations": ["few weeks"]}),
        ("She is aged forty.", {"numbers": ["forty"], "ages": ["aged forty"]}),
        ("They took a girl, then 14, away.", {"numbers": ["14"], "ages": [", then 14"]}),
        ("It helps children ages 3 to 17.", {"numbers": ["3", "17"], "ages": ["ages 3"]}),
        ("A girl of 11 wrote it.", {"numbers": ["11"], "ages": ["girl of 11"]}),
        ("It was when he turned 18.", {"numbers": ["18"], "ages": ["turned 18"]}),
        ("He turned 18:30 into 19.", {"numbers": ["18", "30", "19"]}),
        ("We met Mr John Smith there.", {"people": ["Mr John Smith"]}),
        ("He was sent to Paris.", {"places": ["Paris"]}),
        ("They think Norway won, not the U.S. team.", {"places": ["Norway", "U.S."]}),
        ("SPLIT (Reuters) - Rain fell.", {"places": ["SPLIT"]}),
        ("It was NATO there.", {"organisations": ["NATO"]}),
        ("They paid £1.4m for 3m trees.", {"numbers": ["£1.4m", "3m"], "money": ["£1.4m"]}),
        ("It cost $2bn, not €300k.", {"numbers": ["$2bn", "€300k"], "money": ["$2bn", "€300k"]}),
        ("It began at 10.30am in rain.", {"dates": ["10.30am"]}),
        ("He read the Diario do Sul.", {"people": ["Diario do Sul"]}),
        ("SPLIT (Reuters) - A boat sank.", {"places": ["SPLIT"]}),
        ('"It is over. The boat sank," she said.', {}),
    ],
)
def test_what_may_be_an_answer_is_found(text: str, expected: dict[str, list[str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize("language", ["en", "de", "tr"])
def test_no_pattern_is_left_out_that_would_match(language: str) -> None:
    dice = random.Random(4)
    patterns = {**entities._PATTERNS, "number": entities._number_in(language)}
    left_out = 0
    for _ in range(2000):
        text = " ".join(dice.choices(WORDS, k=dice.randint(1, 5)))
        possible = entities._possible(text, language)
        searched = {0: entities.in_lower_case(text), re.IGNORECASE: text}
        matching = {
            kind
            for kind, pattern in patterns.items()
            if pattern.search(searched[pattern.flags & re.IGNORECASE])
        }
        assert matching <= possible
        left_out += len(patterns) - len(possible)
    assert left_out > 1000


def test_lower_case_keeps_places_and_is_what_patterns_take_for_the_same() -> None:
    every = "".join(map(chr, [*range(0xD800), *range(0xE000, sys.maxunicode + 1)]))
    lower = entities.in_lower_case(every)
    assert len(lower) == len(every)
    for letter in string.ascii_lowercase:
        same = [match.start() for match in re.finditer(letter, every, re.IGNORECASE)]
        assert [match.start() for match in re.finditer(letter, lower)] == same
    for kind in (r"\w", r"\s", r"\d"):
        same = [match.start() for match in re.finditer(kind, every)]
        assert [match.start() for match in re.finditer(kind, lower)] == same
