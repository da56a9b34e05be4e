"""Is this message for the bot, and what is asked? Pure functions over one message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from telegram.constants import ChatType, MessageEntityType

from bot.offering import Offer, offered

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from telegram import Message, MessageEntity

ASK = "ask"
"""The command that asks; what follows it is the question."""

MAX_QUESTION = 1000
"""Characters. What is longer is a text, not a question."""

_COMMAND = re.compile(r"/(?P<name>\w+)(?:@(?P<bot>\w+))?")
_ANY_WORD = re.compile(r"[^\W_]")
_AFTER_A_NAME = " \t\n\r,;:.!-\u2013\u2014"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is on Telegram.

    Attributes:
        id: Its user id.
        username: Its username, without the @.

    """

    id: int
    username: str


class Way(StrEnum):
    """How a question reached the bot."""

    PRIVATE = "private"
    COMMAND = "command"
    TOPIC = "topic"
    MENTION = "mention"
    REPLY = "reply"


class Reason(StrEnum):
    """What a hint is about."""

    EMPTY = "empty"
    UNKNOWN_COMMAND = "unknown command"
    NO_TEXT = "no text"
    TOO_LONG = "too long"


@dataclass(frozen=True, slots=True)
class Ignored:
    """The message is not for the bot.

    Attributes:
        why: For logs and tests, a few words.

    """

    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something is asked.

    Attributes:
        text: The question, on one line, without the command or the bot's name.
        way: How it was asked.
        topic: The topic whose command it was, or empty.
        borrowed: Whether these are the words of the message replied to, not the asker's own.

    """

    text: str
    way: Way
    topic: str = ""
    borrowed: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """Something other than an answer is wanted.

    Attributes:
        name: The command, lower case, without slash and username.
        argument: What stands after it, on one line.

    """

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """The message is for the bot, but there is nothing in it to answer.

    Attributes:
        reason: What is amiss.
        command: The command that was used, or empty.

    """

    reason: Reason
    command: str = ""


Decision = Ignored | Question | Command | Hint | Offer


@dataclass(frozen=True, slots=True)
class _Said:
    """A text with what matters about its entities.

    Attributes:
        words: The text on one line, without the leading command and without the bot's name.
        command: The leading command in lower case, or empty.
        to: The username that the command was given with, lower case, or empty.
        names_bot: Whether the bot is mentioned.
        names_other_first: Whether it begins with a mention of somebody else.

    """

    words: str
    command: str = ""
    to: str = ""
    names_bot: bool = False
    names_other_first: bool = False


def address(
    message: Message,
    bot: Identity,
    *,
    commands: Collection[str],
    topics: Mapping[str, str],
) -> Decision:
    """Decide whether a message is for the bot, and what it asks.

    Args:
        message: A new or edited message of a private chat or a group; of a channel it is ignored.
        bot: Who the bot is.
        commands: Names of the commands known besides `/ask`, lower case.
        topics: The topics of the chat's current article: name, lower case, to question.

    """
    if why := _why_nobody_speaks(message):
        return Ignored(why)
    in_private = message.chat.type == ChatType.PRIVATE
    if message.forward_origin and not in_private:
        return Ignored("forwarded: somebody else's words")
    text = message.text or message.caption or ""
    said = _read(text, message.entities or message.caption_entities, bot)
    if said.command:
        return _command(message, said, bot, commands, topics)
    if in_private and (offer := offered(message)):
        return offer
    if not text:
        return _without_text(message, in_private=in_private)
    return _asked(said.words, Way.PRIVATE) if in_private else _in_group(message, said, bot)


def _why_nobody_speaks(message: Message) -> str:
    """Why no person speaks in this message; empty where one does.

    Anonymous administrators and channels write through a stand-in that is marked as a bot; what
    tells them from bots is that they speak for a chat.
    """
    if message.chat.type not in {ChatType.PRIVATE, ChatType.GROUP, ChatType.SUPERGROUP}:
        return "not a conversation"
    if message.is_automatic_forward:
        return "a channel's post in its discussion group"
    if message.via_bot:
        return "sent through an inline bot"
    if message.sender_chat:
        return ""
    if not message.from_user:
        return "nobody's"
    return "a bot's" if message.from_user.is_bot else ""


def _without_text(message: Message, *, in_private: bool) -> Decision:
    # Of an album only one message has a caption: the others are no reason to speak up.
    if in_private and message.effective_attachment and not message.media_group_id:
        return Hint(Reason.NO_TEXT)
    return Ignored("no text")


def _command(
    message: Message,
    said: _Said,
    bot: Identity,
    commands: Collection[str],
    topics: Mapping[str, str],
) -> Decision:
    is_meant_for_another = bool(said.to) and said.to != bot.username.lower()
    if is_meant_for_another or said.command not in {ASK, *commands, *topics}:
        is_meant_for_bot = (said.to or said.names_bot) and not is_meant_for_another
        if is_meant_for_bot or message.chat.type == ChatType.PRIVATE:
            return Hint(Reason.UNKNOWN_COMMAND, said.command)
        return Ignored("another's command")
    if said.command == ASK:
        return _asked(said.words, Way.COMMAND, _others_words(message, bot), command=ASK)
    if said.command in commands:
        return Command(said.command, said.words)
    text = f"{said.command} {said.words}" if said.words else topics[said.command]
    return _asked(text, Way.TOPIC, command=said.command, topic=said.command)


def _in_group(message: Message, said: _Said, bot: Identity) -> Decision:
    if said.names_bot:
        return _asked(said.words, Way.MENTION, _others_words(message, bot))
    if _replies_to(message, bot):
        return _reply(said)
    return Ignored("not addressed")


def _reply(said: _Said) -> Decision:
    """Take a reply to the bot for a question, unless it tells somebody else or has no words."""
    if said.names_other_first:
        return Ignored("a reply to the bot that speaks to somebody else")
    if not _ANY_WORD.search(said.words):
        return Ignored("a reply to the bot without words")
    return _asked(said.words, Way.REPLY)


def _asked(
    words: str,
    way: Way,
    others: str = "",
    *,
    command: str = "",
    topic: str = "",
) -> Decision:
    """Ask in the asker's own words; without any, in those of the message replied to."""
    borrowed = not _ANY_WORD.search(words)
    if borrowed:
        words = others
    if not _ANY_WORD.search(words):
        return Hint(Reason.EMPTY, command)
    if len(words) > MAX_QUESTION:
        return Hint(Reason.TOO_LONG, command)
    return Question(words, way, topic, borrowed)


def _others_words(message: Message, bot: Identity) -> str:
    """Return the words of the message replied to, where it is not the bot's own; else none.

    A part that the asker has selected counts alone, whoever wrote it.
    """
    if message.quote and message.quote.is_manual:
        return _read(message.quote.text, message.quote.entities or (), bot).words
    replied = message.reply_to_message
    if not replied or _replies_to(message, bot):
        return ""
    return _read(
        replied.text or replied.caption or "", replied.entities or replied.caption_entities, bot
    ).words


def _replies_to(message: Message, bot: Identity) -> bool:
    """Whether it replies to something that the bot has said.

    Every message of a forum topic replies to the note that opened the topic: that note was not
    said by anybody.
    """
    replied = message.reply_to_message
    return bool(
        replied
        and not replied.forum_topic_created
        and replied.from_user
        and replied.from_user.id == bot.id
    )


def _read(text: str, entities: Sequence[MessageEntity], bot: Identity) -> _Said:
    """Read a text by its entities, whose places count UTF-16 units."""
    units = text.encode("utf-16-le", "surrogatepass")
    marked = sorted(
        (entity for entity in entities if entity.offset >= 0 and entity.length > 0),
        key=lambda entity: entity.offset,
    )
    calls = [entity for entity in marked if _names(entity, units, bot)]
    start = 0
    if calls and not _piece(units, 0, calls[0].offset).strip():
        start = calls[0].offset + calls[0].length
    command = _leading_command(marked, units, start)
    cuts = [(entity.offset, entity.offset + entity.length) for entity in calls]
    if command:
        cuts.append((command[0].offset, command[0].offset + command[0].length))
    words = _on_one_line(_without(units, cuts))
    names_other_first = (
        bool(marked)
        and marked[0].type in {MessageEntityType.MENTION, MessageEntityType.TEXT_MENTION}
        and marked[0] not in calls
        and not _piece(units, 0, marked[0].offset).strip()
    )
    return _Said(
        words=words.lstrip(_AFTER_A_NAME) if start else words,
        command=command[1]["name"].lower() if command else "",
        to=(command[1]["bot"] or "").lower() if command else "",
        names_bot=bool(calls),
        names_other_first=names_other_first,
    )


def _names(entity: MessageEntity, units: bytes, bot: Identity) -> bool:
    """Whether an entity mentions the bot, by its username or by its id."""
    if entity.type == MessageEntityType.TEXT_MENTION:
        return entity.user is not None and entity.user.id == bot.id
    name = _piece(units, entity.offset, entity.offset + entity.length)
    return entity.type == MessageEntityType.MENTION and name.lower() == f"@{bot.username.lower()}"


def _leading_command(
    entities: Sequence[MessageEntity], units: bytes, start: int
) -> tuple[MessageEntity, re.Match[str]] | None:
    """Return the command that the text begins with, or that follows the bot's name there."""
    for entity in entities:
        if entity.type == MessageEntityType.BOT_COMMAND and entity.offset >= start:
            before = _piece(units, start, entity.offset)
            name = _piece(units, entity.offset, entity.offset + entity.length)
            match = _COMMAND.fullmatch(name)
            return (entity, match) if match and not before.strip(_AFTER_A_NAME) else None
    return None


def _piece(units: bytes, start: int, end: int) -> str:
    return units[2 * start : 2 * end].decode("utf-16-le", "replace")


def _without(units: bytes, cuts: Sequence[tuple[int, int]]) -> str:
    """Return the text without the places given, each of which leaves a gap between words."""
    kept = []
    position = 0
    for start, end in sorted(cuts):
        kept.append(_piece(units, position, start))
        position = max(position, end)
    kept.append(units[2 * position :].decode("utf-16-le", "replace"))
    return " ".join(kept)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
