"""What an article is made of: frozen pieces that are all places in one text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

Span = tuple[int, int]
"""A place in a text: (start, end) in characters, end exclusive."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A saved question with a name, which becomes a command.

    Attributes:
        name: The command's name, lower case letters, digits and underscores.
        question: What is asked when the topic is called.
    """

    name: str
    question: str


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader found in a file or page: text and what is known about it, not yet segmented.

    Attributes:
        text: The text to be quoted from, exactly as it will be stored.
        title: The headline or a label; empty where there is none.
        source: Who published it, as it should be named below a quote.
        url: Where it can be opened, http or https; empty where it cannot.
        published: ISO 8601 date, or empty.
        language: ISO 639-1 code, or empty where it is to be detected.
        headings: Places of section headings in the text, or None where the format does not mark
            them and they must be told by their look.
        topics: Saved questions that come with the article.
        origin: What makes it the same article when it is added again: its URL, its file's path,
            or an id that its publisher gave. Empty: its title and source.
    """

    text: str
    title: str = ""
    source: str = ""
    url: str = ""
    published: str = ""
    language: str = ""
    headings: tuple[Span, ...] | None = None
    topics: tuple[Topic, ...] = ()
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit that is quoted: a place in the article's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph under its section heading.

    Attributes:
        start: First character of the paragraph in the article's text.
        end: One past its last character.
        sentences: Its sentences in order, all within [start, end).
        heading: Place of the section heading above it, or None.
    """

    start: int
    end: int
    sentences: tuple[Sentence, ...]
    heading: Span | None = None


@dataclass(frozen=True)
class Article:
    """One article: a text, what is known about it, and the passages that it consists of."""

    id: str
    text: str
    title: str = ""
    source: str = ""
    url: str = ""
    published: str = ""
    language: str = "en"
    passages: tuple[Passage, ...] = ()
    topics: tuple[Topic, ...] = ()

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences in the order of the text."""
        return tuple(sentence for passage in self.passages for sentence in passage.sentences)

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The section headings in the order of the text, each once."""
        spans = dict.fromkeys(passage.heading for passage in self.passages if passage.heading)
        return tuple(self.words(span) for span in spans)

    def words(self, span: Span) -> str:
        """The words that stand at a place.

        Args:
            span: (start, end) in characters of the text.
        """
        return self.text[span[0] : span[1]]
