"""Updates as they are received: decoded JSON, not yet parsed."""

from __future__ import annotations

from typing import Any

from telegram import Update

CANCEL = "cancel"
"""What the data of a button begins with that ends the work on a message of the same chat."""

RawUpdate = dict[str, Any]
"""One update as the server sent it."""

HANDLED = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.GUEST_MESSAGE,
    Update.MY_CHAT_MEMBER,
)
"""The types of updates that the bot handles; the server is asked for no others."""


def chat_of(update: RawUpdate) -> int:
    """Return what an update must be kept in order with: its chat's id, or else its sender's.

    Args:
        update: The update, of whatever type and shape.

    Returns:
        The id; 0 where there is none, and for a press on a button that cancels: it must overtake
        what it cancels.

    """
    for event in update.values():
        if isinstance(event, dict):
            if str(event.get("data", "")).startswith(f"{CANCEL}:"):
                return 0
            message = event.get("message")
            holder = message if isinstance(message, dict) else event
            for place in (holder.get("chat"), event.get("from"), event.get("user")):
                if isinstance(place, dict) and isinstance(place.get("id"), int):
                    return int(place["id"])
    return 0


def people_of(update: RawUpdate) -> set[int]:
    """Return the ids of those who have caused an update: a person, and the chat they speak for.

    Args:
        update: The update, of whatever type and shape.

    """
    found = set()
    for event in update.values():
        if isinstance(event, dict):
            for place in (event.get("from"), event.get("user"), event.get("sender_chat")):
                if isinstance(place, dict) and isinstance(place.get("id"), int):
                    found.add(int(place["id"]))
    return found


def kind_of(update: RawUpdate) -> str:
    """Return the type of an update; "other" where it is none that the bot handles.

    Args:
        update: The update, of whatever shape.

    """
    return next((kind for kind in HANDLED if kind in update), "other")
