"""Who counts as an administrator of a chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import (
    AcceptedGiftTypes,
    Bot,
    Chat,
    ChatFullInfo,
    ChatMember,
    ChatMemberMember,
    Message,
    User,
)
from telegram.error import BadRequest

from bot.permissions import is_administrator, speaks_as_administrator

if TYPE_CHECKING:
    from bot.playground.objects import Chat as PlayedChat
    from tests.bot.conftest import Telegram


async def allowed(telegram: Telegram, sent: object) -> bool:
    """Whether the bot takes an `/add` without a link for an administrator's."""
    from bot import texts
    from bot.playground.objects import Message as PlayedMessage

    assert isinstance(sent, PlayedMessage)
    return texts.ADD_ADMINS not in (await telegram.api.wait_for_reply(sent)).words


async def says_add(telegram: Telegram, chat: PlayedChat, user: str) -> bool:
    sent = telegram.api.world.send_text(chat, getattr(telegram, user), "/add")
    return await allowed(telegram, sent)


async def test_owners_administrators_and_anonymous_ones_may_and_members_may_not(
    telegram: Telegram,
) -> None:
    group = telegram.group("supergroup")
    world = telegram.api.world
    async with telegram.bot():
        assert await says_add(telegram, group, "ann")
        assert not await says_add(telegram, group, "ben")
        world.promote(group, telegram.ben)
        assert await says_add(telegram, group, "ben")
        world.demote(group, telegram.ben)
        assert not await says_add(telegram, group, "ben")
        world.promote(group, telegram.ben, is_anonymous=True)
        assert await says_add(telegram, group, "ben")


async def test_in_private_everybody_may(telegram: Telegram) -> None:
    async with telegram.bot():
        assert await says_add(telegram, telegram.private(telegram.ben), "ben")


async def test_a_channel_that_speaks_in_a_group_may_not(telegram: Telegram) -> None:
    group = telegram.group("supergroup")
    channel = telegram.api.world.add_channel("Wire", telegram.ben)
    async with telegram.bot():
        sent = telegram.api.world.send_as_channel(group, channel, "/add")
        assert not await allowed(telegram, sent)


class Server(Bot):
    """A bot to which Telegram says what the local one does not: a group with a linked channel."""

    async def get_chat(self, chat_id: int | str, **_options: object) -> ChatFullInfo:
        gifts = AcceptedGiftTypes(*[False] * 5)
        return ChatFullInfo(
            int(chat_id), "supergroup", 0, 11, accepted_gift_types=gifts, linked_chat_id=-100600
        )

    async def get_chat_member(self, chat_id: int | str, user_id: int, **_: object) -> ChatMember:
        if user_id == 8:
            raise BadRequest("PARTICIPANT_ID_INVALID")
        return ChatMemberMember(User(user_id, "Ann", is_bot=False))


def written(sender_chat: Chat | None, user: User | None = None) -> Message:
    from datetime import UTC, datetime

    now = datetime(2026, 3, 2, tzinfo=UTC)
    group = Chat(-100500, "supergroup", title="Readers")
    message = Message(1, now, group, from_user=user, sender_chat=sender_chat, text="/add")
    for thing in (message, group):
        thing.set_bot(Server("1:a"))
    return message


async def test_the_linked_channel_may_and_another_may_not() -> None:
    assert await speaks_as_administrator(written(Chat(-100600, "channel", title="Wire")))
    assert not await speaks_as_administrator(written(Chat(-100700, "channel", title="Other")))


async def test_who_is_nobody_there_may_not() -> None:
    assert not await speaks_as_administrator(written(None))
    assert not await is_administrator(written(None).chat, User(8, "Ben", is_bot=False))
