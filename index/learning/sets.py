"""Question sets: articles with questions and the places of their answers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from index.article import Article
from index.segmentation import segment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from index.article import Span


_NONE: Mapping[str, Article] = MappingProxyType({})


class SetError(Exception):
    """A question set that cannot be read; the message is one clear sentence."""


@dataclass(frozen=True, slots=True)
class SetQuestion:
    """One question of a set.

    Attributes:
        id: Its id, unique in the set.
        question: What is asked.
        answers: Places in the article's text that answer it; none: the article does not say.
        broad: Whether the set says that several sentences are wanted.
    """

    id: str
    question: str
    answers: tuple[Span, ...]
    broad: bool = False


@dataclass(frozen=True, slots=True)
class SetArticle:
    """One article of a set with its questions."""

    article: Article
    questions: tuple[SetQuestion, ...]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A set as it was read.

    Attributes:
        name: The file's name.
        sha256: Of the file's bytes, in hexadecimal.
        articles: Its articles in order.
        further: Whether its articles are those of another set, of which it asks further questions.
        counts: What each of its questions counts where a ranking is learned.
    """

    name: str
    sha256: str
    articles: tuple[SetArticle, ...]
    further: bool = False
    counts: float = 1.0

    @property
    def size(self) -> int:
        """How many questions there are."""
        return sum(len(part.questions) for part in self.articles)

    @property
    def answerable(self) -> int:
        """How many of them their articles answer."""
        return sum(bool(one.answers) for part in self.articles for one in part.questions)


def read_set(path: Path, known: Mapping[str, Article] = _NONE) -> QuestionSet:
    """Read a set from a JSON Lines file.

    Args:
        path: A file with rows `{"id", "title", "text", "questions": [{"id", "question",
            "answers": [{"start", "end"}]}]}`; a row may name its "language". A file whose rows
            have no "text" asks further questions of articles that other sets have.
        known: The articles of other sets by their ids.

    Raises:
        SetError: The file is not there, or a line of it is not such a row.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SetError(f"The set {path} cannot be read: {error.strerror}.") from error
    articles, further = [], []
    for number, line in enumerate(data.splitlines(), start=1):
        if line.strip():
            article, is_further = _article(line, known, f"{path.name}, line {number}")
            articles.append(article)
            further.append(is_further)
    if not articles:
        raise SetError(f"The set {path} is empty.")
    if any(further) and not all(further):
        raise SetError(f"{path.name}: either every row of a set has a text, or none has.")
    sha256 = hashlib.sha256(data).hexdigest()
    return QuestionSet(path.name, sha256, tuple(articles), further=any(further))


def read_sets(paths: Sequence[tuple[Path, float]]) -> list[QuestionSet]:
    """Read sets of which later ones may ask further questions of the earlier ones' articles.

    Args:
        paths: The files, as `read_set` takes them, each with what a question of it counts.

    Raises:
        SetError: As for `read_set`.
    """
    known: dict[str, Article] = {}
    sets = []
    for path, counts in paths:
        one = read_set(path, known)
        known.update((part.article.id, part.article) for part in one.articles)
        sets.append(replace(one, counts=counts))
    return sets


def _article(line: bytes, known: Mapping[str, Article], place: str) -> tuple[SetArticle, bool]:
    """The article of a row with its questions, and whether another set has told its text."""
    try:
        row: dict[str, Any] = json.loads(line)
        further = "text" not in row
        if further and str(row["id"]) not in known:
            raise SetError(
                f"{place}: there is no text, and no set before this one has the article"
                f" {row['id']!r}."
            )
        article = known[str(row["id"])] if further else _told(row)
        questions = tuple(_question(question, article.text) for question in row["questions"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SetError(f"{place}: this is no row of a question set ({error!r}).") from error
    return SetArticle(article, questions), further


def _told(row: Mapping[str, Any]) -> Article:
    """The article that a row tells."""
    language, text = row.get("language") or "en", row["text"]
    return Article(
        id=str(row["id"]),
        text=text,
        title=row.get("title") or "",
        language=language,
        published=row.get("published") or "",
        passages=segment(text, language),
    )


def _question(question: dict[str, Any], text: str) -> SetQuestion:
    answers = tuple((int(answer["start"]), int(answer["end"])) for answer in question["answers"])
    if not all(0 <= start < end <= len(text) for start, end in answers):
        raise ValueError(f"an answer of question {question['id']} lies outside the text")
    return SetQuestion(
        str(question["id"]), str(question["question"]), answers, bool(question.get("broad"))
    )


def hits(quote: Span, answers: Sequence[Span]) -> bool:
    """Whether a quote overlaps one of the answers' places."""
    return any(quote[0] < end and start < quote[1] for start, end in answers)
