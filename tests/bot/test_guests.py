"""Guest mentions over HTTP: the bot called into a chat where it is no member."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import texts
from index.article import Document

if TYPE_CHECKING:
    from bot.playground.objects import Chat, Message
    from index.archive import Archive
    from tests.bot.conftest import Telegram

CIVILIANS = "How many civilians were killed?"
OFF_TOPIC = "Which recipe for pancakes is best?"


def elsewhere(telegram: Telegram, kind: str = "group") -> Chat:
    world = telegram.api.world
    if kind == "group":
        return world.add_group("Elsewhere", telegram.ann, telegram.ben)
    return world.add_supergroup("Elsewhere", telegram.ann, telegram.ben, is_forum=kind == "forum")


async def called(telegram: Telegram, chat: Chat, text: str) -> Message:
    sent = telegram.api.world.send_text(chat, telegram.ann, text)
    return await telegram.api.wait_for_reply(sent)


@pytest.mark.parametrize("place", ["group", "supergroup", "forum"])
async def test_a_guest_answers_the_question_that_it_is_mentioned_with(
    telegram: Telegram, archive: Archive, place: str
) -> None:
    async with telegram.bot():
        answer = await called(telegram, elsewhere(telegram, place), f"@pullquote_bot {CIVILIANS}")
    assert "790 civilians" in answer.words
    assert answer.content["guest_bot_caller_user"]["id"] == telegram.ann.id
    assert answer.inline_keyboard is None


async def test_a_guests_answer_can_be_opened_where_the_article_has_an_address(
    telegram: Telegram, archive: Archive
) -> None:
    url = "https://gazette.example/storm"
    archive.add(Document("The storm damaged 40 houses.", title="Storm", url=url, language="en"))
    async with telegram.bot():
        asked = "@pullquote_bot how many houses did the storm damage?"
        answer = await called(telegram, elsewhere(telegram), asked)
    (row,) = (answer.inline_keyboard or {})["inline_keyboard"]
    assert [button["text"] for button in row] == [texts.OPEN_ARTICLE]
    assert row[0]["url"].startswith(url)


async def test_a_guest_that_finds_nothing_says_so(telegram: Telegram) -> None:
    async with telegram.bot():
        answer = await called(telegram, elsewhere(telegram), f"@pullquote_bot {OFF_TOPIC}")
    assert "does not say" in answer.words


async def test_a_guest_that_is_only_named_hints_at_what_to_ask(telegram: Telegram) -> None:
    async with telegram.bot():
        answer = await called(telegram, elsewhere(telegram), "@pullquote_bot")
    assert answer.words.startswith("What would you like to know?")


async def test_a_guest_shows_how_it_read_what_was_misspelt(telegram: Telegram) -> None:
    asked = "@pullquote_bot how many civilans were killed?"
    async with telegram.bot():
        answer = await called(telegram, elsewhere(telegram), asked)
    assert answer.words.endswith("Understood as: how many civilians were killed?")


async def test_a_guest_bears_thanks_in_silence(telegram: Telegram) -> None:
    chat = elsewhere(telegram)
    async with telegram.bot():
        telegram.api.world.send_text(chat, telegram.ben, "@pullquote_bot thanks!")
        answer = await called(telegram, chat, f"@pullquote_bot {CIVILIANS}")
    assert telegram.api.bot_messages(chat) == [answer]


async def test_a_guest_shows_no_article_of_a_chat(telegram: Telegram, archive: Archive) -> None:
    chat = elsewhere(telegram)
    archive.add(Document("The storm damaged 40 houses.", title="Storm", language="en"), chat.id)
    async with telegram.bot():
        answer = await called(telegram, chat, "@pullquote_bot how many houses did the storm damage")
    assert "40 houses" not in answer.words


async def test_a_guest_without_articles_says_so(telegram: Telegram, archive: Archive) -> None:
    archive.remove("idlib-truce", owner="everyone")
    async with telegram.bot():
        answer = await called(telegram, elsewhere(telegram), f"@pullquote_bot {CIVILIANS}")
    assert answer.words == texts.NO_ARTICLES


async def test_a_call_that_is_too_old_is_passed_over(telegram: Telegram) -> None:
    world = telegram.api.world
    now = world.clock()
    chat = elsewhere(telegram)
    world.send_text(chat, telegram.ann, f"@pullquote_bot {CIVILIANS}")
    world.clock = lambda: now + 3_600
    async with telegram.bot():
        await telegram.ask(CIVILIANS)
    assert telegram.api.bot_messages(chat) == []
    (refused,) = telegram.api.refusals
    assert refused.method == "answerGuestQuery"
    telegram.api.refusals.clear()
