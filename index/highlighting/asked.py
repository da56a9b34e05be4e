"""A sentence with what is asked of it, and what holds of the question: `asked_sentence`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from index.analysis import terms
from index.highlighting.reading import read
from index.word_vectors import word_vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from index.analysis import Token
    from index.highlighting.reading import Reading
    from index.ranking import Match

    Numbers = NDArray[np.float64]

ENTITY_ASKED = {
    "who": "name",
    "where": "name",
    "when": "date",
    "how long": "date",
    "how many": "number",
    "how much": "number",
    "how old": "number",
}
"""The kinds of question that an entity answers, and of what class its words are."""
_ASKING = frozenset("who whom whose what which when where why how".split())
_FORMS = {
    **dict.fromkeys(("do", "does", "did"), "asks with do"),
    **dict.fromkeys(("is", "are", "was", "were"), "asks with be"),
}


@dataclass(frozen=True, slots=True)
class AskedSentence:
    """A sentence as its phrases are made of it, with where it has the question's words.

    Attributes:
        match: The question with the article.
        row: The sentence's number among `match.indexed.sentences`.
        kind: The question's kind, as `kind_of` tells it.
        words: The sentence's words.
        reading: What they are, whatever is asked.
        weights: For each word how telling it is, synonyms counting half; 0 for other words.
        own: For each word whether it is one of the asker's own, or what a misspelt one was read as.
        of_kind: For each word whether it is one of what is asked for: tennis is a sport.
        alike: How alike each word is used to the noun that is asked for, -1 to 1; 0 for the
            question's own words, and where that is not known.

    """

    match: Match
    row: int
    kind: str
    words: Sequence[Token]
    reading: Reading
    weights: list[float]
    own: list[bool]
    of_kind: list[bool]
    alike: Numbers

    def __len__(self) -> int:
        """How many characters it has."""
        sentence = self.match.indexed.sentences[self.row]
        return sentence.end - sentence.start

    @property
    def asked_places(self) -> list[int]:
        """Where words of the question stand, in words."""
        return [place for place, weight in enumerate(self.weights) if weight > 0]


def asked_sentence(match: Match, row: int) -> AskedSentence:
    """Put a sentence together with what is asked of it.

    Args:
        match: The question with the article.
        row: The sentence's number among `match.indexed.sentences`.

    """
    weights: dict[str, float] = {}
    for asked in match.asked:
        for expression in asked.synonyms:
            for term in expression:
                weights[term] = max(weights.get(term, 0.0), 0.5 * asked.idf / len(expression))
        for term in asked.relatives:
            weights[term] = max(weights.get(term, 0.0), 0.4 * asked.idf)
    own = set()
    for asked in match.asked:
        taken = asked.repair.taken if asked.repair else asked.term
        weights[taken] = 0.8 * asked.idf if asked.repair else asked.idf
        own |= {asked.term, taken}
    of_kind = {kind[0] for asked in match.asked for kind in asked.kinds if len(kind) == 1}
    words = match.indexed.tokens[row]
    return AskedSentence(
        match=match,
        row=row,
        kind=kind_of(match),
        words=words,
        reading=read(match.indexed, row),
        weights=[weights.get(token.term, 0.0) if token.term else 0.0 for token in words],
        own=[token.term in own for token in words],
        of_kind=[token.term in of_kind for token in words],
        alike=_alike_to_focus(
            match, [token.word if token.term not in own else "" for token in words]
        ),
    )


def _alike_to_focus(match: Match, words: Sequence[str]) -> Numbers:
    """For each word how alike it is used to the noun that is asked for."""
    found = np.zeros(len(words))
    focus = match.numbers.get(match.question.focus)
    if focus is None:
        return found
    known = word_vectors()
    numbers = {at: number for at, word in enumerate(words) if (number := known.number(word))}
    if numbers:
        found[list(numbers)] = known.vectors(list(numbers.values())) @ match.vectors[focus]
    return found


def conditions(match: Match) -> tuple[str, ...]:
    """Tell what holds of a question that has weights of its own: its kind and how it is put.

    Args:
        match: The question with the article.

    """
    question = match.question
    words = [token.word.lower() for token in question.tokens]
    at = next((place for place, word in enumerate(words) if word in _ASKING), None)
    if at is None:
        return (kind_of(match),)
    # "Who says that they were …" is not put with "were", "which houses were …" is.
    near = words[at + 1 : at + (2 if words[at] == "who" else 4)]
    form = next((_FORMS[word] for word in near if word in _FORMS), "asks with verb")
    if question.kind == "what" and question.focus:
        return ("what", form, "asks which")
    return (kind_of(match), form)


def kind_of(match: Match) -> str:
    """Tell a question's kind; that of the question meant where only a topic is named.

    Args:
        match: The question with the article.

    """
    kind = match.question.kind
    if kind != "topic":
        return kind
    asked = {asked.repair.taken if asked.repair else asked.term for asked in match.asked}
    return next((meant for meant, stems in _topics().items() if asked & stems), kind)


@cache
def _topics() -> dict[str, frozenset[str]]:
    """List the stems of topics that ask how many, who or when."""
    named = {
        "how many": "casualties deaths death toll killed dead fatalities injured wounded victims "
        "population losses displaced number figures",
        "who": "leader chief head president boss commander spokesman",
        "when": "date start beginning began started year",
    }
    return {kind: frozenset(terms(words)) for kind, words in named.items()}
