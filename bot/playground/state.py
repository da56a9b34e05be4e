"""Everything that the local Telegram knows, and the changes that bot and people share."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.playground.entities import commands, mentions
from bot.playground.feed import Feed
from bot.playground.limits import MAX_DOWNLOAD_BYTES
from bot.playground.markup import FormattedText
from bot.playground.menus import CommandMenus
from bot.playground.objects import GENERAL_TOPIC, Chat, Json, Member, Message, Status, User
from bot.playground.updates import UpdateQueue

_FIRST_USER_ID = 1_001
_FIRST_QUERY_ID = 5_000_000_000_000_000_001
_KEPT_QUERIES = 10_000


@dataclass(slots=True)
class BotSettings:
    """What BotFather sets for a bot.

    Args:
        reads_all_group_messages: Privacy mode is off.
        supports_inline: Inline mode is on.
        sends_inline_feedback: The bot is told which inline result was chosen.
        supports_guest_queries: The bot may be mentioned where it is not a member.

    """

    reads_all_group_messages: bool = False
    supports_inline: bool = True
    sends_inline_feedback: bool = True
    supports_guest_queries: bool = True


@dataclass(slots=True, eq=False)
class CallbackQuery:
    """A button that somebody pressed.

    Args:
        id: What the bot answers to.
        user: Who pressed.
        message: Under which message.
        data: What the button carries.
        asked_at: When, in seconds since 1970.
        answer: What the bot answered: {"text", "show_alert", "url"}; None so far.

    """

    id: str
    user: User
    message: Message
    data: str
    asked_at: float
    answer: Json | None = None


@dataclass(slots=True)
class InlineResult:
    """One of the results that a bot offers inline.

    Args:
        id: The bot's name for it.
        raw: The result as the bot gave it.
        text: What is sent when it is chosen; None for results that are no text.
        reply_markup: The buttons under that message.

    """

    id: str
    raw: Json
    text: FormattedText | None
    reply_markup: Json | None


@dataclass(slots=True, eq=False)
class InlineQuery:
    """Something typed after the bot's name, in any chat.

    Args:
        id: What the bot answers to.
        user: Who types.
        text: What is typed.
        offset: Which page of the results is asked for, in the bot's own terms.
        asked_at: When, in seconds since 1970.
        results: What the bot offers; None so far.
        answer: The rest of the bot's answer: cache_time, is_personal, next_offset, button.

    """

    id: str
    user: User
    text: str
    offset: str
    asked_at: float
    results: list[InlineResult] | None = None
    answer: Json = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class GuestQuery:
    """A mention of the bot where it is not a member.

    Args:
        id: What the bot answers to.
        message: The message with the mention.
        asked_at: When, in seconds since 1970.
        answer: The message that the bot sent; None so far.

    """

    id: str
    message: Message
    asked_at: float
    answer: Message | None = None


@dataclass(slots=True)
class StoredFile:
    """A file that somebody sent.

    Args:
        id: The bot's handle on it.
        name: As the sender named it.
        mime_type: As the sender declared it.
        size: In bytes.
        content: The bytes; empty for a file that only claims its size.

    """

    id: str
    name: str
    mime_type: str
    size: int
    content: bytes

    @property
    def path(self) -> str:
        """Where it is downloaded from, below /file/bot<token>/."""
        return f"documents/{self.id}"

    def as_json(self) -> Json:
        """Return the Bot API's File."""
        shown: Json = {
            "file_id": self.id,
            "file_unique_id": f"unique-{self.id}",
            "file_size": self.size,
        }
        if self.size <= MAX_DOWNLOAD_BYTES:
            shown["file_path"] = self.path
        return shown

    def as_document(self) -> Json:
        """Return the Bot API's Document."""
        return {
            "file_id": self.id,
            "file_unique_id": f"unique-{self.id}",
            "file_name": self.name,
            "mime_type": self.mime_type,
            "file_size": self.size,
        }


@dataclass(slots=True)
class Webhook:
    """Where updates are delivered, if the bot does not fetch them.

    Args:
        url: "" when no webhook is set.
        secret_token: Sent along with each update.
        max_connections: What the bot asked for; updates are delivered one by one all the same.
        last_error_date: When a delivery last failed.
        last_error_message: Why.

    """

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    last_error_date: int = 0
    last_error_message: str = ""


class State:
    """Users, chats, messages, updates, queries, files and settings.

    Args:
        bot: The bot whose API this is.
        settings: What BotFather set for it.
        clock: Returns the seconds since 1970.
        history: How many messages a chat keeps; None keeps all.

    """

    def __init__(
        self,
        bot: User,
        settings: BotSettings | None = None,
        *,
        clock: Callable[[], float] = time.time,
        history: int | None = None,
    ) -> None:
        self.bot = bot
        self.settings = settings or BotSettings()
        self.clock = clock
        self.history = history
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.public_chats: dict[str, Chat] = {}
        self.updates = UpdateQueue()
        self.feed = Feed()
        self.menus = CommandMenus()
        self.webhook = Webhook()
        self.callback_queries: dict[str, CallbackQuery] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.guest_queries: dict[str, GuestQuery] = {}
        self.inline_messages: dict[str, Message] = {}
        self.files: dict[str, StoredFile] = {}
        #: By the thing's name ("name", "description", "short_description") and language.
        self.profile: dict[tuple[str, str], str] = {}
        #: By chat id; 0 is the one for all other private chats.
        self.menu_buttons: dict[int, Json] = {}
        self._user_ids = itertools.count(_FIRST_USER_ID)
        self._query_ids = itertools.count(_FIRST_QUERY_ID)
        self._file_ids = itertools.count(1)

    def now(self) -> int:
        """Return the seconds since 1970 as Telegram writes dates."""
        return int(self.clock())

    def new_query_id(self) -> str:
        """Return an id for a callback, inline or guest query or for an inline message."""
        return str(next(self._query_ids))

    def remember(self, queries: dict[str, Any], query: Any) -> None:
        """Keep a query until it is answered, and forget the oldest of too many."""
        queries[query.id] = query
        if len(queries) > _KEPT_QUERIES:
            del queries[next(iter(queries))]

    def store_file(
        self, name: str, content: bytes, mime_type: str, size: int | None = None
    ) -> StoredFile:
        """Keep a file; a `size` makes it claim to be of that many bytes."""
        number = next(self._file_ids)
        stored = StoredFile(
            f"file-{number}", name, mime_type, len(content) if size is None else size, content
        )
        self.files[stored.id] = stored
        return stored

    def post(self, message: Message) -> Message:
        """Put a message into its chat, show it, and queue it for the bot if the bot sees it."""
        chat = message.chat
        message.id = chat.next_message_id
        chat.next_message_id += 1
        chat.messages[message.id] = message
        if self.history is not None and len(chat.messages) > self.history:
            del chat.messages[next(iter(chat.messages))]
        self._place_in_thread(message)
        if message.reply_to is not None and message.sender is self.bot:
            message.reply_to.answers.append(message)
        self.feed.publish("message", chat_id=chat.id, message=self.shown(message))
        if _is_of_a_bot(message):
            chat.last_bot = message.sender
        if message.sender is not self.bot:
            self._deliver(message, "message")
        return message

    def edited(self, message: Message, *, by_bot: bool) -> None:
        """Date and show an edited message, and queue it for the bot if a person edited it."""
        message.edit_date = self.now()
        self.feed.publish("edited", chat_id=message.chat.id, message=self.shown(message))
        if not by_bot:
            self._deliver(message, "edited_message")

    def give_inline_id(self, message: Message) -> str:
        """Let the bot name a message without knowing where it stands; return that name."""
        message.inline_message_id = f"inline-{self.new_query_id()}"
        self.inline_messages[message.inline_message_id] = message
        return message.inline_message_id

    def bot_leaves(self, chat: Chat) -> None:
        """Take the bot out of a chat by its own wish."""
        self.change_bot_status(chat, self.bot, "left")

    def change_bot_status(self, chat: Chat, by: User, status: Status) -> None:
        """Make the bot something else in a chat, and queue the update that tells it."""
        old = chat.members.get(self.bot.id) or Member(self.bot, "left")
        chat.members[self.bot.id] = Member(self.bot, status)
        self.tell_bot_status(chat, by, old, chat.members[self.bot.id])

    def tell_bot_status(self, chat: Chat, by: User, old: Member, new: Member) -> None:
        """Show what the bot now is in a chat, and queue the update that tells it."""
        self.updates.push("my_chat_member", member_update(chat, by, self.now(), old, new))
        self.feed.publish("member", chat_id=chat.id, member=new.as_json())

    def delete(self, message: Message) -> None:
        """Take a message away."""
        del message.chat.messages[message.id]
        if message.inline_message_id is not None:
            self.inline_messages.pop(message.inline_message_id, None)
        self.feed.publish("deleted", chat_id=message.chat.id, message_id=message.id)

    def stands(self, message: Message) -> bool:
        """Tell whether the message is still in its chat."""
        return message.chat.messages.get(message.id) is message

    def shown(self, message: Message) -> Json:
        """Return the message with all that a page shows: also reactions and reply keyboards."""
        view = message.as_json()
        if message.reactions:
            view["reactions"] = [
                {"user_id": user_id, "reaction": reaction}
                for user_id, reaction in message.reactions.items()
            ]
        if message.reply_markup is not None and message.inline_keyboard is None:
            view["reply_keyboard"] = message.reply_markup
        if message.inline_message_id is not None:
            view["inline_message_id"] = message.inline_message_id
        return view

    def bot_sees(self, message: Message) -> bool:
        """Tell whether the bot gets this message of somebody else, privacy mode considered."""
        chat = message.chat
        if chat.person is not None:
            return not chat.person.has_blocked
        member = chat.member(self.bot)
        if member is None:
            return False
        if not chat.is_group or message.via_bot is self.bot or _is_service(message):
            return True
        if _is_of_a_bot(message):
            return False
        sees_all = member.is_admin or self.settings.reads_all_group_messages
        return sees_all or self._is_for_the_bot(message)

    def mentions_bot(self, message: Message) -> bool:
        """Tell whether the message names the bot, with @ or by a link to it."""
        if (self.bot.username or "").lower() in mentions(message.words):
            return True
        return any(
            entity["type"] == "text_mention" and entity["user"]["id"] == self.bot.id
            for entity in message.entities
        )

    def _is_for_the_bot(self, message: Message) -> bool:
        replied = message.reply_to
        if replied is not None and not _is_service(replied):
            if replied.sender is self.bot:
                return True
            if _is_of_a_bot(replied):
                return False
        username = (self.bot.username or "").lower()
        for start, _name, addressee in commands(message.words):
            if addressee:
                if addressee.lower() == username:
                    return True
            elif start == 0:
                # A bare command goes to the bot that spoke last.
                return message.chat.last_bot in {None, self.bot}
        return self.mentions_bot(message)

    def _deliver(self, message: Message, kind: str) -> None:
        if message.chat.type == "channel":
            kind = kind.replace("message", "channel_post")
        if self.bot_sees(message):
            self.updates.push(kind, message.as_json())

    def _place_in_thread(self, message: Message) -> None:
        """Give a reply its thread, and a message in a topic the topic's first one to lean on."""
        chat, replied = message.chat, message.reply_to
        if chat.type != "supergroup":
            return
        if chat.is_forum:
            if message.thread_id is None and replied is not None and replied.is_topic_message:
                message.thread_id = replied.thread_id
            if message.thread_id in {None, GENERAL_TOPIC}:
                message.thread_id = None
                return
            message.is_topic_message = True
            if replied is None and message.id != message.thread_id:
                message.reply_to = chat.messages.get(message.thread_id or 0)
        elif replied is not None:
            message.thread_id = replied.thread_id or replied.id


_SERVICE = frozenset(
    {
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "group_chat_created",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "pinned_message",
        "forum_topic_created",
        "forum_topic_closed",
        "forum_topic_reopened",
    }
)


def _is_of_a_bot(message: Message) -> bool:
    """Tell it from a chat's message, whose sender is a stand-in that counts as a bot."""
    sender = message.sender
    return sender is not None and sender.is_bot and message.sender_chat is None


def _is_service(message: Message) -> bool:
    return not _SERVICE.isdisjoint(message.content)


def member_update(chat: Chat, by: User, date: int, old: Member, new: Member) -> Json:
    """Return the Bot API's ChatMemberUpdated."""
    return {
        "chat": chat.as_json(),
        "from": by.as_json(),
        "date": date,
        "old_chat_member": old.as_json(),
        "new_chat_member": new.as_json(),
    }
