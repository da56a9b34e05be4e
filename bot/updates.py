"""Updates as they are received: decoded JSON, not yet parsed."""

from __future__ import annotations

from typing import Any

from telegram import Update

RawUpdate = dict[str, Any]
"""One update as the server sent it."""

HANDLED = (Update.MESSAGE, Update.EDITED_MESSAGE)
"""The types of updates that the bot handles; the server is asked for no others."""


def chat_of(update: RawUpdate) -> int:
    """Return what an update must be kept in order with: its chat's id, or else its sender's.

    Args:
        update: The update, of whatever type and shape.

    Returns:
        The id; 0 where there is none.

    """
    for event in update.values():
        if isinstance(event, dict):
            message = event.get("message")
            holder = message if isinstance(message, dict) else event
            for place in (holder.get("chat"), event.get("from"), event.get("user")):
                if isinstance(place, dict) and isinstance(place.get("id"), int):
                    return int(place["id"])
    return 0
