"""What is learned from: questions asked of articles, in features."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from index.confidence import confidence_features, left_for_lack
from index.indexed import IndexedArticle
from index.learning.sets import hits
from index.learning.swapping import Swapper, untold
from index.question import understand
from index.ranking import ENGLISH_FEATURES, Match, features

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from index.article import Span
    from index.learning.sets import QuestionSet, SetQuestion
    from index.question import Question

    Vector = NDArray[np.float64]
    Matrix = NDArray[np.float32]

MOST_QUESTIONS = 2100
"""Of a set so many answerable questions are learned from at most, and so many of each kind else;
of further questions all."""
UNTOLD_EVERY = 4
"""For every so many answerable questions there is one of what an article does not say."""
COMMON_IN = 4
"""A term's share of articles is recorded from this many articles on."""


class Kind(StrEnum):
    """Where a question comes from."""

    ANSWERED = "answered by the article"
    OTHER = "not answered, in the set or by another article of it"
    SWAPPED = "answered before a word of it was swapped"
    UNTOLD = "of a name in the article, and of what it does not say"


@dataclass(frozen=True)
class Example:
    """One question asked of one article, in features.

    Attributes:
        group: The number of the question set.
        article: The number of the article among all articles of all sets.
        kind: Where the question comes from.
        values: The features of the article's sentences, in the order of the names.
        pair: The features of question and article, in the order of their names.
        left_for_lack: What is left of the confidence for what the article lacks.
        right: 1 for each sentence that answers.
        broad: Whether several sentences are wanted.
        match: The question with the article, for an answered one in English whose set tells the
            words that answer and not only the sentences.
        answers: Places of the answers in the article's text.
        counts: What it counts where a ranking is learned.
        further: Whether it is a further question about another set's article. Such ones teach in
            which order sentences come, how many a broad question shows, and what a near miss is;
            the limits of the verdicts, and which words answer, are told by the others.
    """

    group: int
    article: int
    kind: Kind
    values: Matrix
    pair: Vector
    left_for_lack: float
    right: Vector
    broad: bool
    match: Match | None
    answers: tuple[Span, ...]
    counts: float = 1.0
    further: bool = False

    @property
    def answerable(self) -> bool:
        """Whether the article answers."""
        return self.kind is Kind.ANSWERED


@dataclass(frozen=True)
class Examples:
    """All examples with the names of their features."""

    names: tuple[str, ...]
    pair_names: tuple[str, ...]
    rows: tuple[Example, ...]


class Library:
    """The articles of all sets, analysed once.

    Args:
        sets: The sets.

    Attributes:
        sets: The sets.
        articles: Their articles, set by set.
        numbers: The numbers of these articles among all; two sets may ask of the same article.
        counts: For each stem, how many articles have it.
        total: How many articles there are.
    """

    def __init__(self, sets: Sequence[QuestionSet]) -> None:
        self.sets = sets
        # The articles of further questions are the very objects that another set has.
        own = {id(part.article): part.article for one in sets for part in one.articles}
        every = {key: IndexedArticle(article) for key, article in own.items()}
        number_of = {key: number for number, key in enumerate(every)}
        self.articles = [[every[id(part.article)] for part in one.articles] for one in sets]
        self.numbers = [[number_of[id(part.article)] for part in one.articles] for one in sets]
        self.counts: Counter[str] = Counter()
        for indexed in every.values():
            self.counts.update(indexed.postings.keys())
        self.total = len(every)

    def commonness(self) -> dict[str, float]:
        """For each stem that several articles have, the share of those that do."""
        return {
            term: count / self.total
            for term, count in sorted(self.counts.items())
            if count >= COMMON_IN
        }


class _Elsewhere(dict[str, float]):
    """For each term the share of the *other* articles that have it."""

    def __init__(self, library: Library, own: Mapping[str, Any]) -> None:
        super().__init__()
        self._library, self._own = library, own

    def get(self, term: str, default: Any = None) -> Any:
        count = self._library.counts[term] - (term in self._own)
        return count / max(self._library.total - 1, 1) if count >= COMMON_IN else default


def read_examples(library: Library, seed: int, *, neutral: bool) -> Examples:
    """Put the questions of all sets in features, with questions that the articles do not answer.

    Args:
        library: The analysed sets.
        seed: For the choice of questions.
        neutral: Whether to read them as of a language of which nothing is known.
    """
    rows: list[Example] = []
    names: tuple[str, ...] = ()
    pair_names: tuple[str, ...] = ()
    for group, (one, part) in enumerate(zip(library.sets, library.articles, strict=True)):
        lit = not neutral and not one.further
        for place, kind, question in _chosen(one, part, np.random.default_rng([seed, group])):
            indexed = part[place]
            asked = understand(question.question, indexed.article.language)
            if neutral:
                asked = _without_language(asked)
            elsewhere = {} if neutral else _Elsewhere(library, indexed.postings)
            match = Match(asked, indexed, elsewhere)
            values = features(match)
            pair = confidence_features(match, values)
            if neutral:
                values, pair = _neutral(values), _neutral(pair)
            names, pair_names = tuple(values), tuple(pair)
            right = [hits((at.start, at.end), question.answers) for at in indexed.sentences]
            rows.append(
                Example(
                    group=group,
                    article=library.numbers[group][place],
                    kind=kind,
                    values=np.stack(list(values.values()), axis=1).astype(np.float32),
                    pair=np.concatenate(list(pair.values())),
                    left_for_lack=left_for_lack(match, values),
                    right=np.array(right, dtype=float),
                    broad=question.broad,
                    match=match if lit and kind is Kind.ANSWERED else None,
                    answers=question.answers,
                    counts=one.counts,
                    further=one.further,
                )
            )
    return Examples(names, pair_names, tuple(rows))


def _without_language(asked: Question) -> Question:
    """A question as it would be understood in a language of which little is known."""
    kind = "how many" if asked.kind == "how many" else "what"
    return replace(asked, kind=kind, focus="", verb="", to_bot=False, broad=False, language="*")


def _neutral(values: dict[str, Vector]) -> dict[str, Vector]:
    return {name: value for name, value in values.items() if name not in ENGLISH_FEATURES}


def _chosen(
    one: QuestionSet, part: Sequence[IndexedArticle], chance: np.random.Generator
) -> Iterator[tuple[int, Kind, SetQuestion]]:
    """The questions to learn from with the numbers of the articles that they are asked of."""
    # To each kind a chance of its own: to change one leaves the others as they were.
    chance, strangers, swaps, untolds = chance.spawn(4)
    every = [
        (place, question)
        for place, found in enumerate(one.articles)
        for question in found.questions
        if part[place].sentences
    ]
    most = len(every) if one.further else MOST_QUESTIONS
    answered = _some([held for held in every if held[1].answers], chance, most)
    refused = _some([held for held in every if not held[1].answers], chance, most)
    yield from ((place, Kind.ANSWERED, question) for place, question in answered)
    yield from ((place, Kind.OTHER, question) for place, question in refused)
    if one.further:
        return
    if len(one.articles) > 1:
        # The questions of other articles make up what the set lacks in unanswerable ones.
        for place, _ in answered[: max(len(answered) - len(refused), 0)]:
            other = (place + 1 + int(strangers.integers(len(one.articles) - 1))) % len(one.articles)
            strange = one.articles[other].questions
            if strange:
                question = strange[int(strangers.integers(len(strange)))]
                yield place, Kind.OTHER, replace(question, answers=(), broad=False)
    swapper = Swapper([question.question for _, question in every], swaps)
    for place, question in answered:
        swapped = swapper.swapped(question.question, part[place])
        if swapped:
            yield place, Kind.SWAPPED, replace(question, question=swapped, answers=(), broad=False)
    for place, question in answered[::UNTOLD_EVERY]:
        untold_question = untold(part[place], untolds)
        if untold_question:
            yield (
                place,
                Kind.UNTOLD,
                replace(question, question=untold_question, answers=(), broad=False),
            )


def _some(
    questions: list[tuple[int, SetQuestion]], chance: np.random.Generator, most: int
) -> list[tuple[int, SetQuestion]]:
    """As many as are learned from, chosen by chance, in no order."""
    return [questions[at] for at in chance.permutation(len(questions))[:most]]
