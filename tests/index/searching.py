"""What the tests of the search share: articles, and places of hits by their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analysis import terms
from index.article import Document

if TYPE_CHECKING:
    from index.archive import Archive
    from index.search import ArchiveSearch, Scope

STORM = Document(
    "A storm hit the coast on Monday. Ten people were hurt.\n\nRelief\n\nHelp is on its way.",
    title="Storm hits coast",
    language="en",
    origin="storm",
)
VOTE = Document(
    "The council voted on Tuesday.\n\nNobody was glad, said the mayor.",
    title="Council votes",
    language="en",
    origin="vote",
)
FERRY = Document(
    "The new ferry crosses the bay.\n\nThe ferry carries ninety people.",
    title="Ferry opens",
    language="en",
    origin="ferry",
)


def numbered(number: int) -> Document:
    """Make an article that is told from all others by one word."""
    return Document(
        f"The word of this article is item{number}.\n\nItem{number} stands here again.",
        title=f"Item {number}",
        language="en",
        origin=f"item {number}",
    )


def found(
    archive: Archive, search: ArchiveSearch, question: str, scope: Scope | None = None
) -> list[str]:
    """Give the passages that are found, as "id: first words", best first."""
    hits = search.find(terms(question), "en", scope).hits
    passages = archive.passages([(hit.article, hit.passage) for hit in hits])
    return [f"{one.article_id}: {' '.join(one.text.split()[:3])}" for one in passages.values()]
