"""The search over all articles, kept up to date while the bot runs."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from index.search import ArchiveSearch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.archive import Archive

logger = logging.getLogger(__name__)


@contextmanager
def searching(archive: Archive) -> Iterator[ArchiveSearch]:
    """Open the search over an archive; what is added meanwhile can be found within a second.

    Args:
        archive: The archive.

    Raises:
        SearchError: The search index cannot be opened or made.

    """
    with ArchiveSearch(archive, say=logger.warning) as search, search.catching_up():
        yield search
