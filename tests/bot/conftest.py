"""The real bot against a local Bot API server, over HTTP."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from bot.application import build
from bot.chats import Chats
from bot.playground.local import LocalBotAPI
from bot.polling import run_polling
from index.answering import Answerer
from index.archive import Archive

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from bot.playground.objects import Chat, Message, User


@dataclass
class Telegram:
    """A local Telegram with a bot on it that can be started and stopped.

    Attributes:
        api: The server, without flood limits.
        archive: The bot's archive; it begins with the bundled article.
        chats: What the bot remembers of chats.
        answerer: What answers.
        ann: Somebody who talks to the bot.
        ben: Somebody else.

    """

    api: LocalBotAPI
    archive: Archive
    chats: Chats
    answerer: Answerer = field(default_factory=Answerer)

    def __post_init__(self) -> None:
        self.ann: User = self.api.world.add_user("Ann", username="ann_reads")
        self.ben: User = self.api.world.add_user("Ben", username="ben_writes")

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[None]:
        """Run the bot."""
        application = build(
            self.api.token, self.archive, self.answerer, self.chats, bot_api=self.api.url
        )
        running = asyncio.create_task(run_polling(application))
        try:
            await self.until(lambda: running.done() or self.api.calls("getUpdates"))
            yield
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    def private(self, user: User | None = None) -> Chat:
        """Ann's chat with the bot, or somebody else's."""
        return self.api.world.private_chat(user or self.ann)

    def group(self, kind: str = "group") -> Chat:
        """A group, supergroup or forum with Ann, Ben and the bot in it."""
        world = self.api.world
        if kind == "group":
            chat = world.add_group("Readers", self.ann, self.ben)
        else:
            chat = world.add_supergroup("Readers", self.ann, self.ben, is_forum=kind == "forum")
        world.add_bot(chat, self.ann)
        return chat

    async def until(self, check: Callable[[], object]) -> None:
        """Wait until something is so that the local Telegram announces to nobody."""
        async with asyncio.timeout(5):
            while not check():  # noqa: ASYNC110 - nobody announces it
                await asyncio.sleep(0.002)

    async def ask(self, text: str, chat: Chat | None = None) -> Message:
        """Send something as Ann and wait for the reply."""
        sent = self.api.world.send_text(chat or self.private(), self.ann, text)
        return await self.api.wait_for_reply(sent)


@pytest.fixture
def archive() -> Iterator[Archive]:
    """An archive in memory with the bundled article."""
    with Archive(None) as archive:
        yield archive


@pytest.fixture
async def telegram(archive: Archive) -> AsyncIterator[Telegram]:
    """A local Telegram; in the end nothing may have been refused or been borne in silence."""
    with Chats(None) as chats:
        async with LocalBotAPI(flood=None) as api:
            yield Telegram(api, archive, chats)
        # The poll that was under way when the bot stopped gives way to the bot's last one.
        refused = [record for record in api.refusals if record.method != "getUpdates"]
        assert refused == []
        assert list(api.violations) == []
