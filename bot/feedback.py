"""What people thought of answers, as a question set to evaluate and learn from. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from index.ingestion import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.answers import Opinion
    from index.article import Article, Span

Row = dict[str, Any]


@dataclass
class Gathered:
    """What was made of opinions.

    Attributes:
        rows: The set's rows, one for each article: its text, and questions with answers.
        disliked: Quotes that more people found bad than good, with their questions.
        lost: Opinions on sentences that are nowhere any more.

    """

    rows: list[Row] = field(default_factory=list)
    disliked: list[Row] = field(default_factory=list)
    lost: int = 0


def gather(opinions: Iterable[Opinion], articles: Mapping[str, Article]) -> Gathered:
    """Make a question set of opinions.

    A quote that more people found good than bad is an answer to its question. Of one that more
    found bad nobody knows whether another sentence answers, or none: it becomes no part of the
    set, which would say that the article does not tell, and is listed by itself. Where opinions
    are divided evenly, nothing is made of them.

    Args:
        opinions: What people thought.
        articles: The articles by their ids.

    """
    gathered = Gathered()
    votes: Counter[tuple[str, str, Span]] = Counter()
    asked: dict[tuple[str, str], str] = {}
    for opinion in opinions:
        article = articles.get(opinion.article)
        place = _place(opinion, article) if article else None
        if place is None:
            gathered.lost += 1
            continue
        question = " ".join(opinion.question.split())
        key = (opinion.article, question.casefold().rstrip("?!. "))
        asked.setdefault(key, question)
        votes[(*key, place)] += 1 if opinion.is_liked else -1
    for article_id in dict.fromkeys(article for article, _, _ in votes):
        article = articles[article_id]
        questions = list(_questions(article_id, votes, asked))
        if questions:
            gathered.rows.append(
                {
                    "id": article_id,
                    "title": article.title,
                    "language": article.language,
                    "text": article.text,
                    "questions": questions,
                }
            )
        gathered.disliked += _disliked(article, votes, asked)
    return gathered


def _place(opinion: Opinion, article: Article) -> Span | None:
    """Return where the quote stands now; None where it stands nowhere, or in several places."""
    if digest(article.text) == opinion.digest:
        return opinion.start, opinion.end
    if article.text.count(opinion.quote) != 1:
        return None
    start = article.text.index(opinion.quote)
    return start, start + len(opinion.quote)


def _questions(
    article: str,
    votes: Mapping[tuple[str, str, Span], int],
    asked: Mapping[tuple[str, str], str],
) -> Iterator[Row]:
    number = 0
    for (owner, key), question in asked.items():
        if owner != article:
            continue
        liked = sorted(
            place
            for (voted, about, place), count in votes.items()
            if (voted, about) == (owner, key) and count > 0
        )
        if liked:
            number += 1
            yield {
                "id": f"{article}-{number}",
                "question": question,
                "answers": [{"start": start, "end": end} for start, end in liked],
            }


def _disliked(
    article: Article,
    votes: Mapping[tuple[str, str, Span], int],
    asked: Mapping[tuple[str, str], str],
) -> list[Row]:
    return [
        {
            "article": owner,
            "question": asked[owner, key],
            "start": start,
            "end": end,
            "quote": article.text[start:end],
        }
        for (owner, key, (start, end)), count in votes.items()
        if owner == article.id and count < 0
    ]
