"""A question set to figures: `pullquote evaluate`."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from index.answering import MOST_PINPOINT, RANKED, Answerer, Verdict
from index.learning.measures import auroc, calibration_error, reciprocal_rank, share
from index.learning.sets import hits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index.answering import Answer, Quote
    from index.article import Span
    from index.learning.sets import QuestionSet, SetQuestion
    from index.model import Model


@dataclass(frozen=True)
class Asked:
    """One question of a set with its answer.

    Attributes:
        question: The question with the places of its answers.
        article: The id of its article.
        answer: What was answered.
        milliseconds: How long that took.
        found: In an archive, whether one of the passages that the search found hits an answer.
    """

    question: SetQuestion
    article: str
    answer: Answer
    milliseconds: float
    found: bool | None = None

    @property
    def right(self) -> list[bool]:
        """For each of the ten best sentences, whether it hits an answer."""
        return [self._hits(quote) for quote in self.answer.ranked]

    @property
    def shown_right(self) -> list[bool]:
        """The same for each quote that is shown."""
        return [self._hits(quote) for quote in self.answer.quotes]

    def _hits(self, quote: Quote) -> bool:
        return quote.article.id == self.article and hits(
            (quote.start, quote.end), self.question.answers
        )


@dataclass(frozen=True)
class Figures:
    """What came out for a set; shares are from 0 to 1.

    Attributes:
        questions: How many were asked.
        answerable: How many of them the articles answer.
        hit1: Share of answerable questions whose first sentence hits an answer.
        hit3: Share of which one of the first three does.
        mrr10: Mean of one over the rank of the first hit among ten.
        auroc: How well the confidence tells answerable questions from others.
        answered: Share of answerable questions with the verdict `answered`.
        refused: Share of the others without it.
        calibration_error: Expected distance of confidence and frequency.
        shown: Quotes shown for an answered question, on average.
        shown_precision: Share of the quotes shown for answerable questions that hit.
        shown_recall: Share of the answers' places that the quotes shown hit.
        highlighted_right: Share of right first sentences with an answer inside a highlight.
        highlighted_share: Share of their characters that is highlighted.
        recall50: In an archive, share of answerable questions whose passage the search found.
        p50_ms: Median of the milliseconds a question takes.
        p99_ms: The time that 99 of 100 questions stay under.
    """

    questions: int
    answerable: int
    hit1: float
    hit3: float
    mrr10: float
    auroc: float
    answered: float
    refused: float
    calibration_error: float
    shown: float
    shown_precision: float
    shown_recall: float
    highlighted_right: float
    highlighted_share: float
    recall50: float | None
    p50_ms: float
    p99_ms: float


def ask_all(question_set: QuestionSet, model: Model | None = None) -> Iterator[Asked]:
    """Ask every question of a set its own article.

    Args:
        question_set: The set; only the questions' words are shown to the answerer.
        model: The weights to use; without one, those that come with the package.
    """
    answerer = Answerer(model, kept=1)
    for part in question_set.articles:
        answerer.prepare(part.article)
        for question in part.questions:
            start = time.perf_counter()
            answer = answerer.answer(question.question, part.article)
            passed = (time.perf_counter() - start) * 1000
            yield Asked(question, part.article.id, answer, passed)


def ask_archive(question_set: QuestionSet, model: Model | None = None) -> Iterator[Asked]:
    """Ask every question of a set all of its articles at once, as one archive.

    Args:
        question_set: The set; only the questions' words are shown to the answerer.
        model: The weights to use; without one, those that come with the package.
    """
    # With one article, neither a search engine nor an archive is needed.
    from index.archive_answering import ArchiveAnswerer  # noqa: PLC0415
    from index.learning.archive_scope import archived  # noqa: PLC0415

    with archived(question_set) as (archive, search):
        answerer = ArchiveAnswerer(Answerer(model), archive, search)
        numbers = archive.numbers([part.article.id for part in question_set.articles])
        for part in question_set.articles:
            spans = [(passage.start, passage.end) for passage in part.article.passages]
            for question in part.questions:
                start = time.perf_counter()
                candidates = answerer.candidates(question.question)
                answer = answerer.answer_from(question.question, candidates)
                passed = (time.perf_counter() - start) * 1000
                found = any(
                    hit.article == numbers[part.article.id]
                    and hits(spans[hit.passage], question.answers)
                    for hit in (candidates.hits if candidates else ())
                )
                yield Asked(question, part.article.id, answer, passed, found)


def figures(asked: Sequence[Asked]) -> Figures:
    """Work out the figures of merit.

    Args:
        asked: The questions with their answers.
    """
    answerable = [one for one in asked if one.question.answers]
    others = [one for one in asked if not one.question.answers]
    right = [one.right for one in answerable]
    first_right = [one for one, found in zip(answerable, right, strict=True) if any(found[:1])]
    inside, highlighted = _highlighting(first_right)
    shown = [right for one in answerable for right in one.shown_right]
    milliseconds = [one.milliseconds for one in asked]
    return Figures(
        questions=len(asked),
        answerable=len(answerable),
        hit1=share([any(found[:1]) for found in right]),
        hit3=share([any(found[:MOST_PINPOINT]) for found in right]),
        mrr10=share([reciprocal_rank(found[:RANKED]) for found in right]),
        auroc=auroc(
            [one.answer.confidence for one in answerable],
            [one.answer.confidence for one in others],
        ),
        answered=share([one.answer.verdict is Verdict.ANSWERED for one in answerable]),
        refused=share([one.answer.verdict is not Verdict.ANSWERED for one in others]),
        calibration_error=calibration_error(
            [one.answer.confidence for one in asked], [bool(one.question.answers) for one in asked]
        ),
        shown=share([len(one.answer.quotes) for one in answerable if one.answer.quotes]),
        shown_precision=share(shown),
        shown_recall=share([_recall(one) for one in answerable]),
        highlighted_right=share(inside),
        highlighted_share=share(highlighted),
        recall50=share(found) if (found := _found(answerable)) else None,
        p50_ms=float(np.percentile(milliseconds, 50)) if milliseconds else 0.0,
        p99_ms=float(np.percentile(milliseconds, 99)) if milliseconds else 0.0,
    )


def _found(answerable: Sequence[Asked]) -> list[bool]:
    return [one.found for one in answerable if one.found is not None]


def _recall(one: Asked) -> float:
    """The share of a question's answers that the quotes shown hit."""
    quotes = [
        (quote.start, quote.end) for quote in one.answer.quotes if quote.article.id == one.article
    ]
    return share([hits(answer, quotes) for answer in one.question.answers])


def _highlighting(first_right: Iterable[Asked]) -> tuple[list[bool], list[float]]:
    """Whether an answer lies inside a highlight of the first sentence, and how much is lit."""
    inside, lit = [], []
    for one in first_right:
        quote = one.answer.ranked[0]
        within = [
            _trimmed(quote.article.text, max(start, quote.start), min(end, quote.end))
            for start, end in one.question.answers
            if start < quote.end and quote.start < end
        ]
        inside.append(
            any(
                left <= start and end <= right
                for start, end in within
                for left, right in quote.highlights
            )
        )
        lit.append(sum(end - start for start, end in quote.highlights) / (quote.end - quote.start))
    return inside, lit


def _trimmed(text: str, start: int, end: int) -> Span:
    """An answer's place without the punctuation and space around it."""
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return start, end


def prediction(one: Asked) -> dict[str, Any]:
    """A question's answer as a row for other programs.

    Args:
        one: The question with its answer.

    Returns:
        `{"id", "article", "answered", "confidence", "quotes": [{"start", "end"}…]}` with the
        ten best sentences in order, whether answered or not; in an archive each quote names its
        "article" too.
    """
    return {
        "id": one.question.id,
        "article": one.article,
        "answered": one.answer.verdict is Verdict.ANSWERED,
        "confidence": round(one.answer.confidence, 4),
        "quotes": [
            {"start": quote.start, "end": quote.end}
            | ({} if one.found is None else {"article": quote.article.id})
            for quote in one.answer.ranked
        ],
    }


def as_json(found: Figures) -> dict[str, float]:
    """The figures by name, rounded to four places."""
    return {name: round(value, 4) for name, value in asdict(found).items() if value is not None}
