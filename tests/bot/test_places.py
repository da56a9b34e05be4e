"""Where quotes are seen: on the reader page, for whom, and what becomes of links without one."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot import texts
from bot.application import build
from bot.places import Places, ReaderSite, public_address
from bot.polling import Pages, run_polling
from bot.web.listening import Address, listening
from bot.web.reader import Reader
from bot.web.signing import Signer
from bot.web.site import site
from index.answering import Answerer
from index.article import Document

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.playground.objects import Chat, Json, Message
    from index.answering import Quote
    from index.archive import Archive
    from tests.bot.conftest import Telegram

SIGNER = Signer(bytes(range(32)))
SECURE = "https://quotes.example.org"
QUESTION = "How many houses did the storm damage?"
ABOUT_CIVILIANS = "How many civilians were killed?"


def storm(url: str = "") -> Document:
    return Document(
        "Rain fell for three days. The storm damaged 40 houses in Westport. Nobody was hurt.",
        title="Storm on the coast",
        url=url,
        language="en",
    )


def open_button(message: Message) -> Json | None:
    rows = (message.inline_keyboard or {})["inline_keyboard"]
    return next((one for row in rows for one in row if one["text"] == texts.OPEN_ARTICLE), None)


def links(message: Message) -> list[str]:
    return [one["url"] for one in message.entities if one["type"] == "text_link"]


@asynccontextmanager
async def reader_of(telegram: Telegram) -> AsyncIterator[None]:
    """Serve the articles of a bot, and let the bot link to them."""
    routes = Reader(telegram.archive, SIGNER).routes()
    async with listening(site(routes), Address("127.0.0.1", 0)) as address:
        telegram.reader = ReaderSite(f"http://{address}", SIGNER)
        yield


async def page_at(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(url) as response:
        return response.status, await response.text()


def marked(page: str) -> list[str]:
    return [re.sub("<[^>]*>", "", one) for one in re.findall(r"<mark[^>]*>(.*?)</mark>", page)]


async def test_in_private_open_is_a_mini_app_where_the_site_has_https(telegram: Telegram) -> None:
    telegram.reader = ReaderSite(SECURE, SIGNER)
    async with telegram.bot():
        answer = await telegram.ask(ABOUT_CIVILIANS)
    button = open_button(answer)
    assert button is not None
    assert button["web_app"]["url"].startswith(f"{SECURE}/article/idlib-truce?s=")
    assert links(answer) == [button["web_app"]["url"]]


@pytest.mark.parametrize("place", ["group", "supergroup", "forum"])
async def test_in_a_group_open_is_a_plain_link(telegram: Telegram, place: str) -> None:
    telegram.reader = ReaderSite(SECURE, SIGNER)
    async with telegram.bot():
        answer = await telegram.ask(f"/ask {ABOUT_CIVILIANS}", telegram.group(place))
    button = open_button(answer)
    assert button is not None
    assert button["url"].startswith(f"{SECURE}/article/idlib-truce?s=")


async def test_every_quote_leads_to_itself_on_the_page(telegram: Telegram) -> None:
    async with reader_of(telegram), telegram.bot():
        answer = await telegram.ask("truce")
        found = links(answer)
        pages = [await page_at(url) for url in found]
    assert len(found) > 1
    assert all(status == 200 for status, _ in pages)
    shown = [marked(page) for _, page in pages]
    assert len({str(one) for one in shown}) == len(found)
    units = (answer.text or "").encode("utf-16-le")
    quotes = [
        units[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le")
        for one in answer.entities
        if one["type"] == "blockquote"
    ]
    for quote, (mark,) in zip(quotes, shown, strict=True):
        assert mark.replace("&#x27;", "'").replace("&quot;", '"') == quote


@pytest.mark.parametrize("where", ["private", "group"])
async def test_a_chats_own_article_opens_with_its_link_and_not_without_the_key(
    telegram: Telegram, archive: Archive, where: str
) -> None:
    chat: Chat = telegram.private() if where == "private" else telegram.group()
    own = archive.add(storm(), owner=chat.id).article
    telegram.chats.choose_article(chat.id, own.id)
    async with reader_of(telegram), telegram.bot():
        answer = await telegram.ask(f"/ask {QUESTION}", chat)
        button = open_button(answer)
        assert button is not None
        status, page = await page_at(button["url"])
        bare = re.sub(r"[?&]key=[^#]*", "", button["url"])
        without, _ = await page_at(bare)
    assert status == 200
    assert marked(page) == ["The storm damaged 40 houses in Westport."]
    assert bare != button["url"]
    assert without == 404


async def test_an_article_of_the_installation_needs_no_key(telegram: Telegram) -> None:
    async with reader_of(telegram), telegram.bot():
        answer = await telegram.ask(ABOUT_CIVILIANS)
    button = open_button(answer)
    assert button is not None
    assert "key=" not in button["url"]


@pytest.mark.parametrize(("url", "count"), [("https://gazette.example/storm", 1), ("", 0)])
async def test_without_a_reader_a_quote_is_seen_in_the_original_or_nowhere(
    telegram: Telegram, archive: Archive, url: str, count: int
) -> None:
    archive.add(storm(url))
    async with telegram.bot():
        answer = await telegram.ask(QUESTION)
    button = open_button(answer)
    assert len(links(answer)) == count
    assert (button is not None) == bool(count)
    if button:
        assert button["url"] == links(answer)[0]
        assert button["url"].startswith(f"{url}#:~:text=The%20storm")


async def test_open_stays_under_an_answer_in_context_and_under_more(telegram: Telegram) -> None:
    world = telegram.api.world
    async with reader_of(telegram), telegram.bot():
        answer = await telegram.ask("When was the truce announced?")
        first = open_button(answer)
        query = world.press(telegram.ann, answer, texts.CONTEXT)
        await telegram.api.wait_for_callback_answer(query)
        in_context = open_button(answer)
        query = world.press(telegram.ann, answer, texts.MORE)
        await telegram.api.wait_for_callback_answer(query)
        more = open_button(answer.answers[0])
    assert first == in_context == open_button(answer)
    assert more is not None
    assert more != first


async def test_a_quote_sent_inline_never_carries_a_key(
    telegram: Telegram, archive: Archive
) -> None:
    archive.add(storm("https://gazette.example/storm"), owner=telegram.private().id)
    telegram.reader = ReaderSite(SECURE, SIGNER)
    async with telegram.bot():
        own, public = [
            await telegram.api.wait_for_inline_results(
                telegram.api.world.inline_query(telegram.ann, words)
            )
            for words in (QUESTION, ABOUT_CIVILIANS)
        ]
    assert "key=" not in str([one.raw for one in own.results or []])
    assert "https://gazette.example/storm#:~:text=" in str((own.results or [])[0].raw)
    assert f"{SECURE}/article/idlib-truce" in str((public.results or [])[0].raw)


def test_a_link_opens_the_article_for_one_chat_and_not_for_another(archive: Archive) -> None:
    own = archive.add(storm(), owner=7).article
    quote: Quote = Answerer().answer(QUESTION, own).quotes[0]
    now = 1_800_000_000.0
    places = Places(archive, ReaderSite(SECURE, SIGNER, clock=lambda: now))
    key = places.for_chat(7)(quote).partition("key=")[2].partition("#")[0]
    assert SIGNER.chat(own.id, key, now) == 7
    assert SIGNER.chat(own.id, key, now + 9 * 24 * 3600) is None
    assert places.for_everybody(quote) == ""


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://quotes.example.org", "https://quotes.example.org"),
        ("https://quotes.example.org/", "https://quotes.example.org"),
        ("https://example.org/quotes/", "https://example.org/quotes"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://localhost:8080", None),
        ("quotes.example.org", None),
        ("https://quotes.example.org/?a=1", None),
        ("https://quotes.example.org/#a", None),
        ("ftp://quotes.example.org", None),
        ("", None),
    ],
)
def test_only_an_address_that_telegram_takes_is_a_public_one(
    url: str, expected: str | None
) -> None:
    if expected is None:
        with pytest.raises(ValueError, match="The public address must look like"):
            public_address(url)
    else:
        assert public_address(url) == expected


async def test_pages_are_served_while_updates_are_fetched(telegram: Telegram) -> None:
    async with listening(site([]), Address("127.0.0.1", 0)) as free:
        address = free
    telegram.reader = ReaderSite(f"http://{address}", SIGNER)
    application = build(
        telegram.api.token,
        telegram.archive,
        telegram.answerer,
        telegram.chats,
        bot_api=telegram.api.url,
        reader=telegram.reader,
    )
    pages = Pages(address, Reader(telegram.archive, SIGNER).routes())
    running = asyncio.create_task(run_polling(application, telegram.inbox, pages=pages))
    try:
        answer = await telegram.ask(ABOUT_CIVILIANS)
        button = open_button(answer)
        assert button is not None
        status, page = await page_at(button["url"])
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    assert status == 200
    assert "790 civilians" in marked(page)[0]
