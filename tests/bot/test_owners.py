"""Whom the bot serves, and what its owners can do that is not there for others."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import pytest

from bot import texts
from bot.admission import Admission
from bot.answer_buttons import LIKE
from bot.limits import Limits
from index.archive_errors import NoSuchArticle
from index.article import Document

if TYPE_CHECKING:
    from bot.playground.objects import Chat, Message, User
    from index.archive import Archive
    from tests.bot.conftest import Telegram

QUESTION = "How many civilians were killed?"
STORM = Document("The storm damaged 40 houses in Westport.", title="Storm", language="en")
OWNERS_COMMANDS = ["stats", "publish"]


async def say(telegram: Telegram, chat: Chat, user: User, text: str) -> Message:
    return await telegram.api.wait_for_reply(telegram.api.world.send_text(chat, user, text))


async def done(telegram: Telegram) -> None:
    await telegram.api.wait_until_updates_are_taken()
    await telegram.until(lambda: telegram.inbox.depth()[0] == 0)


# Whom it serves


@pytest.mark.parametrize(
    ("person", "chat", "is_served"),
    [
        (1, 1, True),  # an owner in private
        (1, -9, True),  # and anywhere
        (1, None, True),
        (2, 2, True),  # a person who is listed, in private
        (2, None, True),  # and inline
        (2, -9, False),  # but not in a group that is not
        (3, -5, True),  # anybody in a group that is listed
        (3, 3, False),
        (3, None, False),
        (3, -9, False),
        (0, -9, False),
    ],
)
def test_who_is_served(person: int, chat: int | None, *, is_served: bool) -> None:
    assert Admission({1}, {2, -5}).serves(person, chat) is is_served
    assert Admission().serves(person, chat)


async def test_others_are_told_so_once_in_private_and_get_no_answer(telegram: Telegram) -> None:
    telegram.options["admission"] = Admission((), {telegram.ben.id})
    chat, world = telegram.private(), telegram.api.world
    async with telegram.bot():
        first = await telegram.ask(QUESTION)
        assert first.words == texts.NOT_SERVED
        for text in (QUESTION, "/start", "/help", "/privacy", "/article idlib-truce"):
            world.send_text(chat, telegram.ann, text)
        world.send_media(chat, telegram.ann, "photo")
        await done(telegram)
        bens = telegram.private(telegram.ben)
        assert "790 civilians" in (await say(telegram, bens, telegram.ben, QUESTION)).words
    assert telegram.api.bot_messages(chat) == [first]


async def test_other_groups_are_met_with_silence_and_their_number_is_in_the_log(
    telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.options["admission"] = Admission((), {telegram.ben.id})
    world = telegram.api.world
    async with telegram.bot():
        group = telegram.group("supergroup", is_new=True)
        for text in (f"/ask {QUESTION}", f"@pullquote_bot {QUESTION}", "/help@pullquote_bot"):
            world.send_text(group, telegram.ann, text)
            world.send_text(group, telegram.ben, text)
        await done(telegram)
    assert telegram.api.bot_messages(group) == []
    assert f"added to the chat {group.id}, which it does not serve" in caplog.text


async def test_buttons_and_inline_mode_are_closed_to_others_too(telegram: Telegram) -> None:
    async with telegram.bot():
        answer = await telegram.ask(QUESTION)
    telegram.options["admission"] = Admission((), {telegram.ben.id})
    world = telegram.api.world
    async with telegram.bot():
        press = world.press(telegram.ann, answer, LIKE)
        assert not (await telegram.api.wait_for_callback_answer(press)).get("text")
        anns = world.inline_query(telegram.ann, QUESTION)
        bens = world.inline_query(telegram.ben, QUESTION)
        await done(telegram)
    assert anns.results is None
    assert bens.results
    with telegram.chats.database() as db:
        assert db.execute("SELECT count(*) FROM feedback").fetchone() == (0,)


async def test_a_group_that_is_served_is_served_as_a_supergroup_too(
    telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    group = telegram.group()
    telegram.options["admission"] = Admission((), {group.id})
    async with telegram.bot():
        supergroup = telegram.api.world.migrate_to_supergroup(group)
        answer = await say(telegram, supergroup, telegram.ben, f"/ask {QUESTION}")
    assert "790 civilians" in answer.words
    told = [record for record in caplog.records if "--allow-chats" in record.getMessage()]
    assert len(told) == 1
    assert str(supergroup.id) in told[0].getMessage()


async def test_another_group_gets_in_by_no_upgrade(telegram: Telegram) -> None:
    telegram.options["admission"] = Admission((), {telegram.ben.id})
    group = telegram.group()
    async with telegram.bot():
        supergroup = telegram.api.world.migrate_to_supergroup(group)
        telegram.api.world.send_text(supergroup, telegram.ann, f"/ask {QUESTION}")
        await done(telegram)
    assert telegram.api.bot_messages(supergroup) == []


async def test_owners_are_served_everywhere_and_without_limits(telegram: Telegram) -> None:
    telegram.options |= {
        "admission": Admission({telegram.ann.id}, set()),
        "limits": Limits(person=1, chat=1),
    }
    group = telegram.group()
    async with telegram.bot():
        for chat in (telegram.private(), group):
            for _ in range(3):
                assert "790 civilians" in (await telegram.ask(f"/ask {QUESTION}", chat)).words


# What owners can do


@pytest.mark.parametrize("command", OWNERS_COMMANDS)
@pytest.mark.parametrize("argument", ["", " idlib-truce"])
async def test_to_others_an_owners_command_is_as_any_that_is_unknown(
    telegram: Telegram, command: str, argument: str
) -> None:
    telegram.options["admission"] = Admission({telegram.ben.id})
    unknown = "statz"
    group = telegram.group()

    def essence(message: Message, name: str) -> Any:
        return message.words.replace(name, "…"), len(message.entities), message.reply_markup

    async with telegram.bot():
        for chat, to in ((telegram.private(), ""), (group, "@pullquote_bot")):
            real = await telegram.ask(f"/{command}{to}{argument}", chat)
            none = await telegram.ask(f"/{unknown}{to}{argument}", chat)
            assert essence(real, command) == essence(none, unknown)
        # In a group, and by whom it may be, there is no such command without the bot's name.
        for user in (telegram.ann, telegram.ben):
            telegram.api.world.send_text(group, user, f"/{command}{argument}")
        await done(telegram)
        in_group = await say(telegram, group, telegram.ben, f"/{command}@pullquote_bot{argument}")
        assert essence(in_group, command) == essence(none, unknown)
        help_text = (await telegram.ask("/help")).words
        # Nor is its name taken for a topic.
        topic = await telegram.ask(f"/topic add {command} {QUESTION}")
        assert topic.words == f"/{command} now asks: {QUESTION}"
        assert "790 civilians" in (await telegram.ask(f"/{command}")).words
    assert len(telegram.api.bot_messages(group)) == 3
    assert command not in help_text
    menus = [call.params["commands"] for call in telegram.api.calls("setMyCommands")]
    assert not [one for menu in menus[:2] for one in menu if one["command"] in OWNERS_COMMANDS]


async def test_an_owner_sees_figures_and_nobodys_words(
    telegram: Telegram, archive: Archive
) -> None:
    telegram.options["admission"] = Admission({telegram.ben.id})
    archive.add(STORM, owner=telegram.ann.id)
    world = telegram.api.world
    async with telegram.bot():
        answer = await telegram.ask(QUESTION)
        press = world.press(telegram.ann, answer, LIKE)
        await telegram.api.wait_for_callback_answer(press)
        await telegram.ask("Which recipe for pancakes is best?")
        await done(telegram)
        shown = await say(telegram, telegram.private(telegram.ben), telegram.ben, "/stats")
    lines = shown.words.splitlines()
    assert lines == [
        "Articles for everybody: 1. Of single chats: 1.",
        "Questions in the last 24 hours: 2, in chats: 1.",
        "Answered: 1. Something near: 0. Nothing: 1.",
        "Good answers: 1. Bad answers: 0.",
        "Messages that wait: 1. Given up because of a fault: 0.",
    ]


async def test_an_owner_gives_an_article_to_everybody(telegram: Telegram, archive: Archive) -> None:
    telegram.options["admission"] = Admission({telegram.ben.id})
    bens = telegram.private(telegram.ben)
    storm = archive.add(STORM, owner=bens.id).article
    async with telegram.bot():
        assert (await say(telegram, bens, telegram.ben, "/publish")).words == texts.PUBLISH_NOTHING
        await say(telegram, bens, telegram.ben, f"/article {storm.id}")
        assert "40 houses" not in (await telegram.ask("How many houses were damaged?")).words
        told = await say(telegram, bens, telegram.ben, "/publish")
        assert told.words == texts.PUBLISHED_NOW.format(title="Storm")
        assert "40 houses" in (await telegram.ask("How many houses were damaged?")).words
        assert (await say(telegram, bens, telegram.ben, "/publish")).words == texts.PUBLISH_NOTHING
    assert archive.count() == 2


async def test_an_article_that_everybody_has_is_not_doubled(
    telegram: Telegram, archive: Archive
) -> None:
    telegram.options["admission"] = Admission({telegram.ben.id})
    bens = telegram.private(telegram.ben)
    archive.add(STORM)
    own = archive.add(STORM, owner=bens.id).article
    async with telegram.bot():
        await say(telegram, bens, telegram.ben, f"/article {own.id}")
        told = await say(telegram, bens, telegram.ben, "/publish")
    assert told.words == texts.PUBLISHED_BEFORE.format(title="Storm")
    assert archive.count(visible_to="everyone") == 2


def test_a_chat_gives_only_what_is_its_own(archive: Archive) -> None:
    own = archive.add(STORM, owner=5).article
    for article, owner in ((own.id, 6), ("idlib-truce", 5), ("nothing", 5)):
        with pytest.raises(NoSuchArticle):
            archive.publish(article, owner)
    assert archive.publish(own.id, 5)
    assert archive.article(own.id).title == "Storm"


async def test_the_log_says_nothing_of_what_is_asked_by_who_is_not_served(
    telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    telegram.options["admission"] = Admission((), set())
    async with telegram.bot():
        await telegram.ask("Is Zanzibar mentioned?")
        await asyncio.sleep(0)
    assert "Zanzibar" not in caplog.text
