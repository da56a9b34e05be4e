"""A question set as one archive: every question goes to all articles of the set."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from index.archive import Archive
from index.article import Document
from index.search import ArchiveSearch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.learning.sets import QuestionSet


@contextmanager
def archived(question_set: QuestionSet) -> Iterator[tuple[Archive, ArchiveSearch]]:
    """Put all articles of a set into an archive of their own, which is removed afterwards.

    Articles keep the ids that they have in the set.

    Args:
        question_set: The set.
    """
    batch = [
        (
            Document(
                part.article.text,
                title=part.article.title,
                language=part.article.language,
                published=part.article.published,
                origin=part.article.id,
            ),
            part.article,
        )
        for part in question_set.articles
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "set.sqlite"
        with Archive(path, with_bundled=False) as archive, ArchiveSearch(archive) as search:
            archive.add_all(batch)
            search.catch_up()
            yield archive, search
