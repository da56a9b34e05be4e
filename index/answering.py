"""Questions to answers: a verdict, a confidence, and quotes. The only door that the bot needs."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from index.confidence import confidence
from index.highlighting.choosing import HighlightModel, highlights
from index.indexed import IndexedArticle
from index.model import shipped
from index.question import understand
from index.ranking import Match, features

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from index.article import Article, Span
    from index.model import Model

    Vector = NDArray[np.float64]

RANKED = 10
"""How many of the best sentences an answer lists, shown or not."""
MOST_PINPOINT = 3
MOST_BROAD = 4
"""How many sentences are shown at most."""
BEGINNING = 2
"""How many are shown of an article of which somebody asks what it is about."""


class Verdict(StrEnum):
    """What can be said about a question from the article's own words."""

    ANSWERED = "answered"
    RELATED = "related"
    SILENT = "silent"


@dataclass(frozen=True)
class Quote:
    """A sentence given as an answer.

    Attributes:
        article: The article that it stands in.
        sentence: Its number among `article.sentences`, from 0.
        start: First character of the quote in the article's text.
        end: One past its last character.
        heading: The section heading that it stands under, or empty.
        score: The ranking's score; higher is better, comparable within one answer.
        highlights: Places in the article's text, within the quote, that the question asks for.
        also_in: Ids of other articles that say the same in nearly the same words.
    """

    article: Article
    sentence: int
    start: int
    end: int
    heading: str
    score: float
    highlights: tuple[Span, ...] = ()
    also_in: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The quote's own words, exactly as they stand in the article."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True)
class Answer:
    """What is answered to one question.

    Attributes:
        question: As it was asked.
        verdict: Whether the article says it.
        confidence: The probability, 0 to 1, that the first quote answers the question.
        article: The article asked.
        quotes: What is shown, in the order in which it is shown; empty where the verdict is silent.
        ranked: The ten best sentences, best first, whatever the verdict; of those that are not
            shown only the first has its highlights.
        repairs: Misspelt words of the question with the words they were read as.
        is_beginning: Whether the quotes are how the article begins, which is what an article has
            for somebody who asks what it is about.
    """

    question: str
    verdict: Verdict
    confidence: float
    article: Article
    quotes: tuple[Quote, ...] = ()
    ranked: tuple[Quote, ...] = ()
    repairs: tuple[tuple[str, str], ...] = ()
    is_beginning: bool = False


@dataclass(frozen=True)
class Explanation:
    """An answer with what led to it.

    Attributes:
        answer: The answer.
        match: The question's terms against the article's sentences.
        values: The features of the sentences, in the order of `match.indexed`.
        scores: Their scores in the same order; of what begins an article, the earlier the higher.
    """

    answer: Answer
    match: Match
    values: Mapping[str, Vector]
    scores: Vector


class Answerer:
    """Answers questions from articles, keeping what it worked out about the last ones asked.

    Args:
        model: The learned weights; without one, those that come with the package.
        kept: Of how many sentences in all the analysed articles are kept in memory.
    """

    def __init__(self, model: Model | None = None, kept: int = 20_000) -> None:
        self.model = model or shipped()
        self.highlighting = HighlightModel(self.model.highlighting)
        self._kept = kept
        self._indexed: OrderedDict[tuple[str, int], IndexedArticle] = OrderedDict()

    def answer(self, question: str, article: Article) -> Answer:
        """Answer a question from one article.

        Args:
            question: Any text that a person may send.
            article: The article to quote from.

        Returns:
            The same answer for the same question and article, always.
        """
        return self.explain(question, article).answer

    def explain(self, question: str, article: Article) -> Explanation:
        """Answer a question and keep what led to the answer.

        Args:
            question: Any text that a person may send.
            article: The article to quote from.
        """
        match = self._match(question, article)
        values = features(match)
        is_beginning = match.question.asks_gist and len(match.indexed) > 0
        if is_beginning:
            scores = -np.arange(len(match.indexed), dtype=float)
        else:
            scores = self.model.ranking(article.language).score(values)
        order = [int(row) for row in np.argsort(-scores, kind="stable")]
        scoring = self.model.confidence(article.language)
        sure = 1.0 if is_beginning else confidence(match, values, scoring)
        verdict = verdict_at(sure, self.model)
        shown = [] if verdict is Verdict.SILENT else self._shown(match, scores, order)
        lit = set() if is_beginning else {*shown, *order[:1]}
        best = {
            row: self._quote(match, row, float(scores[row]), lit=row in lit)
            for row in order[:RANKED]
        }
        answer = Answer(
            question=question,
            verdict=verdict,
            confidence=sure,
            article=article,
            quotes=tuple(best[row] for row in shown),
            ranked=tuple(best.values()),
            repairs=words_repaired(match),
            is_beginning=is_beginning,
        )
        return Explanation(answer, match, values, scores)

    def lit(self, question: str, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
        """Highlight quotes of one answer that were not to be shown at first.

        Args:
            question: The question that they answer.
            quotes: Quotes from one article.
        """
        if not quotes:
            return ()
        match = self._match(question, quotes[0].article)
        if match.question.asks_gist:
            return tuple(quotes)
        rows = {number: row for row, number in enumerate(match.indexed.numbers)}
        return tuple(
            replace(quote, highlights=highlights(match, rows[quote.sentence], self.highlighting))
            for quote in quotes
        )

    def prepare(self, article: Article) -> None:
        """Work out everything about an article that does not depend on the question."""
        self.indexed(article).prepare()

    def indexed(self, article: Article) -> IndexedArticle:
        """The article analysed, from memory where it was asked lately."""
        key = (article.id, hash(article.text))
        found = self._indexed.pop(key, None)
        if found is None or found.article.passages != article.passages:
            found = IndexedArticle(article)
            self._make_room(len(found))
        self._indexed[key] = found
        return found

    def _make_room(self, sentences: int) -> None:
        """Let go of the articles that were asked longest ago, until so many sentences fit."""
        left = self._kept - sentences
        in_memory = sum(map(len, self._indexed.values()))
        while self._indexed and in_memory > left:
            _, oldest = self._indexed.popitem(last=False)
            in_memory -= len(oldest)

    def _match(self, question: str, article: Article) -> Match:
        """The question's terms against the article's sentences."""
        asked = understand(question, article.language)
        common = self.model.commonness if asked.language == "en" else {}
        return Match(asked, self.indexed(article), common)

    def _quote(self, match: Match, row: int, score: float, *, lit: bool) -> Quote:
        """The quote of a sentence; lit, with what the question asks for highlighted."""
        indexed = match.indexed
        sentence, heading = indexed.sentences[row], indexed.headings[row]
        return Quote(
            article=indexed.article,
            sentence=indexed.numbers[row],
            start=sentence.start,
            end=sentence.end,
            heading=indexed.article.words(heading).strip() if heading else "",
            score=score,
            highlights=highlights(match, row, self.highlighting) if lit else (),
        )

    def _shown(self, match: Match, scores: Vector, order: list[int]) -> list[int]:
        """The rows of the sentences to show: the best one and those that come close to it."""
        if match.question.asks_gist:
            return order[:BEGINNING]
        if not match.question.broad:
            nearness = np.exp(scores - scores[order[0]])
            return [row for row in order[:MOST_PINPOINT] if nearness[row] >= self.model.close]
        # Of a topic's sentences none is shown that has no word of it; a pinpoint answer may have
        # none, where its neighbours have them all.
        about = [row for row in order[:RANKED] if match.soft[row].any()] or order[:1]
        nearness = np.exp(scores - scores[about[0]])
        shown = [row for row in about[:MOST_BROAD] if nearness[row] >= self.model.close_broad]
        # Of what somebody says, what stands first in the article is often about something else.
        best_first = match.question.kind == "say" and match.question.subject
        return shown if best_first else sorted(shown)


def verdict_at(confidence: float, model: Model) -> Verdict:
    """The verdict that a confidence stands for.

    Args:
        confidence: The probability that the question is answered, 0 to 1.
        model: The model, which has learned where the limits are.
    """
    if confidence >= model.answered:
        return Verdict.ANSWERED
    return Verdict.RELATED if confidence >= model.related else Verdict.SILENT


def words_repaired(match: Match) -> tuple[tuple[str, str], ...]:
    """Misspelt words as they were written, each with the word that it was read as.

    Args:
        match: The question's terms against the sentences.
    """
    return tuple(
        (_written(match, term.term), _in_the_article(match, term.repair.taken))
        for term in match.asked
        if term.repair
    )


def _written(match: Match, term: str) -> str:
    return next(token.word for token in match.question.tokens if token.term == term)


def _in_the_article(match: Match, term: str) -> str:
    words = (token.word.lower() for read in match.indexed.tokens for token in read)
    terms = (token.term for read in match.indexed.tokens for token in read)
    return next((word for word, found in zip(words, terms, strict=True) if found == term), term)
