"""The whole bot, run in a thread, before a strict local Bot API that judges what it sends."""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import re
import threading
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from bot.application import build
from bot.chats import Chats
from bot.fetches import Fetches
from bot.inbox import Inbox
from bot.limits import Limits
from bot.playground.local import LocalBotAPI
from bot.polling import run_polling
from index.answering import Answerer
from index.archive import Archive
from index.article import Document
from index.reading.errors import NotAnArticle
from index.reading.files import read_bytes
from tests.fuzz.shapes import Shapes

if TYPE_CHECKING:
    from collections.abc import Coroutine, Hashable, Sequence
    from typing import Self

    from bot.inbox import Aside
    from bot.playground.objects import Chat, Json, User
    from index.reading.fetching import Progress

T = TypeVar("T")

#: What may be refused: the chat, the message, the person or the query is not there (any more).
#: Anything else that is refused was malformed, and that is what is looked for.
_ABSENT = re.compile(
    r"(?:Forbidden: .*|Bad ?Request: ("
    r"chat not found|message to edit not found|message can't be edited|message is not modified.*"
    r"|query is too old.*|message thread not found|TOPIC_CLOSED|PARTICIPANT_ID_INVALID"
    r"|there are no administrators in the private chat|invalid file_id"
    r"|not enough rights to send text messages to the chat"
    r"|need administrator rights in the channel chat))(?: at .*)?",
    re.IGNORECASE,
)
_PATIENCE = 60.0


class NoFetches(Fetches):
    """Reads files here and now, and finds an article behind every other link."""

    async def link(self, url: str, person: Hashable, progress: Progress) -> Document:
        if len(url) % 2:
            raise NotAnArticle("That page holds no article.")
        return Document(f"The council met on Monday. {url} was not discussed.", title=url[:50])

    async def file(
        self,
        data: bytes,
        name: str,
        content_type: str | None,
        person: Hashable,
    ) -> Document:
        return read_bytes(data, name, content_type)


@dataclass
class Outcome:
    """What became of some updates.

    Attributes:
        aside: Those that were set aside, other than for something that is not there.
        malformed: What was refused for more than being about something that is not there.
        errors: What nobody has caught.

    """

    aside: list[Aside] = field(default_factory=list)
    malformed: list[Json] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Errors(logging.Handler):
    """Keeps what is logged as an error, except that an update was set aside."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if record.name.partition(".")[0] in {"trafilatura", "htmldate"}:
            return  # They report pages that hold nothing.
        if "was set aside after" not in said and "without a number" not in said:
            self.found.append(said)


class Bot:
    """The bot and its judge; it lives as long as the context."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fuzzed bot")
        self._stack = AsyncExitStack()
        self._errors = Errors()
        self._message_ids = count(1_000_000)
        self._patches = pytest.MonkeyPatch()

    def __enter__(self) -> Self:
        for pauses in ("PAUSES", "PAUSES_FOR_STORAGE"):
            self._patches.setattr(f"bot.retrying.{pauses}", (0.0, 0.0))
        self._patches.setattr("bot.delivery._FIRST_PAUSE", 0.0)
        self._patches.setattr("bot.outage._FIRST_PAUSE", 0.01)
        logging.getLogger().addHandler(self._errors)
        self._thread.start()
        self._call(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._call(self._stop())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()
            logging.getLogger().removeHandler(self._errors)
            self._patches.undo()

    def feed(self, *updates: Json) -> Outcome:
        """Send updates, wait until all is done with them, and judge what the bot did."""
        return self._call(self._feed(updates))

    def ask(self, question: str, document: Document | None = None) -> Outcome:
        """Ask something in private, of an article that is the chat's own if one is given."""
        return self._call(self._ask(question, document))

    async def _start(self) -> None:
        self._loop.set_exception_handler(self._on_error)
        enter = self._stack.enter_context
        self.archive = enter(Archive(None))
        self.kept = enter(Chats(None))
        self.inbox = enter(Inbox(None))
        self.api = await self._stack.enter_async_context(
            LocalBotAPI(flood=None, history=40, log_size=500)
        )
        self._world = world = self.api.world
        self.ann: User = world.add_user("Ann", username="ann_reads", user_id=1)
        ben = world.add_user("Ben <b>&", user_id=2)
        world.store_file(
            "story.html", b"<html><p>The council met on Monday.</p></html>", "text/html"
        )
        self.private: Chat = world.private_chat(self.ann)
        world.start(self.ann)
        world.start(ben)
        for chat in (
            world.add_group("Readers", self.ann, ben),
            world.add_supergroup("<i>Readers", self.ann, ben),
            world.add_supergroup("Forum", self.ann, ben, is_forum=True),
        ):
            world.add_bot(chat, self.ann)
        world.add_channel("News", self.ann, username="news_of_the_day")
        absent = {"id": -4_999_999, "type": "group", "title": "Elsewhere"}
        self.shapes = Shapes(
            [user.as_json() for user in world.users.values()],
            [*(chat.as_json() for chat in world.chats.values()), absent],
        )
        application = build(
            self.api.token,
            self.archive,
            Answerer(),
            self.kept,
            bot_api=self.api.url,
            fetches=NoFetches(),
            limits=Limits(0, 0),
        )
        self._running = asyncio.create_task(run_polling(application, self.inbox))
        await self._until_done()
        self._outcome()

    async def _stop(self) -> None:
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)
        await self._stack.aclose()

    async def _feed(self, updates: Sequence[Json]) -> Outcome:
        for update in updates:
            # The server gives the numbers; how the bot takes others is tested elsewhere.
            fields = {name: value for name, value in update.items() if name != "update_id"}
            self._world.updates.push_raw(fields)
        await self._until_done()
        return self._outcome()

    async def _ask(self, question: str, document: Document | None) -> Outcome:
        if document:
            added = self.archive.add(document, owner=self.private.id)
            self.kept.choose_article(self.private.id, added.article.id)
        else:
            self.kept.choose_article(self.private.id, "idlib-truce")
        self._world.updates.push_raw({"message": self._said(question)})
        await self._until_done()
        if document:
            self.archive.remove(added.article.id, owner=self.private.id)
        return self._outcome()

    def _said(self, text: str) -> Json:
        """Anything that a person may say; the apps would clean it."""
        return {
            "message_id": next(self._message_ids),
            "date": int(time.time()),
            "chat": self.private.as_json(),
            "from": self.ann.as_json(),
            "text": text,
        }

    async def _until_done(self) -> None:
        async with asyncio.timeout(_PATIENCE):
            while len(self._world.updates) or self.inbox.depth()[0]:
                if self._running.done():
                    self._running.result()
                await asyncio.sleep(0.0005)

    def _outcome(self) -> Outcome:
        """Take what has happened since the last time."""
        aside = self.inbox.aside()
        for one in aside:
            self.inbox.drop(one.entry.number)
        malformed = [
            record.as_json()
            for record in self.api.refusals
            if record.refusal and not _ABSENT.fullmatch(record.refusal.description)
        ]
        malformed += [{"method": v.method, "note": v.note} for v in self.api.violations]
        self.api.refusals.clear()
        self.api.violations.clear()
        errors, self._errors.found = self._errors.found, []
        aside = [one for one in aside if not _ABSENT.fullmatch(one.error)]
        return Outcome(aside, malformed, errors)

    def _on_error(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self._errors.found.append(f"{context.get('message')}: {context.get('exception')!r}")

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop).result(2 * _PATIENCE)
        except TimeoutError:
            faulthandler.dump_traceback(2)  # It hangs: standard error shows where.
            raise
