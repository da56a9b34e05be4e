"""Removing what a chat has added, over HTTP: by whom, what stays, and how much there can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import texts
from bot.handlers.removing import LISTED
from index.article import Document

if TYPE_CHECKING:
    from bot.playground.objects import Chat, Json, Message, User
    from index.archive import Archive
    from tests.bot.conftest import Telegram


def story(number: int = 0) -> Document:
    return Document(
        f"The storm numbered {number} damaged {number + 40} houses in Westport on Monday.",
        title=f"Storm {number} on the coast",
        language="en",
    )


def labels(message: Message) -> list[str]:
    rows = (message.inline_keyboard or {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


async def press(telegram: Telegram, message: Message, label: str, user: User | None = None) -> Json:
    query = telegram.api.world.press(user or telegram.ann, message, label)
    return await telegram.api.wait_for_callback_answer(query)


def own(archive: Archive, chat: Chat) -> list[str]:
    return [entry.title for entry in archive.summaries_owned(chat.id)]


async def test_an_article_is_removed_when_somebody_is_sure(
    telegram: Telegram, archive: Archive
) -> None:
    chat = telegram.private()
    for number in (1, 2):
        added = archive.add(story(number), owner=chat.id).article
    telegram.chats.choose_article(chat.id, added.id)
    async with telegram.bot():
        shown = await telegram.ask("/remove")
        assert labels(shown) == ["Storm 2 on the coast", "Storm 1 on the coast"]
        await press(telegram, shown, "Storm 2 on the coast")
        assert "Storm 2 on the coast" in shown.words
        assert own(archive, chat) == ["Storm 2 on the coast", "Storm 1 on the coast"]
        await press(telegram, shown, texts.REMOVE)
        assert own(archive, chat) == ["Storm 1 on the coast"]
        assert shown.words.startswith("Removed: Storm 2 on the coast")
        assert texts.NOW_ASKING in shown.words
        answer = await telegram.ask("How many civilians were killed?")
    assert "790 civilians" in answer.words


async def test_who_keeps_it_is_shown_the_list_again(telegram: Telegram, archive: Archive) -> None:
    archive.add(story(), owner=telegram.private().id)
    async with telegram.bot():
        shown = await telegram.ask("/remove storm")
        assert labels(shown) == [texts.REMOVE, texts.KEEP]
        await press(telegram, shown, texts.KEEP)
    assert labels(shown) == ["Storm 0 on the coast"]
    assert own(archive, telegram.private())


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("/remove", texts.REMOVE_NOTHING),
        ("/remove idlib-truce", "No article with “idlib-truce” has been added here."),
        ("/remove " + "x" * 900, "has been added here"),
    ],
)
async def test_what_the_chat_has_not_added_cannot_be_removed(
    telegram: Telegram, archive: Archive, command: str, said: str
) -> None:
    archive.add(story(), owner=telegram.private(telegram.ben).id)
    async with telegram.bot():
        shown = await telegram.ask(command)
    assert said in shown.words
    assert archive.count(visible_to="everyone") == 2


@pytest.mark.parametrize("verb", ["remove", "removed"])
async def test_a_made_up_number_removes_nothing_of_others(
    telegram: Telegram, archive: Archive, verb: str
) -> None:
    other = archive.add(story(1), owner=telegram.private(telegram.ben).id).article
    archive.add(story(2), owner=telegram.private().id)
    numbers = archive.numbers([other.id, "idlib-truce"])
    async with telegram.bot():
        shown = await telegram.ask("/remove")
        for number in (*numbers.values(), 999_999_999_999_999):
            shown.reply_markup = {
                "inline_keyboard": [[{"text": "Forged", "callback_data": f"{verb}:{number}"}]]
            }
            assert (await press(telegram, shown, "Forged"))["text"] == texts.GONE
    assert archive.count(visible_to="everyone") == 3


@pytest.mark.parametrize("place", ["group", "supergroup", "forum"])
async def test_in_a_group_administrators_alone_remove(
    telegram: Telegram, archive: Archive, place: str
) -> None:
    group = telegram.group(place)
    archive.add(story(), owner=group.id)
    async with telegram.bot():
        sent = telegram.api.world.send_text(group, telegram.ben, "/remove")
        refused = await telegram.api.wait_for_reply(sent)
        shown = await telegram.ask("/remove storm", group)
        told = await press(telegram, shown, texts.REMOVE, telegram.ben)
        assert own(archive, group)
        await press(telegram, shown, texts.REMOVE)
    assert refused.words == texts.REMOVE_ADMINS
    assert told["text"] == texts.REMOVE_ADMINS
    assert not own(archive, group)


async def test_a_long_list_has_pages(telegram: Telegram, archive: Archive) -> None:
    for number in range(LISTED + 2):
        archive.add(story(number), owner=telegram.private().id)
    async with telegram.bot():
        shown = await telegram.ask("/remove")
        first = labels(shown)
        await press(telegram, shown, texts.OLDER)
        second = labels(shown)
        await press(telegram, shown, texts.NEWER)
    assert first == labels(shown)
    assert first[-1] == texts.OLDER
    assert second == ["Storm 1 on the coast", "Storm 0 on the coast", texts.NEWER]


async def test_the_list_of_articles_leads_there(telegram: Telegram, archive: Archive) -> None:
    async with telegram.bot():
        without = await telegram.ask("/articles")
        archive.add(story(), owner=telegram.private().id)
        shown = await telegram.ask("/articles")
        await press(telegram, shown, texts.REMOVE_ONE)
    assert texts.REMOVE_ONE not in labels(without)
    assert shown.words == texts.REMOVE_WHICH


async def test_the_buttons_of_an_answer_from_it_say_that_it_is_gone(
    telegram: Telegram, archive: Archive
) -> None:
    chat = telegram.private()
    added = archive.add(story(), owner=chat.id).article
    telegram.chats.choose_article(chat.id, added.id)
    async with telegram.bot():
        answer = await telegram.ask("How many houses were damaged?")
        archive.remove(added.id, owner=chat.id)
        told = await press(telegram, answer, texts.CONTEXT)
    assert told["text"] == texts.GONE
