"""The real bot against a local Bot API server, over HTTP."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from bot.application import build
from bot.chats import Chats
from bot.fetches import Fetches
from bot.inbox import Inbox
from bot.playground.local import LocalBotAPI
from bot.polling import run_polling
from index.answering import Answerer
from index.archive import Archive

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from bot.places import ReaderSite
    from bot.playground.objects import Chat, Message, User


@dataclass
class Telegram:
    """A local Telegram with a bot on it that can be started and stopped.

    Attributes:
        api: The server, without flood limits.
        archive: The bot's archive; it begins with the bundled article.
        chats: What the bot remembers of chats.
        answerer: What answers.
        fetches: What reads links and files.
        reader: The site on which quotes are seen in their articles.
        inbox: Where updates wait until they are done.
        options: More of what the bot is built with.
        ann: Somebody who talks to the bot.
        ben: Somebody else.

    """

    api: LocalBotAPI
    archive: Archive
    chats: Chats
    answerer: Answerer = field(default_factory=Answerer)
    fetches: Fetches = field(default_factory=Fetches)
    reader: ReaderSite | None = None
    inbox: Inbox = field(default_factory=lambda: Inbox(None))
    options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ann: User = self.api.world.add_user("Ann", username="ann_reads")
        self.ben: User = self.api.world.add_user("Ben", username="ben_writes")

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[None]:
        """Run the bot."""
        application = build(
            self.api.token,
            self.archive,
            self.answerer,
            self.chats,
            bot_api=self.api.url,
            fetches=self.fetches,
            reader=self.reader,
            inbox=self.inbox,
            **self.options,
        )
        running = asyncio.create_task(run_polling(application, self.inbox))
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

    def group(self, kind: str = "group", *, is_new: bool = False) -> Chat:
        """A group, supergroup or forum with Ann, Ben and the bot in it.

        The bot has long been there, unless it is new.
        """
        world = self.api.world
        if kind == "group":
            chat = world.add_group("Readers", self.ann, self.ben)
        else:
            chat = world.add_supergroup("Readers", self.ann, self.ben, is_forum=kind == "forum")
        allowed = world.updates.allowed
        if not is_new:
            world.updates.allowed -= {"my_chat_member"}
        world.add_bot(chat, self.ann)
        world.updates.allowed = allowed
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


@pytest.fixture(autouse=True)
def _short_pauses_between_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.retrying.PAUSES", (0.01, 0.02))
    monkeypatch.setattr("bot.retrying.PAUSES_FOR_STORAGE", (0.01, 0.02))


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
            telegram = Telegram(api, archive, chats)
            yield telegram
            telegram.inbox.close()
        # The poll that was under way when the bot stopped gives way to the bot's last one.
        refused = [record for record in api.refusals if record.method != "getUpdates"]
        assert refused == []
        assert list(api.violations) == []
