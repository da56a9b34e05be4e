"""What tells something else in a short article than in a long one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

SHORT = 70
"""So many sentences make an article half short: news stories have some 25, encyclopaedia articles
some 200, and little between them is known."""
_STEEPNESS = 4
_OTHERWISE = (
    "place",
    "log place",
    "resembles all",
    "full names",
    "pairs together, count",
)
"""Features whose weights differ most between the two: a news story says first what matters."""
ENGLISH = frozenset({"short article: full names"})
"""Features that tell names by their capitals."""


def short_article_features(found: Mapping[str, Vector], sentences: int) -> dict[str, Vector]:
    """Some features once more, which count by how short the article is.

    Args:
        found: The features, one value a sentence.
        sentences: How many the article has.
    """
    shortness = 1.0 / (1.0 + (sentences / SHORT) ** _STEEPNESS)
    return {f"short article: {name}": found[name] * shortness for name in _OTHERWISE}
