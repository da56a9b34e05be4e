"""Articles to the terms that a search index holds."""

from __future__ import annotations

import hashlib
import unicodedata
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING

from index.analysis import terms
from index.search.interface import ArticleTerms

if TYPE_CHECKING:
    from index.stored import StoredArticle

LONGEST_TERM = 100
"""Characters. What is longer is no word that anybody asks for, and engines have limits."""

_WHAT_TERMS_DEPEND_ON = ("analysis.py", "word_lists.py", "search/preparing.py")


def prepare(article: StoredArticle) -> ArticleTerms:
    """Take the terms of an article: those of its title, and of each passage under its heading.

    Args:
        article: The article as the archive holds it.
    """
    text, language = article.text, article.language
    return ArticleTerms(
        number=article.number,
        owner=article.owner,
        language=language,
        title=searchable(article.title, language),
        passages=tuple(
            (searchable(text[slice(*heading)], language) if heading else ())
            + searchable(text[start:end], language)
            for (start, end), heading, _ in article.passages
        ),
        sentences=tuple(count for *_, count in article.passages),
        fingerprint=article.fingerprint,
    )


def searchable(text: str, language: str) -> tuple[str, ...]:
    """Take the terms of a text in the form in which they are indexed and asked for.

    Args:
        text: Any text.
        language: ISO 639-1 code.
    """
    return tuple(map(indexed_term, terms(text, language)))


def indexed_term(term: str) -> str:
    """Give the form of a term that is indexed: not too long, and without white space.

    A few letters that stand for whole words become several words when they are folded.

    Args:
        term: A term as `index.analysis` makes them.
    """
    if term.isascii() and len(term) <= LONGEST_TERM:
        return term
    return "_".join(term.split())[:LONGEST_TERM]


@cache
def analysis_version() -> str:
    """Tell one version of the analysis from another, by all that the terms depend on."""
    digest = hashlib.blake2b(digest_size=8)
    digest.update(f"{version('PyStemmer')} {unicodedata.unidata_version}".encode())
    package = files("index")
    lists = sorted((package / "stopwords").iterdir(), key=lambda path: path.name)
    for path in [*(package / name for name in _WHAT_TERMS_DEPEND_ON), *lists]:
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()
