"""What a follow-up asks for that the answer before did not give. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analysis import terms
from index.question import vague_terms
from index.vocabulary import synonyms

if TYPE_CHECKING:
    from index.answering import Answer, Quote

FARTHEST = 6.0
"""How far below the best sentence's score one may be and still be preferred for what is new."""


def newer_quote(answer: Answer, before: str, sentence: int) -> Quote | None:
    """Find a better quote for a follow-up that is answered with the same sentence again.

    Who asks "and fighters?" after a sentence about civilians has read it, and asks for something
    that it does not name: a sentence that does is preferred, if it names a thing of the question
    before as well. What somebody wants, gives or makes may be told without these words.

    Args:
        answer: The answer to the follow-up.
        before: The question before it, complete.
        sentence: The number of the sentence that answered that one.

    Returns:
        The quote, without highlights; None where the answer should stay as it is.

    """
    if not answer.quotes or answer.quotes[0].sentence != sentence:
        return None
    language = answer.article.language
    asked = set(terms(answer.question, language)) - vague_terms()
    new = asked - set(terms(before, language))
    if not new or new <= _named(answer.quotes[0], new):
        return None
    lowest = answer.ranked[0].score - FARTHEST
    for quote in answer.ranked:
        named = _named(quote, asked)
        if quote.score >= lowest and new <= named and (named > new or new == asked):
            return quote
    return None


def _named(quote: Quote, wanted: set[str]) -> set[str]:
    """Return which of some terms a quote has, or has synonyms of."""
    language = quote.article.language
    said = terms(quote.text, language)
    # Bounded by spaces, so that terms are found whole.
    text = f" {' '.join(said)} "
    table = synonyms(language)
    return {
        term
        for term in wanted
        if any(f" {' '.join(one)} " in text for one in ((term,), *table.get((term,), ())))
    }
