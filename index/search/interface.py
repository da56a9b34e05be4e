"""What is asked of a search engine: plain data in, plain data out, in batches.

An engine may run in this process or on other machines. It holds the terms of passages and nothing
that could not be made again from the archive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

Viewer = int | Literal["everyone"] | None
"""Whose eyes to look with, as the archive means it: None sees the installation's articles; a chat,
by its number, sees those and its own; "everyone" sees all that there are."""


@dataclass(frozen=True, slots=True)
class ArticleTerms:
    """The terms of one article, as an engine takes them.

    Attributes:
        number: The article's number in the archive.
        owner: The chat that alone may see it; None: the installation.
        language: ISO 639-1 code.
        title: The terms of the title.
        passages: For each passage its terms and those of its heading, as often as they occur;
            none holds white space.
        sentences: For each passage how many sentences it has.
        fingerprint: Under 2 ** 53; tells one state of the article from another.
    """

    number: int
    owner: int | None
    language: str
    title: tuple[str, ...]
    passages: tuple[tuple[str, ...], ...]
    sentences: tuple[int, ...]
    fingerprint: int


@dataclass(frozen=True, slots=True)
class Scope:
    """Which articles are searched: those that a viewer sees and, where a set is given, are in it.

    Attributes:
        viewer: Whose eyes to look with.
        articles: Numbers of articles, or None for all.
    """

    viewer: Viewer = "everyone"
    articles: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the whole index holds, whatever the scope; an article replaced lately may count twice.

    Attributes:
        passages: How many passages there are.
        average_length: Terms a passage, on average.
        articles: How many articles there are.
        sentences: How many sentences there are.
        frequencies: For each term asked, how many passages have it.
        article_frequencies: For each term asked, how many articles have it.
        languages: For each language, how many passages are in it.
    """

    passages: int
    average_length: float
    articles: int
    sentences: int
    frequencies: Mapping[str, int] = field(default_factory=dict)
    article_frequencies: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weights:
    """What is searched for.

    Attributes:
        telling: What each term counts that passages are found by; 1 for one of the asker's own.
        frequent: What each term counts that too many passages have: it adds to the score of what
            is found, and nothing is found by it alone.
    """

    telling: Mapping[str, float]
    frequent: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found.

    Attributes:
        article: The article's number in the archive.
        passage: The passage's number in the article, from 0.
        score: BM25 of the passage: the sum over the terms, each by its weight. 0 for one that was
            found for its article alone.
        coverage: Sum of the weighted idf, among articles, of those telling terms that the
            passage's article has somewhere.
    """

    article: int
    passage: int
    score: float
    coverage: float


class Index(Protocol):
    """An index that is filled. What it cannot do it says with a SearchError."""

    @property
    def revision(self) -> int:
        """The archive's revision that the last commit reached; 0 for an empty index."""

    def acquire(self) -> bool:
        """Become the one who writes; False where another program writes."""

    def release(self) -> None:
        """Let others write. What was put and not committed is forgotten."""

    def put(self, batch: Collection[ArticleTerms], revision: int) -> None:
        """Add articles, each in place of what was there under its number.

        Args:
            batch: The articles.
            revision: That of the last change of any of them, or a later one up to which all
                changes are in the index with the next commit.
        """

    def remove(self, numbers: Collection[int]) -> None:
        """Remove articles; those that are not there do not matter."""

    def commit(self, revision: int) -> None:
        """Make what was put and removed lasting and visible, all or nothing, with the revision."""


class Compared(Protocol):
    """An index that is compared with the archive."""

    @property
    def revision(self) -> int:
        """The archive's revision that the last commit reached; 0 for an empty index."""

    @property
    def highest_number(self) -> int:
        """The highest number of an article that is held; 0 where there is none."""

    def contents(self, start: int, stop: int) -> dict[int, tuple[int, int]]:
        """Tell what is held of the articles numbered from start to before stop.

        Returns:
            For each article the number of its passages, and its fingerprint.
        """

    def damaged_files(self) -> list[str]:
        """Name the files of the index whose content is not what was written, as far as it can tell.

        It takes as long as reading all of the index.
        """


class Engine(Index, Compared, Protocol):
    """A search engine: an index that is searched, and may be made anew."""

    def statistics(self, terms: Collection[str]) -> Statistics:
        """Count what there is."""

    def search(self, wanted: Weights, scope: Scope, most: int) -> list[Hit]:
        """Find the passages with the highest sum of score and coverage.

        Args:
            wanted: What each term counts.
            scope: Where to search.
            most: How many to return at most.

        Returns:
            Passages that have a telling term or whose article does, best first; ties in the order
            of articles.
        """

    def similar(self, terms: Collection[str], slips: int) -> dict[str, dict[str, int]]:
        """Look up indexed terms that are spelt nearly as some others.

        Args:
            terms: Of at least one letter.
            slips: How many letters may be wrong, missing, too many or swapped; 1 or 2.

        Returns:
            For each term those with the same first letter, with the number of their passages.
        """

    def start_over(self) -> None:
        """Forget all that is indexed, in every program."""

    def beside(self) -> Index:
        """Give an index beside this one that is not searched: empty, or as far as it was filled."""

    def discard_beside(self) -> None:
        """Forget the index beside this one."""

    def promote(self, beside: Index) -> None:
        """Search the index beside this one from now on, and in every program."""

    def close(self) -> None:
        """Give up everything that is held open."""
