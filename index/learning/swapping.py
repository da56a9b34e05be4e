"""Questions that an article all but answers: of its own people and things, but of what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analysis import terms
from index.mentions import AGE, MONEY, ORGANISATION, PERSON, PLACE
from index.question import understand

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np

    from index.analysis import Token
    from index.indexed import IndexedArticle

UNTOLD = (
    ("How old is {name}?", PERSON, "", AGE),
    ("Where was {name} born?", PERSON, "born birth birthplace birthday native hometown", None),
    ("Who is {name} married to?", PERSON, "marry wife husband spouse wedding couple", None),
    ("Where did {name} go to school?", PERSON, "school college university student degree", None),
    ("How much does {name} earn?", PERSON, "salary earn pay income wage", MONEY),
    ("When was {name} founded?", ORGANISATION, "found establish create form begin set", None),
    ("Who founded {name}?", ORGANISATION, "found founder establish create form start", None),
    ("How many people work for {name}?", ORGANISATION, "employ staff worker job workforce", None),
    ("How many people live in {name}?", PLACE, "population inhabitant resident home", None),
    ("When did the war in {name} end?", PLACE, "war end over peace truce", None),
    ("Who won the election in {name}?", PLACE, "election win vote poll ballot", None),
)
"""Questions of a name, the kind of name, and the words or the kind of mention without which an
article cannot answer."""
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
    mentions = indexed.mentions
    asked = [
        (question, mention)
        for question, kind, words, lacking in UNTOLD
        if lacking is None or not (mentions.kinds == lacking).any()
        if not any(term in indexed.postings for term in terms(words))
        for mention in (mentions.kinds == kind).nonzero()[0]
    ]
    if not asked:
        return ""
    question, mention = asked[int(chance.integers(len(asked)))]
    row = int(mentions.rows[mention])
    first, last = (
        indexed.tokens[row][int(place - indexed.starts[row])]
        for place in (mentions.starts[mention], mentions.ends[mention])
    )
    return question.format(name=indexed.article.text[first.start : last.end])


def _is_name(token: Token) -> bool:
    return token.word[0].isdigit() or (token.start > 0 and token.word[0].isupper())
