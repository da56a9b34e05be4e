"""People, chats and messages, and how the Bot API writes them in JSON."""

from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
ChatType = Literal["private", "group", "supergroup", "channel"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

#: The general topic of a forum. Its messages carry no thread.
GENERAL_TOPIC = 1

_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
_PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_edit_tag",
    "can_react_to_messages",
)


@dataclass(slots=True, eq=False)
class User:
    """A person or a bot.

    Args:
        id: Telegram's number for them, which is also that of their private chat.
        first_name: Their name.
        last_name: Their other name, if they gave one.
        username: Without the @.
        language_code: Of their app, such as "en".
        is_bot: Whether it is a bot.
        has_started: Whether they opened a private chat with the bot.
        has_blocked: Whether they have blocked the bot.

    """

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    has_started: bool = False
    has_blocked: bool = False

    def as_json(self) -> Json:
        """Return the Bot API's User."""
        optional = {
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
        }
        return {
            "id": self.id,
            "is_bot": self.is_bot,
            "first_name": self.first_name,
            **{key: value for key, value in optional.items() if value},
        }


#: Stand-ins that Telegram puts in `from` when a message is not a person's.
ANONYMOUS_ADMIN = User(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)
CHANNEL_IN_A_GROUP = User(136817688, "Channel", username="Channel_Bot", is_bot=True)


@dataclass(slots=True, eq=False)
class Member:
    """What somebody is in a chat.

    Args:
        user: Who.
        status: Telegram's word for it.
        is_anonymous: Whether an administrator speaks in the name of the group.
        can_delete_messages: Whether an administrator may delete other people's messages.

    """

    user: User
    status: Status = "member"
    is_anonymous: bool = False
    can_delete_messages: bool = True

    @property
    def is_in_chat(self) -> bool:
        """Whether they are in the chat now."""
        return self.status not in {"left", "kicked"}

    @property
    def is_admin(self) -> bool:
        """Whether they own or administer the chat."""
        return self.status in {"creator", "administrator"}

    def as_json(self) -> Json:
        """Return the Bot API's ChatMember."""
        shown: Json = {"user": self.user.as_json(), "status": self.status}
        if self.status == "creator":
            shown["is_anonymous"] = self.is_anonymous
        elif self.status == "administrator":
            rights = dict.fromkeys(_RIGHTS, True)
            rights["can_delete_messages"] = self.can_delete_messages
            shown |= {"can_be_edited": False, "is_anonymous": self.is_anonymous, **rights}
        elif self.status == "restricted":
            permissions = dict.fromkeys(_PERMISSIONS, False)
            shown |= {"is_member": True, "until_date": 0, **permissions}
        elif self.status == "kicked":
            shown["until_date"] = 0
        return shown


@dataclass(slots=True)
class Topic:
    """A topic of a forum.

    Args:
        thread_id: Its number, which is that of the message that opened it.
        name: Its title.
        is_closed: Whether only administrators may write in it.

    """

    thread_id: int
    name: str
    is_closed: bool = False


@dataclass(slots=True, eq=False)
class Chat:
    """A place where messages stand.

    Args:
        id: Telegram's number for it: positive for private chats, negative for others.
        type: "private", "group", "supergroup" or "channel".
        title: Of all but private chats.
        username: Of public ones, without the @.
        person: Who talks with the bot, in a private chat.
        is_forum: Whether a supergroup has topics.
        members: By user id, those who left as well.
        messages: By message id, in order.
        topics: By thread id.
        next_message_id: What the next message will be numbered.
        migrated_to: The supergroup that this group has become.
        last_bot: The bot that spoke last.

    """

    id: int
    type: ChatType
    title: str | None = None
    username: str | None = None
    person: User | None = None
    is_forum: bool = False
    members: dict[int, Member] = field(default_factory=dict, repr=False)
    messages: dict[int, "Message"] = field(default_factory=dict, repr=False)
    topics: dict[int, Topic] = field(default_factory=dict, repr=False)
    next_message_id: int = 1
    migrated_to: int | None = None
    last_bot: User | None = None

    @property
    def is_private(self) -> bool:
        """Whether it is one person's chat with the bot."""
        return self.type == "private"

    @property
    def is_group(self) -> bool:
        """Whether it is a group or a supergroup."""
        return self.type in {"group", "supergroup"}

    def member(self, user: User) -> Member | None:
        """Return what somebody is in this chat, if they are in it now."""
        found = self.members.get(user.id)
        return found if found and found.is_in_chat else None

    def as_json(self) -> Json:
        """Return the Bot API's Chat."""
        shown: Json = {"id": self.id, "type": self.type}
        if self.person is not None:
            person = self.person.as_json()
            names = ("first_name", "last_name", "username")
            return shown | {name: person[name] for name in names if name in person}
        shown["title"] = self.title
        if self.username:
            shown["username"] = self.username
        if self.is_forum:
            shown["is_forum"] = True
        return shown


@dataclass(slots=True, eq=False)
class Message:
    """A message in a chat.

    Args:
        chat: Where it stands.
        date: When it was sent, in seconds since 1970.
        sender: Who sent it, or the stand-in for a chat; None in channels.
        sender_chat: The chat that it was sent in the name of.
        text: What it says, if it has text.
        entities: Of the text or caption, in the Bot API's form.
        content: Anything else that it is: a document and its caption, a service message.
        reply_markup: The keyboard under it.
        reply_to: The message that it replies to.
        quote: The part of that message that is quoted, in the Bot API's form.
        thread_id: The topic, or the first message of the thread.
        is_topic_message: Whether it stands in a topic of a forum.
        via_bot: The bot whose inline result it is.
        inline_message_id: How the bot names it when it does not know the chat.
        edit_date: When it was last edited.
        reactions: By the id of the reacting user, in the Bot API's form.
        answers: The bot's messages that reply to it.
        id: Its number in the chat; 0 until it is posted.

    """

    chat: Chat
    date: int
    sender: User | None = None
    sender_chat: Chat | None = None
    text: str | None = None
    entities: list[Json] = field(default_factory=list)
    content: Json = field(default_factory=dict)
    reply_markup: Json | None = None
    reply_to: "Message | None" = field(default=None, repr=False)
    quote: Json | None = None
    thread_id: int | None = None
    is_topic_message: bool = False
    via_bot: User | None = None
    inline_message_id: str | None = None
    edit_date: int | None = None
    reactions: dict[int, list[Json]] = field(default_factory=dict)
    answers: list["Message"] = field(default_factory=list, repr=False)
    id: int = 0

    @property
    def key(self) -> tuple[int, int]:
        """Chat id and message id, which together name one message."""
        return self.chat.id, self.id

    @property
    def inline_keyboard(self) -> Json | None:
        """The buttons under the message; not the keyboard that replaces a person's own."""
        markup = self.reply_markup
        return markup if markup is not None and "inline_keyboard" in markup else None

    @property
    def words(self) -> str:
        """The text or the caption, or "" where there is neither."""
        return self.text if self.text is not None else str(self.content.get("caption", ""))

    def as_json(self, *, with_reply: bool = True) -> Json:
        """Return the Bot API's Message; with `with_reply` also the message replied to."""
        optional = {
            "from": self.sender and self.sender.as_json(),
            "sender_chat": self.sender_chat and self.sender_chat.as_json(),
            "message_thread_id": self.thread_id,
            "is_topic_message": self.is_topic_message or None,
            "text": self.text,
            "entities" if self.text is not None else "caption_entities": self.entities or None,
            "reply_markup": self.inline_keyboard,
            "via_bot": self.via_bot and self.via_bot.as_json(),
            "edit_date": self.edit_date,
        }
        if with_reply and self.reply_to is not None:
            optional["reply_to_message"] = self.reply_to.as_json(with_reply=False)
            optional["quote"] = self.quote
        return {
            "message_id": self.id,
            "date": self.date,
            "chat": self.chat.as_json(),
            **{key: value for key, value in optional.items() if value is not None},
            **self.content,
        }
