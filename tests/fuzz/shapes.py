"""Updates of every shape that Telegram documents, drawn from the library's own account of them."""

from __future__ import annotations

import datetime as dt
import inspect
import re
import typing
from collections.abc import Sequence
from functools import cache
from typing import Any

import telegram
from hypothesis import strategies as st
from telegram import Message, MessageEntity, TelegramObject
from telegram._utils import types as library_types

from bot.updates import HANDLED

Json = dict[str, Any]

_NAMES = {
    **vars(typing),
    **vars(library_types),
    **vars(telegram),
    "dtm": dt,
    "Sequence": Sequence,
}
_NOW = int(dt.datetime.now(dt.UTC).timestamp())
_DEEPEST = 3

#: What stands in for a base class, and what tells it from its siblings.
_TELLING = ("type", "status", "source")

WORDS = (
    "How many civilians were killed?",
    "When was the truce announced?",
    "who leads hts",
    "and fighters?",
    "civilans kiled in idlb",
    "hello",
    "thanks!",
    "/ask How many civilians were killed?",
    "/ask@pullquote_bot where?",
    "/ask",
    "/truce",
    "/casualties@pullquote_bot",
    "/start",
    "/start inline",
    "/help",
    "/article",
    "/article idlib-truce",
    "/articles",
    "/topics",
    "/topic add deaths how many died?",
    "/topic remove deaths",
    "/settings",
    "/add https://news.example/story",
    "https://news.example/story",
    "@pullquote_bot who agreed the zone?",
    "news@pullquote_bot.example",
    "<b>bold</b> & </blockquote>",
    "&lt;&#0;&#x110000;",
    "𝐔nicode 👩‍👩‍👧 how many? \u202e\u0000",
    "كم عدد المدنيين الذين قتلوا؟",
    "?" * 50,
    "why " * 600,
    "é́́́́" * 40,
)

PRESSES = (
    "settings:who:admins",
    "settings:quiet:22-7",
    "set:who:admins",
    "articles:0:",
    "articles:999999999999:x",
    "articles:-1:truce",
    "article:idlib-truce",
    "cancel:1",
    "cancel:",
    "more:1",
    "context:1",
    "good:1",
    "bad:1",
    "up:1",
    "down:99999999999999999999",
    "more:x",
    ":",
    "",
)


def words() -> st.SearchStrategy[str]:
    """What people write: sensible, odd, and anything at all that JSON in UTF-8 can carry."""
    letters = st.characters(exclude_categories=["Cs"])
    return st.sampled_from(WORDS) | st.text(letters, max_size=80)


class Shapes:
    """Draws updates about the people and chats of one world.

    Args:
        users: People and bots, as the Bot API writes them.
        chats: Chats, likewise.

    """

    def __init__(self, users: Sequence[Json], chats: Sequence[Json]) -> None:
        self._users = st.sampled_from(users)
        self._chats = st.sampled_from(chats)

    def updates(self) -> st.SearchStrategy[Json]:
        """Updates of the types that the bot asks for."""
        return st.one_of([self._update(kind) for kind in HANDLED])

    def _update(self, kind: str) -> st.SearchStrategy[Json]:
        hint, _ = _fields(telegram.Update)[kind]
        return self._of(hint, -1).map(lambda value: {str(kind): value})

    @cache  # noqa: B019 - as many as there are classes, and as long as the tests
    def _drawn(self, cls: Any, depth: int) -> st.SearchStrategy[Json]:
        kinds = _concrete(cls)
        if kinds != (cls,):
            return st.one_of([self._drawn(kind, depth) for kind in kinds])
        if cls is telegram.User:
            return self._users | self._composed(cls, depth)
        if cls is telegram.Chat:
            return self._chats | self._chats | self._composed(cls, depth)
        return self._composed(cls, depth)

    @st.composite
    @staticmethod
    def _compose(draw: st.DrawFn, shapes: Shapes, cls: Any, depth: int) -> Json:
        fields = _fields(cls)
        chosen = {name for name, (_, is_required) in fields.items() if is_required}
        optional = sorted(set(fields) - chosen)
        if optional and depth < _DEEPEST:
            chosen |= draw(st.sets(st.sampled_from(optional), max_size=4))
        if cls is Message and draw(st.integers(0, 3)):
            chosen |= {"from_user", draw(st.sampled_from(["text", "text", "text", "caption"]))}
        value = {
            name.removesuffix("_user") if name == "from_user" else name: draw(
                shapes._value(cls, name, fields[name][0], depth)
            )
            for name in sorted(chosen)
        }
        value |= _constants(cls)
        _mend_entities(draw, shapes, value)
        return value

    def _composed(self, cls: Any, depth: int) -> st.SearchStrategy[Json]:
        return Shapes._compose(self, cls, depth)

    def _value(self, cls: Any, name: str, hint: Any, depth: int) -> st.SearchStrategy[Any]:
        if name in {"message_id", "message_thread_id", "reply_to_checklist_task_id"}:
            return st.integers(1, 60)
        if name == "type" and cls is telegram.Chat:
            return st.sampled_from(["private", "group", "supergroup", "channel"])
        if name == "data" and cls is telegram.CallbackQuery:
            return st.sampled_from(PRESSES) | st.text(max_size=20)
        if name == "file_id":
            return st.sampled_from(["file-1", "file-2", "none"])
        if name in {"id", "guest_query_id"} and str in (hint, *typing.get_args(hint)):
            return st.integers(1, 10**6).map(str)
        return self._of(hint, depth)

    def _of(self, hint: Any, depth: int) -> st.SearchStrategy[Any]:
        origin, parts = typing.get_origin(hint), typing.get_args(hint)
        if origin is Sequence:
            return st.lists(self._of(parts[0], depth), max_size=3)
        if dt.timedelta in parts:
            return _PLAIN[dt.timedelta]
        if parts:
            return st.one_of([self._of(part, depth) for part in parts if part is not type(None)])
        if inspect.isclass(hint) and issubclass(hint, TelegramObject):
            cls: Any = hint
            return self._drawn(cls, depth + 1)
        return _PLAIN[hint]


_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: st.integers(0, 100) | st.integers(-(2**40), 2**52),
    float: st.floats(-180, 180),
    str: words(),
    object: words(),
    dt.datetime: st.integers(_NOW - 400_000, _NOW) | st.integers(0, 2**31),
    dt.timedelta: st.integers(0, 10**6),
}


@cache
def _fields(cls: Any) -> dict[str, tuple[Any, bool]]:
    """For each field of a class its type, and whether it is always there."""
    module = inspect.getmodule(cls)
    names = {**_NAMES, **vars(module)}
    hints = typing.get_type_hints(cls.__init__, globalns=names, localns=_NAMES)
    # Fields that are new have a default, and are demanded nevertheless.
    demanded = set(re.findall(r"`(\w+)` is (?:a )?required", inspect.getsource(cls.__init__)))
    found = {}
    for name, parameter in inspect.signature(cls.__init__).parameters.items():
        if name not in {"self", "api_kwargs"}:
            is_optional = parameter.default is not inspect.Parameter.empty
            found[name] = hints[name], not is_optional or name in demanded
    return found


@cache
def _concrete(cls: Any) -> tuple[Any, ...]:
    """The classes that an object of this class can be."""
    below = [kind for kind in cls.__subclasses__() if kind.__module__.startswith("telegram._")]
    if not below or cls is telegram.Chat:
        return (cls,)
    return tuple(found for kind in below for found in _concrete(kind))


@cache
def _constants(cls: Any) -> Json:
    """What always stands in objects of a class and tells them from those of its siblings."""
    if cls is telegram.InaccessibleMessage:
        return {"date": 0}
    if cls is telegram.ChatMemberRestricted:
        return {"status": "restricted"}
    (base, *_) = [kind for kind in cls.__mro__ if kind is not cls]
    if base is TelegramObject or base not in cls.__mro__ or not issubclass(base, TelegramObject):
        return {}
    required = {name for name, (_, is_required) in _fields(cls).items() if is_required}
    try:
        made: Any = cls(**dict.fromkeys(required))
    except (TypeError, AttributeError):
        return {}
    return {
        name: str(getattr(made, name))
        for name in _TELLING
        if name not in required and isinstance(getattr(made, name, None), str)
    }


def _mend_entities(draw: st.DrawFn, shapes: Shapes, value: Json) -> None:
    """Have the entities of a text lie within it."""
    for said, marked in (("text", "entities"), ("caption", "caption_entities")):
        text = value.get(said)
        value.pop(marked, None)
        if isinstance(text, str) and draw(st.integers(0, 2)):
            value[marked] = draw(st.lists(_entity(shapes, text), max_size=3))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@st.composite
def _entity(draw: st.DrawFn, shapes: Shapes, text: str) -> Json:
    kind = draw(st.sampled_from(MessageEntity.ALL_TYPES))
    start = draw(st.integers(0, max(0, len(text) - 1)))
    end = draw(st.integers(min(start + 1, len(text)), len(text)))
    if kind == MessageEntity.BOT_COMMAND and text.startswith("/"):
        start, end = 0, len(text.partition(" ")[0])
    entity: Json = {"type": str(kind), "offset": _units(text[:start])}
    entity["length"] = _units(text[start:end])
    if kind == MessageEntity.TEXT_LINK:
        entity["url"] = draw(st.sampled_from(["https://news.example/story", "tg://user?id=1"]))
    if kind == MessageEntity.TEXT_MENTION:
        entity["user"] = draw(shapes._users)
    if kind == MessageEntity.CUSTOM_EMOJI:
        entity["custom_emoji_id"] = "1"
    return entity


JUNK = (
    st.none()
    | st.booleans()
    | st.integers(-3, 5)
    | st.integers()
    | st.floats()
    | st.sampled_from(["", "1", "@x", "\ud800", [], {}, [[]], [{}], {"a": 1}, [None], {"id": "x"}])
    | st.text(st.characters(exclude_categories=()), max_size=8)
    | st.sampled_from(WORDS)
)


@st.composite
def spoilt(draw: st.DrawFn, right: Any) -> Any:
    """What is right with something in it, mostly deep down, replaced, taken away or added."""
    if isinstance(right, dict) and right and draw(st.integers(0, 9)):
        name = draw(st.sampled_from(sorted(right)))
        what = draw(st.integers(0, 9))
        if what == 0:
            return {key: value for key, value in right.items() if key != name}
        if what == 1:
            return {**right, draw(st.sampled_from(_ANY_FIELD)): draw(JUNK)}
        return {**right, name: draw(spoilt(right[name]))}
    if isinstance(right, list) and right and draw(st.integers(0, 9)):
        index = draw(st.integers(0, len(right) - 1))
        return [*right[:index], draw(spoilt(right[index])), *right[index + 1 :]]
    return draw(JUNK)


_ANY_FIELD = sorted({*HANDLED, *_fields(Message), "from", "data", "query", "junk", "update_id"})
