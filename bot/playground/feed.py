"""What happens in the chats, in order: for pages that show it and for tests that wait for it."""

from collections import deque
from collections.abc import Callable, Iterator

from bot.playground.objects import Json

Listener = Callable[[Json], None]


class Feed:
    """Numbers events, keeps the latest, and tells listeners of each new one.

    Args:
        size: How many past events are kept for those who come late.

    """

    def __init__(self, size: int = 1_000) -> None:
        self._events: deque[Json] = deque(maxlen=size)
        self._listeners: list[Listener] = []
        self.last = 0

    def publish(self, kind: str, **facts: object) -> None:
        """Add an event: {"seq": its number, "type": kind, …facts}."""
        self.last += 1
        event: Json = {"seq": self.last, "type": kind, **facts}
        self._events.append(event)
        for listener in list(self._listeners):
            listener(event)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call the listener with every new event; the returned function ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def since(self, last_seen: int) -> Iterator[Json]:
        """Yield the kept events after the one with that number."""
        return (event for event in list(self._events) if event["seq"] > last_seen)
