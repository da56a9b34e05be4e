"""How much one person and one chat may ask in a minute. Pure but for what it remembers."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable

PERSON_LIMIT = 30
"""Questions and presses of one person in a minute, and at once."""

CHAT_LIMIT = 90
"""The same of all who are in one chat: three people at their limit silence nobody else."""

MOST_REMEMBERED = 10_000
"""People and chats, and updates, that are remembered at a time."""

_MINUTE = 60.0


class Pass(Enum):
    """What becomes of something that is asked."""

    OPEN = auto()
    """It is answered."""
    PERSON_TOLD = auto()
    """It is not, and the person is told that they ask too much."""
    CHAT_TOLD = auto()
    """It is not, and the chat is told that it asks too much."""
    QUIET = auto()
    """It is not, and that has been told already."""


@dataclass(slots=True)
class _Bucket:
    """Tokens, one for each question, that come back with time.

    Attributes:
        limit: How many there can be; what costs more takes all.
        tokens: How many there are.
        at: When that was so, in seconds since 1970.
        has_been_told: Whether it was said, since it was full, that it is empty.

    """

    limit: int
    tokens: float
    at: float
    has_been_told: bool = False


class Limits:
    """Token buckets of people and chats, by the time at which things were sent.

    That what is handled late was sent over hours counts: after an outage nobody is turned away
    for having asked meanwhile. What is tried again has the same pass as the first time.

    Args:
        person: How much one person may ask in a minute; 0 for any amount.
        chat: How much may be asked in one chat in a minute; 0 for any amount.

    """

    def __init__(self, person: int = 0, chat: int = 0) -> None:
        self._person = person
        self._chat = chat
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()
        self._passes: OrderedDict[int, Pass] = OrderedDict()

    def ask(self, update: int, person: int, chat: int | None, at: float, cost: float = 1.0) -> Pass:
        """Decide whether something is answered, and count it if it is.

        Args:
            update: The number of the update that asks.
            person: The id of who asks.
            chat: The id of the chat in which it is asked; None where it is asked in none.
            at: When it was sent, in seconds since 1970.
            cost: How much it counts.

        """
        known = self._passes.get(update)
        if known is None:
            known = self._passes[update] = self._decide(person, chat, at, cost)
            if len(self._passes) > MOST_REMEMBERED:
                self._passes.popitem(last=False)
        return known

    def _decide(self, person: int, chat: int | None, at: float, cost: float) -> Pass:
        persons = self._bucket(("person", person), self._person, at)
        chats = self._bucket(("chat", chat), self._chat if chat is not None else 0, at)
        # What a person asks in vain takes nothing from the others of the chat.
        for bucket, told in ((persons, Pass.PERSON_TOLD), (chats, Pass.CHAT_TOLD)):
            if bucket and bucket.tokens < min(cost, bucket.limit):
                if bucket.has_been_told:
                    return Pass.QUIET
                bucket.has_been_told = True
                return told
        for bucket in (persons, chats):
            if bucket:
                bucket.tokens -= min(cost, bucket.limit)
        return Pass.OPEN

    def _bucket(self, whose: Hashable, limit: int, at: float) -> _Bucket | None:
        """Return a bucket with what has come back since it was last looked at; None: no limit."""
        if not limit:
            return None
        bucket = self._buckets.get(whose)
        if bucket is None:
            bucket = self._buckets[whose] = _Bucket(limit, limit, at)
            if len(self._buckets) > MOST_REMEMBERED:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(whose)
        # People's messages are handled beside each other, so that the next may be an earlier one.
        bucket.tokens += max(0.0, at - bucket.at) * limit / _MINUTE
        bucket.at = max(bucket.at, at)
        if bucket.tokens >= limit:
            bucket.tokens, bucket.has_been_told = limit, False
        return bucket
