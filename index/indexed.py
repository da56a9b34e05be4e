"""An article with everything about it that does not depend on the question, worked out once."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
from rank_bm25 import BM25Plus

from index.analysis import terms, tokens
from index.entities import find_entities, in_lower_case
from index.likeness import Likeness
from index.look import Look
from index.mentions import Mentions
from index.resemblance import Resemblance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from index.analysis import Token
    from index.article import Article, Sentence, Span
    from index.entities import Entities

    Vector = NDArray[np.float64]
    Numbers = NDArray[np.int64]

GAP = 6
"""How many words the end of a sentence counts in the distance between words of neighbours."""
_K1, _B = 1.5, 0.75
_KEPT_TERMS = 256
"""Terms whose scores over one collection are kept: some questions' worth. Of a whole book each
takes as much memory as the book."""
"""The parameters of BM25 that rank_bm25 has."""
NOWHERE: Numbers = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Wider:
    """Statistics of the collection that an article's texts are taken from.

    Attributes:
        idf: Tells of a term how telling it is there.
        sentence: Terms a sentence, on average.
        window: Terms a sentence and its two neighbours, on average.
        passage: Terms a passage with its heading, on average.
    """

    idf: Callable[[str], float]
    sentence: float
    window: float
    passage: float


class ByStem(Mapping[str, "Numbers"]):
    """Where stems stand: sentences or places in order, cut out when they are asked for.

    Args:
        numbers: The numbers of the stems, from 0 in the order of the stems.
        values: What the stems have, in the order of the stems' numbers; each has something.
        of_stem: For each value the number of its stem.
    """

    def __init__(self, numbers: Mapping[str, int], values: Numbers, of_stem: Numbers) -> None:
        self._numbers = numbers
        self._values = values
        ends = np.cumsum(np.bincount(of_stem, minlength=len(numbers)))
        self._edges: list[int] = [0, *ends.tolist()]

    def __getitem__(self, stem: str) -> Numbers:
        """What a stem has."""
        number = self._numbers[stem]
        return self._values[self._edges[number] : self._edges[number + 1]]

    def __contains__(self, stem: object) -> bool:
        """Whether a stem stands anywhere."""
        return stem in self._numbers

    def __iter__(self) -> Iterator[str]:
        """All stems, in the order of their numbers."""
        return iter(self._numbers)

    def __len__(self) -> int:
        """How many stems there are."""
        return len(self._numbers)

    def sizes(self) -> dict[str, int]:
        """How much each stem has."""
        return dict(zip(self._numbers, np.diff(self._edges).tolist(), strict=True))


class TermScores:
    """BM25 of single terms over one collection of texts, kept for the next question.

    Args:
        size: How many texts there are.
    """

    def __init__(self, size: int) -> None:
        self._nothing: Vector = np.zeros(size)
        self._nothing.flags.writeable = False
        self._columns: dict[str, Vector] = {}

    def of(self, term: str) -> Vector:
        """The scores of one term, one for each text, not to be changed."""
        column = self._columns.get(term)
        if column is None:
            column = self._scores(term)
            if column is not self._nothing:
                self._columns[term] = column
                if len(self._columns) > _KEPT_TERMS:
                    del self._columns[next(iter(self._columns))]
        return column

    def _scores(self, term: str) -> Vector:
        raise NotImplementedError


class ScoresByThemselves(TermScores):
    """BM25Plus of texts by what these texts tell of terms and lengths.

    BM25Plus adds a constant to texts without the term; it is taken away again, so that a text
    without the term scores 0 and matches can be told from others.

    Args:
        texts: The terms of each text.
    """

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        super().__init__(len(texts))
        self._rows: dict[str, list[int]] = defaultdict(list)
        if any(texts):
            self._bm25 = BM25Plus(texts)
            # An array, since rank_bm25 makes one of it at each question.
            self._bm25.doc_len = np.array(self._bm25.doc_len)
            for row, counts in enumerate(self._bm25.doc_freqs):
                for term in counts:
                    self._rows[term].append(row)

    def _scores(self, term: str) -> Vector:
        rows = self._rows.get(term)
        if not rows:
            return self._nothing
        column = np.zeros(len(self._nothing))
        constant = self._bm25.idf[term] * self._bm25.delta
        column[rows] = np.array(self._bm25.get_batch_scores([term], rows)) - constant
        return column


class ScoresByWider(TermScores):
    """The same score by what a larger collection tells of terms and lengths.

    Args:
        lengths: How many terms each text has.
        counts: Tells how often each text has a term.
        idf: Tells of a term how telling it is there.
        average: Terms a text there, on average.
    """

    def __init__(
        self,
        lengths: Vector,
        counts: Callable[[str], Vector],
        idf: Callable[[str], float],
        average: float,
    ) -> None:
        super().__init__(len(lengths))
        self._counts = counts
        self._idf = idf
        self._norms: Vector = _K1 * (1 - _B + _B * lengths / max(average, 1e-9))

    def _scores(self, term: str) -> Vector:
        counts = self._counts(term)
        if not counts.any():
            return self._nothing
        column: Vector = self._idf(term) * counts * (_K1 + 1) / (self._norms + counts)
        return column


class IndexedArticle:
    """One article, analysed.

    Sentences that stand twice (a caption and its copy) are taken once, at their first place.
    Words have places that count through the whole article, with GAP places left free after each
    sentence, so that the distance of two words is the difference of their places.

    Args:
        article: The article to analyse.
        wider: Where its passages come from many articles: what those articles' archive tells of
            terms and lengths, which is not to be concluded from these few passages.

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

    def __init__(self, article: Article, wider: Wider | None = None) -> None:
        self.article = article
        self._wider = wider
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
                words = " ".join(self.article.text[sentence.start : sentence.end].split())
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
        places = place_of_word[order]
        rows = row_of_word[order]
        of_stem = numbers[order]
        self.places = ByStem(self.stem_numbers, places, of_stem)
        # A sentence that has a stem twice has it once in the postings.
        again = (rows[1:] == rows[:-1]) & (of_stem[1:] == of_stem[:-1])
        once = np.concatenate([np.ones(min(len(rows), 1), dtype=bool), ~again])
        self.postings = ByStem(self.stem_numbers, rows[once], of_stem[once])

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
        if self._wider is None:
            return ScoresByThemselves(self.terms)
        return ScoresByWider(
            self.term_counts, self._counts_of, self._wider.idf, self._wider.sentence
        )

    @cached_property
    def by_window(self) -> TermScores:
        """BM25 of each sentence with the one before and the one after it."""
        if self._wider is None:
            return ScoresByThemselves(
                [
                    [term for near in self.terms[max(0, at - 1) : at + 2] for term in near]
                    for at in range(len(self))
                ]
            )
        return ScoresByWider(
            _with_neighbours(self.term_counts),
            lambda term: _with_neighbours(self._counts_of(term)),
            self._wider.idf,
            self._wider.window,
        )

    @cached_property
    def by_passage(self) -> TermScores:
        """BM25 of the passages with their headings; ask with `passage_rows` for sentences."""
        texts: dict[int, list[str]] = {row: [] for row in self.passage_rows}
        for row, found, heading in zip(self.passage_rows, self.terms, self.headings, strict=True):
            if not texts[row] and heading:
                texts[row] += terms(self.article.words(heading), self.article.language)
            texts[row] += found
        whole = list(texts.values())
        if self._wider is None:
            return ScoresByThemselves(whole)
        return ScoresByWider(
            np.array([len(text) for text in whole], dtype=float),
            lambda term: np.array([text.count(term) for text in whole], dtype=float),
            self._wider.idf,
            self._wider.passage,
        )

    def _counts_of(self, term: str) -> Vector:
        """How often each sentence has a term."""
        counts = np.zeros(len(self))
        for row in self.postings.get(term, NOWHERE):
            # Not all places of a stem: a stop word may have the stem of another word.
            counts[row] = self.terms[row].count(term)
        return counts

    @cached_property
    def passage_rows(self) -> list[int]:
        """For each sentence, the row of its passage among the passages that have sentences."""
        rows = {passage: row for row, passage in enumerate(dict.fromkeys(self.passages))}
        return [rows[passage] for passage in self.passages]

    @cached_property
    def entities(self) -> list[Entities]:
        """What may be an answer in each sentence."""
        common = frozenset([token.word for token in self._small])
        lower = in_lower_case(self.article.text)
        return [
            find_entities(
                self.article.text,
                read,
                common,
                sentence.start,
                sentence.end,
                language=self.article.language,
                lower=lower,
            )
            for sentence, read in zip(self.sentences, self.tokens, strict=True)
        ]

    @cached_property
    def _small(self) -> list[Token]:
        """The words without a capital."""
        return [token for read in self.tokens for token in read if token.word.islower()]

    @cached_property
    def mentions(self) -> Mentions:
        """What may be an answer, in arrays."""
        found = Mentions(self.tokens, self.entities, self.starts)
        _ = found.in_sentences, found.persons
        return found

    @cached_property
    def resemblance(self) -> Resemblance:
        """How much the sentences resemble each other."""
        return Resemblance(self.terms)

    @cached_property
    def likeness(self) -> Likeness:
        """The words of the sentences, as far as it is known how they are used."""
        found = Likeness(self.tokens)
        _ = found.meanings
        return found

    @cached_property
    def look(self) -> Look:
        """How the sentences look, and where they stand."""
        return Look(self.article.text, self.sentences, self.spelt, self.entities, self.passages)

    @cached_property
    def is_quoted(self) -> Vector:
        """For each place 1 where its word stands between quotation marks, else 0."""
        quoted = np.zeros(len(self.row_at))
        for row, spans in enumerate(self.look.quotations):
            for start, end in spans:
                within = [start <= token.start < end for token in self.tokens[row]]
                quoted[self.starts[row] + np.flatnonzero(within)] = 1.0
        return quoted

    @cached_property
    def spelt(self) -> list[str]:
        """The words of each sentence in lower case, each between spaces of its own."""
        return [f" {'  '.join([token.word for token in read])} ".lower() for read in self.tokens]

    def rows_with_letters(self, letters: str) -> list[int]:
        """The sentences that have a group of letters.

        Args:
            letters: A group as `letter_groups` makes them.
        """
        text, ends = self._spelt_whole
        rows = []
        found = text.find(letters)
        while found >= 0:
            row = bisect_right(ends, found)
            rows.append(row)
            found = text.find(letters, ends[row])
        return rows

    @cached_property
    def _spelt_whole(self) -> tuple[str, list[int]]:
        """The words of all sentences, a line each, and where each line ends."""
        return "\n".join(self.spelt), list(accumulate(len(words) + 1 for words in self.spelt))

    @cached_property
    def proper_terms(self) -> frozenset[str]:
        """The terms that have a capital inside a sentence, and nowhere lack it."""
        lower = {token.term for token in self._small}
        capital = {
            token.term for read in self.tokens for token in read[1:] if token.word[0].isupper()
        }
        return frozenset(capital - lower)

    @cached_property
    def sorted_stems(self) -> list[str]:
        """All stems in alphabetical order."""
        return sorted(self.postings)

    @cached_property
    def sentence_counts(self) -> dict[str, int]:
        """For each stem, how many sentences have it."""
        return self.postings.sizes()


def _with_neighbours(values: Vector) -> Vector:
    """The values of sentences, to each added those of the one before and the one after it."""
    total = values.copy()
    total[1:] += values[:-1]
    total[:-1] += values[1:]
    return total


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
