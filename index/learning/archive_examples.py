"""What questions to many articles are learned from: a set, asked of all its articles at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.archive_answering import find_candidates
from index.confidence import confidence_features, left_for_lack
from index.learning.archive_scope import archived
from index.learning.examples import Example, Examples, Kind
from index.learning.sets import hits
from index.search import Scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from index.archive import Archive
    from index.archive_answering import Candidates
    from index.article import Span
    from index.learning.sets import QuestionSet, SetQuestion
    from index.search import ArchiveSearch

FEWEST_ARTICLES = 20
"""A set of fewer articles teaches nothing of archives."""
ANSWERABLE = 1600
"""Answerable questions of a set that are learned from at most."""
UNANSWERABLE_SHARE = 0.4
"""Of them so many are asked again without the article that they were asked about."""


def read_archive_examples(
    sets: Sequence[QuestionSet], known: Mapping[str, float], seed: int
) -> Examples:
    """Put questions to archives in features, with questions that the archive does not answer.

    Args:
        sets: The sets; each that has articles enough becomes an archive.
        known: For each term the share of articles that have it.
        seed: For the choice of questions.
    """
    chance = np.random.default_rng(seed)
    rows: list[Example] = []
    names: tuple[str, ...] = ()
    pair_names: tuple[str, ...] = ()
    first = 0
    for group, one in enumerate(sets):
        if len(one.articles) >= FEWEST_ARTICLES and not one.further:
            with archived(one) as (archive, search):
                numbers = archive.numbers([part.article.id for part in one.articles])
                for place, kind, answers, found in _asked(one, archive, search, known, chance):
                    right = _right(found, numbers[one.articles[place].article.id], answers)
                    pair = confidence_features(found.match, found.values)
                    names, pair_names = tuple(found.values), tuple(pair)
                    rows.append(
                        Example(
                            group=group,
                            article=first + place,
                            kind=kind,
                            values=np.stack(list(found.values.values()), 1).astype(np.float32),
                            pair=np.concatenate(list(pair.values())),
                            left_for_lack=left_for_lack(found.match, found.values),
                            right=np.array(right, dtype=float),
                            broad=False,
                            match=None,
                            answers=(),
                            counts=one.counts,
                        )
                    )
        first += len(one.articles)
    return Examples(names, pair_names, tuple(rows))


def _asked(
    one: QuestionSet,
    archive: Archive,
    search: ArchiveSearch,
    known: Mapping[str, float],
    chance: np.random.Generator,
) -> Iterator[tuple[int, Kind, tuple[Span, ...], Candidates]]:
    """Questions of a set with the numbers of their articles in it and what was found for them."""
    numbers = archive.numbers([part.article.id for part in one.articles])
    everywhere = frozenset(numbers.values())
    every = [
        (place, question)
        for place, part in enumerate(one.articles)
        for question in part.questions
        if question.answers
    ]
    chosen: list[tuple[int, SetQuestion]] = [
        every[at] for at in sorted(chance.permutation(len(every))[:ANSWERABLE])
    ]
    for place, question in chosen:
        found = find_candidates(question.question, archive, search, known)
        if found:
            yield place, Kind.ANSWERED, question.answers, found
        if chance.random() < UNANSWERABLE_SHARE:
            own = numbers[one.articles[place].article.id]
            others = Scope(articles=everywhere - {own})
            found = find_candidates(question.question, archive, search, known, others)
            if found:
                yield place, Kind.OTHER, (), found


def _right(found: Candidates, number: int, answers: tuple[Span, ...]) -> list[bool]:
    """For each candidate sentence, whether it stands in the article asked about and answers."""
    origins = (found.origin(row) for row in range(len(found.match.indexed)))
    return [origin.passage.number == number and hits(origin.span, answers) for origin in origins]
