"""The playground's site without a browser: what it serves, to whom, and the bot behind it."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from bot.playground.scene import set_scene
from bot.playground.site import PAGE, CannotListen, PlaygroundSite, play
from index.answering import Answerer
from index.archive import Archive

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import aiohttp


@pytest.fixture
async def site() -> AsyncIterator[PlaygroundSite]:
    async with PlaygroundSite() as site:
        set_scene(site.world)
        yield site


async def status(http: aiohttp.ClientSession, url: str) -> int:
    async with http.get(url) as response:
        return response.status


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/style.css", "text/css"),
        ("/main.js", "text/javascript"),
        ("/icon.svg", "image/svg+xml"),
    ],
)
async def test_the_page_is_served_with_strict_headers(
    site: PlaygroundSite, http: aiohttp.ClientSession, path: str, kind: str
) -> None:
    async with http.get(site.url + path) as response:
        assert response.status == 200
        assert response.content_type == kind
        headers = response.headers
    assert headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "path", ["/site.py", "/../site.py", "/%2e%2e/site.py", "/missing.js", "/page/main.js", "/.js"]
)
async def test_nothing_else_is_served(
    site: PlaygroundSite, http: aiohttp.ClientSession, path: str
) -> None:
    assert await status(http, site.url + path) == 404


def test_every_file_of_the_page_can_be_served() -> None:
    assert all(re.fullmatch(r"[a-z-]+\.(html|css|js|svg)", file.name) for file in PAGE.iterdir())


def test_no_file_of_the_page_names_another_host_or_sets_markup() -> None:
    for file in PAGE.iterdir():
        source = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"(?:src|href|url|from|import)[\s(=\"']*(?:https?:)?//[a-z]", source)
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", source
        )


def test_the_page_has_neither_inline_script_nor_style() -> None:
    class Reader(HTMLParser):
        found: list[str]

        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            names = {name for name, _ in attributes}
            self.found += [name for name in names if name == "style" or name.startswith("on")]
            if tag == "style" or (tag == "script" and "src" not in names):
                self.found.append(tag)

    reader = Reader()
    reader.found = []
    reader.feed((PAGE / "index.html").read_text(encoding="utf-8"))
    assert reader.found == []


async def test_pages_of_other_sites_cannot_act(
    site: PlaygroundSite, http: aiohttp.ClientSession
) -> None:
    url = f"{site.url}/play/start"
    for headers in ({"Origin": "https://elsewhere.example"}, {"Host": "elsewhere.example"}):
        async with http.post(url, json={"user_id": 1001}, headers=headers) as response:
            assert response.status == 403
    assert not any(user.has_started for user in site.world.users.values())


async def test_the_scene_has_private_chats_a_group_a_forum_and_a_channel(
    site: PlaygroundSite,
) -> None:
    kinds = [chat.type for chat in site.world.chats.values()]
    assert kinds == ["private", "group", "supergroup", "private", "channel"]
    (forum,) = (chat for chat in site.world.chats.values() if chat.is_forum)
    assert [topic.name for topic in forum.topics.values()] == ["Syria", "Coffee"]


async def test_the_real_bot_answers_behind_the_page() -> None:
    site, is_ready = PlaygroundSite(), asyncio.Event()
    with Archive(None) as archive:
        playing = asyncio.create_task(play(site, archive, Answerer(), is_ready.set))
        await is_ready.wait()
        maya = next(user for user in site.world.users.values() if user.username == "maya_reads")
        asked = site.world.send_text(
            site.world.private_chat(maya), maya, "How many civilians were killed?"
        )
        async with asyncio.timeout(5):
            while not asked.answers:  # noqa: ASYNC110 - answers tell nobody
                await asyncio.sleep(0.01)
        playing.cancel()
        with suppress(asyncio.CancelledError):
            await playing
    assert "790 civilians" in asked.answers[0].words
    assert [record.refusal for record in site.refusals if record.method != "getUpdates"] == []
    assert list(site.violations) == []


async def test_a_port_that_is_taken_is_told_in_a_sentence(site: PlaygroundSite) -> None:
    port = int(site.url.rpartition(":")[2])
    with pytest.raises(CannotListen, match=f"^Port {port} is taken: choose another with --port"):
        await PlaygroundSite(port=port).start()


@pytest.mark.parametrize("host", ["203.0.113.7", "no.such.host.invalid", "not a host", "x" * 300])
async def test_a_host_that_this_machine_has_not_is_told_in_a_sentence(host: str) -> None:
    with pytest.raises(CannotListen, match=r"^This machine has no address"):
        await PlaygroundSite(host).start()


@pytest.mark.parametrize(
    ("host", "local"), [("0.0.0.0", "http://127.0.0.1:"), ("127.0.0.1", "http://127.0.0.1:")]
)
async def test_programs_on_the_machine_have_an_address_to_go_to(
    http: aiohttp.ClientSession, host: str, local: str
) -> None:
    async with PlaygroundSite(host) as site:
        assert site.local_url.startswith(local)
        assert await status(http, site.local_url) == 200
