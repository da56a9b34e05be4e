"""What a chat can set, and whom the bot then answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot import texts
from bot.addressing import Command, Decision, Hint, Question, Reason, Way
from bot.chat_settings import ChatSettings
from bot.language import LANGUAGES, speaking
from bot.settings import Gate, Settings, Who, gate
from bot.texts import label
from index.article import Document, Topic

if TYPE_CHECKING:
    from bot.playground.objects import Chat, Message
    from index.archive import Archive
    from tests.bot.conftest import Telegram

QUESTION = "How many civilians were killed?"
OFF_TOPIC = "Which recipe for pancakes is best?"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)

ADMINISTRATORS = Settings(who=Who.ADMINISTRATORS)
QUIET = Settings(quiet="22-7")
BY_COMMAND = Question("how many?", Way.COMMAND)
BY_MENTION = Question("how many?", Way.MENTION)


@pytest.mark.parametrize(
    ("settings", "decision", "at", "expected"),
    [
        (Settings(), BY_MENTION, MIDNIGHT, Gate.OPEN),
        (ADMINISTRATORS, BY_COMMAND, NOON, Gate.REFUSED),
        (ADMINISTRATORS, Question("truce", Way.TOPIC, "truce"), NOON, Gate.REFUSED),
        (ADMINISTRATORS, BY_MENTION, NOON, Gate.SILENT),
        (ADMINISTRATORS, Question("how many?", Way.REPLY), NOON, Gate.SILENT),
        (ADMINISTRATORS, Hint(Reason.EMPTY), NOON, Gate.SILENT),
        (ADMINISTRATORS, Command("help"), NOON, Gate.OPEN),
        (QUIET, BY_COMMAND, NOON, Gate.OPEN),
        (QUIET, BY_COMMAND, MIDNIGHT, Gate.SILENT),
        (QUIET, Command("help"), MIDNIGHT, Gate.SILENT),
    ],
)
def test_the_gate(settings: Settings, decision: Decision, at: datetime, expected: Gate) -> None:
    assert gate(settings, decision, is_administrator=False, at=at) is expected
    assert gate(settings, decision, is_administrator=True, at=at) is Gate.OPEN


@pytest.mark.parametrize(
    ("quiet", "zone", "hours"),
    [
        ("", 0, []),
        ("22-7", 0, [22, 23, 0, 1, 2, 3, 4, 5, 6]),
        ("0-6", 0, [0, 1, 2, 3, 4, 5]),
        ("0-6", 3, [21, 22, 23, 0, 1, 2]),
        ("23-8", -5, [4, 5, 6, 7, 8, 9, 10, 11, 12]),
    ],
)
def test_quiet_hours_are_of_the_chats_own_time(quiet: str, zone: int, hours: list[int]) -> None:
    settings = Settings(quiet=quiet, zone=zone)
    found = {
        hour for hour in range(24) if settings.is_quiet(datetime(2026, 3, 2, hour, 59, tzinfo=UTC))
    }
    assert found == set(hours)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("who", "nobody"),
        ("reports_silence", "2"),
        ("language", "xx"),
        ("quiet", "1-2"),
        ("zone", "15"),
        ("zone", "+1"),
        ("owner", "1"),
        ("", ""),
    ],
)
def test_what_cannot_be_set_changes_nothing(name: str, value: str) -> None:
    assert Settings().with_value(name, value) is None


def test_what_is_set_is_kept_for_each_chat(telegram: Telegram) -> None:
    kept = ChatSettings(telegram.chats)
    settings = Settings(
        Who.ADMINISTRATORS, reports_silence=False, language="ar", quiet="0-6", zone=3
    )
    kept.set(-5, settings)
    assert kept.settings(-5) == settings
    assert kept.settings(-6) == Settings()


def labels(message: Message) -> list[str]:
    assert message.reply_markup is not None
    return [button["text"] for row in message.reply_markup["inline_keyboard"] for button in row]


async def press(telegram: Telegram, shown: Message, button: str, becomes: str) -> None:
    telegram.api.world.press(telegram.ann, shown, button)
    await telegram.api.wait_for(lambda: becomes in labels(shown), chat=shown.chat, what=becomes)


async def test_administrators_set_who_may_ask_with_a_button(telegram: Telegram) -> None:
    group = telegram.group()
    world = telegram.api.world
    async with telegram.bot():
        shown = await telegram.ask("/settings", group)
        await press(telegram, shown, texts.WHO_EVERYONE, texts.WHO_ADMINISTRATORS)
        mention = world.send_text(group, telegram.ben, f"@pullquote_bot {QUESTION}")
        command = world.send_text(group, telegram.ben, f"/ask {QUESTION}")
        refused = await telegram.api.wait_for_reply(command)
        answered = await telegram.ask(f"/ask {QUESTION}", group)
        await press(telegram, shown, texts.WHO_ADMINISTRATORS, texts.WHO_EVERYONE)
        again = world.send_text(group, telegram.ben, f"/ask {QUESTION}")
        assert "790 civilians" in (await telegram.api.wait_for_reply(again)).words
    assert refused.words == texts.ASK_ADMINISTRATORS
    assert "790 civilians" in answered.words
    assert not mention.answers


async def test_others_neither_see_nor_press_the_settings(telegram: Telegram) -> None:
    group = telegram.group()
    world = telegram.api.world
    async with telegram.bot():
        shown = await telegram.ask("/settings", group)
        reply = await telegram.api.wait_for_reply(world.send_text(group, telegram.ben, "/settings"))
        query = world.press(telegram.ben, shown, texts.WHO_EVERYONE)
        told = await telegram.api.wait_for_callback_answer(query)
    assert reply.words == texts.SETTINGS_ADMINS
    assert told["text"] == texts.SETTINGS_ADMINS
    assert ChatSettings(telegram.chats).settings(group.id) == Settings()


async def test_silence_need_not_be_reported(telegram: Telegram) -> None:
    group = telegram.group()
    async with telegram.bot():
        shown = await telegram.ask("/settings", group)
        await press(telegram, shown, texts.SILENCE_SAID, texts.SILENCE_KEPT)
        asked = telegram.api.world.send_text(group, telegram.ann, f"/ask {OFF_TOPIC}")
        await telegram.ask(f"/ask {QUESTION}", group)
    assert not asked.answers


async def test_every_setting_can_be_gone_through_with_its_button(telegram: Telegram) -> None:
    group = telegram.group()
    kept = ChatSettings(telegram.chats)
    async with telegram.bot():
        shown = await telegram.ask("/settings", group)
        await press(telegram, shown, texts.NOT_QUIET, "Quiet from 22:00 to 7:00")
        await press(telegram, shown, "+", "UTC+1")
        await press(telegram, shown, "−", "UTC+0")
        before = label(texts.LANGUAGE, language=label(texts.PERSONS_LANGUAGE))
        for code, name in LANGUAGES.items():
            await press(telegram, shown, before, name)
            with speaking(code):
                after = label(texts.LANGUAGE, language=name)
            await press(telegram, shown, name, after)
            before = after
    assert kept.settings(group.id) == Settings(quiet="22-7", language="de")


async def test_in_private_there_is_nothing_of_groups_to_set(telegram: Telegram) -> None:
    async with telegram.bot():
        shown = await telegram.ask("/settings")
    assert labels(shown) == ["My language: as each person’s", texts.CHOOSE_ARTICLE]


async def test_the_settings_lead_to_the_list_of_articles(telegram: Telegram) -> None:
    async with telegram.bot():
        shown = await telegram.ask("/settings")
        telegram.api.world.press(telegram.ann, shown, texts.CHOOSE_ARTICLE)
        await telegram.api.wait_for_edit(shown, "/article idlib-truce")


async def test_a_made_up_setting_is_answered_and_changes_nothing(telegram: Telegram) -> None:
    async with telegram.bot():
        shown = await telegram.ask("/settings")
        assert shown.reply_markup is not None
        shown.reply_markup["inline_keyboard"][0][0]["callback_data"] = "set:zone:99"
        query = telegram.api.world.press(telegram.ann, shown, (0, 0))
        told = await telegram.api.wait_for_callback_answer(query)
    assert told["text"] == texts.NO_SUCH_SETTING


async def test_settings_topics_and_articles_go_along_to_a_supergroup(
    telegram: Telegram, archive: Archive
) -> None:
    group = telegram.group()
    settle(telegram, archive, group)
    async with telegram.bot():
        supergroup = telegram.api.world.migrate_to_supergroup(group)
        answer = await telegram.ask("/damage", supergroup)
        menu = telegram.api.world.menus.shown(supergroup, telegram.ann)
    assert "40 houses" in answer.words
    assert "damage" in {command["command"] for command in menu}
    assert ChatSettings(telegram.chats).settings(supergroup.id) == QUIET
    assert ChatSettings(telegram.chats).settings(group.id) == Settings()
    assert archive.count(visible_to=group.id) == 1


def settle(telegram: Telegram, archive: Archive, chat: Chat) -> None:
    """Give a chat an article, a topic and settings of its own."""
    storm = Document("The storm damaged 40 houses in Westport.", title="Storm", language="en")
    own = archive.add(storm, owner=chat.id).article
    telegram.chats.choose_article(chat.id, own.id)
    kept = ChatSettings(telegram.chats)
    kept.set(chat.id, QUIET)
    kept.add_topic(chat.id, Topic("damage", "How many houses did the storm damage?"))
