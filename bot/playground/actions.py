"""What people can do, by name and with arguments as they come over HTTP."""

from collections.abc import Callable
from typing import Any

from bot.playground.objects import Chat, Json, Message, Topic, User
from bot.playground.parameters import Upload
from bot.playground.world import World


class Arguments:
    """The arguments of an action, and the people and chats that they name.

    Args:
        world: Where these are looked up.
        given: The arguments by name.
        file: The file that came along.

    Its methods raise ValueError when an argument is missing or names nothing.

    """

    def __init__(self, world: World, given: Json, file: Upload | None = None) -> None:
        self._world = world
        self._given = given
        self._file = file

    def text(self, name: str, default: str | None = None) -> str:
        """Return a string."""
        value = self._given.get(name, default)
        if not isinstance(value, str):
            raise ValueError(f'"{name}" must be a string.')  # noqa: TRY004 - one kind of error
        return value

    def optional_text(self, name: str) -> str | None:
        """Return a string, or None if it was not given."""
        return self.text(name) if self._given.get(name) is not None else None

    def number(self, name: str) -> int:
        """Return a whole number; from a form it may come as a string."""
        try:
            return int(self._given[name])
        except (KeyError, TypeError, ValueError):
            raise ValueError(f'"{name}" must be a whole number.') from None

    def flag(self, name: str) -> bool:
        """Return whether something is asked for."""
        return self._given.get(name) in {True, "true", "1"}

    def value(self, name: str) -> Any:
        """Return anything."""
        return self._given.get(name)

    def user(self, name: str = "user_id") -> User:
        """Return somebody."""
        user = self._world.users.get(self.number(name))
        if user is None:
            raise ValueError(f"There is no user {self.number(name)}.")
        return user

    def users(self, name: str) -> list[User]:
        """Return several people."""
        return [Arguments(self._world, {name: one}).user(name) for one in self.value(name) or []]

    def chat(self, name: str = "chat_id") -> Chat:
        """Return a chat; a user's number names their chat with the bot."""
        number = self.number(name)
        if number in self._world.users and number not in self._world.chats:
            return self._world.private_chat(self._world.users[number])
        if number not in self._world.chats:
            raise ValueError(f"There is no chat {number}.")
        return self._world.chats[number]

    def message(self, name: str = "message_id") -> Message:
        """Return a message of the chat."""
        message = self.chat().messages.get(self.number(name))
        if message is None:
            raise ValueError(f"There is no message {self.number(name)} in the chat.")
        return message

    def place(self) -> dict[str, Any]:
        """Return `reply_to` and `thread`, each None if it was not given."""
        topic: Topic | None = None
        if self._given.get("thread_id"):
            topic = self.chat().topics.get(self.number("thread_id"))
        replied = self.message("reply_to") if self._given.get("reply_to") else None
        return {"reply_to": replied, "thread": topic}

    def button(self) -> str | tuple[int, int]:
        """Return the button by its words, or by row and column."""
        if self._given.get("button") is not None:
            return self.text("button")
        return self.number("row"), self.number("column")

    def file(self) -> Upload:
        """Return the file that came along."""
        if self._file is None:
            raise ValueError('A part "file" is missing in the form.')
        return self._file


def _add_user(world: World, given: Arguments) -> Json:
    return world.add_user(
        given.text("first_name"),
        last_name=given.optional_text("last_name"),
        username=given.optional_text("username"),
        language_code=given.text("language_code", "en"),
        is_bot=given.flag("is_bot"),
    ).as_json()


def _add_group(world: World, given: Arguments) -> Json:
    owner, members = given.user("owner_id"), given.users("member_ids")
    return world.add_group(given.text("title"), owner, *members).as_json()


def _add_supergroup(world: World, given: Arguments) -> Json:
    return world.add_supergroup(
        given.text("title"),
        given.user("owner_id"),
        *given.users("member_ids"),
        username=given.optional_text("username"),
        is_forum=given.flag("is_forum"),
    ).as_json()


def _add_channel(world: World, given: Arguments) -> Json:
    title, owner = given.text("title"), given.user("owner_id")
    return world.add_channel(title, owner, username=given.optional_text("username")).as_json()


def _add_topic(world: World, given: Arguments) -> Json:
    topic = world.add_topic(given.chat(), given.text("name"), given.user())
    return {"thread_id": topic.thread_id, "name": topic.name}


def _set_bot_status(world: World, given: Arguments) -> None:
    status = given.text("status")
    if status not in {"administrator", "member", "restricted"}:
        raise ValueError('"status" must be administrator, member or restricted.')
    world.set_bot_status(given.chat(), given.user(), status)  # type: ignore[arg-type]


def _promote(world: World, given: Arguments) -> None:
    world.promote(given.chat(), given.user(), is_anonymous=given.flag("is_anonymous"))


def _send_text(world: World, given: Arguments) -> Json:
    message = world.send_text(
        given.chat(),
        given.user(),
        given.text("text"),
        quote=given.optional_text("quote"),
        **given.place(),
    )
    return world.shown(message)


def _send_document(world: World, given: Arguments) -> Json:
    file = given.file()
    message = world.send_document(
        given.chat(),
        given.user(),
        file.name,
        file.content,
        file.mime_type,
        caption=given.text("caption", ""),
        **given.place(),
    )
    return world.shown(message)


def _send_media(world: World, given: Arguments) -> Json:
    message = world.send_media(
        given.chat(),
        given.user(),
        given.text("kind"),
        caption=given.text("caption", ""),
        **given.place(),
    )
    return world.shown(message)


def _send_as_channel(world: World, given: Arguments) -> Json:
    channel, text = given.chat("channel_id"), given.text("text")
    return world.shown(world.send_as_channel(given.chat(), channel, text, **given.place()))


def _forward(world: World, given: Arguments) -> Json:
    return world.shown(world.forward(given.chat("to_chat_id"), given.user(), given.message()))


def _inline_query(world: World, given: Arguments) -> Json:
    chat = given.chat() if given.value("chat_id") is not None else None
    query = world.inline_query(
        given.user(), given.text("text"), chat=chat, offset=given.text("offset", "")
    )
    return {"query_id": query.id}


def _choose_inline_result(world: World, given: Arguments) -> Json:
    query = world.inline_queries.get(given.text("query_id"))
    if query is None:
        raise ValueError("There is no such inline query.")
    return world.shown(world.choose_inline_result(query, given.text("result_id"), given.chat()))


def _raw_update(world: World, given: Arguments) -> Json:
    update = given.value("update")
    if not isinstance(update, dict):
        raise ValueError('"update" must be an object.')  # noqa: TRY004 - one kind of error
    return {"update_id": world.updates.push_raw(update)}


Action = Callable[[World, Arguments], Any]

#: What people can do, by name. The arguments are those of the methods of World.
ACTIONS: dict[str, Action] = {
    "add_user": _add_user,
    "add_group": _add_group,
    "add_supergroup": _add_supergroup,
    "add_channel": _add_channel,
    "add_topic": _add_topic,
    "add_bot": lambda world, given: world.add_bot(given.chat(), given.user()),
    "remove_bot": lambda world, given: world.remove_bot(given.chat(), given.user()),
    "set_bot_status": _set_bot_status,
    "join": lambda world, given: world.join(given.chat(), given.user()),
    "leave": lambda world, given: world.leave(given.chat(), given.user()),
    "promote": _promote,
    "demote": lambda world, given: world.demote(given.chat(), given.user()),
    "migrate": lambda world, given: world.migrate_to_supergroup(given.chat()).as_json(),
    "block_bot": lambda world, given: world.block_bot(given.user()),
    "unblock_bot": lambda world, given: world.unblock_bot(given.user()),
    "start": lambda world, given: world.shown(
        world.start(given.user(), given.text("parameter", ""))
    ),
    "send_text": _send_text,
    "send_document": _send_document,
    "send_media": _send_media,
    "send_as_channel": _send_as_channel,
    "post_in_channel": lambda world, given: world.shown(
        world.post_in_channel(given.chat(), given.text("text"))
    ),
    "forward": _forward,
    "edit_text": lambda world, given: world.shown(
        world.edit_text(given.message(), given.text("text"))
    ),
    "delete_message": lambda world, given: world.delete_message(given.message()),
    "react": lambda world, given: world.react(
        given.user(), given.message(), given.optional_text("emoji")
    ),
    "press": lambda world, given: {
        "query_id": world.press(given.user(), given.message(), given.button()).id
    },
    "inline_query": _inline_query,
    "choose_inline_result": _choose_inline_result,
    "raw_update": _raw_update,
}
