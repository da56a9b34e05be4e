"""Flood control and command menus: rules without a server."""

import pytest

from bot.playground.limits import FloodControl, FloodLimits
from bot.playground.menus import CommandMenus, check_commands, check_language
from bot.playground.objects import Chat, Member, User
from bot.playground.refusals import RefusedError


def test_a_chat_takes_a_burst_and_then_one_message_a_second() -> None:
    flood = FloodControl(FloodLimits(chat_burst=3))
    waits = [flood.seconds_to_wait(1, is_group=False, now=100.0) for _ in range(4)]
    assert waits == [0, 0, 0, 1]
    assert flood.seconds_to_wait(1, is_group=False, now=100.5) == 1
    assert flood.seconds_to_wait(1, is_group=False, now=101.0) == 0
    assert flood.seconds_to_wait(1, is_group=False, now=101.0) == 1


def test_a_group_takes_twenty_messages_a_minute() -> None:
    flood = FloodControl(FloodLimits())
    waits = [flood.seconds_to_wait(-1, is_group=True, now=100.0 + 2 * n) for n in range(20)]
    assert waits == [0] * 20
    assert flood.seconds_to_wait(-1, is_group=True, now=142.0) == 18
    assert flood.seconds_to_wait(-1, is_group=True, now=160.1) == 0


def test_all_chats_together_take_thirty_messages_a_second() -> None:
    flood = FloodControl(FloodLimits())
    waits = [flood.seconds_to_wait(chat, is_group=False, now=100.0) for chat in range(31)]
    assert waits == [0] * 30 + [1]
    assert flood.seconds_to_wait(99, is_group=False, now=100.1) == 0


def test_a_message_that_must_wait_is_not_counted() -> None:
    flood = FloodControl(FloodLimits(chat_burst=1))
    assert flood.seconds_to_wait(1, is_group=False, now=100.0) == 0
    for _ in range(10):
        assert flood.seconds_to_wait(1, is_group=False, now=100.1) == 1
    assert flood.seconds_to_wait(1, is_group=False, now=101.0) == 0


@pytest.mark.parametrize(
    ("commands", "reason"),
    [
        ({}, "expected an Array of BotCommand"),
        (["ask"], "can't parse BotCommand: expected an Object"),
        ([{"command": "ask"}], "can't parse BotCommand: Can't find field \"description\""),
        ([{"command": "", "description": "a"}], "command must be non-empty"),
        ([{"command": "Ask", "description": "a"}], "BOT_COMMAND_INVALID"),
        ([{"command": "a-b", "description": "a"}], "BOT_COMMAND_INVALID"),
        ([{"command": "a" * 33, "description": "a"}], "BOT_COMMAND_INVALID"),
        ([{"command": "ask", "description": " "}], "command description must be non-empty"),
        ([{"command": "ask", "description": "a" * 257}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "ask", "description": "a"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
    ],
)
def test_unfit_commands_are_refused(commands: object, reason: str) -> None:
    with pytest.raises(RefusedError) as refused:
        check_commands(commands)
    assert refused.value.description == f"Bad Request: {reason}"


def test_commands_at_the_limits_are_kept() -> None:
    commands = [{"command": "a_1" * 10 + "ab", "description": "a" * 256}] * 100
    assert check_commands(commands) == commands


@pytest.mark.parametrize("language", ["eng", "EN", "e"])
def test_an_unfit_language_is_refused(language: str) -> None:
    with pytest.raises(RefusedError, match="invalid language code specified"):
        check_language(language)


def test_the_narrowest_menu_is_shown() -> None:
    admin = User(1, "Ann", language_code="de")
    reader = User(2, "Bob", language_code="tr-TR")
    group = Chat(-1, "supergroup", "Newsroom")
    group.members = {1: Member(admin, "administrator"), 2: Member(reader)}
    private = Chat(1, "private", person=admin)
    menus = CommandMenus()

    def set_menu(name: str, kind: str, chat_id: int = 0, language: str = "") -> None:
        menus.set([{"command": name, "description": name}], (kind, chat_id, 0), language)

    def shown(chat: Chat, user: User) -> str:
        return "".join(command["command"] for command in menus.shown(chat, user))

    assert shown(private, admin) == ""
    set_menu("default", "default")
    set_menu("german", "default", language="de")
    set_menu("private", "all_private_chats")
    set_menu("groups", "all_group_chats")
    set_menu("turkish", "all_group_chats", language="tr")
    set_menu("admins", "all_chat_administrators")
    assert shown(private, admin) == "private"
    assert shown(group, admin) == "admins"
    assert shown(group, reader) == "turkish"
    set_menu("here", "chat", -1)
    assert shown(group, admin) == "here"
    assert shown(group, reader) == "here"
    menus.set([], ("chat", -1, 0), "")
    assert shown(group, reader) == "turkish"
