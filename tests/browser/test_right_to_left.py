"""The bot in Arabic as a phone shows it: what runs to the left, and the English between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import texts
from bot.language import speaking
from bot.texts import label
from tests.browser.expecting import expect

if TYPE_CHECKING:
    from bot.playground.site import PlaygroundSite
    from tests.browser.conftest import Open, Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")

LINES = """
node => {
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const lines = [];
    while (walker.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(walker.currentNode);
        const text = walker.currentNode.textContent;
        for (const box of range.getClientRects()) lines.push([text, box.left, box.right]);
    }
    return lines;
}
"""
"""Every piece of text with the places where it begins and ends, in pixels from the left."""


def arabic(text: str) -> str:
    with speaking("ar"):
        return label(text)


async def places(visit: Visit) -> dict[str, tuple[float, float]]:
    """Where the pieces of the last message stand."""
    found = await visit.replies.last.locator(".text").evaluate(LINES)
    return {text.strip("\u200f\u2068\u2069 \n"): (left, right) for text, left, right in found}


async def test_arabic_runs_to_the_left_and_a_quotation_to_the_right(
    playground: PlaygroundSite, visiting: Open
) -> None:
    visit = await visiting(playground, "phone")
    await visit.open("ليلى")
    await visit.start()
    await expect(visit.replies.last).to_contain_text(arabic(texts.START))
    await visit.shoot("arabic-start")
    await visit.say("How many civilians were killed?")
    await expect(visit.replies.last).to_contain_text("790 civilians")
    answer = visit.page.locator(".message.in").last
    await expect(answer.get_by_role("button", name=arabic(texts.MORE))).to_be_visible()
    await visit.shoot("arabic-answer")
    quote = visit.replies.last.locator("blockquote")
    edges, box = await quote.evaluate(LINES), await quote.bounding_box()
    assert box is not None
    assert min(left for _, left, _ in edges) - box["x"] < 30


async def test_a_command_stands_to_the_right_of_what_it_does(
    playground: PlaygroundSite, visiting: Open
) -> None:
    visit = await visiting(playground, "phone")
    await visit.open("ليلى")
    await visit.start()
    await visit.say("/help")
    await expect(visit.replies.last).to_contain_text(arabic(texts.HELP_VERBATIM))
    await visit.shoot("arabic-help")
    found = await places(visit)
    line = await visit.replies.last.locator(".text").bounding_box()
    assert line is not None
    for command in ("/truce", "/articles", "/topics"):
        left, right = found[command]
        assert left > line["x"] + line["width"] / 2, command
        assert line["x"] + line["width"] - right < 30, command
