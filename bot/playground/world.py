"""The local Telegram as people use it: they write, press, join, forward, block and leave.

Each method does what a person does in the app, and queues the update that the bot would get.
What no app would let a person do raises ValueError.
"""

from collections.abc import Mapping
from typing import Any

from bot.playground import utf16
from bot.playground.limits import MAX_INLINE_QUERY_CHARACTERS, MAX_TEXT_UNITS
from bot.playground.markup import FormattedText, format_text
from bot.playground.objects import (
    ANONYMOUS_ADMIN,
    CHANNEL_IN_A_GROUP,
    GENERAL_TOPIC,
    Chat,
    ChatType,
    Json,
    Member,
    Message,
    Status,
    Topic,
    User,
)
from bot.playground.state import (
    CallbackQuery,
    GuestQuery,
    InlineQuery,
    State,
    member_update,
)

_FIRST_GROUP_ID = -4_001
_FIRST_SUPERGROUP_ID = -1_001_000_000_001

#: The least that the Bot API says about media of each kind that people send.
_MEDIA: dict[str, Any] = {
    "photo": [{"width": 90, "height": 60}, {"width": 1280, "height": 853}],
    "video": {"width": 1280, "height": 720, "duration": 12, "mime_type": "video/mp4"},
    "voice": {"duration": 4, "mime_type": "audio/ogg"},
    "audio": {"duration": 180, "mime_type": "audio/mpeg"},
    "animation": {"width": 320, "height": 240, "duration": 3},
    "sticker": {
        "width": 512,
        "height": 512,
        "type": "regular",
        "is_animated": False,
        "is_video": False,
    },
    "location": {"latitude": 35.93, "longitude": 36.63},
    "dice": {"emoji": "🎲", "value": 4},
}
_WITHOUT_FILE = frozenset({"location", "dice"})


class World(State):
    """The state together with all that people do to it."""

    # People and places

    def add_user(
        self,
        first_name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "en",
        is_bot: bool = False,
        user_id: int | None = None,
    ) -> User:
        """Let somebody sign up. With `is_bot` it is another bot, as groups have them."""
        if user_id is None:
            user_id = next(number for number in self._user_ids if number not in self.users)
        if user_id in self.users:
            raise ValueError(f"There is a user {user_id} already.")
        language = None if is_bot else language_code
        user = User(user_id, first_name, last_name, username, language, is_bot)
        self.users[user_id] = user
        self.feed.publish("user", user=user.as_json())
        return user

    def private_chat(self, user: User) -> Chat:
        """Return a person's chat with the bot. The bot may write there once they have."""
        if user.id not in self.chats:
            self.chats[user.id] = Chat(user.id, "private", person=user)
            self.feed.publish("chat", chat=self.chats[user.id].as_json())
        return self.chats[user.id]

    def add_group(self, title: str, owner: User, *members: User) -> Chat:
        """Open a basic group."""
        return self._add_chat("group", title, owner, members)

    def add_supergroup(
        self,
        title: str,
        owner: User,
        *members: User,
        username: str | None = None,
        is_forum: bool = False,
    ) -> Chat:
        """Open a supergroup; with `is_forum` it has topics."""
        return self._add_chat("supergroup", title, owner, members, username, is_forum=is_forum)

    def add_channel(self, title: str, owner: User, *, username: str | None = None) -> Chat:
        """Open a channel."""
        return self._add_chat("channel", title, owner, (), username)

    def add_topic(self, chat: Chat, name: str, by: User) -> Topic:
        """Open a topic in a forum."""
        if not chat.is_forum:
            raise ValueError(f"{chat.title} has no topics.")
        topic = Topic(chat.next_message_id, name)
        chat.topics[topic.thread_id] = topic
        created: Json = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        self._post_service(chat, by, created, thread_id=topic.thread_id)
        return topic

    def close_topic(self, chat: Chat, topic: Topic, by: User) -> None:
        """Close a topic: only administrators may write in it."""
        topic.is_closed = True
        self._post_service(chat, by, {"forum_topic_closed": {}}, thread_id=topic.thread_id)

    # Who is where, and as what

    def add_bot(self, chat: Chat, by: User, status: Status = "member") -> None:
        """Put the bot into a group, or into a channel, where it is always an administrator."""
        if chat.type == "channel":
            status = "administrator"
        self.change_bot_status(chat, by, status)
        if chat.is_group:
            self._post_service(chat, by, {"new_chat_members": [self.bot.as_json()]})

    def remove_bot(self, chat: Chat, by: User) -> None:
        """Throw the bot out."""
        self.change_bot_status(chat, by, "kicked")
        if chat.is_group:
            self._post_service(chat, by, {"left_chat_member": self.bot.as_json()})

    def set_bot_status(self, chat: Chat, by: User, status: Status) -> None:
        """Make the bot an administrator, a plain member, or one that may not write."""
        if chat.member(self.bot) is None:
            raise ValueError(f"The bot is not in {chat.title}.")
        self.change_bot_status(chat, by, status)

    def join(self, chat: Chat, user: User) -> None:
        """Let somebody join."""
        self._set_status(chat, user, "member", by=user)
        if chat.is_group:
            self._post_service(chat, user, {"new_chat_members": [user.as_json()]})

    def leave(self, chat: Chat, user: User) -> None:
        """Let somebody leave."""
        if chat.is_group:
            self._post_service(chat, user, {"left_chat_member": user.as_json()})
        self._set_status(chat, user, "left", by=user)

    def promote(self, chat: Chat, user: User, *, is_anonymous: bool = False) -> None:
        """Make somebody an administrator, speaking in the group's name if anonymous."""
        owner = next(one.user for one in chat.members.values() if one.status == "creator")
        self._set_status(chat, user, "administrator", by=owner)
        chat.members[user.id].is_anonymous = is_anonymous

    def demote(self, chat: Chat, user: User) -> None:
        """Make an administrator a plain member."""
        owner = next(one.user for one in chat.members.values() if one.status == "creator")
        self._set_status(chat, user, "member", by=owner)

    def migrate_to_supergroup(self, group: Chat) -> Chat:
        """Turn a basic group into a supergroup and return that."""
        if group.type != "group" or group.migrated_to is not None:
            raise ValueError(f"{group.title} is not a basic group.")
        owner = next(one.user for one in group.members.values() if one.status == "creator")
        supergroup = self._add_chat("supergroup", group.title or "", owner, ())
        for member in group.members.values():
            supergroup.members[member.user.id] = Member(
                member.user, member.status, member.is_anonymous
            )
        self._post_service(group, owner, {"migrate_to_chat_id": supergroup.id})
        group.migrated_to = supergroup.id
        self._post_service(supergroup, owner, {"migrate_from_chat_id": group.id})
        return supergroup

    def block_bot(self, user: User) -> None:
        """Let a person block the bot."""
        self._set_block(user, has_blocked=True)

    def unblock_bot(self, user: User) -> None:
        """Let a person who blocked the bot start it again."""
        self._set_block(user, has_blocked=False)

    # What people send

    def send_text(
        self,
        chat: Chat,
        user: User,
        text: str,
        *,
        reply_to: Message | None = None,
        quote: str | None = None,
        thread: Topic | None = None,
        text_mentions: Mapping[str, User] | None = None,
    ) -> Message:
        """Send a text. An anonymous administrator's is sent in the group's name.

        Args:
            chat: Where.
            user: Who.
            text: What; commands, mentions, links and the like in it are found.
            reply_to: The message that it replies to.
            quote: The part of that message that is quoted.
            thread: The topic; None for the general one, or that of `reply_to`.
            text_mentions: Words in the text that are links to people without a username.

        """
        message = self._message_by(chat, user, reply_to=reply_to, quote=quote, thread=thread)
        formatted = _formatted(text, text_mentions or {})
        message.text, message.entities = formatted.text, formatted.entities
        return self._send(message)

    def start(self, user: User, parameter: str = "") -> Message:
        """Open the chat with the bot, by a deep link if there is a parameter."""
        return self.send_text(self.private_chat(user), user, f"/start {parameter}".rstrip())

    def send_document(
        self,
        chat: Chat,
        user: User,
        name: str,
        content: bytes,
        mime_type: str = "application/octet-stream",
        *,
        caption: str = "",
        size: int | None = None,
        reply_to: Message | None = None,
        thread: Topic | None = None,
    ) -> Message:
        """Send a file; with a `size` in bytes it claims to be that large."""
        message = self._message_by(chat, user, reply_to=reply_to, thread=thread)
        stored = self.store_file(name, content, mime_type, size)
        message.content["document"] = stored.as_document()
        self._add_caption(message, caption)
        return self._send(message)

    def send_media(
        self,
        chat: Chat,
        user: User,
        kind: str,
        *,
        caption: str = "",
        reply_to: Message | None = None,
        thread: Topic | None = None,
    ) -> Message:
        """Send a photo, video, voice, audio, animation, sticker, location or dice."""
        if kind not in _MEDIA:
            raise ValueError(f"There is no media of the kind {kind}.")
        message = self._message_by(chat, user, reply_to=reply_to, thread=thread)
        message.content[kind] = self._media(kind)
        self._add_caption(message, caption)
        return self._send(message)

    def send_as_channel(
        self,
        chat: Chat,
        channel: Chat,
        text: str,
        *,
        reply_to: Message | None = None,
        thread: Topic | None = None,
    ) -> Message:
        """Send a text into a group in the name of a channel."""
        message = self._message_by(chat, CHANNEL_IN_A_GROUP, reply_to=reply_to, thread=thread)
        message.sender_chat = channel
        formatted = _formatted(text, {})
        message.text, message.entities = formatted.text, formatted.entities
        return self._send(message)

    def post_in_channel(
        self, channel: Chat, text: str, *, reply_to: Message | None = None
    ) -> Message:
        """Post a text in a channel, in the channel's name."""
        formatted = _formatted(text, {})
        return self._send(
            Message(
                channel,
                self.now(),
                sender_chat=channel,
                text=formatted.text,
                entities=formatted.entities,
                reply_to=reply_to,
            )
        )

    def forward(self, chat: Chat, user: User, message: Message) -> Message:
        """Forward a message, such as a channel's post, into another chat."""
        forwarded = self._message_by(chat, user)
        forwarded.text, forwarded.entities = message.text, message.entities
        forwarded.content = {**message.content, "forward_origin": _origin(message)}
        return self._send(forwarded)

    def edit_text(self, message: Message, text: str) -> Message:
        """Let the sender of a message change its text."""
        formatted = _formatted(text, {})
        if message.text is None or not self.stands(message):
            raise ValueError("There is no text to edit.")
        message.text, message.entities = formatted.text, formatted.entities
        self.edited(message, by_bot=False)
        return message

    def delete_message(self, message: Message) -> None:
        """Delete a message for everybody. The bot is not told."""
        if not self.stands(message):
            raise ValueError("The message is deleted already.")
        self.delete(message)

    def react(self, user: User, message: Message, emoji: str | None) -> None:
        """React to a message with an emoji, or take the reaction back with None."""
        old = message.reactions.pop(user.id, [])
        new = [{"type": "emoji", "emoji": emoji}] if emoji else []
        if new:
            message.reactions[user.id] = new
        self.publish_reactions(message)
        member = message.chat.member(self.bot)
        if message.chat.is_private or (member is not None and member.is_admin):
            reaction = {
                "chat": message.chat.as_json(),
                "message_id": message.id,
                "user": user.as_json(),
                "date": self.now(),
                "old_reaction": old,
                "new_reaction": new,
            }
            self.updates.push("message_reaction", reaction)

    # What people ask the bot for without a message

    def press(self, user: User, message: Message, button: str | tuple[int, int]) -> CallbackQuery:
        """Press a button under a message.

        Args:
            user: Who presses.
            message: Under which message; one that is deleted meanwhile may still be shown.
            button: Its words, or its row and column from 0.

        """
        pressed = _button(message, button)
        if "callback_data" not in pressed:
            raise ValueError(f"The button {pressed['text']} does not ask the bot.")
        query = CallbackQuery(
            self.new_query_id(), user, message, pressed["callback_data"], self.clock()
        )
        self.remember(self.callback_queries, query)
        shown: Json = {
            "id": query.id,
            "from": user.as_json(),
            "chat_instance": str(abs(message.chat.id)),
            "data": query.data,
        }
        if message.inline_message_id is not None:
            shown["inline_message_id"] = message.inline_message_id
        elif self.stands(message):
            shown["message"] = message.as_json()
        else:
            shown["message"] = {
                "chat": message.chat.as_json(),
                "message_id": message.id,
                "date": 0,
            }
        self.updates.push("callback_query", shown)
        return query

    def inline_query(
        self, user: User, text: str, *, chat: Chat | None = None, offset: str = ""
    ) -> InlineQuery:
        """Type something after the bot's name, in a chat of one's own if none is given."""
        if not self.settings.supports_inline:
            raise ValueError("The bot has no inline mode.")
        if len(text) > MAX_INLINE_QUERY_CHARACTERS:
            text = text[:MAX_INLINE_QUERY_CHARACTERS]
        query = InlineQuery(self.new_query_id(), user, text, offset, self.clock())
        self.remember(self.inline_queries, query)
        kind: str = "private" if chat is None else chat.type
        if chat is not None and chat.is_private:
            kind = "sender"
        shown = {
            "id": query.id,
            "from": user.as_json(),
            "query": text,
            "offset": offset,
            "chat_type": kind,
        }
        self.updates.push("inline_query", shown)
        return query

    def choose_inline_result(self, query: InlineQuery, result_id: str, chat: Chat) -> Message:
        """Send one of the results that the bot offered into a chat."""
        result = next((one for one in query.results or [] if one.id == result_id), None)
        if result is None:
            raise ValueError(f"The bot offered no result {result_id}.")
        message = self._message_by(chat, query.user)
        message.via_bot = self.bot
        if result.text is not None:
            message.text, message.entities = result.text.text, result.text.entities
        message.reply_markup = result.reply_markup
        if result.reply_markup is not None:
            self.give_inline_id(message)
        sent = self._send(message)
        if self.settings.sends_inline_feedback:
            chosen: Json = {
                "result_id": result.id,
                "from": query.user.as_json(),
                "query": query.text,
            }
            if message.inline_message_id is not None:
                chosen["inline_message_id"] = message.inline_message_id
            self.updates.push("chosen_inline_result", chosen)
        return sent

    # Inner workings

    def publish_reactions(self, message: Message) -> None:
        """Show the reactions to a message."""
        self.feed.publish(
            "reactions",
            chat_id=message.chat.id,
            message_id=message.id,
            reactions=[
                {"user_id": user_id, "reaction": reaction}
                for user_id, reaction in message.reactions.items()
            ],
        )

    def _add_chat(
        self,
        kind: ChatType,
        title: str,
        owner: User,
        members: tuple[User, ...],
        username: str | None = None,
        *,
        is_forum: bool = False,
    ) -> Chat:
        first = _FIRST_GROUP_ID if kind == "group" else _FIRST_SUPERGROUP_ID
        chat = Chat(first - len(self.chats), kind, title, username, is_forum=is_forum)
        if is_forum:
            chat.next_message_id = GENERAL_TOPIC + 1  # the general topic is its first message
        chat.members[owner.id] = Member(owner, "creator")
        for user in members:
            chat.members[user.id] = Member(user)
        self.chats[chat.id] = chat
        if username:
            self.public_chats[username.lower()] = chat
        self.feed.publish("chat", chat=chat.as_json())
        return chat

    def _set_block(self, user: User, *, has_blocked: bool) -> None:
        if user.has_blocked == has_blocked:
            return
        user.has_blocked = has_blocked
        user.has_started = True
        statuses: tuple[Status, Status] = ("member", "kicked")
        old, new = statuses if has_blocked else reversed(statuses)
        chat = self.private_chat(user)
        self.tell_bot_status(chat, user, Member(self.bot, old), Member(self.bot, new))

    def _set_status(self, chat: Chat, user: User, status: Status, *, by: User) -> None:
        old = chat.members.get(user.id) or Member(user, "left")
        new = Member(user, status)
        chat.members[user.id] = new
        bot = chat.member(self.bot)
        if bot is not None and bot.is_admin:
            self.updates.push("chat_member", member_update(chat, by, self.now(), old, new))
        self.feed.publish("member", chat_id=chat.id, member=new.as_json())

    def _post_service(
        self, chat: Chat, by: User, content: Json, *, thread_id: int | None = None
    ) -> Message:
        message = Message(chat, self.now(), sender=by, content=content, thread_id=thread_id)
        return self.post(message)

    def _message_by(
        self,
        chat: Chat,
        user: User,
        *,
        reply_to: Message | None = None,
        quote: str | None = None,
        thread: Topic | None = None,
    ) -> Message:
        """Return a message still without content, if that person may write there."""
        if chat.person is not None and chat.person is not user:
            raise ValueError(f"{user.first_name} cannot write in another person's chat.")
        if user.has_blocked and chat.is_private:
            raise ValueError(f"{user.first_name} has blocked the bot.")
        if chat.migrated_to is not None:
            raise ValueError(f"{chat.title} has become a supergroup.")
        member = chat.member(user)
        if not chat.is_private and member is None and user is not CHANNEL_IN_A_GROUP:
            raise ValueError(f"{user.first_name} is not in {chat.title}.")
        message = Message(chat, self.now(), sender=user, reply_to=reply_to)
        if thread is not None and thread.thread_id != GENERAL_TOPIC:
            message.thread_id = thread.thread_id
        if quote is not None:
            message.quote = _quote(reply_to, quote)
        if chat.type == "channel":
            message.sender, message.sender_chat = None, chat
        elif member is not None and member.is_anonymous:
            message.sender, message.sender_chat = ANONYMOUS_ADMIN, chat
        return message

    def _send(self, message: Message) -> Message:
        if message.chat.person is not None:
            message.chat.person.has_started = True
        is_guest_query = (
            self.settings.supports_guest_queries
            and not message.chat.is_private
            and message.chat.member(self.bot) is None
            and (self.mentions_bot(message) or self._replies_to_bot(message))
        )
        self.post(message)
        if is_guest_query:
            query = GuestQuery(self.new_query_id(), message, self.clock())
            self.remember(self.guest_queries, query)
            shown = {**message.as_json(), "guest_query_id": query.id}
            self.updates.push("guest_message", shown)
        return message

    def _replies_to_bot(self, message: Message) -> bool:
        return message.reply_to is not None and message.reply_to.sender is self.bot

    def _add_caption(self, message: Message, caption: str) -> None:
        if caption:
            formatted = _formatted(caption, {})
            message.content["caption"] = formatted.text
            message.entities = formatted.entities

    def _media(self, kind: str) -> Any:
        template = _MEDIA[kind]
        if kind in _WITHOUT_FILE:
            return dict(template)
        stored = self.store_file(kind, b"", "application/octet-stream", size=1_000)
        handle = {"file_id": stored.id, "file_unique_id": f"unique-{stored.id}", "file_size": 1_000}
        if isinstance(template, list):
            return [{**size, **handle} for size in template]
        return {**template, **handle}


def _formatted(text: str, text_mentions: Mapping[str, User]) -> FormattedText:
    """Return a person's text with its entities, if an app would send it in one message."""
    given = [
        {
            "type": "text_mention",
            "offset": utf16.length(text[: text.index(words)]),
            "length": utf16.length(words),
            "user": user.as_json(),
        }
        for words, user in text_mentions.items()
    ]
    formatted = format_text(text, given=given)
    people = {user.id: user.as_json() for user in text_mentions.values()}
    for entity in formatted.entities:
        if entity["type"] == "text_mention":
            entity["user"] = people[entity["user"]["id"]]
    if not formatted.text:
        raise ValueError("An app sends no empty text.")
    if formatted.length > MAX_TEXT_UNITS:
        raise ValueError(f"An app sends at most {MAX_TEXT_UNITS} characters at once.")
    return formatted


def _quote(replied: Message | None, text: str) -> Json:
    if replied is None or text not in replied.words:
        raise ValueError("Only words of the message replied to can be quoted.")
    position = utf16.length(replied.words[: replied.words.index(text)])
    return {"text": text, "position": position, "is_manual": True}


def _button(message: Message, button: str | tuple[int, int]) -> Json:
    rows: list[list[Json]] = (message.inline_keyboard or {}).get("inline_keyboard", [])
    if isinstance(button, tuple):
        row, column = button
        if row < len(rows) and column < len(rows[row]):
            return rows[row][column]
    else:
        for one in (one for row in rows for one in row):
            if one["text"] == button:
                return one
    raise ValueError(f"There is no button {button} under the message.")


def _origin(message: Message) -> Json:
    """Return the Bot API's MessageOrigin for a message that is forwarded."""
    if "forward_origin" in message.content:
        origin: Json = message.content["forward_origin"]
        return origin
    if message.chat.type == "channel":
        return {
            "type": "channel",
            "date": message.date,
            "chat": message.chat.as_json(),
            "message_id": message.id,
        }
    if message.sender_chat is not None:
        return {
            "type": "chat",
            "date": message.date,
            "sender_chat": message.sender_chat.as_json(),
        }
    sender = message.sender.as_json() if message.sender else {}
    return {"type": "user", "date": message.date, "sender_user": sender}
