"""Choosing among the articles of a chat, and questions that belong to another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import texts
from bot.elsewhere import clearly_better
from index.answering import Answer, Verdict
from index.article import Article, Document

if TYPE_CHECKING:
    from bot.playground.objects import Message
    from index.archive import Archive
    from tests.bot.conftest import Telegram

ABOUT_THE_STORM = "How many houses did storm Ida damage in Westport?"


def storm() -> Document:
    return Document(
        "Storm Ida reached the coast on Monday.\n\nStorm Ida damaged 40 houses in Westport.",
        title="Storm on the coast",
        source="Gazette",
        language="en",
    )


def add_many(archive: Archive, count: int) -> None:
    for number in range(count):
        archive.add(
            Document(f"Item {number} was sold on Monday.", title=f"Sale {number}", language="en")
        )


def labels(message: Message) -> list[str]:
    markup = message.reply_markup or {"inline_keyboard": []}
    return [button["text"] for row in markup["inline_keyboard"] for button in row]


async def test_a_button_of_the_list_chooses_the_article(
    telegram: Telegram, archive: Archive
) -> None:
    archive.add(storm())
    async with telegram.bot():
        listed = await telegram.ask("/articles")
        other = archive.article("idlib-truce").title
        assert labels(listed) == [other]
        telegram.api.world.press(telegram.ann, listed, other)
        await telegram.api.wait_for_edit(listed, texts.NOW_ASKING)
        answer = await telegram.ask("How many civilians were killed?")
    assert "790 civilians" in answer.words
    assert labels(listed) == [texts.ALL_ARTICLES]


async def test_a_long_list_is_turned_page_by_page(telegram: Telegram, archive: Archive) -> None:
    add_many(archive, 17)
    async with telegram.bot():
        listed = await telegram.ask("/articles sale")
        assert "Sale 16" in listed.words
        assert texts.NEWER not in labels(listed)
        telegram.api.world.press(telegram.ann, listed, texts.OLDER)
        await telegram.api.wait_for_edit(listed, "Sale 8")
        telegram.api.world.press(telegram.ann, listed, texts.OLDER)
        await telegram.api.wait_for_edit(listed, "Sale 0")
        assert texts.OLDER not in labels(listed)
        telegram.api.world.press(telegram.ann, listed, texts.NEWER)
        await telegram.api.wait_for_edit(listed, "Sale 8")


async def test_in_a_group_administrators_choose(telegram: Telegram, archive: Archive) -> None:
    archive.add(storm())
    group = telegram.group()
    world = telegram.api.world
    async with telegram.bot():
        listed = await telegram.ask("/articles", group)
        query = world.press(telegram.ben, listed, archive.article("idlib-truce").title)
        told = await telegram.api.wait_for_callback_answer(query)
        sent = world.send_text(group, telegram.ben, "/article idlib-truce")
        reply = await telegram.api.wait_for_reply(sent)
    assert told["text"] == texts.CHOOSE_ADMINS
    assert reply.words == texts.CHOOSE_ADMINS
    assert telegram.chats.article(group.id) == ""


async def test_a_button_of_a_removed_article_says_so(telegram: Telegram, archive: Archive) -> None:
    archive.add(storm())
    async with telegram.bot():
        listed = await telegram.ask("/articles")
        title = archive.article("idlib-truce").title
        archive.remove("idlib-truce")
        query = telegram.api.world.press(telegram.ann, listed, title)
        told = await telegram.api.wait_for_callback_answer(query)
    assert told["text"] == texts.GONE


async def test_a_chat_cannot_choose_what_it_may_not_see(
    telegram: Telegram, archive: Archive
) -> None:
    hidden = archive.add(storm(), owner=telegram.private(telegram.ben).id).article
    archive.add(Document("Item 1 was sold on Monday.", title="Sale", language="en"))
    async with telegram.bot():
        listed = await telegram.ask("/articles")
        assert listed.reply_markup is not None
        listed.reply_markup["inline_keyboard"][0][0]["callback_data"] = f"choose:{hidden.id}"
        query = telegram.api.world.press(telegram.ann, listed, (0, 0))
        told = await telegram.api.wait_for_callback_answer(query)
    assert told["text"] == texts.GONE


async def test_a_question_to_another_article_is_answered_from_there_and_says_so(
    telegram: Telegram, archive: Archive
) -> None:
    archive.add(storm(), owner=telegram.private().id)
    async with telegram.bot():
        await telegram.ask("/article idlib-truce")
        answer = await telegram.ask(ABOUT_THE_STORM)
        still = await telegram.ask("How many civilians were killed?")
    assert "another article here does" in answer.words
    assert "Storm on the coast" in answer.words
    assert "damaged 40 houses" in answer.words
    assert "another article" not in still.words


async def test_another_article_is_found_among_many(telegram: Telegram, archive: Archive) -> None:
    archive.add(storm())
    for number in range(40):
        text = f"The council of town {number} met on Monday and spoke about its budget."
        archive.add(Document(text, title=f"Town {number}", language="en"))
    async with telegram.bot():
        await telegram.ask("/article idlib-truce")
        answer = await telegram.ask(ABOUT_THE_STORM)
    assert "another article here does" in answer.words
    assert "damaged 40 houses" in answer.words


async def test_another_chats_article_answers_nothing(telegram: Telegram, archive: Archive) -> None:
    archive.add(storm(), owner=telegram.private(telegram.ben).id)
    async with telegram.bot():
        answer = await telegram.ask(ABOUT_THE_STORM)
    assert "40 houses" not in answer.words


def told(confidence: float) -> Answer:
    verdict = Verdict.ANSWERED if confidence >= 0.5 else Verdict.RELATED
    return Answer("Why?", verdict, confidence, Article(id="a", text="x"))


@pytest.mark.parametrize(
    ("here", "others", "chosen"),
    [
        (0.1, [0.95], 0.95),
        (0.1, [0.2, 0.95, 0.3], 0.95),
        (0.9, [0.99], None),
        (0.1, [0.7], None),
        (0.1, [0.95, 0.9], None),
        (0.1, [], None),
    ],
)
def test_another_article_is_taken_only_if_it_clearly_answers_alone(
    here: float, others: list[float], chosen: float | None
) -> None:
    found = clearly_better(told(here), map(told, others))
    assert (found.confidence if found else None) == chosen
