"""An article with everything about it that does not depend on the question, worked out once."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from rank_bm25 import BM25Plus

from index.analysis import terms, tokens
from index.entities import find_entities

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from index.analysis import Token
    from index.article import Article, Sentence, Span
    from index.entities import Entities

_SPACE = re.compile(r"\s+")


class TermScores:
    """BM25Plus of single terms over one collection of texts, kept for the next question.

    BM25Plus adds a constant to texts without the term; it is taken away again, so that a text
    without the term scores 0 and matches can be told from others.

    Args:
        texts: The terms of each text.
    """

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self._size = len(texts)
        self._bm25 = BM25Plus(texts) if any(texts) else None
        self._columns: dict[str, NDArray[np.float64]] = {}

    def of(self, term: str) -> NDArray[np.float64]:
        """The scores of one term, one for each text, 0 where it does not occur."""
        column = self._columns.get(term)
        if column is None:
            column = self._columns[term] = self._scored(term)
        return column

    def _scored(self, term: str) -> NDArray[np.float64]:
        if self._bm25 is None or term not in self._bm25.idf:
            return np.zeros(self._size)
        constant = self._bm25.idf[term] * self._bm25.delta
        scores: NDArray[np.float64] = self._bm25.get_scores([term]) - constant
        return scores


class IndexedArticle:
    """One article, analysed.

    Sentences that stand twice (a caption and its copy) are taken once, at their first place.

    Args:
        article: The article to analyse.

    Attributes:
        article: The article.
        numbers: For each sentence taken, its number among the article's sentences.
        sentences: The sentences taken, in order.
        tokens: The words of each sentence.
        terms: The terms of each sentence, stop words left out.
        passages: For each sentence, the number of its passage.
        headings: For each sentence, the place of the heading above it or None.
        postings: For each term, the sentences that have it and the places of the term there.
    """

    def __init__(self, article: Article) -> None:
        self.article = article
        self.numbers: list[int] = []
        self.sentences: list[Sentence] = []
        self.passages: list[int] = []
        self.headings: list[Span | None] = []
        self.copies: dict[int, int] = {}
        seen: dict[str, int] = {}
        number = 0
        for place, passage in enumerate(article.passages):
            for sentence in passage.sentences:
                words = _SPACE.sub(" ", article.text[sentence.start : sentence.end])
                if words not in seen:
                    seen[words] = len(self.sentences)
                    self.numbers.append(number)
                    self.sentences.append(sentence)
                    self.passages.append(place)
                    self.headings.append(passage.heading)
                number += 1
        self.tokens: list[list[Token]] = [
            tokens(article.text[found.start : found.end], article.language, found.start)
            for found in self.sentences
        ]
        self.terms = [[token.term for token in read if token.term] for read in self.tokens]
        self.postings = _postings(self.tokens)

    def prepare(self) -> None:
        """Work out all that questions will need, rather than at the first of them."""
        for name, part in vars(type(self)).items():
            if isinstance(part, cached_property):
                getattr(self, name)

    def __len__(self) -> int:
        """How many different sentences there are."""
        return len(self.sentences)

    @cached_property
    def by_sentence(self) -> TermScores:
        """BM25 of the sentences."""
        return TermScores(self.terms)

    @cached_property
    def by_window(self) -> TermScores:
        """BM25 of each sentence with the one before and the one after it."""
        return TermScores(
            [
                [term for near in self.terms[max(0, at - 1) : at + 2] for term in near]
                for at in range(len(self))
            ]
        )

    @cached_property
    def by_passage(self) -> TermScores:
        """BM25 of the passages with their headings; ask with `passage_rows` for sentences."""
        texts: dict[int, list[str]] = {row: [] for row in self.passage_rows}
        for row, found, heading in zip(self.passage_rows, self.terms, self.headings, strict=True):
            if not texts[row] and heading:
                texts[row] += terms(self.article.words(heading), self.article.language)
            texts[row] += found
        return TermScores(list(texts.values()))

    @cached_property
    def passage_rows(self) -> list[int]:
        """For each sentence, the row of its passage among the passages that have sentences."""
        rows = {passage: row for row, passage in enumerate(dict.fromkeys(self.passages))}
        return [rows[passage] for passage in self.passages]

    @cached_property
    def heading_terms(self) -> list[frozenset[str]]:
        """For each sentence, the terms of the heading above it."""
        read = {
            heading: frozenset(terms(self.article.words(heading), self.article.language))
            for heading in set(self.headings)
            if heading
        }
        return [read[heading] if heading else frozenset() for heading in self.headings]

    @cached_property
    def title_terms(self) -> frozenset[str]:
        """The terms of the title."""
        return frozenset(terms(self.article.title, self.article.language))

    @cached_property
    def entities(self) -> list[Entities]:
        """What may be an answer in each sentence."""
        common = frozenset(
            token.word for read in self.tokens for token in read if token.word.islower()
        )
        return [
            find_entities(self.article.text, read, common, sentence.start, sentence.end)
            for sentence, read in zip(self.sentences, self.tokens, strict=True)
        ]

    @cached_property
    def letter_grams(self) -> list[frozenset[str]]:
        """The letter groups of each sentence, for words that are spelt or inflected otherwise."""
        return [letter_grams(token.word for token in read) for read in self.tokens]

    @cached_property
    def sentence_counts(self) -> Counter[str]:
        """For each term, how many sentences have it."""
        return Counter({term: len(found) for term, found in self.postings.items()})


def letter_grams(words: Iterable[str]) -> frozenset[str]:
    """The groups of four letters in some words, with a space at each word's ends.

    Args:
        words: Words as they stand in a text.
    """
    grams: set[str] = set()
    for word in words:
        padded = f" {word.lower()} "
        grams.update(padded[start : start + 4] for start in range(max(len(padded) - 3, 1)))
    return frozenset(grams)


def _postings(read: list[list[Token]]) -> dict[str, dict[int, list[int]]]:
    """For each stem, stop words among them, the sentences with it and its places among words."""
    found: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row, sentence in enumerate(read):
        for place, token in enumerate(sentence):
            found[token.term or token.stem][row].append(place)
    return {term: dict(rows) for term, rows in found.items()}
