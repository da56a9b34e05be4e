"""The updates that wait for the bot, and which kinds of them it asked for."""

from collections import deque
from collections.abc import Callable
from itertools import islice

from telegram.constants import UpdateType

from bot.playground.objects import Json

UPDATE_TYPES = frozenset(str(kind) for kind in UpdateType)
#: A bot that names no kinds gets all but these.
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

_FIRST_UPDATE_ID = 100_000_001


class UpdateQueue:
    """Updates in order, until the bot acknowledges them."""

    def __init__(self) -> None:
        self._pending: deque[Json] = deque()
        self._next_id = _FIRST_UPDATE_ID
        self._on_push: list[Callable[[], None]] = []
        self.allowed: frozenset[str] = UPDATE_TYPES - ON_REQUEST
        self.named: list[str] = []

    def __len__(self) -> int:
        """Return how many updates are not acknowledged."""
        return len(self._pending)

    def on_push(self, call: Callable[[], None]) -> None:
        """Call the function whenever an update comes in."""
        self._on_push.append(call)

    def allow(self, kinds: list[str]) -> None:
        """Set the kinds that are queued from now on; an empty list stands for the default."""
        self.named = [kind for kind in kinds if kind in UPDATE_TYPES]
        self.allowed = frozenset(self.named) or UPDATE_TYPES - ON_REQUEST

    def push(self, kind: str, payload: object) -> bool:
        """Queue an update of that kind, if the bot asked for it; return whether it did."""
        if kind not in self.allowed:
            return False
        self.push_raw({kind: payload})
        return True

    def push_raw(self, update: Json) -> int:
        """Queue anything at all as an update and return its number."""
        update_id = self._next_id
        self._next_id += 1
        self._pending.append({"update_id": update_id, **update})
        for call in self._on_push:
            call()
        return update_id

    def take(self, offset: int, limit: int) -> list[Json]:
        """Return updates as getUpdates does.

        Args:
            offset: Updates with lower numbers are acknowledged, hence forgotten. A negative one
                keeps so many from the end and forgets those before; 0 forgets nothing.
            limit: How many to return at most.

        """
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
        while self._pending and self._pending[0]["update_id"] < offset:
            self._pending.popleft()
        return list(islice(self._pending, limit))

    def clear(self) -> None:
        """Forget all waiting updates."""
        self._pending.clear()
