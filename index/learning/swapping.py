"""Questions that an article all but answers: of its own people and things, but of what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.analysis import terms
from index.features.speaking import speaking_features
from index.matching import Match
from index.mentions import AGE, MONEY, ORGANISATION, PERSON, PLACE
from index.question import understand

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.analysis import Token
    from index.indexed import IndexedArticle

UNTOLD = (
    ("How old is {name}?", PERSON, "", AGE),
    ("{name}'s age", PERSON, "", AGE),
    ("Where was {name} born?", PERSON, "born birth birthplace birthday native hometown", None),
    ("Who is {name} married to?", PERSON, "marry wife husband spouse wedding couple", None),
    ("Where did {name} go to school?", PERSON, "school college university student degree", None),
    ("How much does {name} earn?", PERSON, "salary earn pay income wage", MONEY),
    ("{name} salary", PERSON, "salary earn pay income wage", MONEY),
    ("When was {name} founded?", ORGANISATION, "found establish create form begin set", None),
    ("Who founded {name}?", ORGANISATION, "found founder establish create form start", None),
    ("Who owns {name}?", ORGANISATION, "own owner buy bought belong parent sell sold", None),
    ("How many people work for {name}?", ORGANISATION, "employ staff worker job workforce", None),
    ("profit of {name}", ORGANISATION, "profit earn loss lose income revenue sale", MONEY),
    ("How many people live in {name}?", PLACE, "population inhabitant resident home", None),
    ("population of {name}", PLACE, "population inhabitant resident home", None),
    ("When did the war in {name} end?", PLACE, "war end over peace truce", None),
    ("Who won the election in {name}?", PLACE, "election win vote poll ballot", None),
)
"""Questions of a name, the kind of name, and the words or the kind of mention, in its sentences
and beside them, without which an article cannot answer."""
SPOKEN = "What did {name} say?"
"""Asked of who never speaks."""
SILENT = 0.1
"""Up to here somebody is taken never to speak."""
NAME_FIRST = 0.6
"""How often a name or number is swapped where the question has one."""
TRIES = 50


class Swapper:
    """Swaps words among questions: a name or number for another one, any other word for another.

    Args:
        questions: The questions from which the words come.
        chance: For every choice.
    """

    def __init__(self, questions: Iterable[str], chance: np.random.Generator) -> None:
        self._chance = chance
        self._words: dict[bool, list[str]] = {True: [], False: []}
        for question in questions:
            for token in understand(question).tokens:
                if token.term:
                    self._words[_is_name(token)].append(token.word)

    def swapped(self, question: str, indexed: IndexedArticle) -> str:
        """A question with one word swapped for a word that is nowhere in an article.

        Args:
            question: A question that the article answers.
            indexed: The article.

        Returns:
            The question; empty where the article has none of its words, or every other word.
        """
        read = understand(question)
        held = [token for token in read.tokens if token.term in indexed.postings and token.term]
        if not held:
            return ""
        names = [token for token in held if _is_name(token)]
        among = names if names and self._chance.random() < NAME_FIRST else held
        token = among[int(self._chance.integers(len(among)))]
        words = self._words[_is_name(token)]
        for _ in range(TRIES):
            word = words[int(self._chance.integers(len(words)))]
            if not any(found.term in indexed.postings for found in understand(word).tokens):
                return read.text[: token.start] + word + read.text[token.end :]
        return ""


def untold(indexed: IndexedArticle, chance: np.random.Generator) -> str:
    """A question of somebody or something in an article, of which it says nothing.

    Args:
        indexed: The article.
        chance: For every choice.

    Returns:
        The question; empty where every question that was thought of might be answered.
    """
    for at in chance.permutation(len(UNTOLD) + 1):
        asked = _never_spoken(indexed) if at == len(UNTOLD) else _never_said(indexed, *UNTOLD[at])
        if asked:
            return asked[int(chance.integers(len(asked)))]
    return ""


def _never_said(
    indexed: IndexedArticle, question: str, kind: int, words: str, lacking: int | None
) -> list[str]:
    """A question of each name of a kind, unless the article has the words of its answer."""
    if any(term in indexed.postings for term in terms(words)):
        return []
    return [
        question.format(name=_written(indexed, mention))
        for mention in np.flatnonzero(indexed.mentions.kinds == kind).tolist()
        if lacking is None or not _stands_beside(indexed, mention, lacking)
    ]


def _never_spoken(indexed: IndexedArticle) -> list[str]:
    """What is said is asked of each name that never stands near a word of saying."""
    asked = [
        SPOKEN.format(name=_written(indexed, mention))
        for mention in np.flatnonzero(indexed.mentions.is_name).tolist()
    ]
    return [question for question in dict.fromkeys(asked) if not _speaks(indexed, question)]


def _written(indexed: IndexedArticle, mention: int) -> str:
    """A mention as it stands in the article."""
    mentions = indexed.mentions
    row = int(mentions.rows[mention])
    first, last = (
        indexed.tokens[row][int(place - indexed.starts[row])]
        for place in (mentions.starts[mention], mentions.ends[mention])
    )
    return indexed.article.text[first.start : last.end]


def _stands_beside(indexed: IndexedArticle, mention: int, kind: int) -> bool:
    """Whether a mention of a kind stands in a sentence that has the name, or beside one."""
    mentions = indexed.mentions
    named = mentions.rows[mentions.entity == mentions.entity[mention]]
    held = mentions.rows[mentions.kinds == kind]
    return bool((np.abs(named[:, None] - held) <= 1).any())


def _speaks(indexed: IndexedArticle, question: str) -> bool:
    """Whether the one whose words a question asks for stands near a word of saying."""
    speaks = speaking_features(Match(understand(question), indexed, {}))["say: subject speaks"]
    return float(speaks.max()) > SILENT


def _is_name(token: Token) -> bool:
    return token.word[0].isdigit() or (token.start > 0 and token.word[0].isupper())
