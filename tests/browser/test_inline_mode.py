"""Inline mode: what is typed after the bot's name, in any chat."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.expecting import expect

if TYPE_CHECKING:
    from playwright.async_api import Route

    from bot.playground.site import PlaygroundSite
    from bot.playground.state import InlineQuery
    from tests.browser.conftest import Open, Say

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def asked(stage: PlaygroundSite, words: str, offset: str = "") -> InlineQuery:
    """Wait until the bot is asked that."""
    async with asyncio.timeout(5):
        while True:
            for query in stage.world.inline_queries.values():
                if (query.text, query.offset) == (words, offset):
                    return query
            await asyncio.sleep(0.01)


def result(number: int) -> dict[str, Any]:
    return {
        "type": "article",
        "id": str(number),
        "title": f"Quote {number}",
        "description": f"790 civilians were killed, says source {number}.",
        "input_message_content": {
            "message_text": f"<blockquote>Quote {number}.</blockquote>",
            "parse_mode": "HTML",
        },
    }


async def test_a_result_is_chosen_and_sent(
    stage: PlaygroundSite, bot: Say, visiting: Open, size: str
) -> None:
    visit = await visiting(stage, size)
    await visit.open("News readers")
    await visit.box.press_sequentially("@pullquote_bot civilians")
    query = await asked(stage, "civilians")
    await bot(
        "answerInlineQuery",
        inline_query_id=query.id,
        results=[result(number) for number in range(1, 6)],
        button={"text": "Ask in private", "start_parameter": "ask"},
    )
    results = visit.page.get_by_role("listbox", name="Results").get_by_role("option")
    await expect(results).to_have_count(6)
    await visit.shoot("inline")
    await results.filter(has_text="Quote 2").click()
    await expect(visit.own.last.locator("blockquote")).to_have_text("Quote 2.")
    await expect(visit.own.last).to_contain_text("via @pullquote_bot")
    await expect(visit.box).to_have_value("")
    await expect(results).to_have_count(0)


async def test_more_results_come_when_the_list_is_scrolled(
    stage: PlaygroundSite, bot: Say, visiting: Open
) -> None:
    visit = await visiting(stage)
    await visit.open("News readers")
    await visit.box.fill("@pullquote_bot q")
    query = await asked(stage, "q")
    first = [result(number) for number in range(20)]
    await bot("answerInlineQuery", inline_query_id=query.id, results=first, next_offset="20")
    listbox = visit.page.get_by_role("listbox", name="Results")
    await expect(listbox.get_by_role("option")).to_have_count(20)
    await listbox.evaluate("node => node.scrollTo(0, node.scrollHeight)")
    query = await asked(stage, "q", "20")
    await bot("answerInlineQuery", inline_query_id=query.id, results=[result(20)])
    await expect(listbox.get_by_role("option")).to_have_count(21)
    await listbox.get_by_text("Quote 20", exact=True).click()
    await expect(visit.own.last.locator("blockquote")).to_have_text("Quote 20.")


async def test_a_late_answer_to_what_was_typed_before_is_passed_over(
    stage: PlaygroundSite, bot: Say, visiting: Open
) -> None:
    visit = await visiting(stage)
    await visit.open("News readers")
    await visit.box.fill("@pullquote_bot one")
    old = await asked(stage, "one")
    await visit.box.fill("@pullquote_bot two")
    new = await asked(stage, "two")
    await bot("answerInlineQuery", inline_query_id=new.id, results=[result(2)])
    await bot("answerInlineQuery", inline_query_id=old.id, results=[result(1)])
    await expect(visit.options).to_contain_text(["Quote 2"])
    await expect(visit.options).to_have_count(1)


async def test_the_button_over_the_results_leads_to_the_private_chat(
    stage: PlaygroundSite, bot: Say, visiting: Open
) -> None:
    visit = await visiting(stage)
    await visit.open("News readers")
    await visit.box.fill("@pullquote_bot truce")
    query = await asked(stage, "truce")
    button = {"text": "Add an article first", "start_parameter": "add"}
    await bot("answerInlineQuery", inline_query_id=query.id, results=[], button=button)
    await visit.options.filter(has_text="Add an article first").click()
    await expect(visit.page.locator("#chat-name")).to_have_text("Pullquote")
    await expect(visit.own.last).to_contain_text("/start add")


async def test_return_sends_what_was_written_where_no_result_is_chosen(
    stage: PlaygroundSite, bot: Say, visiting: Open
) -> None:
    visit = await visiting(stage)
    await visit.open("News readers")
    await visit.box.fill("@pullquote_bot when?")
    query = await asked(stage, "when?")
    await bot("answerInlineQuery", inline_query_id=query.id, results=[result(1)])
    await expect(visit.options).to_have_count(1)
    await visit.box.press("Enter")
    await expect(visit.own.last).to_contain_text("@pullquote_bot when?")


async def test_an_answer_may_come_before_the_page_knows_its_query(
    stage: PlaygroundSite, bot: Say, visiting: Open
) -> None:
    visit = await visiting(stage)
    await visit.open("News readers")

    async def answer_first(route: Route) -> None:
        response = await route.fetch()
        query = await asked(stage, "soon")
        await bot("answerInlineQuery", inline_query_id=query.id, results=[result(1)])
        await asyncio.sleep(0.2)
        await route.fulfill(response=response)

    await visit.page.route("**/play/inline_query", answer_first)
    await visit.box.fill("@pullquote_bot soon")
    await expect(visit.options).to_contain_text(["Quote 1"])
