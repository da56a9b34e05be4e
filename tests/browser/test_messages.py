"""What a bot can send, and how the page shows it. The bot is played by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.expecting import expect

if TYPE_CHECKING:
    from playwright.async_api import Route

    from bot.playground.objects import Chat, User
    from bot.playground.site import PlaygroundSite
    from tests.browser.conftest import Open, Say

pytestmark = pytest.mark.asyncio(loop_scope="session")

LONG = "The region is home to three million people, and the roads out of it are closed. " * 8


def maya(stage: PlaygroundSite) -> User:
    return next(user for user in stage.world.users.values() if user.username == "maya_reads")


def begun(stage: PlaygroundSite) -> Chat:
    """Maya's chat with the bot, which she has started."""
    stage.world.start(maya(stage))
    return stage.world.private_chat(maya(stage))


async def html(bot: Say, chat: Chat, text: str, **parameters: object) -> int:
    sent = await bot("sendMessage", chat_id=chat.id, text=text, parse_mode="HTML", **parameters)
    return int(sent["message_id"])


async def test_every_entity_is_shown(
    stage: PlaygroundSite, bot: Say, visiting: Open, size: str
) -> None:
    chat = begun(stage)
    visit = await visiting(stage, size)
    await html(
        bot,
        chat,
        "<b>bold <i>both</i></b> <i>italic</i> <u>under</u> <s>struck</s> 🗞 "
        "<code>/article x</code>\n"
        "<blockquote>A quote with <b>marked</b> words.</blockquote>\n"
        '<a href="https://news.example/piece?a=1">the article</a> news.org/x '
        "@maya_reads #topic a@b.org /help <tg-spoiler>secret <b>end</b></tg-spoiler>\n"
        '<pre><code class="language-python">print("&lt;b&gt;")</code></pre>',
    )
    text = visit.replies.last.locator(".text")
    for selector, words in {
        "strong": "bold both",
        "strong em": "both",
        "u": "under",
        "s": "struck",
        ":scope > code": "/article x",
        "blockquote strong": "marked",
        "pre": 'print("<b>")',
        "a[href^='https:']": "the article",
        "a[href='http://news.org/x']": "news.org/x",
        "a[href='mailto:a@b.org']": "a@b.org",
    }.items():
        await expect(text.locator(selector).first).to_have_text(words)
    link = text.get_by_role("link", name="the article")
    await expect(link).to_have_attribute("href", "https://news.example/piece?a=1")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    hidden = text.get_by_role("button", name="Hidden words")
    await expect(hidden).to_have_css("color", "rgba(0, 0, 0, 0)")
    await hidden.click()
    await expect(text.locator(".spoiler")).not_to_have_css("color", "rgba(0, 0, 0, 0)")
    await visit.shoot("entities")


async def test_the_line_break_after_a_quote_is_not_a_blank_line(
    stage: PlaygroundSite, bot: Say, visiting: Open
) -> None:
    chat = begun(stage)
    visit = await visiting(stage)
    await html(
        bot, chat, "<blockquote>One.</blockquote>\nbelow\n\n<blockquote>Two.</blockquote>\nend"
    )
    written = await visit.replies.last.locator(".text").evaluate(
        "node => [...node.childNodes].map(child => child.nodeName + ':' + child.textContent)"
    )
    assert written[:4] == ["BLOCKQUOTE:One.", "#text:below\n\n", "BLOCKQUOTE:Two.", "#text:end"]


ENTITIES: list[tuple[str, list[tuple[object, ...]], str]] = [
    ("a🗞b", [("bold", 1, 2)], "a<strong>🗞</strong>b"),
    ("abcd", [("bold", 0, 3), ("italic", 1, 1)], "<strong>a<em>b</em>c</strong>d"),
    ("abcd", [("italic", 1, 1), ("bold", 0, 3)], "<strong>a<em>b</em>c</strong>d"),
    ("abcd", [("bold", 0, 2), ("italic", 1, 2)], "<strong>a<em>b</em></strong><em>c</em>d"),
    ("ab", [("bold", 0, 2), ("italic", 0, 2)], "<strong><em>ab</em></strong>"),
    ("ab", [("bold", 1, 99)], "a<strong>b</strong>"),
    ("ab", [("bold", 5, 1)], "ab"),
    ("ab", [("bold", 1, 0), ("italic", -1, 1)], "ab"),
    ("ab", [("of_tomorrow", 0, 1)], "<span>a</span>b"),
    ("<b>", [], "&lt;b&gt;"),
    ("x", [("text_link", 0, 1, "javascript:alert(1)")], '<span class="link">x</span>'),
    ("x", [("text_link", 0, 1, "data:text/html,x")], '<span class="link">x</span>'),
    ("x", [("text_link", 0, 1, "no address")], '<span class="link">x</span>'),
    ("javascript:alert(1)", [("url", 0, 19)], '<span class="link">javascript:alert(1)</span>'),
]


async def test_entities_become_elements_and_text_stays_text(
    stage: PlaygroundSite, visiting: Open
) -> None:
    visit = await visiting(stage)
    names = ("type", "offset", "length", "url")
    for text, entities, shown in ENTITIES:
        given = [dict(zip(names, entity, strict=False)) for entity in entities]
        got = await visit.page.evaluate(
            """async ([text, entities]) => {
                const { formatted } = await import("/entities.js");
                const node = document.createElement("div");
                node.append(formatted(text, entities));
                return node.innerHTML;
            }""",
            [text, given],
        )
        assert got == shown


async def test_markup_in_names_texts_and_files_is_only_text(
    stage: PlaygroundSite, bot: Say, visiting: Open
) -> None:
    world, evil = stage.world, '<img src=x onerror="document.title=1">'
    eve = world.add_user(evil, username="eve_evil")
    group = world.add_group(evil, eve, maya(stage))
    world.add_bot(group, eve)
    world.send_text(group, eve, evil)
    world.send_document(group, eve, evil, b"x", caption=evil)
    visit = await visiting(stage)
    await visit.open(evil)
    key = {"inline_keyboard": [[{"text": evil, "callback_data": "x"}]]}
    commands = [{"command": "x", "description": evil}]
    await bot("setMyCommands", commands=commands)
    reply = {"message_id": 2}
    await bot("sendMessage", chat_id=group.id, text=evil, reply_markup=key, reply_parameters=reply)
    await expect(visit.page.locator(".message .text", has_text=evil)).to_have_count(3)
    await visit.page.locator("#chat-about").click()
    await expect(visit.page.get_by_role("dialog")).to_contain_text(evil)
    assert await visit.page.locator("img").count() == 0
    assert "playground" in await visit.page.title()


async def test_a_long_quote_is_folded_until_it_is_pressed(
    stage: PlaygroundSite, bot: Say, visiting: Open, size: str
) -> None:
    chat = begun(stage)
    visit = await visiting(stage, size)
    short = "<blockquote expandable>Short.</blockquote>"
    number = await html(bot, chat, f"<blockquote expandable>{LONG}</blockquote>\n{short}")
    long_one, short_one = (visit.page.locator(".expandable").nth(at) for at in (0, 1))
    await expect(short_one.get_by_role("button")).to_be_hidden()
    unfold = long_one.get_by_role("button", name="Whole quote")
    await expect(unfold).to_have_attribute("aria-expanded", "false")
    folded = (await long_one.bounding_box() or {})["height"]
    await visit.shoot("folded")
    await unfold.click()
    await expect(unfold).to_have_attribute("aria-expanded", "true")
    opened = (await long_one.bounding_box() or {})["height"]
    assert folded < 100 < opened
    # It stays open when the bot edits the message.
    await bot(
        "editMessageText",
        chat_id=chat.id,
        message_id=number,
        text=f"<blockquote expandable>{LONG}</blockquote>\n{short} edited",
        parse_mode="HTML",
    )
    await expect(visit.replies.last).to_contain_text("edited")
    await expect(unfold).to_have_attribute("aria-expanded", "true")
    await long_one.click(position={"x": 20, "y": 40})
    await expect(unfold).to_have_attribute("aria-expanded", "false")


async def test_buttons_show_what_the_bot_answers(
    stage: PlaygroundSite, bot: Say, visiting: Open, size: str
) -> None:
    chat = begun(stage)
    visit = await visiting(stage, size)
    keys = [
        [
            {"text": "More", "callback_data": "more"},
            {"text": "Context", "callback_data": "context"},
        ],
        [
            {"text": "Open", "url": "https://news.example/piece"},
            {"text": "Copy", "copy_text": {"text": "copied"}},
        ],
        [{"text": "Search here", "switch_inline_query_current_chat": "truce"}],
    ]
    number = await html(
        bot, chat, "<blockquote>Quoted.</blockquote>", reply_markup={"inline_keyboard": keys}
    )
    more = visit.page.get_by_role("button", name="More", exact=True)
    await more.click()
    await expect(more).to_have_attribute("aria-busy", "true")
    query = list(stage.world.callback_queries.values())[-1]
    assert (query.data, query.user) == ("more", maya(stage))
    await bot("answerCallbackQuery", callback_query_id=query.id, text="There are no more.")
    await expect(visit.page.get_by_role("status").last).to_have_text("There are no more.")
    await expect(more).not_to_have_attribute("aria-busy", "true")
    await visit.shoot("buttons")

    await visit.page.get_by_role("button", name="Context").click()
    await expect(visit.page.locator(".key[aria-busy]")).to_have_count(1)
    query = list(stage.world.callback_queries.values())[-1]
    await bot("answerCallbackQuery", callback_query_id=query.id, text="Too old.", show_alert=True)
    alert = visit.page.get_by_role("alertdialog")
    await expect(alert).to_contain_text("Too old.")
    await alert.get_by_role("button", name="OK").click()
    await expect(alert).to_be_hidden()

    await expect(visit.page.get_by_role("link", name="Open", exact=True)).to_have_attribute(
        "href", "https://news.example/piece"
    )
    await visit.page.get_by_role("button", name="Search here").click()
    await expect(visit.box).to_have_value("@pullquote_bot truce")
    await visit.box.fill("")

    await bot("editMessageReplyMarkup", chat_id=chat.id, message_id=number)
    await expect(visit.page.locator(".key")).to_have_count(0)


async def test_a_button_may_be_answered_before_the_page_knows_its_query(
    stage: PlaygroundSite, bot: Say, visiting: Open
) -> None:
    chat = begun(stage)
    visit = await visiting(stage)
    markup = {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}
    await html(bot, chat, "Quoted.", reply_markup=markup)

    async def answer_first(route: Route) -> None:
        response = await route.fetch()
        (query,) = stage.world.callback_queries.values()
        await bot("answerCallbackQuery", callback_query_id=query.id, text="No more.")
        await expect(visit.page.locator("#toast")).to_have_text("No more.")
        await route.fulfill(response=response)

    await visit.page.route("**/play/press", answer_first)
    more = visit.page.get_by_role("button", name="More", exact=True)
    await more.click()
    await expect(visit.page.locator("#toast")).to_have_text("No more.")
    await expect(more).not_to_have_attribute("aria-busy", "true")


async def test_typing_reactions_drafts_and_deletions_are_seen(
    stage: PlaygroundSite, bot: Say, visiting: Open, size: str
) -> None:
    chat = begun(stage)
    visit = await visiting(stage, size)
    status = visit.page.locator("#chat-status")
    await expect(status).to_have_text("bot")
    await bot("sendChatAction", chat_id=chat.id, action="typing")
    await expect(status).to_have_text("typing…")
    await bot("sendMessageDraft", chat_id=chat.id, draft_id=1, text="I am still wri")
    await expect(visit.page.locator(".draft")).to_have_text("I am still wri")
    number = await html(bot, chat, "Here it is.")
    await expect(status).to_have_text("bot")
    await expect(visit.page.locator(".draft")).to_have_count(0)

    asked = next(iter(chat.messages))
    thumb = [{"type": "emoji", "emoji": "👍"}]
    await bot("setMessageReaction", chat_id=chat.id, message_id=asked, reaction=thumb)
    chip = visit.own.first.locator(".reaction")
    await expect(chip).to_have_accessible_name("👍 1")
    await chip.click()
    await expect(chip).to_have_accessible_name("👍 2")

    await bot("deleteMessage", chat_id=chat.id, message_id=number)
    await expect(visit.replies).to_have_count(0)


async def test_a_reply_leads_to_the_message_replied_to(
    stage: PlaygroundSite, bot: Say, visiting: Open
) -> None:
    chat = begun(stage)
    asked = stage.world.send_text(chat, maya(stage), "The question to find again")
    for count in range(30):
        stage.world.send_text(chat, maya(stage), f"Line {count}")
    quote = {"message_id": asked.id, "quote": "to find"}
    await html(bot, chat, "Found.", reply_parameters=quote)
    visit = await visiting(stage)
    await expect(visit.replies.last).to_be_in_viewport()
    header = visit.replies.last.get_by_role("button", name="In reply to Maya")
    await expect(header).to_contain_text("to find")
    await header.click()
    await expect(visit.own.filter(has_text="to find again")).to_be_in_viewport()
    await expect(visit.page.get_by_role("button", name="To the newest message")).to_be_visible()
    await html(bot, chat, "One more.")
    jump = visit.page.get_by_role("button", name="To the newest message, 1 unread")
    await jump.click()
    await expect(visit.replies.last).to_be_in_viewport()
    await expect(jump).to_be_hidden()


async def test_each_paragraph_has_its_own_direction_and_long_words_wrap(
    stage: PlaygroundSite, bot: Say, visiting: Open, size: str
) -> None:
    chat = begun(stage)
    visit = await visiting(stage, size)
    await html(bot, chat, "<blockquote>قُتل 790 مدنيا في الهجمات.</blockquote>\nالمصدر: TRT World")
    text = visit.replies.last.locator(".text")
    await expect(text).to_have_css("direction", "rtl")
    await expect(text.locator("blockquote")).to_have_css("direction", "rtl")
    await html(bot, chat, "Donau" + "dampf" * 60)
    await html(bot, chat, f"<pre>{'x' * 200}</pre>")
    await html(bot, chat, "<code>/article " + "y" * 150 + "</code>")
    await expect(visit.replies).to_have_count(4)
    overflow = await visit.page.evaluate(
        "() => [...document.querySelectorAll('#scroller, .bubble, .bubble *')]"
        ".filter(node => node.scrollWidth > node.clientWidth + 1 && node.clientWidth)"
        ".map(node => node.className || node.nodeName)"
    )
    assert overflow == []
    await visit.shoot("directions")


async def test_a_file_of_the_bot_can_be_saved(stage: PlaygroundSite, visiting: Open) -> None:
    chat = begun(stage)
    stage.world.send_document(chat, maya(stage), "figures.txt", b"790 civilians", "text/plain")
    visit = await visiting(stage)
    file = visit.own.last.get_by_role("link", name="figures.txt")
    await expect(file).to_contain_text("13 B")
    async with visit.page.expect_download() as saving:
        await file.click()
    download = await saving.value
    assert download.suggested_filename == "figures.txt"
    assert (await download.path()).read_bytes() == b"790 civilians"


async def test_news_elsewhere_are_counted_until_they_are_read(
    stage: PlaygroundSite, bot: Say, visiting: Open
) -> None:
    begun(stage)
    visit = await visiting(stage)
    group = next(chat for chat in stage.world.chats.values() if chat.title == "News readers")
    desk = next(chat for chat in stage.world.chats.values() if chat.is_forum)
    topic = next(iter(desk.topics.values()))
    await bot("sendMessage", chat_id=group.id, text="One")
    await bot("sendMessage", chat_id=group.id, text="Two")
    await bot("sendMessage", chat_id=desk.id, text="Three", message_thread_id=topic.thread_id)
    row = visit.page.locator("#chats a", has_text="News readers")
    await expect(row.locator(".badge")).to_have_text("2 unread")
    await expect(visit.page).to_have_title("(3) Pullquote playground")
    await visit.open("News readers")
    await expect(row.locator(".badge")).to_have_count(0)
    await visit.open("Foreign desk")
    tab = visit.page.get_by_role("link", name="Syria")
    await expect(tab.locator(".badge")).to_have_text("1 unread")
    await tab.click()
    await expect(visit.page).to_have_title("Pullquote playground")


async def test_the_owner_puts_the_bot_out_of_a_group_and_in_again(
    stage: PlaygroundSite, visiting: Open, size: str
) -> None:
    visit = await visiting(stage, size)
    await visit.open("News readers")
    about = visit.page.locator("#chat-about")
    await about.click()
    dialog = visit.page.get_by_role("dialog")
    await expect(dialog.get_by_role("listitem")).to_have_count(4)
    await visit.shoot("members")
    await dialog.get_by_role("button", name="Make Pullquote an administrator").click()
    await about.click()
    await dialog.get_by_role("button", name="Remove Pullquote").click()
    await expect(visit.page.locator("#chat-status")).to_have_text("3 members")
    await expect(visit.page.locator("#messages")).to_contain_text("Maya removed Pullquote")
    await about.click()
    await dialog.get_by_role("button", name="Add Pullquote").click()
    await expect(visit.page.locator("#chat-status")).to_have_text("4 members")


async def test_a_post_of_a_channel_is_forwarded_to_the_bot(
    stage: PlaygroundSite, visiting: Open, size: str
) -> None:
    begun(stage)
    visit = await visiting(stage, size)
    await visit.open("Harbour Gazette")
    post = visit.page.locator("article", has_text="The ferry")
    await post.click(button="right")
    await visit.page.get_by_role("menuitem", name="Forward").click()
    choice = visit.page.get_by_role("dialog")
    await expect(choice.get_by_role("button", name="ليلى")).to_have_count(0)
    await choice.get_by_role("button", name="Pullquote").click()
    await expect(visit.page.locator("#chat-name")).to_have_text("Pullquote")
    await expect(visit.own.last).to_contain_text("Forwarded from Harbour Gazette")


async def test_a_page_finds_back_to_a_server_that_was_away(
    stage: PlaygroundSite, visiting: Open
) -> None:
    chat = begun(stage)
    visit = await visiting(stage)
    await stage.stop()
    await expect(visit.page.locator("#chat-status")).to_have_text("connecting…")
    stage.world.send_text(chat, maya(stage), "Sent meanwhile from another page")
    await stage.start()
    await expect(visit.own.last).to_contain_text("Sent meanwhile")
    await expect(visit.page.locator("#chat-status")).to_have_text("bot")
    await visit.say("Sent afterwards")
    await expect(visit.own.last).to_contain_text("Sent afterwards")
    visit.faults.clear()  # The browser notes each attempt to connect.
