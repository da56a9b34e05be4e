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
from index.look import Look
from index.mentions import Mentions
from index.resemblance import Resemblance

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from index.analysis import Token
    from index.article import Article, Sentence, Span
    from index.entities import Entities

    Vector = NDArray[np.float64]
    Numbers = NDArray[np.int64]

GAP = 6
"""How many words the end of a sentence counts in the distance between words of neighbours."""
NOWHERE: Numbers = np.zeros(0, dtype=np.int64)
_SPACE = re.compile(r"\s+")


class TermScores:
    """BM25Plus of single terms over one collection of texts, kept for the next question.

    BM25Plus adds a constant to texts without the term; it is taken away again, so that a text
    without the term scores 0 and matches can be told from others.

    Args:
        texts: The terms of each text.
    """

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self._nothing: Vector = np.zeros(len(texts))
        self._nothing.flags.writeable = False
        self._columns: dict[str, Vector] = {}
        self._rows: dict[str, list[int]] = defaultdict(list)
        if any(texts):
            self._bm25 = BM25Plus(texts)
            # An array, since rank_bm25 makes one of it at each question.
            self._bm25.doc_len = np.array(self._bm25.doc_len)
            for row, counts in enumerate(self._bm25.doc_freqs):
                for term in counts:
                    self._rows[term].append(row)

    def of(self, term: str) -> Vector:
        """The scores of one term, one for each text, not to be changed."""
        column = self._columns.get(term)
        if column is not None:
            return column
        rows = self._rows.get(term)
        if not rows:
            return self._nothing
        column = np.zeros(len(self._nothing))
        constant = self._bm25.idf[term] * self._bm25.delta
        column[rows] = np.array(self._bm25.get_batch_scores([term], rows)) - constant
        self._columns[term] = column
        return column


class IndexedArticle:
    """One article, analysed.

    Sentences that stand twice (a caption and its copy) are taken once, at their first place.
    Words have places that count through the whole article, with GAP places left free after each
    sentence, so that the distance of two words is the difference of their places.

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
        lengths: For each sentence, how many words it has.
        starts: For each sentence, the place of its first word.
        row_at: For each place, the sentence that it belongs to.
        stem_at: For each place, the number of the stem of its word, -1 between sentences.
        stem_numbers: The numbers of the stems.
        places: For each stem, stop words among them, the places where it stands.
        postings: For each stem the sentences that have it.
    """

    def __init__(self, article: Article) -> None:
        self.article = article
        self.numbers: list[int] = []
        self.sentences: list[Sentence] = []
        self.passages: list[int] = []
        self.headings: list[Span | None] = []
        self._take_sentences()
        self.tokens: list[list[Token]] = [
            tokens(article.text[found.start : found.end], article.language, found.start)
            for found in self.sentences
        ]
        self.terms = [[token.term for token in read if token.term] for read in self.tokens]
        self._place_words()

    def _take_sentences(self) -> None:
        seen: set[str] = set()
        number = 0
        for place, passage in enumerate(self.article.passages):
            for sentence in passage.sentences:
                words = _SPACE.sub(" ", self.article.text[sentence.start : sentence.end])
                if words not in seen:
                    seen.add(words)
                    self.numbers.append(number)
                    self.sentences.append(sentence)
                    self.passages.append(place)
                    self.headings.append(passage.heading)
                number += 1

    def _place_words(self) -> None:
        size = len(self.tokens)
        words = np.array([len(read) for read in self.tokens], dtype=np.int64)
        self.lengths: Vector = words.astype(float)
        self.starts: Numbers = np.concatenate([[0], np.cumsum(words + GAP)[:-1]])[:size]
        self.row_at: Numbers = np.repeat(np.arange(size), words + GAP)
        stems = [token.term or token.stem for read in self.tokens for token in read]
        self.stem_numbers = {stem: number for number, stem in enumerate(dict.fromkeys(stems))}
        numbers = np.array([self.stem_numbers[stem] for stem in stems], dtype=np.int64)
        row_of_word = np.repeat(np.arange(size), words)
        place_of_word = np.arange(len(stems)) + GAP * row_of_word
        self.stem_at: Numbers = np.full(len(self.row_at), -1)
        self.stem_at[place_of_word] = numbers
        order = np.argsort(numbers, kind="stable")
        ends = np.cumsum(np.bincount(numbers, minlength=len(self.stem_numbers)))[:-1]
        by_stem = np.split(place_of_word[order], ends) if stems else []
        self.places: dict[str, Numbers] = dict(zip(self.stem_numbers, by_stem, strict=True))
        self.postings: dict[str, Numbers] = {
            stem: self._rows_of(places) for stem, places in self.places.items()
        }

    def _rows_of(self, places: Numbers) -> Numbers:
        """The sentences of places that are in order, each once."""
        rows: Numbers = self.row_at[places]
        if len(rows) < 2:
            return rows
        firsts: Numbers = rows[np.concatenate([[True], rows[1:] != rows[:-1]])]
        return firsts

    @cached_property
    def term_counts(self) -> Vector:
        """For each sentence, how many words it has without stop words."""
        return np.array([len(found) for found in self.terms], dtype=float)

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
    def entities(self) -> list[Entities]:
        """What may be an answer in each sentence."""
        common = frozenset(
            token.word for read in self.tokens for token in read if token.word.islower()
        )
        return [
            find_entities(
                self.article.text,
                read,
                common,
                sentence.start,
                sentence.end,
                language=self.article.language,
            )
            for sentence, read in zip(self.sentences, self.tokens, strict=True)
        ]

    @cached_property
    def mentions(self) -> Mentions:
        """What may be an answer, in arrays."""
        found = Mentions(self.tokens, self.entities, self.starts)
        _ = found.in_sentences
        return found

    @cached_property
    def resemblance(self) -> Resemblance:
        """How much the sentences resemble each other."""
        return Resemblance(self.terms)

    @cached_property
    def look(self) -> Look:
        """How the sentences look, and where they stand."""
        return Look(self.article.text, self.sentences, self.tokens, self.entities, self.passages)

    @cached_property
    def rows_by_letters(self) -> dict[str, list[int]]:
        """For each group of letters, the sentences that have it."""
        found: dict[str, list[int]] = defaultdict(list)
        for row, read in enumerate(self.tokens):
            for letters in letter_groups(token.word for token in read):
                found[letters].append(row)
        return dict(found)

    @cached_property
    def proper_terms(self) -> frozenset[str]:
        """The terms that have a capital inside a sentence, and nowhere lack it."""
        lower = {token.term for read in self.tokens for token in read if token.word.islower()}
        capital = {
            token.term for read in self.tokens for token in read[1:] if token.word[0].isupper()
        }
        return frozenset(capital - lower)

    @cached_property
    def sorted_stems(self) -> list[str]:
        """All stems in alphabetical order."""
        return sorted(self.postings)

    @cached_property
    def sentence_counts(self) -> Counter[str]:
        """For each stem, how many sentences have it."""
        return Counter({stem: len(rows) for stem, rows in self.postings.items()})


def letter_groups(words: Iterable[str]) -> set[str]:
    """The groups of four letters in some words, with a space at each word's ends.

    Args:
        words: Words as they stand in a text.
    """
    groups: set[str] = set()
    for word in words:
        padded = f" {word.lower()} "
        groups.update([padded[start : start + 4] for start in range(max(len(padded) - 3, 1))])
    return groups
