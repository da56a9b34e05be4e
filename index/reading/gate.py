"""How many links are fetched at once: for one person, and in all."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from index.reading import sentences
from index.reading.errors import Busy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Hashable


class FetchGate:
    """Lets so many fetches through at once; further ones wait, but not many of one person.

    Args:
        per_person: Fetches of one person that may run or wait.
        total: Fetches of all that may run.
    """

    def __init__(self, per_person: int = 2, total: int = 8) -> None:
        self._per_person = per_person
        self._places = asyncio.Semaphore(total)
        self._admitted: Counter[Hashable] = Counter()

    @asynccontextmanager
    async def admit(self, person: Hashable) -> AsyncIterator[None]:
        """Hold a place for the time of a fetch.

        Args:
            person: Whose fetch it is, such as a Telegram user's id.

        Raises:
            Busy: This person has as many running or waiting as one may have.
        """
        if self._admitted[person] >= self._per_person:
            raise Busy(sentences.BUSY)
        self._admitted[person] += 1
        try:
            async with self._places:
                yield
        finally:
            self._admitted[person] -= 1
            if not self._admitted[person]:
                del self._admitted[person]
