"""Passages of many articles laid one below the other, so that their sentences compete as in one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from index.article import Article, Passage, Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.article import Span
    from index.stored import StoredPassage

_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a sentence that was gathered comes from.

    Attributes:
        passage: The passage that it stands in.
        sentence: Its number among its article's sentences, from 0.
        span: Its place in its article's text.
    """

    passage: StoredPassage
    sentence: int
    span: Span


@dataclass(frozen=True)
class Gathered:
    """Passages of many articles as one article, which is ranked and never quoted from.

    Attributes:
        article: The passages in the order of their articles, each under its heading.
        origins: For each sentence of that article where it comes from.
    """

    article: Article
    origins: tuple[Origin, ...]

    def moved(self, number: int, spans: Sequence[Span]) -> tuple[Span, ...]:
        """Take places in a gathered sentence to the article that it comes from.

        Args:
            number: The number of the gathered sentence.
            spans: Places in the gathered text, within that sentence.
        """
        shift = self.origins[number].span[0] - self.article.sentences[number].start
        return tuple((start + shift, end + shift) for start, end in spans)


def gather(passages: Mapping[tuple[int, int], StoredPassage], language: str) -> Gathered:
    """Lay passages one below the other, those of one article together and in its order.

    Args:
        passages: The passages by the number of their article and their own number in it.
        language: The language in which their words are read, an ISO 639-1 code.
    """
    text = ""
    laid: list[Passage] = []
    origins: list[Origin] = []
    ordered = [passages[place] for place in sorted(passages)]
    for _, section in groupby(ordered, key=lambda one: (one.number, one.heading)):
        heading: Span | None = None
        for passage in section:
            if passage.heading and heading is None:
                heading = (len(text), len(text) + len(passage.heading))
                text += passage.heading + _BETWEEN
            shift = len(text) - passage.start
            laid.append(
                Passage(
                    start=len(text),
                    end=len(text) + len(passage.text),
                    sentences=tuple(
                        Sentence(one.start + shift, one.end + shift) for one in passage.sentences
                    ),
                    heading=heading,
                )
            )
            origins.extend(
                Origin(passage, number, (one.start, one.end))
                for number, one in enumerate(passage.sentences, start=passage.first_sentence)
            )
            text += passage.text + _BETWEEN
    return Gathered(Article("", text, language=language, passages=tuple(laid)), tuple(origins))
