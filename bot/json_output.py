"""JSON for other programs: the shape of an answer, and how it is written."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.answering import Answer, Quote
    from index.article import Article

_DIGITS = 4
"""Behind the point; more of a confidence or score would be noise."""


def answer_as_json(answer: Answer) -> dict[str, Any]:
    """Put an answer into the shape that other programs rely on.

    Args:
        answer: The answer. All places are characters of the article's text, ends exclusive.

    """
    return {
        "question": answer.question,
        "verdict": answer.verdict.value,
        "confidence": round(answer.confidence, _DIGITS),
        "article": _article_as_json(answer.article),
        "quotes": [_quote_as_json(quote, answer.article) for quote in answer.quotes],
    }


def _article_as_json(article: Article) -> dict[str, str]:
    return {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "url": article.url,
    }


def _quote_as_json(quote: Quote, asked: Article) -> dict[str, Any]:
    """Put a quote into its shape; its article is named where it is not the answer's."""
    elsewhere: dict[str, Any] = {}
    if quote.article.id != asked.id:
        elsewhere["article"] = _article_as_json(quote.article)
    if quote.also_in:
        elsewhere["also_in"] = list(quote.also_in)
    return {
        "text": quote.text,
        "start": quote.start,
        "end": quote.end,
        "heading": quote.heading,
        "score": round(quote.score, _DIGITS),
        "highlights": [list(span) for span in quote.highlights],
        **elsewhere,
    }


def write_json(content: Any) -> None:
    """Write one JSON value as one line to standard output, at once.

    Args:
        content: What JSON can hold.

    """
    line = json.dumps(content, ensure_ascii=False) + "\n"
    # JSON is UTF-8 whatever the terminal is; half of a surrogate pair has no place in it.
    sys.stdout.buffer.write(line.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
