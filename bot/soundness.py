"""Whether an update has the shape that handlers rely on; the library takes it as it comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.updates import RawUpdate

_IDS = range(-(2**63), 2**63)
_TIMES = range(2**32)

_DEEPEST = 8
"""Objects within objects: a press on a button of a message that replies to one with entities."""


class UnsoundUpdate(Exception):  # noqa: N818 - reads as what happened
    """An update is not as Telegram sends them. The message names the field, and holds no value."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """What stands in an object, of the fields that handlers read.

    Attributes:
        required: Fields that are always there, with what they hold.
        optional: Those that may be missing or null.

    """

    required: dict[str, Any]
    optional: dict[str, Any]


_USER = _Shape(
    {"id": _IDS, "first_name": str}, {"username": str, "language_code": str, "is_bot": bool}
)
_CHAT = _Shape(
    {"id": _IDS, "type": str}, {"title": str, "username": str, "first_name": str, "is_forum": bool}
)
_ENTITY = _Shape({"type": str, "offset": _IDS, "length": _IDS}, {"url": str, "user": _USER})
_FILE = _Shape(
    {"file_id": str, "file_unique_id": str}, {"file_name": str, "mime_type": str, "file_size": _IDS}
)
_ORIGIN = _Shape(
    {"type": str, "date": _TIMES},
    {
        "chat": _CHAT,
        "sender_chat": _CHAT,
        "sender_user": _USER,
        "sender_user_name": str,
        "message_id": _IDS,
        "author_signature": str,
    },
)
_MESSAGE = _Shape(
    {"message_id": _IDS, "date": _TIMES, "chat": _CHAT},
    {
        "from": _USER,
        "sender_chat": _CHAT,
        "via_bot": _USER,
        "message_thread_id": _IDS,
        "is_topic_message": bool,
        "is_automatic_forward": bool,
        "edit_date": _TIMES,
        "text": str,
        "entities": [_ENTITY],
        "caption": str,
        "caption_entities": [_ENTITY],
        "document": _FILE,
        "forward_origin": _ORIGIN,
        "quote": _Shape({"text": str, "position": _IDS}, {"entities": [_ENTITY]}),
        "link_preview_options": _Shape({}, {"url": str}),
        "migrate_to_chat_id": _IDS,
        "migrate_from_chat_id": _IDS,
        "guest_query_id": str,
    },
)
_MESSAGE.optional["reply_to_message"] = _MESSAGE
_MEMBER = _Shape({"status": str, "user": _USER}, {})

_UPDATE = _Shape(
    {},
    {
        "message": _MESSAGE,
        "edited_message": _MESSAGE,
        "guest_message": _MESSAGE,
        "callback_query": _Shape(
            {"id": str, "from": _USER, "chat_instance": str},
            {"message": _MESSAGE, "inline_message_id": str, "data": str},
        ),
        "inline_query": _Shape(
            {"id": str, "from": _USER, "query": str, "offset": str}, {"chat_type": str}
        ),
        "my_chat_member": _Shape(
            {
                "chat": _CHAT,
                "from": _USER,
                "date": _TIMES,
                "old_chat_member": _MEMBER,
                "new_chat_member": _MEMBER,
            },
            {},
        ),
    },
)


def check(update: RawUpdate) -> None:
    """See that what handlers read of an update is there, and of the right type.

    Args:
        update: The update, of whatever shape.

    Raises:
        UnsoundUpdate: It is not so.

    """
    _check(update, _UPDATE, "update", _DEEPEST)


def _check(value: object, shape: Any, name: str, depth: int) -> None:
    if isinstance(shape, range):
        if type(value) is not int or value not in shape:
            raise UnsoundUpdate(f"{name} is no such number")
    elif isinstance(shape, type):
        if not isinstance(value, shape):
            raise UnsoundUpdate(f"{name} is not of the type {shape.__name__}")
    elif isinstance(shape, list):
        if not isinstance(value, list):
            raise UnsoundUpdate(f"{name} is no list")
        for part in value:
            _check(part, shape[0], name, depth)
    else:
        _check_object(value, shape, name, depth)


def _check_object(value: object, shape: _Shape, name: str, depth: int) -> None:
    if not isinstance(value, dict):
        raise UnsoundUpdate(f"{name} is no object")
    if not depth:
        raise UnsoundUpdate(f"{name} lies too deep")
    for field, held in shape.required.items():
        _check(value.get(field), held, field, depth - 1)
    for field, held in shape.optional.items():
        if value.get(field) is not None:
            _check(value[field], held, field, depth - 1)
