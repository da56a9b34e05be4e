"""A real browser on the playground: with the real bot, or with one that a test plays by hand."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import aiohttp
import pytest
import pytest_asyncio

from bot.fetches import Fetches
from bot.playground.scene import set_scene
from bot.playground.site import PlaygroundSite, play
from index.answering import Answerer
from index.archive import Archive

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, ConsoleMessage, Locator, Page, Request

IN_CI = os.environ.get("CI") == "true"
ROOT = Path(__file__).parents[2]
SCREENSHOTS = Path(os.environ.get("PULLQUOTE_SCREENSHOTS") or ROOT / "build" / "screenshots")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE = "axe-core@4"


def lacking(what: str) -> None:
    """Skip, except where everything has to be there."""
    if IN_CI:
        pytest.fail(f"{what}, which has to be there where CI=true.")
    pytest.skip(f"{what}.")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium, the machine's own."""
    from playwright.async_api import async_playwright

    program = os.environ.get("PULLQUOTE_BROWSER") or next(
        filter(None, map(shutil.which, BROWSERS)), ""
    )
    if not program:
        lacking("There is no Chromium on this machine")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        await browser.close()


@dataclass
class Visit:
    """A page that somebody has opened, and what it should not have done.

    Attributes:
        page: The browser's page.
        site: The playground that it shows.
        size: "desktop" or "phone".
        faults: Errors on the console, uncaught ones, and requests to elsewhere.

    """

    page: Page
    site: PlaygroundSite
    size: str
    faults: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note every fault of the page from now on."""

        def on_console(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"}:
                self.faults.append(f"console: {message.text}")

        def on_request(request: Request) -> None:
            if not request.url.startswith((f"{self.site.url}/", "blob:", "data:")):
                self.faults.append(f"request: {request.url}")

        self.page.on("console", on_console)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", on_request)

    @property
    def box(self) -> Locator:
        """The box to write in."""
        return self.page.get_by_role("textbox", name="Message")

    @property
    def replies(self) -> Locator:
        """The bubbles of everybody else."""
        return self.page.locator(".message.in .bubble")

    @property
    def own(self) -> Locator:
        """The bubbles of who writes."""
        return self.page.locator(".message.out .bubble")

    @property
    def options(self) -> Locator:
        """What is suggested above the box."""
        return self.page.locator("#suggestions").get_by_role("option")

    async def open(self, chat: str) -> None:
        """Open a chat by its title in the list."""
        if self.size == "phone" and await self.page.locator("#back").is_visible():
            await self.page.get_by_role("link", name="All chats").click()
        await self.page.locator("#chats a", has_text=chat).click()
        # The page follows its address a moment after the click.
        current = self.page.locator('#chats a[aria-current="page"]', has_text=chat)
        await current.wait_for(state="attached")

    async def open_topic(self, topic: str) -> None:
        """Open a topic of the forum that is open, by its title."""
        topics = self.page.get_by_role("navigation", name="Topics")
        await topics.get_by_text(topic).click()
        current = topics.locator('a[aria-current="page"]', has_text=topic)
        await current.wait_for(state="attached")

    async def say(self, text: str) -> None:
        """Write something and send it."""
        await self.box.fill(text)
        await self.box.press("Enter")

    async def start(self) -> None:
        """Begin the private chat with the bot."""
        await self.page.get_by_role("button", name="Start").click()

    async def shoot(self, name: str) -> None:
        """Keep a picture of the page."""
        await self.page.evaluate("document.fonts.ready")
        await self.page.screenshot(path=SCREENSHOTS / f"{name}-{self.size}.png")


class Open(Protocol):
    def __call__(self, site: PlaygroundSite, size: str = "desktop", **options: Any) -> Any: ...


@pytest_asyncio.fixture(loop_scope="session")
async def visiting(browser: Browser) -> AsyncIterator[Open]:
    """Open the page of a playground; in the end no page may have had a fault."""
    from playwright.async_api import expect

    expect.set_options(timeout=10_000)
    visits: list[Visit] = []

    async def open_page(site: PlaygroundSite, size: str = "desktop", **options: Any) -> Visit:
        width, height = SIZES[size]
        context = await browser.new_context(
            **{
                "viewport": {"width": width, "height": height},
                "has_touch": size == "phone",
                "is_mobile": size == "phone",
                "locale": "en-GB",
                "color_scheme": "light",
                "reduced_motion": "reduce",
                **options,
            }
        )
        visit = Visit(await context.new_page(), site, size)
        visit.watch()
        visits.append(visit)
        await visit.page.goto(site.url)
        await expect(visit.page.locator("#chat-name")).not_to_be_empty()
        return visit

    yield open_page
    for visit in visits:
        await visit.page.context.close()
    assert [fault for visit in visits for fault in visit.faults] == []


@pytest_asyncio.fixture(loop_scope="session")
async def playground() -> AsyncIterator[PlaygroundSite]:
    """The playground as people get it, with the real bot behind it."""
    async with running() as site:
        yield site


@asynccontextmanager
async def running() -> AsyncIterator[PlaygroundSite]:
    site, is_ready = PlaygroundSite(), asyncio.Event()
    with Archive(None) as archive:
        fetches = Fetches(ports=None, allow_private=True)  # The articles of a test are near.
        playing = asyncio.create_task(
            play(site, archive, Answerer(), is_ready.set, fetches=fetches)
        )
        try:
            async with asyncio.timeout(10):
                await is_ready.wait()
            yield site
        finally:
            playing.cancel()
            with suppress(asyncio.CancelledError):
                await playing


@pytest_asyncio.fixture(loop_scope="session")
async def stage() -> AsyncIterator[PlaygroundSite]:
    """A playground without the bot: what it says is what a test lets it say."""
    async with PlaygroundSite() as site:
        set_scene(site.world)
        yield site


class Say(Protocol):
    async def __call__(self, method: str, **parameters: object) -> Any: ...


@pytest_asyncio.fixture(loop_scope="session")
async def bot(stage: PlaygroundSite) -> AsyncIterator[Say]:
    """Call a method of the Bot API as the bot of the stage, and return the result."""
    async with aiohttp.ClientSession() as session:

        async def call(method: str, **parameters: object) -> Any:
            url = f"{stage.base_url}{stage.token}/{method}"
            async with session.post(url, json=parameters) as response:
                answer = await response.json()
                assert answer["ok"], answer
                return answer["result"]

        yield call


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, from the npm registry."""
    if given := os.environ.get("PULLQUOTE_AXE"):
        return Path(given).read_text(encoding="utf-8")
    folder = ROOT / "build" / "axe"
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        npm = shutil.which("npm")
        if not npm:
            lacking("There is no npm to install axe-core with")
        folder.mkdir(parents=True, exist_ok=True)
        command = [npm or "npm", "install", "--no-save", "--silent", "--prefix", str(folder), AXE]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
        if done.returncode or not script.exists():
            lacking("axe-core could not be installed from npm")
    return script.read_text(encoding="utf-8")


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    """Each size of window in turn."""
    return str(request.param)
