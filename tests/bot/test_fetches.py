"""What the bot fetches for people: public pages alone, and few at a time."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest

from bot import texts
from bot.fetches import Fetches
from index.reading import sentences
from index.reading.errors import Busy
from index.reading.gate import FetchGate

if TYPE_CHECKING:
    from index.archive import Archive
    from tests.bot.conftest import Telegram

PRIVATE = [
    "http://127.0.0.1/",
    "http://localhost/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
]
PORTS = ["http://93.184.215.14:22/", "https://93.184.215.14:8443/"]


def ignore(*_: object) -> None:
    """Pay no heed to progress."""


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        *((link, sentences.PRIVATE) for link in PRIVATE),
        *((link, sentences.UNUSUAL_PORT) for link in PORTS),
    ],
)
async def test_what_a_stranger_links_to_within_a_network_is_refused(
    telegram: Telegram, archive: Archive, link: str, sentence: str
) -> None:
    world = telegram.api.world
    message = world._message_by(telegram.private(), telegram.ann)
    message.text = "this one"  # behind words, since of such links not all are found in a text
    message.entities = [{"type": "text_link", "offset": 0, "length": 8, "url": link}]
    async with telegram.bot():
        sent = world._send(message)
        reply = await telegram.api.wait_for_reply(sent)
        await telegram.api.wait_for_edit(reply, sentence)
    assert archive.count(visible_to="everyone") == 1


async def test_one_person_has_few_links_and_files_read_at_a_time() -> None:
    fetches = Fetches(gate=FetchGate(per_person=1))
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(fetches._gate.admit(7))
        with pytest.raises(Busy):
            await fetches.link("http://127.0.0.1/", 7, ignore)
        with pytest.raises(Busy):
            await fetches.file(b"It rained.", "a.txt", None, 7)
        assert (await fetches.file(b"It rained.", "a.txt", None, 8)).text == "It rained."


async def test_files_are_not_fetched_before_there_is_room_for_them(telegram: Telegram) -> None:
    chat, world = telegram.private(), telegram.api.world
    async with telegram.bot(), AsyncExitStack() as others:
        for person in range(8):
            await others.enter_async_context(telegram.fetches.room(person))
        sent = world.send_document(chat, telegram.ann, "a.txt", b"It rained.", "text/plain")
        reply = await telegram.api.wait_for_reply(sent)
        await asyncio.sleep(0.1)
        assert not telegram.api.calls("getFile")
        await others.aclose()
        await telegram.api.wait_for_edit(reply, texts.ADDED, timeout=20)
    assert len(telegram.api.calls("getFile")) == 1


async def test_a_person_has_room_for_few_files_and_others_have_their_own() -> None:
    fetches = Fetches()
    async with fetches.room(7), fetches.room(7), fetches.room(8):
        with pytest.raises(Busy):
            async with fetches.room(7):
                pytest.fail("a third one was let in")
    async with fetches.room(7):
        pass
