"""Sending the bot an article: links, files and posts, good and bad, over HTTP."""

from __future__ import annotations

import asyncio
import io
import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from pypdf import PdfWriter
from telegram import Message as TelegramMessage

from bot import texts
from bot.fetches import Fetches
from bot.offering import offered
from bot.playground.entities import as_json, detect
from bot.updates import chat_of
from index.reading.fetching import FetchLimits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.playground.objects import Chat, Message
    from index.archive import Added, Archive
    from index.article import Document
    from tests.bot.conftest import Telegram

ABOUT_THE_STORM = "How many houses did the storm damage?"

STORM = """
Storm Ida reached the coast of Westport on Monday.

The storm damaged 40 houses in Westport, mayor Rosa Field said. "We have never seen such waves,"
Field said.

The harbour of Westport is closed until Friday, and 300 boats cannot leave it.
"""

PAGE = f"""<!doctype html><html lang="en"><head><title>Storm on the coast</title>
<meta property="og:site_name" content="Gazette">
<meta property="article:published_time" content="2026-03-02">
</head><body><article><h1>Storm on the coast</h1>
{"".join(f"<p>{paragraph}</p>" for paragraph in STORM.strip().split(chr(10) * 2))}
</article></body></html>"""

LOGIN = (
    "<!doctype html><html><head><title>Log in</title></head><body><form>"
    "<input name=user><input type=password name=password><button>Log in</button>"
    "</form></body></html>"
)


class Site:
    """The site.

    Attributes:
        url: Its address.
        asked: Set when the page that never ends is asked for.

    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked = asyncio.Event()

    def page(self, path: str) -> str:
        """The address of a page."""
        return f"{self.url}/{path}"


async def zipped(_request: web.Request) -> web.Response:
    return web.Response(body=b"PK\x03\x04" + bytes(200), content_type="application/zip")


async def noise(_request: web.Request) -> web.Response:
    return web.Response(body=bytes(range(256)) * 40, content_type="text/html")


@asynccontextmanager
async def local_site() -> AsyncIterator[Site]:
    """Serve the site on a free port of loopback."""
    app = web.Application()
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    site = Site("")

    async def storm(_request: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    async def login(_request: web.Request) -> web.Response:
        return web.Response(text=LOGIN, content_type="text/html")

    async def closed(_request: web.Request) -> web.Response:
        return web.Response(status=401)

    async def video(_request: web.Request) -> web.Response:
        return web.Response(body=b"\x00\x00\x00\x18ftypmp42", content_type="video/mp4")

    async def huge(_request: web.Request) -> web.Response:
        headers = {"Content-Length": "300000000"}
        return web.Response(body=b"", headers=headers, content_type="text/html")

    async def endless(_request: web.Request) -> web.Response:
        site.asked.set()
        await asyncio.sleep(60)
        return web.Response()

    async def slow_at_first(request: web.Request) -> web.Response:
        return await (storm(request) if site.asked.is_set() else endless(request))

    for path, handler in {
        "slow-at-first": slow_at_first,
        "storm": storm,
        "login": login,
        "closed": closed,
        "video": video,
        "zipped": zipped,
        "noise": noise,
        "huge": huge,
        "endless": endless,
    }.items():
        app.router.add_get(f"/{path}", handler)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield site
    finally:
        await runner.cleanup()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with local_site() as site:
        yield site


@pytest.fixture
def telegram(telegram: Telegram) -> Telegram:
    """The local Telegram, with a bot that may fetch from this machine."""
    telegram.fetches = Fetches(FetchLimits(total_seconds=1), None, allow_private=True)
    return telegram


async def added(telegram: Telegram, sent: Message, containing: str = texts.ADDED) -> Message:
    """Wait for the reply to be edited to its last words."""
    reply = await telegram.api.wait_for_reply(sent, timeout=20)
    return await telegram.api.wait_for_edit(reply, containing, timeout=20)


def own_articles(archive: Archive, chat: Chat) -> list[str]:
    return [
        entry.title for entry in archive.summaries(visible_to=chat.id) if entry.owner == chat.id
    ]


async def test_a_link_in_private_is_read_introduced_and_asked(
    telegram: Telegram, archive: Archive, site: Site
) -> None:
    chat = telegram.private()
    async with telegram.bot():
        sent = telegram.api.world.send_text(chat, telegram.ann, site.page("storm"))
        first = await telegram.api.wait_for_reply(sent)
        assert first.words == texts.FETCHING
        introduction = await added(telegram, sent)
        answer = await telegram.ask(ABOUT_THE_STORM)
    assert introduction is first
    for known in ("Storm on the coast", "Gazette", "2 March 2026", "4 sentences"):
        assert known in introduction.words
    assert texts.ONE_COULD_ASK in introduction.words
    assert introduction.reply_markup is None
    assert "damaged 40 houses" in answer.words
    assert own_articles(archive, chat) == ["Storm on the coast"]


async def test_what_is_suggested_is_answered(telegram: Telegram, site: Site) -> None:
    async with telegram.bot():
        sent = telegram.api.world.send_text(telegram.private(), telegram.ann, site.page("storm"))
        introduction = await added(telegram, sent)
        questions = introduction.words.partition(texts.ONE_COULD_ASK)[2].strip().splitlines()
        answers = [(await telegram.ask(question)).words for question in questions]
    assert len(answers) >= 2
    assert not any("does not say" in answer for answer in answers)


async def test_an_article_of_one_chat_is_seen_in_no_other(
    telegram: Telegram, archive: Archive, site: Site
) -> None:
    bens = telegram.private(telegram.ben)
    async with telegram.bot():
        await added(
            telegram,
            telegram.api.world.send_text(telegram.private(), telegram.ann, site.page("storm")),
        )
        sent = telegram.api.world.send_text(bens, telegram.ben, ABOUT_THE_STORM)
        answer = await telegram.api.wait_for_reply(sent)
    assert "40 houses" not in answer.words
    assert own_articles(archive, bens) == []


@pytest.mark.parametrize(
    ("name", "mime"),
    [("storm.txt", "text/plain"), ("storm.md", "text/markdown"), ("storm", None)],
)
async def test_a_file_is_read(
    telegram: Telegram, archive: Archive, name: str, mime: str | None
) -> None:
    chat = telegram.private()
    async with telegram.bot():
        sent = telegram.api.world.send_document(
            chat, telegram.ann, name, STORM.encode(), mime or "application/octet-stream"
        )
        await added(telegram, sent)
        answer = await telegram.ask(ABOUT_THE_STORM)
    assert "damaged 40 houses" in answer.words
    assert len(own_articles(archive, chat)) == 1


async def test_two_files_of_one_name_are_two_articles(telegram: Telegram, archive: Archive) -> None:
    chat = telegram.private()
    async with telegram.bot():
        for content in (b"The ferry sank on Monday.", b"A bakery burned down on Friday."):
            sent = telegram.api.world.send_document(
                chat, telegram.ann, "article.txt", content, "text/plain"
            )
            await added(telegram, sent)
        again = telegram.api.world.send_document(
            chat, telegram.ann, "article.txt", b"The ferry sank on Monday.", "text/plain"
        )
        await added(telegram, again, texts.UPDATED)
    assert len(own_articles(archive, chat)) == 2


async def test_an_article_longer_than_a_book_is_refused_in_a_sentence(
    telegram: Telegram, archive: Archive
) -> None:
    chat = telegram.private()
    async with telegram.bot():
        sent = telegram.api.world.send_document(
            chat, telegram.ann, "long.txt", b"Rain fell on Tuesday. " * 50_000, "text/plain"
        )
        reply = await added(telegram, sent, "too long")
    assert "\n" not in reply.words
    assert own_articles(archive, chat) == []


async def test_what_is_written_already_cannot_be_cancelled(
    telegram: Telegram, archive: Archive, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = telegram.private()
    writing, go_on = threading.Event(), threading.Event()
    add = archive.add

    def wait_and_add(document: Document, owner: int | None = None) -> Added:
        writing.set()
        assert go_on.wait(10)
        return add(document, owner)

    monkeypatch.setattr(archive, "add", wait_and_add)
    async with telegram.bot():
        sent = telegram.api.world.send_text(chat, telegram.ann, site.page("storm"))
        progress = await telegram.api.wait_for_reply(sent)
        await asyncio.to_thread(writing.wait, 10)
        query = telegram.api.world.press(telegram.ann, progress, texts.CANCEL)
        told = await telegram.api.wait_for_callback_answer(query)
        go_on.set()
        await telegram.api.wait_for_edit(progress, texts.ADDED)
    assert told["text"] == texts.ALREADY_DONE
    assert own_articles(archive, chat) == ["Storm on the coast"]


async def test_a_channels_post_is_an_article(telegram: Telegram, archive: Archive) -> None:
    world = telegram.api.world
    channel = world.add_channel("Coast Wire", telegram.ben, username="coastwire")
    post = world.post_in_channel(channel, "Storm on the coast\n" + STORM)
    async with telegram.bot():
        sent = world.forward(telegram.private(), telegram.ann, post)
        introduction = await added(telegram, sent)
    assert "Storm on the coast" in introduction.words
    assert "Coast Wire" in introduction.words
    (entry,) = archive.summaries(visible_to=telegram.private().id, search="storm")
    assert entry.url == f"https://t.me/coastwire/{post.id}"


async def test_a_short_post_with_a_link_gives_the_article_behind_it(
    telegram: Telegram, site: Site
) -> None:
    world = telegram.api.world
    channel = world.add_channel("Coast Wire", telegram.ben)
    post = world.post_in_channel(channel, f"Storm! Read more: {site.page('storm')}")
    async with telegram.bot():
        introduction = await added(telegram, world.forward(telegram.private(), telegram.ann, post))
    assert "Gazette" in introduction.words


async def test_the_same_link_again_is_the_same_article(
    telegram: Telegram, archive: Archive, site: Site
) -> None:
    chat = telegram.private()
    async with telegram.bot():
        for opening in (texts.ADDED, texts.UPDATED):
            sent = telegram.api.world.send_text(chat, telegram.ann, site.page("storm"))
            await added(telegram, sent, opening)
    assert len(own_articles(archive, chat)) == 1


async def test_fetching_can_be_cancelled(telegram: Telegram, archive: Archive, site: Site) -> None:
    telegram.fetches = Fetches(ports=None, allow_private=True)
    chat = telegram.private()
    async with telegram.bot():
        sent = telegram.api.world.send_text(chat, telegram.ann, site.page("endless"))
        progress = await telegram.api.wait_for_reply(sent)
        await site.asked.wait()
        query = telegram.api.world.press(telegram.ann, progress, texts.CANCEL)
        told = await telegram.api.wait_for_callback_answer(query)
        await telegram.api.wait_for_edit(progress, texts.CANCELLED)
    assert told["text"] == texts.CANCELLING
    assert progress.reply_markup is None
    assert own_articles(archive, chat) == []


async def test_a_question_sent_while_an_article_is_read_is_put_to_that(
    telegram: Telegram, site: Site
) -> None:
    chat = telegram.private()
    async with telegram.bot():
        telegram.api.world.send_text(chat, telegram.ann, site.page("storm"))
        asked = telegram.api.world.send_text(chat, telegram.ann, ABOUT_THE_STORM)
        answer = await telegram.api.wait_for(lambda: asked.answers, chat=chat, timeout=20)
    assert "damaged 40 houses" in answer[0].words


async def test_nothing_is_lost_where_the_message_is_deleted_meanwhile(
    telegram: Telegram, archive: Archive, site: Site
) -> None:
    chat = telegram.private()
    async with telegram.bot():
        sent = telegram.api.world.send_text(chat, telegram.ann, site.page("storm"))
        reply = await telegram.api.wait_for_reply(sent)
        telegram.api.world.delete_message(sent)
        await telegram.api.wait_for_edit(reply, texts.ADDED, timeout=20)
    assert own_articles(archive, chat)


async def test_what_was_being_read_when_the_bot_stopped_is_read_when_it_starts_again(
    telegram: Telegram, archive: Archive, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.running.LAST_WORK", 0.1)
    telegram.fetches = Fetches(ports=None, allow_private=True)
    chat = telegram.private()
    async with telegram.bot():
        sent = telegram.api.world.send_text(chat, telegram.ann, site.page("slow-at-first"))
        await telegram.api.wait_for_reply(sent)
        await site.asked.wait()
    assert own_articles(archive, chat) == []
    async with telegram.bot():
        await added(telegram, sent)
    assert own_articles(archive, chat) == ["Storm on the coast"]
    assert len(telegram.api.bot_messages(chat)) == 1
    # "Fetching…" stands there already when it is begun again, and cannot be set twice.
    telegram.api.refusals.clear()


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("endless", "did not answer in time"),
        ("huge", "larger than 20 MB"),
        ("video", "not an article but a video"),
        ("zipped", "not an article"),
        ("noise", "not text but a binary file"),
        ("closed", "log-in"),
        ("login", "asks for a log-in"),
        ("nothing", "That page is not there (404)"),
    ],
)
async def test_a_bad_link_gets_one_sentence(
    telegram: Telegram, archive: Archive, site: Site, page: str, told: str
) -> None:
    chat = telegram.private()
    async with telegram.bot():
        sent = telegram.api.world.send_text(chat, telegram.ann, site.page(page))
        reply = await added(telegram, sent, told)
        answer = await telegram.ask("How many civilians were killed?")
    assert "\n" not in reply.words
    assert reply.reply_markup is None
    assert "790 civilians" in answer.words
    assert own_articles(archive, chat) == []


async def test_a_link_to_this_machine_is_refused_by_default(telegram: Telegram, site: Site) -> None:
    telegram.fetches = Fetches()
    async with telegram.bot():
        sent = telegram.api.world.send_text(telegram.private(), telegram.ann, site.page("storm"))
        reply = await telegram.api.wait_for_reply(sent)
        await telegram.api.wait_for_edit(reply, ".")
    assert not site.asked.is_set()
    assert texts.ADDED not in reply.words


def blank_pdf() -> bytes:
    """A page without a word, as a scanner makes it."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    found = io.BytesIO()
    writer.write(found)
    return found.getvalue()


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (("film.mp4", "video/mp4", b"...."), "not an article but a video"),
        (("broken.pdf", "application/pdf", b"%PDF-1.4 broken"), "broken.pdf"),
        (("scan.pdf", "application/pdf", blank_pdf()), "scan.pdf"),
        (("empty.txt", "text/plain", b" "), "empty.txt"),
        (("large.txt", "text/plain", b"x" * 20_000_001), texts.FILE_TOO_LARGE),
    ],
)
async def test_a_bad_file_gets_one_sentence(
    telegram: Telegram, archive: Archive, file: tuple[str, str, bytes], told: str
) -> None:
    name, mime, content = file
    chat = telegram.private()
    async with telegram.bot():
        sent = telegram.api.world.send_document(chat, telegram.ann, name, content, mime)
        reply = await added(telegram, sent, told)
    assert "\n" not in reply.words
    assert own_articles(archive, chat) == []


async def test_a_forwarded_photo_and_a_video_get_a_hint(telegram: Telegram) -> None:
    world = telegram.api.world
    channel = world.add_channel("Coast Wire", telegram.ann)
    async with telegram.bot():
        for kind in ("photo", "video"):
            photo = world.send_media(channel, telegram.ann, kind)
            reply = await telegram.api.wait_for_reply(
                world.forward(telegram.private(), telegram.ann, photo)
            )
            assert reply.words == texts.NO_TEXT


async def test_being_thrown_out_while_an_article_is_read_is_borne(
    telegram: Telegram, archive: Archive, site: Site
) -> None:
    world, group = telegram.api.world, telegram.group()
    async with telegram.bot():
        sent = world.send_text(group, telegram.ann, f"/add {site.page('endless')}")
        reply = await telegram.api.wait_for_reply(sent)
        await site.asked.wait()
        world.remove_bot(group, telegram.ann)
        answer = await telegram.ask("How many civilians were killed?")
        await telegram.until(lambda: telegram.api.refusals)
    assert "790 civilians" in answer.words
    assert reply.words in {texts.FETCHING, texts.READING}
    assert own_articles(archive, group) == []
    assert {refused.method for refused in telegram.api.refusals} <= {
        "editMessageText",
        "sendMessage",
        "setMyCommands",
        "deleteMyCommands",
    }
    telegram.api.refusals.clear()


async def test_a_question_of_4000_characters_gets_a_hint(telegram: Telegram) -> None:
    async with telegram.bot():
        reply = await telegram.ask("why " * 1000)
    assert "too long" in reply.words


async def test_in_a_group_an_administrator_adds_by_link(
    telegram: Telegram, archive: Archive, site: Site
) -> None:
    group = telegram.group()
    async with telegram.bot():
        sent = telegram.api.world.send_text(group, telegram.ann, f"/add {site.page('storm')}")
        introduction = await added(telegram, sent)
        answer = await telegram.ask(f"/ask {ABOUT_THE_STORM}", group)
    assert "/ask How many boats?" in introduction.words
    assert "damaged 40 houses" in answer.words
    assert own_articles(archive, group) == ["Storm on the coast"]


async def test_in_a_group_add_replies_to_the_message_with_the_link_or_file(
    telegram: Telegram, archive: Archive, site: Site
) -> None:
    group = telegram.group("supergroup")
    world = telegram.api.world
    async with telegram.bot():
        for shared in (
            world.send_text(group, telegram.ben, f"Look here: {site.page('storm')} is news"),
            world.send_document(group, telegram.ben, "other.txt", b"Rain fell on Tuesday."),
        ):
            sent = world.send_text(group, telegram.ann, "/add", reply_to=shared)
            await added(telegram, sent)
    assert own_articles(archive, group) == ["Other", "Storm on the coast"]


async def test_others_in_a_group_add_nothing_and_cancel_nothing(
    telegram: Telegram, archive: Archive, site: Site
) -> None:
    telegram.fetches = Fetches(ports=None, allow_private=True)
    group = telegram.group()
    world = telegram.api.world
    async with telegram.bot():
        sent = world.send_text(group, telegram.ben, f"/add {site.page('storm')}")
        assert (await telegram.api.wait_for_reply(sent)).words == texts.ADD_ADMINS
        world.send_text(group, telegram.ben, site.page("storm"))
        slow = world.send_text(group, telegram.ann, f"/add {site.page('endless')}")
        progress = await telegram.api.wait_for_reply(slow)
        await site.asked.wait()
        by_ben = world.press(telegram.ben, progress, texts.CANCEL)
        assert (await telegram.api.wait_for_callback_answer(by_ben))["text"] == texts.ADD_ADMINS
        world.press(telegram.ann, progress, texts.CANCEL)
        await telegram.api.wait_for_edit(progress, texts.CANCELLED)
    assert own_articles(archive, group) == []


async def test_add_without_anything_says_what_it_needs(telegram: Telegram) -> None:
    async with telegram.bot():
        assert "with a link" in (await telegram.ask("/add", telegram.group())).words
        assert "with a link" in (await telegram.ask("/add")).words


async def test_a_late_press_on_cancel_is_told_so(telegram: Telegram, site: Site) -> None:
    chat = telegram.private()
    async with telegram.bot():
        sent = telegram.api.world.send_text(chat, telegram.ann, site.page("storm"))
        reply = await added(telegram, sent)
        reply.reply_markup = {
            "inline_keyboard": [
                [{"text": "Cancel", "callback_data": f"cancel:{chat.id}:{sent.id}"}]
            ]
        }
        query = telegram.api.world.press(telegram.ann, reply, "Cancel")
        told = await telegram.api.wait_for_callback_answer(query)
    assert told["text"] == texts.ALREADY_DONE


def test_a_press_on_cancel_waits_for_nothing_in_its_chat() -> None:
    message = {"chat": {"id": 5}}
    assert chat_of({"update_id": 1, "callback_query": {"data": "more:1", "message": message}}) == 5
    assert (
        chat_of({"update_id": 1, "callback_query": {"data": "cancel:5:1", "message": message}}) == 0
    )


@pytest.mark.parametrize(
    ("text", "is_offered"),
    [
        ("https://example.org/storm", True),
        ("example.org/storm", True),
        ("Storm on the coast https://example.org/storm", True),
        ("https://example.org/storm read this", True),
        ("What does https://example.org/storm say?", False),
        ("What does example.org say about it?", False),
        ("is it on example.org", False),
        ("ftp://example.org/storm", False),
        ("no link", False),
    ],
)
def test_a_link_alone_or_at_either_end_is_an_offer(text: str, is_offered: bool) -> None:  # noqa: FBT001
    message = telegram_message(text)
    assert bool(offered(message)) is is_offered
    if is_offered:
        found = offered(message)
        assert found is not None
        assert found.url == "https://example.org/storm"


def telegram_message(text: str) -> TelegramMessage:
    found = TelegramMessage.de_json(
        {
            "message_id": 1,
            "date": 1,
            "chat": {"id": 7, "type": "private"},
            "text": text,
            "entities": as_json(text, detect(text)),
        },
        None,
    )
    assert found is not None
    return found
