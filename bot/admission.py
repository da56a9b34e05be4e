"""Whom the bot serves, and who owns it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


class Admission:
    """Tells whom the bot serves.

    Args:
        admins: The ids of the people who own the bot; they are served everywhere.
        chats: The ids of the chats that are served, which for private chats are those of the
            people; None for all chats.

    """

    def __init__(self, admins: Collection[int] = (), chats: Collection[int] | None = None) -> None:
        self._admins = frozenset(admins)
        self._chats = None if chats is None else set(chats)

    def is_admin(self, person: int) -> bool:
        """Whether somebody owns the bot.

        Args:
            person: The person's id.

        """
        return person in self._admins

    def serves(self, person: int, chat: int | None) -> bool:
        """Whether what somebody does is answered.

        Args:
            person: The person's id.
            chat: The id of the chat in which they do it; None where it is in no chat that the bot
                knows, as inline.

        """
        if self._chats is None or person in self._admins:
            return True
        return (person if chat is None else chat) in self._chats

    def follow(self, old: int, new: int) -> bool:
        """Serve a supergroup where the group was served that it was.

        Args:
            old: The group's id.
            new: The supergroup's id.

        Returns:
            Whether that is new, and the owner should say so from the next start on.

        """
        if self._chats is None or old not in self._chats or new in self._chats:
            return False
        self._chats.add(new)
        return True
