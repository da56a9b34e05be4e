"""Files are chosen, dropped or pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.expecting import expect

if TYPE_CHECKING:
    from bot.playground.site import PlaygroundSite
    from tests.browser.conftest import Open, Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")

GIVE = """
([target, kind, name, words]) => {
    const data = new DataTransfer();
    data.items.add(new File([words], name, { type: "text/plain" }));
    const at = document.querySelector(target);
    const how = { bubbles: true, cancelable: true, clipboardData: data, dataTransfer: data };
    const Event = kind === "paste" ? ClipboardEvent : DragEvent;
    at.dispatchEvent(new Event(kind, how));
}
"""


async def sent_file(stage: PlaygroundSite, visit: Visit, caption: str = "") -> tuple[str, bytes]:
    """Confirm the sending; the name and content that arrived."""
    dialog = visit.page.get_by_role("dialog")
    await dialog.get_by_role("textbox", name="Caption").fill(caption)
    await dialog.get_by_role("button", name="Send").click()
    await expect(visit.own.last.locator(".file")).to_be_visible()
    stored = list(stage.world.files.values())[-1]
    return stored.name, stored.content


async def test_a_file_is_chosen_and_sent_with_a_caption(
    stage: PlaygroundSite, visiting: Open, size: str
) -> None:
    visit = await visiting(stage, size)
    await visit.open("News readers")
    async with visit.page.expect_file_chooser() as choosing:
        await visit.page.get_by_role("button", name="Attach files").click()
    file = {"name": "storm.md", "mimeType": "text/markdown", "buffer": "# Storm …".encode()}
    await (await choosing.value).set_files([file])
    await expect(visit.page.get_by_role("dialog")).to_contain_text("storm.md")
    await visit.shoot("file")
    sent = await sent_file(stage, visit, "What does this say?")
    assert sent == ("storm.md", "# Storm …".encode())
    await expect(visit.own.last).to_contain_text("What does this say?")


async def test_a_file_is_dropped_on_the_chat(stage: PlaygroundSite, visiting: Open) -> None:
    visit = await visiting(stage)
    await visit.open("News readers")
    note = visit.page.get_by_text("Drop files here")
    await visit.page.evaluate(GIVE, ["#messages", "dragenter", "storm.txt", "Storm."])
    await expect(note).to_be_visible()
    await visit.page.evaluate(GIVE, ["#messages", "drop", "storm.txt", "Storm."])
    await expect(note).to_be_hidden()
    assert await sent_file(stage, visit) == ("storm.txt", b"Storm.")


async def test_a_file_dropped_beside_the_chat_does_not_leave_the_page(
    stage: PlaygroundSite, visiting: Open
) -> None:
    visit = await visiting(stage)
    await visit.page.evaluate(GIVE, ["#sidebar", "drop", "storm.txt", "Storm."])
    await expect(visit.page.get_by_role("dialog")).to_have_count(0)
    assert visit.page.url.startswith(stage.url)


async def test_a_file_is_pasted(stage: PlaygroundSite, visiting: Open) -> None:
    visit = await visiting(stage)
    await visit.open("News readers")
    await visit.page.evaluate(GIVE, ["#box", "paste", "pasted.txt", "Pasted."])
    assert await sent_file(stage, visit) == ("pasted.txt", b"Pasted.")


async def test_a_file_is_not_sent_after_all(stage: PlaygroundSite, visiting: Open) -> None:
    visit = await visiting(stage)
    await visit.open("News readers")
    for way in ("Cancel", "Escape"):
        await visit.page.evaluate(GIVE, ["#box", "paste", "pasted.txt", "Pasted."])
        dialog = visit.page.get_by_role("dialog")
        if way == "Cancel":
            await dialog.get_by_role("button", name="Cancel").click()
        else:
            await visit.page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()
    assert not stage.world.files


async def test_where_start_was_not_pressed_no_file_is_taken(
    stage: PlaygroundSite, visiting: Open
) -> None:
    visit = await visiting(stage)
    await visit.page.evaluate(GIVE, ["#messages", "drop", "storm.txt", "Storm."])
    await expect(visit.page.get_by_role("dialog")).to_have_count(0)
