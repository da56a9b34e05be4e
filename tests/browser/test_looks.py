"""Light and dark, phone and desktop, and what screen readers make of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.expecting import expect

if TYPE_CHECKING:
    from bot.playground.site import PlaygroundSite
    from tests.browser.conftest import Open, Say, Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")

DARK = "rgb(23, 33, 43)"
LIGHT = "rgb(255, 255, 255)"


async def test_the_theme_follows_the_system_until_one_is_chosen(
    stage: PlaygroundSite, visiting: Open
) -> None:
    visit = await visiting(stage, color_scheme="dark")
    body, button = visit.page.locator("body"), visit.page.get_by_role("button", name="Dark theme")
    await expect(body).to_have_css("background-color", DARK)
    await expect(button).to_have_attribute("aria-pressed", "true")
    await visit.page.emulate_media(color_scheme="light")
    await expect(body).to_have_css("background-color", LIGHT)
    await expect(button).to_have_attribute("aria-pressed", "false")
    await button.click()
    await expect(body).to_have_css("background-color", DARK)
    await visit.page.reload()
    await expect(body).to_have_css("background-color", DARK)
    await expect(button).to_have_attribute("aria-pressed", "true")


async def test_a_phone_shows_the_list_or_a_chat(stage: PlaygroundSite, visiting: Open) -> None:
    visit = await visiting(stage, "phone")
    chats = visit.page.get_by_role("navigation", name="Chats")
    await expect(chats).to_be_hidden()
    await visit.page.get_by_role("link", name="All chats").click()
    await expect(chats).to_be_visible()
    await expect(visit.page.locator("#chat")).to_be_hidden()
    await visit.shoot("chats")
    await chats.get_by_text("News readers").click()
    await expect(visit.page.locator("#chat-name")).to_have_text("News readers")
    await expect(chats).to_be_hidden()
    await visit.page.go_back()
    await expect(chats).to_be_visible()


async def test_a_tap_on_a_message_opens_its_menu(stage: PlaygroundSite, visiting: Open) -> None:
    visit = await visiting(stage, "phone")
    await visit.open("News readers")
    await visit.replies.first.tap()
    menu = visit.page.get_by_role("menu", name="Message")
    await expect(menu).to_be_visible()
    await visit.shoot("menu")
    await menu.get_by_role("menuitem", name="👍").tap()
    await expect(menu).to_be_hidden()
    await expect(visit.replies.first.locator(".reaction")).to_have_accessible_name("👍 1")


async def test_nothing_is_wider_than_a_small_phone(
    playground: PlaygroundSite, visiting: Open
) -> None:
    visit = await visiting(playground, "phone", viewport={"width": 320, "height": 568})
    await visit.start()
    await visit.say("How many civilians were killed?")
    await expect(visit.replies.last).to_contain_text("790 civilians")
    wide = await visit.page.evaluate(
        "() => [...document.querySelectorAll('body *')]"
        ".filter(node => node.getBoundingClientRect().right > innerWidth + 1)"
        ".map(node => node.id || node.className)"
    )
    assert wide == []


async def test_new_messages_are_read_out_and_old_ones_are_not(
    stage: PlaygroundSite, bot: Say, visiting: Open
) -> None:
    visit = await visiting(stage)
    log = visit.page.get_by_role("log", name="Messages")
    group = next(chat for chat in stage.world.chats.values() if chat.title == "News readers")
    at_once = await visit.page.evaluate(
        """id => new Promise(resolve => {
            const messages = document.getElementById("messages");
            addEventListener("hashchange", () => resolve(messages.ariaLive));
            location.hash = `#/chat/${id}`;
        })""",
        group.id,
    )
    assert at_once == "off"
    await expect(log).to_have_attribute("aria-live", "polite")
    await bot("sendMessage", chat_id=group.id, text="New.")
    await expect(log.get_by_role("article").last).to_contain_text("New.")
    await expect(log.get_by_role("article").last).to_have_accessible_name(
        re.compile(r"Pullquote, \d\d:\d\d")
    )


# axe-core


async def faults_found(visit: Visit, axe: str) -> list[str]:
    """What axe-core finds that is serious or worse."""
    await visit.page.evaluate(axe)
    found = await visit.page.evaluate(
        "() => axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)"
    )
    return [
        f"{violation['id']}: {node['html']} {node['failureSummary']}"
        for violation in found
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_no_serious_fault(
    stage: PlaygroundSite, bot: Say, visiting: Open, *, axe: str, size: str, scheme: str
) -> None:
    world = stage.world
    maya, layla = (
        next(user for user in world.users.values() if user.username == name)
        for name in ("maya_reads", "layla_writes")
    )
    group = next(chat for chat in world.chats.values() if chat.title == "News readers")
    await bot("setMyCommands", commands=[{"command": "truce", "description": "Truce terms"}])
    asked = world.send_text(group, maya, "/ask How many? See https://news.example/x")
    world.react(layla, asked, "👍")
    world.send_document(group, layla, "storm.txt", b"Storm.", caption="This one")
    long = "The region is home to three million people. " * 12
    await bot(
        "sendMessage",
        chat_id=group.id,
        parse_mode="HTML",
        text=f"<blockquote expandable>{long}</blockquote>\nSource · <a href='https://n.example'>"
        "open</a> <code>/article x</code> <tg-spoiler>hidden</tg-spoiler> /help\n<pre>pre</pre>",
        reply_parameters={"message_id": asked.id},
        reply_markup={"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]},
    )
    world.edit_text(asked, "/ask How many, then? See https://news.example/x")
    # axe-core writes into the page in ways that the page's own rules forbid.
    visit = await visiting(stage, size, color_scheme=scheme, bypass_csp=True)
    assert await faults_found(visit, axe) == []
    await visit.open("News readers")
    await expect(visit.page.locator(".key")).to_be_visible()
    assert await faults_found(visit, axe) == []
    await visit.box.fill("/")
    await expect(visit.options).to_have_count(1)
    assert await faults_found(visit, axe) == []
    await visit.box.fill("")
    await visit.own.last.locator(".meta").click(button="right")
    await expect(visit.page.get_by_role("menu")).to_be_visible()
    assert await faults_found(visit, axe) == []
    await visit.page.get_by_role("menuitem", name="Edit").click()
    assert await faults_found(visit, axe) == []
    await visit.page.locator("#chat-about").click()
    assert await faults_found(visit, axe) == []
    await visit.page.keyboard.press("Escape")
    if size == "phone":
        await visit.page.get_by_role("link", name="All chats").click()
        assert await faults_found(visit, axe) == []
    else:
        await visit.open("Foreign desk")
        assert await faults_found(visit, axe) == []
