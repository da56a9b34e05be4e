"""The bot comes into groups and goes: what it says, and what it forgets."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from bot import texts
from bot.chat_settings import ChatSettings
from bot.periods import DAY, Retention
from bot.settings import Settings
from index.article import Document

if TYPE_CHECKING:
    from bot.playground.objects import Chat, Message
    from index.archive import Archive
    from tests.bot.conftest import Telegram

KEPT_AFTER_LEAVING = Retention().left * DAY


async def said_in(telegram: Telegram, chat: Chat) -> Message:
    """Wait for the first thing that the bot says in a chat."""
    return await telegram.api.wait_for(
        lambda: next(iter(telegram.api.bot_messages(chat)), None), chat=chat
    )


@pytest.mark.parametrize("kind", ["group", "supergroup", "forum"])
async def test_in_a_new_group_the_bot_introduces_itself_in_two_lines_and_three_questions(
    telegram: Telegram, archive: Archive, kind: str
) -> None:
    group = telegram.group(kind, is_new=True)
    async with telegram.bot():
        welcome = await said_in(telegram, group)
        lines, _, examples = welcome.words.partition("\n\n")
        questions = examples.splitlines()
        answers = [(await telegram.ask(question, group)).words for question in questions]
    assert len(lines.splitlines()) == 2
    assert archive.article("idlib-truce").title[:40] in lines
    assert len(questions) == 3
    assert not any("does not say" in answer for answer in answers)


@pytest.mark.parametrize(
    ("reads_all", "status", "told"),
    [
        (False, "member", texts.SEES_OWN),
        (True, "member", texts.SEES_ALL),
        (False, "administrator", texts.SEES_ALL),
    ],
)
async def test_the_bot_says_what_telegram_shows_it(
    telegram: Telegram, status: str, told: str, *, reads_all: bool
) -> None:
    world = telegram.api.world
    world.settings.reads_all_group_messages = reads_all
    group = world.add_supergroup("Readers", telegram.ann)
    async with telegram.bot():
        world.add_bot(group, telegram.ann, status)  # type: ignore[arg-type]
        assert told in (await said_in(telegram, group)).words


async def test_without_an_article_it_says_how_to_add_one(
    telegram: Telegram, archive: Archive
) -> None:
    archive.remove("idlib-truce")
    group = telegram.group(is_new=True)
    async with telegram.bot():
        assert "/add" in (await said_in(telegram, group)).words


async def test_a_promotion_is_no_reason_to_speak(telegram: Telegram) -> None:
    group = telegram.group("supergroup")
    async with telegram.bot():
        telegram.api.world.set_bot_status(group, telegram.ann, "administrator")
        await telegram.api.wait_until_updates_are_taken()
        await telegram.ask("/help", group)
    assert len(telegram.api.bot_messages(group)) == 1


async def test_being_blocked_in_private_and_channels_are_passed_over(telegram: Telegram) -> None:
    world = telegram.api.world
    telegram.private()
    channel = world.add_channel("Wire", telegram.ann)
    async with telegram.bot():
        world.block_bot(telegram.ann)
        world.unblock_bot(telegram.ann)
        world.add_bot(channel, telegram.ann)
        await telegram.ask("/help")
    assert not telegram.api.bot_messages(channel)


def settle(telegram: Telegram, archive: Archive, chat: Chat) -> None:
    storm = Document("The storm damaged 40 houses in Westport.", title="Storm", language="en")
    archive.add(storm, owner=chat.id)
    ChatSettings(telegram.chats).set(chat.id, Settings(language="ar"))


def is_remembered(telegram: Telegram, archive: Archive, chat: Chat) -> bool:
    settings = ChatSettings(telegram.chats).settings(chat.id)
    return settings == Settings(language="ar") and archive.count(visible_to=chat.id) == 2


async def test_a_group_that_removed_the_bot_is_forgotten_after_a_while(
    telegram: Telegram, archive: Archive
) -> None:
    left, other = telegram.group(), telegram.group()
    for chat in (left, other):
        settle(telegram, archive, chat)
    async with telegram.bot():
        telegram.api.world.remove_bot(left, telegram.ann)
        await telegram.until(lambda: ChatSettings(telegram.chats).departed(time.time() + 9))
        assert is_remembered(telegram, archive, left)
        ChatSettings(telegram.chats).depart(left.id, time.time() - KEPT_AFTER_LEAVING - 9)
        telegram.api.world.remove_bot(other, telegram.ann)
        await telegram.until(lambda: not is_remembered(telegram, archive, left))
    assert ChatSettings(telegram.chats).settings(left.id) == Settings()
    assert archive.count(visible_to=left.id) == 1
    assert is_remembered(telegram, archive, other)


async def test_groups_left_long_ago_are_forgotten_at_the_start(
    telegram: Telegram, archive: Archive
) -> None:
    group = telegram.group()
    settle(telegram, archive, group)
    ChatSettings(telegram.chats).depart(group.id, time.time() - KEPT_AFTER_LEAVING - 9)
    async with telegram.bot():
        await telegram.ask("/help")
    assert archive.count(visible_to=group.id) == 1


async def test_who_removed_the_bot_by_mistake_finds_everything_again(
    telegram: Telegram, archive: Archive
) -> None:
    group = telegram.group()
    settle(telegram, archive, group)
    async with telegram.bot():
        telegram.api.world.remove_bot(group, telegram.ann)
        telegram.api.world.add_bot(group, telegram.ann)
        await said_in(telegram, group)
    assert ChatSettings(telegram.chats).departed(time.time() + 9) == []
    assert is_remembered(telegram, archive, group)
