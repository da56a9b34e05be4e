"""Whatever a bot sends, it is answered or refused; nothing breaks the judge itself."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.methods import METHODS, Method
from bot.playground.methods.call import Call
from bot.playground.objects import Message, User
from bot.playground.parameters import Parameters
from bot.playground.refusals import RefusedError
from bot.playground.world import World

JUNK = (
    st.none()
    | st.booleans()
    | st.integers(-3, 5)
    | st.integers()
    | st.floats()
    | st.sampled_from(["", "HTML", "1", "[]", "{", "<b>a</b>", "@x", [], {}, [[]], [{}], {"a": 1}])
    | st.text(max_size=5)
)
CONTENT = {"message_text": "<b>a</b>", "parse_mode": "HTML", "entities": []}
BUTTONS = [
    {"text": "a", "callback_data": "a"},
    {"text": "a", "url": "https://a.example"},
    {"text": "a", "web_app": {"url": "https://a.example"}},
]
RESULT = {
    "type": "article",
    "id": "1",
    "title": "a",
    "input_message_content": CONTENT,
    "reply_markup": {"inline_keyboard": [BUTTONS[:2]]},
}
#: For each parameter what is right, of which anything may be spoilt.
RIGHT: dict[str, Any] = {
    "chat_id": 1,
    "user_id": 1,
    "text": "<b>a</b> b",
    "caption": "a",
    "parse_mode": "HTML",
    "message_id": 2,
    "message_ids": [1, 2],
    "message_thread_id": 1,
    "draft_id": 1,
    "action": "typing",
    "document": "file-1",
    "file_id": "file-1",
    "callback_query_id": "1",
    "inline_query_id": "1",
    "guest_query_id": "1",
    "inline_message_id": "inline",
    "entities": [
        {"type": "bold", "offset": 0, "length": 1},
        {"type": "text_link", "offset": 0, "length": 1, "url": "https://a.example"},
        {"type": "text_mention", "offset": 0, "length": 1, "user": {"id": 1}},
        {"type": "pre", "offset": 0, "length": 1, "language": "python"},
        {"type": "custom_emoji", "offset": 0, "length": 1, "custom_emoji_id": "1"},
    ],
    "reply_markup": {"inline_keyboard": [BUTTONS]},
    "reply_parameters": {"message_id": 1, "quote": "start", "quote_parse_mode": "HTML"},
    "link_preview_options": {"is_disabled": True},
    "reaction": [{"type": "emoji", "emoji": "👍"}],
    "results": [RESULT],
    "result": RESULT,
    "button": {"text": "a", "start_parameter": "a"},
    "commands": [{"command": "ask", "description": "a"}],
    "scope": {"type": "chat_member", "chat_id": 1, "user_id": 1},
    "menu_button": {"type": "web_app", "text": "a", "web_app": {"url": "https://a.example"}},
    "language_code": "en",
    "allowed_updates": ["message"],
    "url": "https://a.example",
}


@st.composite
def spoilt(draw: st.DrawFn, right: Any) -> Any:
    """Return what is right with something in it replaced, taken away or added."""
    if isinstance(right, dict) and right and draw(st.integers(0, 9)):
        name = draw(st.sampled_from(sorted(right)))
        rest = {key: value for key, value in right.items() if key != name}
        return {**rest, name: draw(spoilt(right[name]))} if draw(st.integers(0, 9)) else rest
    if isinstance(right, list) and right and draw(st.integers(0, 9)):
        index = draw(st.integers(0, len(right) - 1))
        return [*right[:index], draw(spoilt(right[index])), *right[index + 1 :]]
    return draw(JUNK)


def played_world() -> World:
    """Return a world in which most ids from 1 to 5 mean something."""
    world = World(User(5, "Pullquote", username="quote_bot", is_bot=True))
    ann = world.add_user("Ann", user_id=1)
    chat = world.start(ann).chat
    markup = {"inline_keyboard": [BUTTONS[:1]]}
    own = Message(chat, 0, sender=world.bot, text="a", reply_markup=markup)
    own.inline_message_id = "inline"
    world.inline_messages["inline"] = world.post(own)
    world.store_file("a.txt", b"a", "text/plain")
    world.callback_queries["1"] = world.press(ann, own, "a")
    world.inline_queries["1"] = world.inline_query(ann, "a")
    group = world.add_supergroup("Elsewhere", ann)
    world.send_text(group, ann, "@quote_bot?")
    world.guest_queries["1"] = next(iter(world.guest_queries.values()))
    return world


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_call_is_answered_or_refused(method: Method, data: st.DataObject) -> None:
    values = {name: RIGHT[name] for name in sorted(method.parameters) if name in RIGHT}
    for name in data.draw(st.sets(st.sampled_from(sorted(values)), max_size=2)) if values else ():
        values[name] = data.draw(spoilt(values[name]))
        if data.draw(st.booleans()):
            values[name] = json.dumps(values[name])
    world = played_world()
    try:
        method.carry_out(Call(world, Parameters(values)))
    except RefusedError as refusal:
        assert refusal.description.startswith(("Bad Request: ", "Forbidden: "))  # noqa: PT017
    for update in world.updates.take(0, 100):
        json.dumps(update)
