"""What one could ask an article: questions made of its own words, that it answers. Pure."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING

from index.answering import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.answering import Answerer
    from index.article import Article, Span
    from index.indexed import IndexedArticle

SUGGESTED = 3
"""How many questions are suggested."""

# Of an article in English only, and so in English whatever language the bot speaks.
_SAID = "What did {name} say?"
_WHO_IS = "Who is {name}?"
_HOW_MANY = "How many {things}?"
_HAPPENED = "What happened in {place}?"

_LOOKED_AT = 60
"""Sentences, from the beginning: news tells the main things first."""

_TRIED = 24
"""Questions that are tried before there are enough."""

_LONGEST = 80

_SAYING = r"(?:said|says|told|added|warned|announced|stated|wrote|explained)\b"
_SAYS = re.compile(rf"(?:,[^,.]{{1,60}}(?=,))?,?\s+(?:\w+ly\s+)?{_SAYING}")
_SAID_BY = re.compile(rf"{_SAYING}\s+(?:[a-z]+\s+){{0,2}}$")

_COUNTED = re.compile(r"(?!others$|times$|this$)[a-z]{3,}s")
"""Nouns in the plural, mostly; those that tell nothing by themselves are left out."""


def suggestions(article: Article, answerer: Answerer) -> tuple[str, ...]:
    """Suggest questions that the article answers, of its topics, headings, names and numbers.

    No two are answered by the same sentence. Those come last to which the article only says
    something related; those on which it is silent are left out.

    Args:
        article: The article.
        answerer: Answers questions from it.

    Returns:
        Up to SUGGESTED questions.

    """
    answered: list[str] = []
    related: list[str] = []
    sentences: set[int] = set()
    for question in islice(_candidates(article, answerer), _TRIED):
        answer = answerer.answer(question, article)
        if not answer.quotes or answer.quotes[0].sentence in sentences:
            continue
        sentences.add(answer.quotes[0].sentence)
        (answered if answer.verdict is Verdict.ANSWERED else related).append(question)
        if len(answered) == SUGGESTED:
            break
    return (*answered, *related)[:SUGGESTED]


def _candidates(article: Article, answerer: Answerer) -> Iterator[str]:
    """Yield questions that may be worth asking, each once and the likeliest first."""
    given = [topic.question for topic in article.topics]
    made: Iterator[str] = iter(())
    if article.language == "en":
        indexed = answerer.indexed(article)
        made = chain(
            _in_turns(_who_said(indexed), _how_many(indexed), _what_happened(indexed)),
            _who_is(indexed),
        )
    headings = (" ".join(heading.split()) for heading in article.headings)
    seen = set()
    for question in (*given, *_in_turns(made, headings)):
        if question not in seen and 3 < len(question) <= _LONGEST:
            seen.add(question)
            yield question


def _who_said(indexed: IndexedArticle) -> Iterator[str]:
    """Ask what people said who are named beside a word of saying."""
    text = indexed.article.text
    for found in indexed.entities[:_LOOKED_AT]:
        for start, end in found.people if found.speech else ():
            if _SAYS.match(text, end) or _SAID_BY.search(text[max(0, start - 40) : start]):
                yield _SAID.format(name=_words(indexed, (start, end)))


def _who_is(indexed: IndexedArticle) -> Iterator[str]:
    """Ask who the people are that are named."""
    for found in indexed.entities[:_LOOKED_AT]:
        for span in found.people:
            if " " in (name := _words(indexed, span)):
                yield _WHO_IS.format(name=name)


def _how_many(indexed: IndexedArticle) -> Iterator[str]:
    """Ask for the number of what is counted: "790 civilians" gives "How many civilians?"."""
    for found, read in zip(indexed.entities, indexed.tokens[:_LOOKED_AT], strict=False):
        for start, end in found.numbers:
            if (start, end) in found.ages or (start, end) in found.money:
                continue
            following = next((token for token in read if token.start >= end), None)
            if following is None or following.start > end + 1:
                continue
            word = following.word
            if _COUNTED.fullmatch(word):
                yield _HOW_MANY.format(things=word)


def _what_happened(indexed: IndexedArticle) -> Iterator[str]:
    """Ask what happened in the places that are named."""
    for found in indexed.entities[:_LOOKED_AT]:
        for place in found.places[:1]:
            name = _words(indexed, place)
            if name.count(" ") < 2:
                yield _HAPPENED.format(place=name)


def _in_turns(*sources: Iterator[str]) -> Iterator[str]:
    """Yield one of each source in turn, until all have ended."""
    running = list(sources)
    while running:
        for source in tuple(running):
            following = next(source, None)
            if following is None:
                running.remove(source)
            else:
                yield following


def _words(indexed: IndexedArticle, span: Span) -> str:
    return " ".join(indexed.article.words(span).split())
