"""Asking the real bot on the page, on a phone and on a desktop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.expecting import expect

if TYPE_CHECKING:
    from bot.playground.site import PlaygroundSite
    from tests.browser.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTION = "How many civilians were killed?"


async def test_a_question_is_answered_with_a_quote(
    playground: PlaygroundSite, visiting: Open, size: str
) -> None:
    visit = await visiting(playground, size)
    await expect(visit.box).to_be_hidden()
    await visit.shoot("welcome")
    await visit.start()
    await expect(visit.replies.first).to_contain_text("Idlib truce")
    await visit.say(QUESTION)
    await expect(visit.replies.last.locator("blockquote")).to_contain_text("790 civilians")
    await expect(visit.replies.last.locator("strong")).not_to_have_count(0)
    await expect(visit.own.last).to_contain_text(QUESTION)
    await visit.say("How many people have been displaced?")
    await expect(visit.replies.last.locator("blockquote")).to_contain_text("400,000 people")
    await expect(visit.box).to_have_value("")
    await visit.shoot("asking")
    await visit.page.emulate_media(color_scheme="dark")
    await visit.shoot("asking-dark")


async def test_editing_the_question_edits_the_answer(
    playground: PlaygroundSite, visiting: Open, size: str
) -> None:
    visit = await visiting(playground, size)
    await visit.start()
    await expect(visit.replies).to_have_count(1)
    await visit.say(QUESTION)
    await expect(visit.replies).to_have_count(2)
    await visit.box.press("ArrowUp")
    await expect(visit.page.locator("#mode-title")).to_have_text("Edit message")
    await expect(visit.box).to_have_value(QUESTION)
    await visit.say("How many people have been displaced?")
    await expect(visit.own.last).to_contain_text("displaced")
    await expect(visit.own.last).to_contain_text("edited")
    await expect(visit.replies.last.locator("blockquote")).to_contain_text("400,000 people")
    await expect(visit.replies.last).to_contain_text("edited")
    await expect(visit.replies).to_have_count(2)
    await expect(visit.box).to_have_value("")


async def test_in_a_group_the_bot_answers_who_speaks_to_it(
    playground: PlaygroundSite, visiting: Open, size: str
) -> None:
    visit = await visiting(playground, size)
    await visit.open("News readers")
    said = await visit.replies.count()
    await visit.say("Nobody asks the bot here.")
    await visit.say(f"/ask {QUESTION}")
    answer = visit.replies.last
    await expect(answer.locator("blockquote")).to_contain_text("790 civilians")
    await expect(answer.locator(".sender")).to_have_text("Pullquote")
    await expect(answer.locator(".replied")).to_contain_text("Maya")
    await visit.page.get_by_label("Who writes").select_option("Jonas Berg")
    await expect(visit.box).to_have_attribute("placeholder", "Message as Jonas Berg")
    await expect(visit.own.first).to_contain_text("Has anybody read")
    await visit.say("@pullquote_bot How many people have been displaced?")
    await expect(visit.replies.last.locator("blockquote")).to_contain_text("400,000 people")
    await expect(visit.replies.last.locator(".replied")).to_contain_text("Jonas Berg")
    # Maya's two, and the two answers.
    assert await visit.replies.count() == said - 1 + 2 + 2
    await visit.shoot("group")


async def test_in_a_forum_the_answer_stands_in_the_topic(
    playground: PlaygroundSite, visiting: Open, size: str
) -> None:
    visit = await visiting(playground, size)
    await visit.open("Foreign desk")
    await visit.open_topic("Syria")
    await visit.say("/truce")
    await expect(visit.replies.last.locator("blockquote")).not_to_have_count(0)
    await visit.shoot("topic")
    await visit.open_topic("Coffee")
    await expect(visit.page.locator("#messages")).to_contain_text("opened the topic “Coffee”")
    await expect(visit.page.locator("#messages blockquote")).to_have_count(0)


async def test_commands_are_sent_from_the_menu_and_from_messages(
    playground: PlaygroundSite, visiting: Open, size: str
) -> None:
    visit = await visiting(playground, size)
    await visit.start()
    await visit.page.get_by_role("button", name="Menu", exact=True).click()
    menu = visit.page.get_by_role("menu", name="Commands")
    await expect(menu.get_by_role("menuitem", name="/truce")).to_be_visible()
    await visit.shoot("commands")
    await menu.get_by_role("menuitem", name="/truce").click()
    await expect(visit.own.last).to_contain_text("/truce")
    await expect(visit.replies.last.locator("blockquote").first).to_be_visible()
    await visit.replies.first.get_by_role("button", name="/help").click()
    await expect(visit.own.last).to_contain_text("/help")
    await expect(visit.replies.last).to_contain_text("Edit your question")


async def test_other_peoples_private_chats_are_theirs_alone(
    playground: PlaygroundSite, visiting: Open
) -> None:
    visit = await visiting(playground)
    await visit.start()
    await visit.say(QUESTION)
    await expect(visit.replies).to_have_count(2)
    await visit.open("with ليلى")
    await expect(visit.replies).to_have_count(0)
    await visit.start()
    await expect(visit.replies).to_have_count(1)
    assert [chat.person.username for chat in playground.world.chats.values() if chat.person] == [
        "maya_reads",
        "layla_writes",
    ]


async def test_what_was_being_written_waits_in_its_chat(
    playground: PlaygroundSite, visiting: Open
) -> None:
    visit = await visiting(playground)
    await visit.open("News readers")
    await visit.box.fill("half a ques")
    await visit.open("Foreign desk")
    await expect(visit.box).to_have_value("")
    await visit.open("News readers")
    await expect(visit.box).to_have_value("half a ques")


async def test_a_text_that_no_app_would_send_stays_in_the_box(
    playground: PlaygroundSite, visiting: Open
) -> None:
    visit = await visiting(playground)
    await visit.start()
    await visit.say("long " * 1000)
    await expect(visit.page.locator("#toast")).to_contain_text("at most 4096 characters")
    await expect(visit.box).to_have_value(("long " * 1000).strip())
    assert any("400" in fault for fault in visit.faults)
    visit.faults.clear()
