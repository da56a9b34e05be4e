"""How many examples are tried: some in an ordinary run, PULLQUOTE_FUZZ in a long one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable

_ALL = int(os.environ.get("PULLQUOTE_FUZZ", "400"))


def share(part: float) -> Callable[..., settings]:
    """Settings for a test that tries a part of all examples.

    Args:
        part: The part, from 0 to 1.

    """
    return settings(
        max_examples=max(1, round(part * _ALL)),
        deadline=None,
        # The bot runs on from example to example, and large updates are what is wanted.
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.filter_too_much,
        ],
    )
