"""Inline mode over HTTP: what is offered, to whom, and what becomes of it in a chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import texts
from bot.handlers.inline import OF_EACH, OFFERED
from index.article import Document

if TYPE_CHECKING:
    from bot.playground.objects import Message
    from bot.playground.state import InlineQuery
    from index.archive import Archive
    from tests.bot.conftest import Telegram

CIVILIANS = "how many civilians were killed"
OFF_TOPIC = "which recipe for pancakes is best"


def storm(**details: str) -> Document:
    return Document(
        "Storm Ida reached the coast on Monday.\n\nThe storm damaged 40 houses in Westport.",
        title=details.get("title", "Storm on the coast"),
        source="Gazette",
        url="https://gazette.example/storm",
        language="en",
    )


def quotes(message: Message) -> list[str]:
    units = (message.text or "").encode("utf-16-le")
    return [
        units[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le")
        for one in message.entities
        if one["type"] == "blockquote"
    ]


async def typed(telegram: Telegram, words: str) -> InlineQuery:
    query = telegram.api.world.inline_query(telegram.ben, words)
    return await telegram.api.wait_for_inline_results(query)


async def test_what_is_typed_is_answered_with_the_best_quotes(telegram: Telegram) -> None:
    async with telegram.bot():
        query = await typed(telegram, CIVILIANS)
    results = query.results or []
    assert 0 < len(results) <= OF_EACH
    assert "790 civilians" in results[0].raw["description"]
    assert query.answer is not None
    assert query.answer["is_personal"]
    assert query.answer["cache_time"] <= 300


async def test_a_word_offers_several_quotes(telegram: Telegram) -> None:
    async with telegram.bot():
        query = await typed(telegram, "casualties")
    assert len(query.results or []) > 1


async def test_a_result_is_sent_word_for_word_with_source_and_link(
    telegram: Telegram, archive: Archive
) -> None:
    article = archive.add(storm()).article
    group = telegram.api.world.add_group("Elsewhere", telegram.ben)
    async with telegram.bot():
        query = await typed(telegram, "how many houses did the storm damage")
        results = query.results or []
        sent = telegram.api.world.choose_inline_result(query, results[0].id, group)
    (quote,) = quotes(sent)
    assert quote in article.text
    assert "Gazette" in sent.words
    assert "Storm on the coast" in sent.words
    rows = (sent.reply_markup or {})["inline_keyboard"]
    assert rows[0][0]["url"].startswith("https://gazette.example/storm#:~:text=")
    links = [one["url"] for one in sent.entities if one["type"] == "text_link"]
    assert links == [rows[0][0]["url"]]


async def test_the_article_that_says_it_comes_first(telegram: Telegram, archive: Archive) -> None:
    archive.add(storm())
    async with telegram.bot():
        query = await typed(telegram, CIVILIANS)
        other = await typed(telegram, "how many houses did the storm damage")
    assert "790 civilians" in (query.results or [])[0].raw["description"]
    assert "40 houses" in (other.results or [])[0].raw["description"]


async def test_what_somebody_has_added_in_private_is_offered_to_them(
    telegram: Telegram, archive: Archive
) -> None:
    archive.add(storm(), owner=telegram.private(telegram.ben).id)
    async with telegram.bot():
        query = await typed(telegram, "how many houses did the storm damage")
        suggested = await typed(telegram, "")
    assert "40 houses in Westport" in (query.results or [])[0].raw["description"]
    assert "Westport" in str([one.raw for one in suggested.results or []])


@pytest.mark.parametrize("words", ["how many houses did the storm damage", ""])
@pytest.mark.parametrize("owner", ["somebody else", "their group"])
async def test_what_others_have_added_for_themselves_is_not_offered(
    telegram: Telegram, archive: Archive, owner: str, words: str
) -> None:
    chat = telegram.private(telegram.ann) if owner == "somebody else" else telegram.group()
    archive.add(storm(), owner=chat.id)
    async with telegram.bot():
        query = await typed(telegram, words)
    assert "Westport" not in str([one.raw for one in query.results or []])


async def test_quotes_of_several_articles_are_offered(telegram: Telegram, archive: Archive) -> None:
    archive.add(storm())
    archive.add(
        Document(
            "A landslide above Eastley killed two people on Sunday, and damaged nine houses.",
            title="Landslide above Eastley",
            language="en",
        )
    )
    async with telegram.bot():
        query = await typed(telegram, "damaged houses")
    offered = [one.raw["description"] for one in query.results or []]
    assert any("Westport" in one for one in offered)
    assert any("Eastley" in one for one in offered)


async def test_what_no_article_says_is_answered_with_a_way_into_the_private_chat(
    telegram: Telegram,
) -> None:
    async with telegram.bot():
        query = await typed(telegram, OFF_TOPIC)
    assert query.results == []
    assert query.answer is not None
    assert query.answer["button"]["text"] == texts.INLINE_NOTHING


@pytest.mark.parametrize("words", ["", "   "])
async def test_before_anything_is_typed_a_few_questions_are_suggested(
    telegram: Telegram, words: str
) -> None:
    group = telegram.api.world.add_group("Elsewhere", telegram.ben)
    async with telegram.bot():
        query = await typed(telegram, words)
        results = query.results or []
        sent = telegram.api.world.choose_inline_result(query, results[0].id, group)
    assert 0 < len(results) <= OFFERED
    assert all(one.raw["title"] for one in results)
    assert sent.words.startswith(results[0].raw["title"])
    assert quotes(sent)


async def test_in_an_empty_archive_there_is_a_way_into_the_private_chat(
    telegram: Telegram, archive: Archive
) -> None:
    archive.remove("idlib-truce", owner="everyone")
    async with telegram.bot():
        query = await typed(telegram, "")
    assert query.results == []
    assert query.answer is not None
    assert query.answer["button"]["text"] == texts.INLINE_ASK


async def test_many_articles_offer_no_more_than_fits(telegram: Telegram, archive: Archive) -> None:
    for number in range(15):
        archive.add(storm(title=f"Storm {number}"), owner=None)
        text = f"The storm number {number} damaged {number + 40} houses in Westport."
        archive.add(Document(text, title=f"Storm {number}", language="en"))
    async with telegram.bot():
        query = await typed(telegram, "how many houses did the storm damage")
    results = query.results or []
    assert len(results) == OFFERED
    assert len({one.id for one in results}) == OFFERED
    texts_offered = [one.text.text for one in results if one.text]
    assert len(set(texts_offered)) == OFFERED


async def test_a_query_that_is_too_old_is_passed_over(telegram: Telegram) -> None:
    world = telegram.api.world
    now = world.clock()
    query = world.inline_query(telegram.ben, CIVILIANS)
    world.clock = lambda: now + 3_600
    async with telegram.bot():
        answer = await telegram.ask("How many civilians were killed?")
    assert answer
    assert query.results is None
    (refused,) = telegram.api.refusals
    assert refused.method == "answerInlineQuery"
    telegram.api.refusals.clear()
