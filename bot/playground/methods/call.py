"""One call of a method: its parameters, the world it is about, and the checks many share."""

from dataclasses import dataclass, field, replace
from typing import Any

from bot.playground import limits
from bot.playground.keyboards import check_reply_markup
from bot.playground.limits import FloodControl
from bot.playground.markup import FormattedText, format_text
from bot.playground.objects import GENERAL_TOPIC, Chat, Json
from bot.playground.parameters import Parameters
from bot.playground.refusals import bad_request, forbidden, too_many_requests
from bot.playground.world import World


@dataclass(slots=True)
class Call:
    """A call of one method.

    Args:
        world: What it looks at or changes.
        given: Its parameters.
        flood: Counts the messages sent; None lets any number through.
        notes: What Telegram would take away or ignore without refusing, a sentence each.

    """

    world: World
    given: Parameters
    flood: FloodControl | None = None
    notes: list[str] = field(default_factory=list)

    def chat(self) -> Chat:
        """Return the chat that the call names, if the bot may look into it."""
        chat = self._named_chat()
        if chat.type in {"supergroup", "channel"}:
            self._check_membership(chat)
        return chat

    def writable_chat(self) -> Chat:
        """Return the chat that the call names, if the bot may write there."""
        chat = self._named_chat()
        if chat.person is not None:
            if chat.person.has_blocked:
                raise forbidden("bot was blocked by the user")
            if not chat.person.has_started:
                raise forbidden("bot can't initiate conversation with a user")
            return chat
        if chat.migrated_to is not None:
            raise bad_request(
                "group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to,
            )
        self._check_membership(chat)
        status = chat.members[self.world.bot.id].status
        if chat.type == "channel" and status != "administrator":
            raise bad_request("need administrator rights in the channel chat")
        if status == "restricted":
            raise bad_request("not enough rights to send text messages to the chat")
        return chat

    def check_thread(self, chat: Chat, thread_id: int) -> None:
        """Refuse a thread that is not there, or a topic where the bot may not write."""
        if chat.is_forum:
            # The general topic's messages carry no thread, and it takes none either.
            if thread_id not in chat.topics:
                raise bad_request("message thread not found")
            member = chat.member(self.world.bot)
            if chat.topics[thread_id].is_closed and not (member and member.is_admin):
                raise bad_request("TOPIC_CLOSED")
        elif chat.type != "supergroup" or thread_id not in chat.messages:
            raise bad_request("message thread not found")

    def thread_id(self, chat: Chat, *, takes_general: bool = False) -> int | None:
        """Return the thread that the call names, None for none or for the general topic."""
        thread_id = self.given.integer("message_thread_id")
        if thread_id <= 0 or (takes_general and thread_id == GENERAL_TOPIC):
            return None
        self.check_thread(chat, thread_id)
        return thread_id

    def text(self) -> FormattedText:
        """Return the call's `text`, which may be neither empty nor too long."""
        if not self.given.text("text"):
            raise bad_request("message text is empty")
        text = self.formatted("text", "entities")
        if not text.text:
            raise bad_request("text must be non-empty")
        if text.length > limits.MAX_TEXT_UNITS:
            raise bad_request("message is too long")
        return text

    def formatted(self, name: str, entities: str) -> FormattedText:
        """Return a text with the formatting that the call gives it."""
        given = self.given
        text = format_text(
            given.text(name),
            given.text("parse_mode"),
            given.json(entities, "can't parse entities JSON object"),
        )
        self.notes += text.notes
        return self.with_known_people(text)

    def with_known_people(self, text: FormattedText) -> FormattedText:
        """Return the text with its links to people filled in, and those to nobody dropped."""
        entities = []
        for entity in text.entities:
            if entity["type"] != "text_mention":
                entities.append(entity)
            elif user := self.world.users.get(entity["user"]["id"]):
                entities.append({**entity, "user": user.as_json()})
        return replace(text, entities=entities)

    def reply_markup(self, chat: Chat) -> Json | None:
        """Return the keyboard that the call puts under a message in that chat."""
        markup = self.given.json("reply_markup", "can't parse reply keyboard markup JSON object")
        return check_reply_markup(markup, in_private_chat=chat.is_private, notes=self.notes)

    def json_object(self, name: str, what: str) -> Any:
        """Return a parameter that must be a JSON object; None if it was not given."""
        value = self.given.json(name, f"can't parse {what} JSON object")
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"object expected as {what}")
        return value

    def count_message(self, chat: Chat) -> None:
        """Count a message or an edit against the flood limits."""
        if self.flood is None:
            return
        now = self.world.clock()
        wait = self.flood.seconds_to_wait(chat.id, is_group=not chat.is_private, now=now)
        if wait:
            raise too_many_requests(wait)

    def find_chat(self, name: str) -> Chat | None:
        """Return the chat of that number or @username, if there is one."""
        world = self.world
        if name.startswith("@"):
            return world.public_chats.get(name[1:].lower())
        try:
            number = int(name)
        except ValueError:
            return None
        if number not in world.chats and number in world.users:
            return world.private_chat(world.users[number])
        return world.chats.get(number)

    def _named_chat(self) -> Chat:
        name = self.given.text("chat_id").strip()
        if not name:
            raise bad_request("chat_id is empty")
        chat = self.find_chat(name)
        if chat is None or not self._has_met(chat):
            raise bad_request("chat not found")
        return chat

    def _has_met(self, chat: Chat) -> bool:
        is_open = chat.is_private or chat.username is not None
        return is_open or self.world.bot.id in chat.members

    def _check_membership(self, chat: Chat) -> None:
        member = chat.members.get(self.world.bot.id)
        if member is not None and member.is_in_chat:
            return
        if member is not None and member.status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.type} chat")
        raise forbidden(f"bot is not a member of the {chat.type} chat")
