"""How a question was read: misspelt words mended, and what stood for others in the answer. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analysis import tokens
from index.clauses import is_verb
from index.vocabulary import alternatives, synonyms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.analysis import Token
    from index.answering import Answer
    from index.vocabulary import Expression


_ALIKE = 4
"""Letters. Words that begin with the same so many are forms of one: Russia and Russian."""


def as_read(question: str, answer: Answer) -> str:
    """Return a question as it was read.

    Misspelt words are replaced by what they were taken for. Behind a noun that the first quote
    lacks stands, in parentheses, the synonym that it has instead: "fighters (combatants)". That
    "died" is read as "was killed" goes without saying.

    Args:
        question: The question, complete.
        answer: Its answer.

    """
    language = answer.article.language
    mended = dict(answer.repairs)
    asked = tokens(question, language)
    others = _stand_ins([token for token in asked if token.term], answer)
    pieces, position = [], 0
    for token in asked:
        pieces.append(question[position : token.start])
        pieces.append(mended.get(token.word, token.word))
        if token.start in others:
            pieces.append(f" ({others[token.start]})")
        position = token.end
    return "".join(pieces) + question[position:]


def _stand_ins(asked: Sequence[Token], answer: Answer) -> dict[int, str]:
    """Return, by the place of a word of the question, what stands for it in the first quote."""
    if not answer.quotes:
        return {}
    quote, language = answer.quotes[0], answer.article.language
    said = [token for token in tokens(quote.text, language) if token.term]
    known = {token.term for token in said}
    table = synonyms(language)
    found = {}
    candidates = alternatives([token.term for token in asked], language)
    for token, expressions in zip(asked, candidates, strict=True):
        # A word within a longer expression ("prime minister") is not replaced by itself.
        own = table.get((token.term,), ())
        if token.term in known or is_verb(token.word) or list(own) != expressions[: len(own)]:
            continue
        words = (
            _words(expression, said, quote.text)
            for expression in own
            if expression[0][:_ALIKE] != token.term[:_ALIKE]
        )
        if word := next(filter(None, words), ""):
            found[token.start] = word
    return found


def _words(expression: Expression, said: Sequence[Token], text: str) -> str:
    """Return the words of an expression as they stand in a text; empty where they do not."""
    size = len(expression)
    for start in range(len(said) - size + 1):
        if tuple(token.term for token in said[start : start + size]) == expression:
            return text[said[start].start : said[start + size - 1].end]
    return ""
