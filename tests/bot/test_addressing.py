"""Who speaks to the bot, and what is asked: a table of messages as Telegram sends them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Message

from bot.addressing import (
    MAX_QUESTION,
    Command,
    Decision,
    Hint,
    Identity,
    Ignored,
    Question,
    Reason,
    Way,
    address,
)
from bot.playground.entities import as_json, detect

BOT = Identity(4000, "pullquote_bot")
COMMANDS = {"start", "help", "article", "articles"}
TOPICS = {"truce": "What are the terms of the truce?", "help": "never reached"}

ANN = {"id": 7, "is_bot": False, "first_name": "Ann"}
BEN = {"id": 8, "is_bot": False, "first_name": "Ben"}
US = {"id": 4000, "is_bot": True, "first_name": "Pullquote", "username": "pullquote_bot"}
OTHER_BOT = {"id": 4001, "is_bot": True, "first_name": "Other", "username": "other_bot"}
ANONYMOUS_ADMIN = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
CHANNEL_STAND_IN = {"id": 136817688, "is_bot": True, "first_name": "Channel"}
TELEGRAM = {"id": 777000, "is_bot": False, "first_name": "Telegram"}

PRIVATE = {"id": 7, "type": "private", "first_name": "Ann"}
GROUP = {"id": -50, "type": "group", "title": "Readers"}
SUPERGROUP = {"id": -100500, "type": "supergroup", "title": "Readers"}
FORUM = {**SUPERGROUP, "is_forum": True}
CHANNEL = {"id": -100600, "type": "channel", "title": "Wire"}

PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}]
FORWARDED = {"type": "user", "date": 1, "sender_user": BEN}
POSTED = {"type": "channel", "date": 1, "chat": CHANNEL, "message_id": 3}


def raw(text: str | None = None, chat: dict[str, Any] = GROUP, **fields: Any) -> dict[str, Any]:
    """A message as the Bot API sends it, with the entities that Telegram would find."""
    message = {"message_id": 90, "date": 1_700_000_000, "chat": chat, "from": ANN, **fields}
    if text is not None:
        message["text"] = text
        message.setdefault("entities", as_json(text, detect(text)))
    return message


def decide(message: dict[str, Any]) -> Decision:
    parsed = Message.de_json(message, None)
    return address(parsed, BOT, commands=COMMANDS, topics=TOPICS)


def captioned(caption: str, chat: dict[str, Any] = GROUP, **fields: Any) -> dict[str, Any]:
    entities = as_json(caption, detect(caption))
    return raw(None, chat, photo=PHOTO, caption=caption, caption_entities=entities, **fields)


def text_mention(text: str, user: dict[str, Any], offset: int, length: int) -> dict[str, Any]:
    entity = {"type": "text_mention", "offset": offset, "length": length, "user": user}
    return raw(text, entities=[entity])


ANSWER = raw("He said no.", **{"from": US})
BENS_QUESTION = raw("Who said that?", **{"from": BEN})
OPENED_BY_US = raw(None, FORUM, forum_topic_created={"name": "T", "icon_color": 1}, **{"from": US})
WHOLE_TOPIC = TOPICS["truce"]


def asked(text: str, way: Way, *, topic: str = "", borrowed: bool = False) -> Question:
    return Question(text, way, topic, borrowed)


SPOKEN_TO: list[tuple[str, dict[str, Any], Decision]] = [
    # In private everything is for the bot
    ("words in private", raw("how many?", PRIVATE), asked("how many?", Way.PRIVATE)),
    ("lines become one", raw("how\n many\t?", PRIVATE), asked("how many ?", Way.PRIVATE)),
    (
        "/ask in private",
        raw("/ask how many?", PRIVATE),
        asked("how many?", Way.COMMAND),
    ),
    ("bare /ask", raw("/ask", PRIVATE), Hint(Reason.EMPTY, "ask")),
    ("/ask and a question mark", raw("/ask ?!", PRIVATE), Hint(Reason.EMPTY, "ask")),
    ("no word", raw("👍", PRIVATE), Hint(Reason.EMPTY)),
    ("digits are words", raw("2011", PRIVATE), asked("2011", Way.PRIVATE)),
    ("a command", raw("/help", PRIVATE), Command("help")),
    ("a command with payload", raw("/start idlib", PRIVATE), Command("start", "idlib")),
    ("a command in capitals", raw("/HELP", PRIVATE), Command("help")),
    ("a command with our name", raw("/help@pullquote_bot", PRIVATE), Command("help")),
    ("unknown command", raw("/weather", PRIVATE), Hint(Reason.UNKNOWN_COMMAND, "weather")),
    (
        "another bot's command in private",
        raw("/ask@other_bot hm", PRIVATE),
        Hint(Reason.UNKNOWN_COMMAND, "ask"),
    ),
    (
        "a topic",
        raw("/truce", PRIVATE),
        asked(WHOLE_TOPIC, Way.TOPIC, topic="truce"),
    ),
    (
        "a topic with words of one's own",
        raw("/truce who broke it", PRIVATE),
        asked("truce who broke it", Way.TOPIC, topic="truce"),
    ),
    ("a fixed command goes before a topic", raw("/help", GROUP), Command("help")),
    (
        "a command later in the text is none",
        raw("please /ask him", PRIVATE),
        asked("please /ask him", Way.PRIVATE),
    ),
    (
        "our name in private",
        raw("@pullquote_bot how many?", PRIVATE),
        asked("how many?", Way.PRIVATE),
    ),
    (
        "a caption in private",
        captioned("who is this?", PRIVATE),
        asked("who is this?", Way.PRIVATE),
    ),
    ("a photo without words", raw(None, PRIVATE, photo=PHOTO), Hint(Reason.NO_TEXT)),
    (
        "a forwarded message in private",
        raw("how many?", PRIVATE, forward_origin=FORWARDED),
        asked("how many?", Way.PRIVATE),
    ),
    (
        "a forwarded channel post in private",
        raw("Truce holds", PRIVATE, forward_origin=POSTED),
        asked("Truce holds", Way.PRIVATE),
    ),
    (
        "longer than a question",
        raw("why " * 300, PRIVATE),
        Hint(Reason.TOO_LONG),
    ),
    (
        "as long as a question",
        raw("x" * MAX_QUESTION, PRIVATE),
        asked("x" * MAX_QUESTION, Way.PRIVATE),
    ),
    # In groups: commands
    ("/ask in a group", raw("/ask how many?"), asked("how many?", Way.COMMAND)),
    ("/ask in a supergroup", raw("/ask how many?", SUPERGROUP), asked("how many?", Way.COMMAND)),
    (
        "/ask in a forum topic",
        raw("/ask how many?", FORUM, is_topic_message=True, message_thread_id=5),
        asked("how many?", Way.COMMAND),
    ),
    ("/ask@us", raw("/ask@pullquote_bot how many?"), asked("how many?", Way.COMMAND)),
    ("/ask@us in capitals", raw("/Ask@PullQuote_Bot how many?"), asked("how many?", Way.COMMAND)),
    ("bare /ask in a group", raw("/ask"), Hint(Reason.EMPTY, "ask")),
    ("bare /ask@us in a group", raw("/ask@pullquote_bot"), Hint(Reason.EMPTY, "ask")),
    ("/ask and a line end", raw("/ask\nhow many?"), asked("how many?", Way.COMMAND)),
    (
        "our name inside the question",
        raw("/ask @pullquote_bot how many?"),
        asked("how many?", Way.COMMAND),
    ),
    ("a topic in a group", raw("/truce"), asked(WHOLE_TOPIC, Way.TOPIC, topic="truce")),
    (
        "a topic with our name",
        raw("/truce@pullquote_bot"),
        asked(WHOLE_TOPIC, Way.TOPIC, topic="truce"),
    ),
    ("a command in a group", raw("/articles flood"), Command("articles", "flood")),
    (
        "unknown command with our name",
        raw("/weather@pullquote_bot"),
        Hint(Reason.UNKNOWN_COMMAND, "weather"),
    ),
    ("a command in a caption", captioned("/ask who is it?"), asked("who is it?", Way.COMMAND)),
    # In groups: mentions
    ("a mention", raw("@pullquote_bot how many?"), asked("how many?", Way.MENTION)),
    ("a mention and a comma", raw("@pullquote_bot, how many?"), asked("how many?", Way.MENTION)),
    ("a mention at the end", raw("how many? @pullquote_bot"), asked("how many?", Way.MENTION)),
    (
        "a mention in the middle",
        raw("tell us @pullquote_bot how many"),
        asked("tell us how many", Way.MENTION),
    ),
    ("a mention in capitals", raw("@PULLQUOTE_BOT how many?"), asked("how many?", Way.MENTION)),
    (
        "two mentions",
        raw("@pullquote_bot @pullquote_bot how many?"),
        asked("how many?", Way.MENTION),
    ),
    (
        "a mention behind characters of two units",
        raw("😀😀 @pullquote_bot how many 🕊?"),
        asked("😀😀 how many 🕊?", Way.MENTION),
    ),
    (
        "a mention with somebody else's",
        raw("@anna_b @pullquote_bot how many?"),
        asked("@anna_b how many?", Way.MENTION),
    ),
    (
        "a mention without username",
        text_mention("Quotey, how many?", US, 0, 6),
        asked("how many?", Way.MENTION),
    ),
    ("a mention and nothing else", raw("@pullquote_bot"), Hint(Reason.EMPTY)),
    (
        "a mention before a command",
        raw("@pullquote_bot /truce"),
        asked(WHOLE_TOPIC, Way.TOPIC, topic="truce"),
    ),
    (
        "a mention before an unknown command",
        raw("@pullquote_bot /weather"),
        Hint(Reason.UNKNOWN_COMMAND, "weather"),
    ),
    ("a mention in a caption", captioned("@pullquote_bot who?"), asked("who?", Way.MENTION)),
    # In groups: replies
    (
        "a reply to us",
        raw("and fighters?", reply_to_message=ANSWER),
        asked("and fighters?", Way.REPLY),
    ),
    (
        "a reply to us in a forum topic",
        raw(
            "and fighters?",
            FORUM,
            reply_to_message=ANSWER,
            is_topic_message=True,
            message_thread_id=5,
        ),
        asked("and fighters?", Way.REPLY),
    ),
    (
        "a reply to us with our name",
        raw("@pullquote_bot and fighters?", reply_to_message=ANSWER),
        asked("and fighters?", Way.MENTION),
    ),
    (
        "/ask on somebody's message",
        raw("/ask", reply_to_message=BENS_QUESTION),
        asked("Who said that?", Way.COMMAND, borrowed=True),
    ),
    (
        "/ask@us on somebody's message",
        raw("/ask@pullquote_bot", reply_to_message=BENS_QUESTION),
        asked("Who said that?", Way.COMMAND, borrowed=True),
    ),
    (
        "a bare mention on somebody's message",
        raw("@pullquote_bot", reply_to_message=BENS_QUESTION),
        asked("Who said that?", Way.MENTION, borrowed=True),
    ),
    (
        "/ask with own words on somebody's message",
        raw("/ask how many?", reply_to_message=BENS_QUESTION),
        asked("how many?", Way.COMMAND),
    ),
    (
        "/ask on a message that names us",
        raw("/ask", reply_to_message=raw("@pullquote_bot, who?", **{"from": BEN})),
        asked("who?", Way.COMMAND, borrowed=True),
    ),
    (
        "/ask on a caption",
        raw("/ask", reply_to_message=captioned("Who is it?", **{"from": BEN})),
        asked("Who is it?", Way.COMMAND, borrowed=True),
    ),
    (
        "/ask on a photo without words",
        raw("/ask", reply_to_message=raw(None, photo=PHOTO, **{"from": BEN})),
        Hint(Reason.EMPTY, "ask"),
    ),
    (
        "/ask on our own answer",
        raw("/ask", reply_to_message=ANSWER),
        Hint(Reason.EMPTY, "ask"),
    ),
    (
        "/ask on a part of a message",
        raw(
            "/ask",
            reply_to_message=BENS_QUESTION,
            quote={"text": "said that", "position": 4, "is_manual": True},
        ),
        asked("said that", Way.COMMAND, borrowed=True),
    ),
    (
        "/ask on a part of our answer",
        raw(
            "/ask",
            reply_to_message=ANSWER,
            quote={"text": "said no", "position": 3, "is_manual": True},
        ),
        asked("said no", Way.COMMAND, borrowed=True),
    ),
    (
        "/ask on a long text",
        raw("/ask", reply_to_message=raw("word " * 400, **{"from": BEN})),
        Hint(Reason.TOO_LONG, "ask"),
    ),
    (
        "/ask in a forum topic is no reply to its opening",
        raw("/ask", FORUM, reply_to_message=OPENED_BY_US, is_topic_message=True),
        Hint(Reason.EMPTY, "ask"),
    ),
    # Who speaks
    (
        "an anonymous administrator",
        raw("/ask how many?", SUPERGROUP, sender_chat=SUPERGROUP, **{"from": ANONYMOUS_ADMIN}),
        asked("how many?", Way.COMMAND),
    ),
    (
        "a channel that writes as itself",
        raw("/ask how many?", SUPERGROUP, sender_chat=CHANNEL, **{"from": CHANNEL_STAND_IN}),
        asked("how many?", Way.COMMAND),
    ),
    (
        "an edited message",
        raw("/ask how many?", edit_date=1_700_000_100),
        asked("how many?", Way.COMMAND),
    ),
]


@pytest.mark.parametrize(
    ("message", "decision"),
    [case[1:] for case in SPOKEN_TO],
    ids=[case[0] for case in SPOKEN_TO],
)
def test_what_is_said_to_the_bot_is_understood(message: dict[str, Any], decision: Decision) -> None:
    assert decide(message) == decision


OVERHEARD: list[tuple[str, dict[str, Any]]] = [
    ("talk in a group", raw("how many were killed?")),
    ("talk in a forum topic", raw("how many?", FORUM, is_topic_message=True)),
    ("the first words in a topic that we opened", raw("hi", FORUM, reply_to_message=OPENED_BY_US)),
    ("a reply to somebody else", raw("how many?", reply_to_message=BENS_QUESTION)),
    ("another bot's /ask", raw("/ask@other_bot how many?")),
    ("another bot's /ask on our answer", raw("/ask@other_bot", reply_to_message=ANSWER)),
    ("another bot's /ask that names us", raw("/ask@other_bot @pullquote_bot how many?")),
    ("an unknown command", raw("/weather")),
    ("an unknown command on our answer", raw("/weather", reply_to_message=ANSWER)),
    ("a command later in the text", raw("you can /ask it")),
    ("a longer name", raw("@pullquote_botanist how many?")),
    ("a part of our name", raw("@pullquote how many?")),
    ("our name without entity", raw("@pullquote_bot how many?", entities=[])),
    ("our name without @", raw("pullquote_bot how many?")),
    ("an e-mail address", raw("write to x@pullquote_bot.com")),
    ("an e-mail address of ours", raw("write to desk@pullquote-bot.com, how many?")),
    ("a link to us", raw("see t.me/pullquote_bot how many?")),
    (
        "our name in code",
        raw("@pullquote_bot", entities=[{"type": "code", "offset": 0, "length": 14}]),
    ),
    ("somebody else by id", text_mention("Ben, how many?", BEN, 0, 3)),
    ("our answer shown to somebody", raw("@anna_b look", reply_to_message=ANSWER)),
    ("applause for our answer", raw("👍", reply_to_message=ANSWER)),
    ("a photo", raw(None, photo=PHOTO)),
    ("a photo on our answer", raw(None, photo=PHOTO, reply_to_message=ANSWER)),
    ("another photo of an album", raw(None, PRIVATE, photo=PHOTO, media_group_id="1")),
    ("a new member", raw(None, new_chat_members=[BEN])),
    ("a pinned message in private", raw(None, PRIVATE, pinned_message=raw("x", PRIVATE))),
    ("a forwarded command", raw("/ask how many?", forward_origin=FORWARDED)),
    ("a forwarded mention", raw("@pullquote_bot how many?", forward_origin=FORWARDED)),
    ("another bot", raw("@pullquote_bot how many?", **{"from": OTHER_BOT})),
    ("ourselves", raw("/ask how many?", **{"from": US})),
    ("another bot in private", raw("how many?", PRIVATE, **{"from": OTHER_BOT})),
    ("an inline result of ours", raw("/ask how many?", via_bot=US)),
    ("an inline result on our answer", raw("look", via_bot=OTHER_BOT, reply_to_message=ANSWER)),
    ("a reply to an inline result of ours", raw("ha", reply_to_message=raw("x", via_bot=US))),
    ("a channel post", raw("/ask how many?", CHANNEL, sender_chat=CHANNEL)),
    ("a channel post that names us", raw("@pullquote_bot how many?", CHANNEL)),
    (
        "a channel's post in its discussion group",
        raw(
            "/ask how many?",
            SUPERGROUP,
            sender_chat=CHANNEL,
            is_automatic_forward=True,
            **{"from": TELEGRAM},
        ),
    ),
    ("nobody", {**raw("/ask how many?"), "from": None}),
]


@pytest.mark.parametrize(
    "message", [case[1] for case in OVERHEARD], ids=[case[0] for case in OVERHEARD]
)
def test_what_is_not_said_to_the_bot_is_ignored(message: dict[str, Any]) -> None:
    assert isinstance(decide(message), Ignored)


@settings(max_examples=200, deadline=None)
@given(
    text=st.text(max_size=60),
    places=st.lists(
        st.tuples(
            st.sampled_from(["mention", "bot_command", "text_mention", "bold"]),
            st.integers(-5, 70),
            st.integers(-5, 70),
        ),
        max_size=4,
    ),
)
def test_no_text_and_no_entity_whatever_is_too_much(
    text: str, places: list[tuple[str, int, int]]
) -> None:
    entities = [{"type": kind, "offset": at, "length": size} for kind, at, size in places]
    decision = decide(raw(text, PRIVATE, entities=entities))
    if isinstance(decision, Question):
        decision.text.encode()
        assert decision.text == " ".join(decision.text.split())


def test_half_a_surrogate_pair_does_not_reach_the_question() -> None:
    decision = decide(raw("who \ud83d is it", PRIVATE, entities=[]))
    assert decision == asked("who \ufffd is it", Way.PRIVATE)
