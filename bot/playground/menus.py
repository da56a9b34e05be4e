"""The command menus of the bot: one for each scope and language, and which of them is shown."""

import re
from typing import Any

from bot.playground import fields
from bot.playground.limits import (
    MAX_COMMAND_CHARACTERS,
    MAX_COMMAND_DESCRIPTION_CHARACTERS,
    MAX_COMMANDS,
)
from bot.playground.objects import Chat, Json, User
from bot.playground.refusals import bad_request

#: Kind of scope, chat id and user id, the last two 0 where the kind has none.
Scope = tuple[str, int, int]
DEFAULT_SCOPE: Scope = ("default", 0, 0)

_COMMAND = re.compile(r"[a-z0-9_]+")
_LANGUAGE = re.compile(r"[a-z]{2}")


class CommandMenus:
    """What setMyCommands has set."""

    def __init__(self) -> None:
        self._menus: dict[tuple[Scope, str], list[Json]] = {}

    def set(self, commands: list[Json], scope: Scope, language: str) -> None:
        """Replace the menu of a scope and language ("" for all others); [] removes it."""
        if commands:
            self._menus[scope, language] = commands
        else:
            self._menus.pop((scope, language), None)

    def get(self, scope: Scope, language: str) -> list[Json]:
        """Return the menu set for exactly that scope and language."""
        return self._menus.get((scope, language), [])

    def shown(self, chat: Chat, user: User) -> list[Json]:
        """Return the menu that a person sees in a chat: the narrowest one that is set."""
        language = (user.language_code or "")[:2]
        for scope in _scopes(chat, user):
            for menu in (self.get(scope, language), self.get(scope, "")):
                if menu:
                    return menu
        return []


def check_commands(commands: Any) -> list[Json]:
    """Return the commands as they are kept.

    Args:
        commands: The call's `commands`, already decoded from JSON.

    Raises:
        RefusedError: Telegram would refuse them.

    """
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_checked(command) for command in commands]


def check_language(language: str) -> str:
    """Return the language, "" or two letters; else raise RefusedError."""
    if language and not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def _checked(command: Any) -> Json:
    try:
        given = fields.an_object(command)
        name = fields.required_string(given, "command").strip().removeprefix("/")
        description = fields.required_string(given, "description").strip()
    except ValueError as reason:
        raise bad_request(f"can't parse BotCommand: {reason}") from None
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > MAX_COMMAND_CHARACTERS or not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > MAX_COMMAND_DESCRIPTION_CHARACTERS:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _scopes(chat: Chat, user: User) -> list[Scope]:
    if chat.is_private:
        return [("chat", chat.id, 0), ("all_private_chats", 0, 0), DEFAULT_SCOPE]
    member = chat.member(user)
    is_admin = member is not None and member.is_admin
    return [
        ("chat_member", chat.id, user.id),
        *([("chat_administrators", chat.id, 0)] if is_admin else []),
        ("chat", chat.id, 0),
        *([("all_chat_administrators", 0, 0)] if is_admin else []),
        ("all_group_chats", 0, 0),
        DEFAULT_SCOPE,
    ]
