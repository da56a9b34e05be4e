"""What else the real bot does on the page: follow-ups, buttons, inline mode, any article."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from tests.browser.conftest import SCREENSHOTS, Visit
from tests.browser.expecting import expect
from tests.browser.test_looks import faults_found

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.playground.site import PlaygroundSite
    from tests.browser.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTION = "How many civilians were killed?"
STORY = (
    "Storm Ida reached the coast on Monday and damaged 40 houses in Westport, the town said.",
    "Nobody was hurt, because 300 people had left their homes the evening before.",
    "“We have never seen the river rise so fast,” said mayor Ruth Vane.",
    "The town will open the school as a shelter until Friday, and asks for blankets.",
)


@asynccontextmanager
async def news_site() -> AsyncIterator[str]:
    """A site with one story; the address of the story."""

    async def story(_request: web.Request) -> web.Response:
        body = "".join(f"<p>{paragraph}</p>" for paragraph in STORY)
        return web.Response(
            text=f"<!doctype html><html lang=en><head><title>Storm on the coast</title></head>"
            f"<body><article><h1>Storm on the coast</h1>{body}</article></body></html>",
            content_type="text/html",
        )

    app = web.Application()
    app.router.add_get("/storm", story)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/storm"
    await runner.cleanup()


async def test_a_short_question_follows_up_on_the_one_before(
    playground: PlaygroundSite, visiting: Open, size: str
) -> None:
    visit = await visiting(playground, size)
    await visit.start()
    await expect(visit.replies).to_have_count(1)
    await visit.say(QUESTION)
    await expect(visit.replies.last).to_contain_text("790 civilians")
    await visit.say("and fighters?")
    await expect(visit.replies.last).to_contain_text("two thousand combatants")
    await visit.shoot("follow-up")


async def test_every_button_under_an_answer_does_something(
    playground: PlaygroundSite, visiting: Open, size: str
) -> None:
    visit = await visiting(playground, size)
    await visit.start()
    await visit.say(QUESTION)
    keys = visit.page.locator(".key")
    await expect(keys).not_to_have_count(0)
    for name in await keys.all_inner_texts():
        key = visit.page.locator(".key", has_text=name).first
        if not await key.is_visible():
            continue  # An earlier button has taken it away.
        if await key.evaluate("node => node.matches('a')"):
            continue
        before = await visit.page.locator("#messages").inner_text()
        await key.click()
        await expect(visit.page.locator(".key[aria-busy]")).to_have_count(0)
        said = await visit.page.locator("#toast").inner_text()
        after = await visit.page.locator("#messages").inner_text()
        assert said or before != after, name
    await visit.shoot("pressed")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_open_leads_to_the_sentence_in_its_article(
    playground: PlaygroundSite, visiting: Open, *, axe: str, size: str, scheme: str
) -> None:
    # axe-core writes into the page in ways that the page's own rules forbid.
    visit = await visiting(playground, size, color_scheme=scheme, bypass_csp=True)
    await visit.start()
    await visit.say(QUESTION)
    opening = visit.page.locator("a.key", has_text="Open")
    await expect(opening).to_be_visible()
    visit.page.on("popup", lambda page: Visit(page, playground, size, visit.faults).watch())
    async with visit.page.expect_popup() as opened:
        await opening.click()
    reader = Visit(await opened.value, playground, size)
    mark = reader.page.locator("mark")
    await expect(mark).to_contain_text("790 civilians")
    await expect(mark).to_be_in_viewport()
    await expect(reader.page.get_by_role("heading", level=1)).to_have_text("Idlib truce")
    scrolls = "document.documentElement.scrollWidth > innerWidth"
    assert not await reader.page.evaluate(scrolls)
    await reader.page.screenshot(path=SCREENSHOTS / f"reader-{scheme}-{size}.png")
    assert await faults_found(reader, axe) == []


async def test_a_quote_of_an_own_article_opens_with_its_key(
    playground: PlaygroundSite, visiting: Open
) -> None:
    async with news_site() as address:
        visit = await visiting(playground)
        await visit.start()
        await expect(visit.replies).to_have_count(1)
        await visit.say(address)
        await expect(visit.replies.last).to_contain_text("Questions now go to this article")
        await visit.say("How many houses were damaged?")
        opening = visit.page.locator("a.key", has_text="Open")
        await expect(opening).to_be_visible()
        async with visit.page.expect_popup() as opened:
            await opening.click()
        reader = await opened.value
        await expect(reader.locator("mark")).to_contain_text("40 houses")
        assert "key=" in reader.url
        without = await reader.request.get(reader.url.partition("?")[0])
        assert without.status == 404


async def test_an_own_article_is_offered_inline_and_can_be_removed(
    playground: PlaygroundSite, visiting: Open, size: str
) -> None:
    async with news_site() as address:
        visit = await visiting(playground, size)
        await visit.start()
        await expect(visit.replies).to_have_count(1)
        await visit.say(address)
        await expect(visit.replies.last).to_contain_text("Questions now go to this article")
        await visit.open("News readers")
        await visit.box.fill("@pullquote_bot houses damaged in Westport")
        await expect(visit.options.filter(has_text="40 houses").first).to_be_visible()
        await visit.shoot("inline-own")
        await visit.box.fill("")
        await visit.open("with Maya")
        await visit.say("/remove storm")
        await visit.page.locator(".key", has_text="Remove").click()
        await expect(visit.replies.last).to_contain_text("Removed: Storm on the coast")
        await visit.shoot("removed")
        await visit.open("News readers")
        await visit.box.fill("@pullquote_bot how many houses were damaged in Westport")
        await expect(visit.options.filter(has_text="40 houses")).to_have_count(0)


async def test_quotes_are_offered_inline_and_sent(
    playground: PlaygroundSite, visiting: Open, size: str
) -> None:
    visit = await visiting(playground, size)
    await visit.open("News readers")
    await visit.box.fill("@pullquote_bot civilians killed")
    option = visit.options.filter(has_text="790 civilians").first
    await expect(option).to_be_visible()
    await visit.shoot("inline-real")
    await option.click()
    await expect(visit.own.last).to_contain_text("790 civilians")
    await expect(visit.own.last).to_contain_text("via @pullquote_bot")


async def test_an_article_is_added_by_its_link_and_asked(
    playground: PlaygroundSite, visiting: Open, size: str
) -> None:
    async with news_site() as address:
        visit = await visiting(playground, size)
        await visit.start()
        await expect(visit.replies).to_have_count(1)
        await visit.say(address)
        await expect(visit.replies.last).to_contain_text("Storm on the coast")
        await visit.shoot("added")
        await visit.say("How many houses were damaged?")
        await expect(visit.replies.last.locator("blockquote")).to_contain_text("40 houses")


async def test_an_article_is_added_as_a_file_and_asked(
    playground: PlaygroundSite, visiting: Open
) -> None:
    visit = await visiting(playground)
    await visit.start()
    await expect(visit.replies).to_have_count(1)
    async with visit.page.expect_file_chooser() as choosing:
        await visit.page.get_by_role("button", name="Attach files").click()
    text = "# Storm on the coast\n\n" + "\n\n".join(STORY)
    file = {"name": "storm.md", "mimeType": "text/markdown", "buffer": text.encode()}
    await (await choosing.value).set_files([file])
    await visit.page.get_by_role("dialog").get_by_role("button", name="Send").click()
    await expect(visit.replies.last).to_contain_text("Storm on the coast")
    await visit.say("Who is the mayor?")
    await expect(visit.replies.last.locator("blockquote").first).to_contain_text("Ruth Vane")
