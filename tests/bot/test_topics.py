"""Questions that a chat saves under a name: commands there, and in no other chat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot import texts
from bot.group_replies import topics_message
from bot.handlers.messages import COMMANDS
from bot.handlers.topics import MOST_TOPICS, RESERVED
from bot.language import LANGUAGES, speaking
from index.article import Topic

if TYPE_CHECKING:
    from tests.bot.conftest import Telegram

ADD = "/topic add fighters How many fighters were killed?"


def menus_of(telegram: Telegram, chat_id: int) -> list[list[str]]:
    """The commands that were set for one chat, one list for each time."""
    calls: list[dict[str, Any]] = [call.params for call in telegram.api.calls("setMyCommands")]
    return [
        [command["command"] for command in params["commands"]]
        for params in calls
        if params["scope"].get("chat_id") == chat_id
    ]


async def test_a_topic_becomes_a_command_in_its_chat_and_menu(telegram: Telegram) -> None:
    group = telegram.group()
    async with telegram.bot():
        reply = await telegram.ask(ADD, group)
        answer = await telegram.ask("/fighters", group)
        listed = await telegram.ask("/topics", group)
        elsewhere = await telegram.ask("/fighters")
    assert reply.words == "/fighters now asks: How many fighters were killed?"
    assert "two thousand combatants" in answer.words
    assert "/fighters: How many fighters were killed?" in listed.words
    assert "/casualties" in listed.words
    assert "I do not know /fighters" in elsewhere.words
    assert "fighters" in menus_of(telegram, group.id)[-1]


async def test_the_menu_of_a_chat_has_the_topics_of_the_article_that_it_asks(
    telegram: Telegram,
) -> None:
    chat = telegram.private()
    world = telegram.api.world
    async with telegram.bot():
        sent = world.send_document(chat, telegram.ann, "hail.txt", b"Hail fell.", "text/plain")
        reply = await telegram.api.wait_for_reply(sent)
        await telegram.api.wait_for_edit(reply, texts.ADDED)
        await telegram.until(lambda: len(menus_of(telegram, chat.id)) == len(LANGUAGES))
        assert "truce" not in menus_of(telegram, chat.id)[-1]
        assert "ask" in menus_of(telegram, chat.id)[-1]
        assert "I do not know /truce" in (await telegram.ask("/truce")).words
        await telegram.ask("/article idlib-truce")
        assert "withdraw" in (await telegram.ask("/truce")).words
    deleted = telegram.api.calls("deleteMyCommands")
    assert {call.params["scope"]["chat_id"] for call in deleted} == {chat.id}
    assert len(menus_of(telegram, chat.id)) == len(LANGUAGES), "the common menu is right again"


async def test_a_removed_topic_is_no_command_any_more(telegram: Telegram) -> None:
    group = telegram.group()
    async with telegram.bot():
        await telegram.ask(ADD, group)
        assert "was removed" in (await telegram.ask("/topic remove /fighters", group)).words
        assert "no topic fighters" in (await telegram.ask("/topic remove fighters", group)).words
        listed = await telegram.ask("/topics", group)
    assert "/fighters" not in listed.words
    calls = telegram.api.calls("deleteMyCommands")
    assert {call.params.get("language_code", "en") for call in calls} == set(LANGUAGES)
    for call in calls:
        assert call.params["scope"] == {"type": "chat", "chat_id": group.id}


async def test_only_administrators_change_topics(telegram: Telegram) -> None:
    group = telegram.group("supergroup")
    world = telegram.api.world
    async with telegram.bot():
        for text in (ADD, "/topic remove fighters"):
            reply = await telegram.api.wait_for_reply(world.send_text(group, telegram.ben, text))
            assert reply.words == texts.TOPIC_ADMINS
        world.promote(group, telegram.ben, is_anonymous=True)
        reply = await telegram.api.wait_for_reply(world.send_text(group, telegram.ben, ADD))
    assert "/fighters now asks" in reply.words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("/topic", "/topic add"),
        ("/topic add", "/topic add"),
        ("/topic add fighters", "What should fighters ask?"),
        ("/topic add fighters ?!", "What should fighters ask?"),
        ("/topic add Kämpfer How many?", texts.TOPIC_BAD_NAME),
        ("/topic add help How many?", "/help is a command already"),
        ("/topic add " + "x" * 33 + " How many?", texts.TOPIC_BAD_NAME),
        ("/topic add long " + "why " * 300, "too long"),
    ],
)
async def test_a_topic_that_cannot_be_is_refused_in_a_sentence(
    telegram: Telegram, text: str, told: str
) -> None:
    async with telegram.bot():
        assert told in (await telegram.ask(text)).words


async def test_a_chat_saves_only_so_many_topics(telegram: Telegram) -> None:
    from bot.chat_settings import ChatSettings

    chat = telegram.private()
    for number in range(MOST_TOPICS):
        name = f"t{number}".ljust(32, "x")
        ChatSettings(telegram.chats).add_topic(chat.id, Topic(name, "Why? " * 200))
    async with telegram.bot():
        assert "Remove one first" in (await telegram.ask(ADD)).words
        again = await telegram.ask(f"/topic add {'t1'.ljust(32, 'x')} When?")
        assert "now asks: When?" in again.words
        listed = await telegram.ask("/topics")
    assert "/t39x" in listed.words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_topics_fits_one_message_in_every_language(language: str) -> None:
    topics = [Topic(f"t{number}".ljust(32, "x"), "Why? " * 200) for number in range(MOST_TOPICS)]
    with speaking(language):
        listed = topics_message(topics, ())
    assert listed.fits()
    assert "/t0x" in listed.source
    assert "/topic add" in listed.source


def test_no_topic_can_hide_a_command() -> None:
    assert set(COMMANDS) <= RESERVED
