"""Question sets: articles with questions and the places of their answers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.article import Article
from index.segmentation import segment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from index.article import Span


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
    """

    name: str
    sha256: str
    articles: tuple[SetArticle, ...]

    @property
    def size(self) -> int:
        """How many questions there are."""
        return sum(len(part.questions) for part in self.articles)


def read_set(path: Path) -> QuestionSet:
    """Read a set from a JSON Lines file.

    Args:
        path: A file with rows `{"id", "title", "text", "questions": [{"id", "question",
            "answers": [{"start", "end"}]}]}`; a row may name its "language".

    Raises:
        SetError: The file is not there, or a line of it is not such a row.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SetError(f"The set {path} cannot be read: {error.strerror}.") from error
    articles = []
    for number, line in enumerate(data.splitlines(), start=1):
        if line.strip():
            articles.append(_article(line, f"{path.name}, line {number}"))
    if not articles:
        raise SetError(f"The set {path} is empty.")
    return QuestionSet(path.name, hashlib.sha256(data).hexdigest(), tuple(articles))


def _article(line: bytes, place: str) -> SetArticle:
    try:
        row: dict[str, Any] = json.loads(line)
        language = row.get("language") or "en"
        text = row["text"]
        questions = tuple(_question(question, text) for question in row["questions"])
        article = Article(
            id=str(row["id"]),
            text=text,
            title=row.get("title") or "",
            language=language,
            published=row.get("published") or "",
            passages=segment(text, language),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SetError(f"{place}: this is no row of a question set ({error!r}).") from error
    return SetArticle(article, questions)


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
