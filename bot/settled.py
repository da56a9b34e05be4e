"""What chats have settled, kept in memory: read with every message, hardly ever changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

MOST = 4096
"""Chats of which it is kept."""


class Settled(Generic[T]):
    """Reads something of a chat once, and anew when any chat has settled something else.

    It may be used from several threads.

    Args:
        read: Reads it of a chat, by the chat's id.
        changes: Tells how often chats have settled something, counted once that can be read.

    """

    def __init__(self, read: Callable[[int], T], changes: Callable[[], int]) -> None:
        self._read = read
        self._changes = changes
        self._known: dict[int, tuple[int, T]] = {}

    def of(self, chat: int) -> T:
        """Return what a chat has settled.

        Args:
            chat: The chat's id.

        """
        changes = self._changes()
        known = self._known.get(chat)
        if known is not None and known[0] == changes:
            return known[1]
        if known is not None or len(self._known) >= MOST:
            # Something was changed, or forgotten: nothing of that is to stay here.
            self._known.clear()
        found = self._read(chat)
        self._known[chat] = changes, found
        return found
