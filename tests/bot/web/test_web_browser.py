"""The reader page in a real browser: on a phone, without JavaScript, as a Mini App, on paper."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
import pytest_asyncio
from aiohttp import web

from bot.web.listening import Address, listening
from index.archive import Archive
from tests.bot.web.conftest import Site

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Page

pytestmark = pytest.mark.asyncio(loop_scope="module")

PHONE, DESKTOP = (390, 844), (1280, 800)
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
QUOTED = 13
THEME = {"bg_color": "#17212b", "text_color": "#f5f5f5", "link_color": "#6ab3f3"}
TELEGRAM = """
    window.told = [];
    window.TelegramWebviewProxy = { postEvent: (type, data) => window.told.push([type, data]) };
"""
LOOK = """(selector) => {
    const element = document.querySelector(selector);
    const style = getComputedStyle(element);
    const { top, bottom, left, right } = element.getBoundingClientRect();
    return {
        top, bottom, left, right, width: innerWidth, height: innerHeight,
        background: style.backgroundColor, color: style.color, display: style.display,
        scrolled: document.documentElement.scrollWidth > innerWidth,
    };
}"""
CLEAR = "rgba(0, 0, 0, 0)"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium, the machine's own; it has to be there where CI=true."""
    lack = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
    try:
        from playwright.async_api import async_playwright
    except ImportError:
        lack("Playwright is not installed.")
    program = os.environ.get("PULLQUOTE_BROWSER") or next(
        filter(None, map(shutil.which, PROGRAMS)), None
    )
    if not program:
        lack("There is no Chromium on this machine.")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running() -> AsyncIterator[Site]:
    """The site, in the loop that these tests run in."""
    with Archive(None) as archive:
        async for site in Site(archive).run():
            yield site


@asynccontextmanager
async def opened(
    browser: Browser, address: str, size: tuple[int, int] = PHONE, script: str = "", **options: Any
) -> AsyncIterator[Page]:
    """Open a page; it may have no fault and ask no other host for anything."""
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="light", **options
    )
    if script:
        await context.add_init_script(script)
    page = await context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: faults.append(request.url))
    await page.goto(address)
    yield page
    await context.close()
    asked = [fault for fault in faults if not fault.startswith("data:image/svg+xml")]
    assert asked == [address.partition("#")[0]]


def link(site: Site) -> str:
    return f"{site.link(site.public, QUOTED)}#s{QUOTED}"


def mini_app(address: str, theme: object = THEME) -> str:
    """An address as Telegram opens it."""
    theme = theme if isinstance(theme, str) else json.dumps(theme)
    return (
        f"{address}?tgWebAppData=query_id%3DAAF&tgWebAppVersion=8.0&tgWebAppPlatform=android"
        f"&tgWebAppThemeParams={quote(theme)}"
    )


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
@pytest.mark.parametrize("scripted", [True, False])
async def test_a_link_leads_to_the_quoted_sentence(
    browser: Browser, running: Site, size: tuple[int, int], *, scripted: bool
) -> None:
    async with opened(browser, link(running), size, java_script_enabled=scripted) as page:
        look = await page.evaluate(LOOK, "mark")
        neighbour = await page.evaluate(LOOK, f"#s{QUOTED - 1}")
    assert 0 < look["top"] < look["bottom"] < look["height"]
    assert look["background"] != CLEAR
    assert neighbour["background"] == CLEAR
    assert not look["scrolled"]


async def test_a_plain_fragment_marks_its_sentence_too(browser: Browser, running: Site) -> None:
    address = f"http://{running.address}/article/idlib-truce#s5"
    async with opened(browser, address, java_script_enabled=False) as page:
        look = await page.evaluate(LOOK, "#s5")
    assert 0 < look["top"] < look["height"]
    assert look["background"] != CLEAR


async def test_a_fragment_that_names_another_sentence_wins(browser: Browser, running: Site) -> None:
    address = f"{running.link(running.public, QUOTED)}#s5"
    async with opened(browser, address) as page:
        assert (await page.evaluate(LOOK, "#s5"))["background"] != CLEAR
        assert (await page.evaluate(LOOK, "mark"))["background"] == CLEAR


async def test_the_way_back_to_the_quoted_sentence_works(browser: Browser, running: Site) -> None:
    async with opened(browser, running.link(running.public, QUOTED)) as page:
        assert (await page.evaluate(LOOK, "mark"))["top"] > PHONE[1]
        await page.get_by_role("link", name="Go to the quoted sentence").click()
        assert 0 < (await page.evaluate(LOOK, "mark"))["top"] < PHONE[1]


async def test_the_page_is_dark_where_the_person_has_chosen_so(
    browser: Browser, running: Site
) -> None:
    async with opened(browser, link(running)) as page:
        light = await page.evaluate(LOOK, "html")
        await page.emulate_media(color_scheme="dark")
        dark = await page.evaluate(LOOK, "html")
    assert (light["background"], dark["background"]) == ("rgb(255, 255, 255)", "rgb(22, 24, 27)")


async def test_on_paper_the_page_is_black_on_white_and_has_no_ways_to_click(
    browser: Browser, running: Site
) -> None:
    async with opened(browser, link(running)) as page:
        await page.emulate_media(media="print", color_scheme="dark")
        paper = await page.evaluate(LOOK, "html")
        way = await page.evaluate(LOOK, f'a[href="#s{QUOTED}"]')
    assert (paper["color"], paper["background"]) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    assert way["display"] == "none"


async def test_a_mini_app_takes_telegrams_colours_and_says_that_it_is_ready(
    browser: Browser, running: Site
) -> None:
    async with opened(browser, mini_app(link(running)), script=TELEGRAM) as page:
        html = await page.evaluate(LOOK, "html")
        quoted = await page.evaluate(LOOK, "mark")
        told = await page.evaluate("told")
        await page.evaluate(
            "Telegram.WebView.receiveEvent('theme_changed',"
            " { theme_params: { bg_color: '#ffffff', text_color: '#000000' } })"
        )
        changed = await page.evaluate(LOOK, "html")
    assert (html["background"], html["color"]) == ("rgb(23, 33, 43)", "rgb(245, 245, 245)")
    assert 0 < quoted["top"] < quoted["bottom"] < PHONE[1]
    assert told == [["web_app_ready", "{}"], ["web_app_expand", "{}"]]
    assert (changed["background"], changed["color"]) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")


async def test_a_mini_app_opened_at_a_plain_fragment_marks_its_sentence(
    browser: Browser, running: Site
) -> None:
    address = mini_app(f"http://{running.address}/article/idlib-truce#s5")
    async with opened(browser, address) as page:
        look = await page.evaluate(LOOK, "#s5")
    assert 0 < look["top"] < look["height"]
    assert look["background"] != CLEAR


async def test_a_page_that_says_that_there_is_nothing_is_a_mini_app_too(
    browser: Browser, running: Site
) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(mini_app(f"http://{running.address}/article/none#s1"))
    assert (await page.evaluate(LOOK, "html"))["background"] == "rgb(23, 33, 43)"
    await context.close()


@pytest.mark.parametrize("theme", ["", "{", "null"])
async def test_a_theme_that_is_none_changes_nothing(
    browser: Browser, running: Site, theme: str
) -> None:
    async with opened(browser, mini_app(link(running), theme)) as page:
        assert (await page.evaluate(LOOK, "html"))["background"] == "rgb(255, 255, 255)"
        assert 0 < (await page.evaluate(LOOK, "mark"))["top"] < PHONE[1]


async def test_colours_that_are_none_change_nothing(browser: Browser, running: Site) -> None:
    themes: tuple[object, ...] = (
        None,
        7,
        [],
        {"bg_color": "red;}"},
        {"bg_color": "url(https://evil.example/)"},
        {"bg_color": ["#000000"]},
        {"bg_color": "#0000000"},
        {"--paper": "#000000"},
    )
    change = "theme => Telegram.WebView.receiveEvent('theme_changed', { theme_params: theme })"
    async with opened(browser, mini_app(link(running))) as page:
        for theme in themes:
            await page.evaluate(change, theme)
            assert (await page.evaluate(LOOK, "html"))["background"] == "rgb(23, 33, 43)"
        await page.evaluate("Telegram.WebView.receiveEvent('theme_changed')")
        await page.evaluate("Telegram.WebView.receiveEvent('viewport_changed', {})")


async def test_a_fragment_that_cannot_be_decoded_changes_nothing(
    browser: Browser, running: Site
) -> None:
    async with opened(browser, f"{link(running)}?tgWebAppThemeParams=%E0%A4%A") as page:
        assert (await page.evaluate(LOOK, "html"))["background"] == "rgb(255, 255, 255)"


async def test_other_sites_cannot_show_the_page_within_theirs(
    browser: Browser, running: Site
) -> None:
    async def outer(_request: web.Request) -> web.Response:
        frame = f'<iframe src="http://{running.address}/article/idlib-truce"></iframe>'
        return web.Response(text=frame, content_type="text/html")

    application = web.Application()
    application.router.add_get("/", outer)
    async with listening(application, Address("127.0.0.1", 0)) as address:
        context = await browser.new_context()
        page = await context.new_page()
        refusals: list[str] = []
        page.on("console", lambda message: refusals.append(message.text))
        await page.goto(f"http://{address}/")
        assert "Idlib" not in await page.frames[1].content()
        assert any("frame-ancestors" in refusal for refusal in refusals)
        await context.close()
