"""How much is tried: little in an ordinary run, more where PULLQUOTE_FUZZ names a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fuzz.harness import Bot

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def bot() -> Iterator[Bot]:
    with Bot() as running:
        yield running
