"""The page without a mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.expecting import expect

if TYPE_CHECKING:
    from bot.playground.site import PlaygroundSite
    from tests.browser.conftest import Open, Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def focused(visit: Visit) -> str:
    """What the focus is on: an id, or else a role or name."""
    name: str = await visit.page.evaluate(
        "() => document.activeElement.id || document.activeElement.className"
    )
    return name


async def test_tab_goes_through_the_page_in_order(stage: PlaygroundSite, visiting: Open) -> None:
    visit = await visiting(stage)
    await visit.open("News readers")
    await visit.page.locator("#theme").focus()
    order = [await focused(visit)]
    while order[-1] != "send" and len(order) < 20:
        await visit.page.keyboard.press("Tab")
        order.append(await focused(visit))
    assert order == [
        "theme",
        *["chat-row"] * 5,
        "chat-about",
        "message-3",
        "speaker",
        "box",
        "attach",
        "send",
    ]


async def test_a_whole_conversation_by_keyboard(playground: PlaygroundSite, visiting: Open) -> None:
    visit = await visiting(playground)
    keyboard = visit.page.keyboard
    assert await focused(visit) == "start"
    await keyboard.press("Enter")
    await expect(visit.box).to_be_focused()
    await expect(visit.replies).to_have_count(1)

    await keyboard.type("How many civilians were killed?")
    await keyboard.press("Enter")
    await expect(visit.replies.last).to_contain_text("790 civilians")

    await keyboard.type("/tr")
    option = visit.options.filter(has_text="/truce")
    await expect(option).to_be_visible()
    await keyboard.press("ArrowDown")
    await expect(option).to_have_attribute("aria-selected", "true")
    chosen = await visit.box.get_attribute("aria-activedescendant")
    assert chosen == await option.get_attribute("id")
    await keyboard.press("Enter")
    await expect(visit.own.last).to_contain_text("/truce")
    await expect(visit.replies).to_have_count(3)

    await keyboard.press("ArrowUp")
    await expect(visit.page.locator("#mode-title")).to_have_text("Edit message")
    await keyboard.press("Escape")
    await expect(visit.page.locator("#mode")).to_be_hidden()
    await expect(visit.box).to_have_value("")

    await keyboard.press("Alt+ArrowDown")
    await expect(visit.page.locator("#chat-name")).to_have_text("News readers")
    await expect(visit.box).to_be_focused()
    await keyboard.press("Alt+ArrowUp")
    await expect(visit.page.locator("#chat-name")).to_have_text("Pullquote")


async def test_the_buttons_under_an_answer_are_reached_and_pressed(
    playground: PlaygroundSite, visiting: Open
) -> None:
    visit = await visiting(playground)
    keyboard = visit.page.keyboard
    await keyboard.press("Enter")
    await expect(visit.box).to_be_focused()
    await keyboard.type("How many civilians were killed?")
    await keyboard.press("Enter")
    await expect(visit.replies.last).to_contain_text("790 civilians")

    async def go_to(label: str) -> None:
        for _ in range(12):
            await keyboard.press("Shift+Tab")
            if await visit.page.evaluate("document.activeElement.innerText.trim()") == label:
                return
        pytest.fail(f"{label} is not reached.")

    await go_to("Open")
    async with visit.page.expect_popup() as opened:
        await keyboard.press("Enter")
    reader = await opened.value
    await expect(reader.locator("mark")).to_contain_text("790 civilians")
    await reader.close()
    await go_to("Context")
    await keyboard.press("Enter")
    await expect(visit.page.locator(".key", has_text="Without context")).to_be_visible()


async def test_messages_are_walked_and_replied_to(stage: PlaygroundSite, visiting: Open) -> None:
    visit = await visiting(stage)
    keyboard = visit.page.keyboard
    await visit.open("News readers")
    await visit.page.locator("#chat-about").focus()
    await keyboard.press("Tab")
    await expect(visit.page.locator("#message-3")).to_be_focused()
    await keyboard.press("ArrowUp")
    await expect(visit.page.locator("#message-2")).to_be_focused()
    await keyboard.press("Home")
    await expect(visit.page.locator("#message-1")).to_be_focused()
    await keyboard.press("Enter")
    menu = visit.page.get_by_role("menu", name="Message")
    await expect(menu.get_by_role("menuitem").first).to_be_focused()
    await keyboard.press("End")
    await expect(menu.get_by_role("menuitem", name="Delete")).to_be_focused()
    await keyboard.press("Escape")
    await expect(menu).to_be_hidden()
    await expect(visit.page.locator("#message-1")).to_be_focused()
    await keyboard.press("Enter")
    while await menu.get_by_role("menuitem", name="Reply").evaluate(
        "node => node !== document.activeElement"
    ):
        await keyboard.press("ArrowDown")
    await keyboard.press("Enter")
    await expect(visit.box).to_be_focused()
    await expect(visit.page.locator("#mode-title")).to_have_text("Reply to Jonas Berg")
    await keyboard.type("Yes, I have.")
    await keyboard.press("Enter")
    await expect(visit.own.last.locator(".replied")).to_contain_text("Jonas Berg")


async def test_a_mention_is_completed(stage: PlaygroundSite, visiting: Open) -> None:
    visit = await visiting(stage)
    await visit.open("News readers")
    await visit.box.press_sequentially("hello @jon")
    await expect(visit.options.filter(has_text="Jonas Berg")).to_be_visible()
    await visit.box.press("Tab")
    await expect(visit.box).to_have_value("hello @jonas_berg ")
    await expect(visit.options).to_have_count(0)
    await expect(visit.box).to_be_focused()


async def test_shift_and_return_begin_a_new_line(stage: PlaygroundSite, visiting: Open) -> None:
    visit = await visiting(stage)
    await visit.open("News readers")
    low = (await visit.box.bounding_box() or {})["height"]
    await visit.box.press_sequentially("one")
    await visit.box.press("Shift+Enter")
    await visit.box.press_sequentially("two")
    await expect(visit.box).to_have_value("one\ntwo")
    assert (await visit.box.bounding_box() or {})["height"] > low
    await visit.box.press("Enter")
    await expect(visit.own.last).to_contain_text("one\ntwo")
