"""The site over HTTP on loopback, with the bundled article and one that a chat has added."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession
from yarl import URL

from bot.web.links import reader_url
from bot.web.listening import Address, listening
from bot.web.reader import Reader
from bot.web.signing import Signer
from bot.web.site import site
from index.article import Article, Document

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from multidict import CIMultiDictProxy

    from index.archive import Archive

NOW = 1_795_400_000.0
LOOPBACK = Address("127.0.0.1", 0)


@dataclass
class Response:
    """What the server has sent."""

    status: int
    headers: CIMultiDictProxy[str]
    text: str


class Site:
    """A running site with a clock that tests set.

    Attributes:
        now: What the site takes for the time.
        public: The installation's article.
        private: An article of the chat `chat`.

    """

    chat = -1001234567890

    def __init__(self, archive: Archive) -> None:
        self.now = NOW
        self.archive = archive
        self.signer = Signer(b"s" * 32)
        self.public = archive.article("idlib-truce")
        self.private = self.add("Nobody else may read this.", title="Private", owner=self.chat)
        self.address = LOOPBACK
        self._session: ClientSession | None = None

    def add(self, text: str, *, title: str, owner: int) -> Article:
        """Add an article of a chat."""
        return self.archive.add(Document(text, title=title, language="en"), owner).article

    def link(self, article: Article, sentence: int | None = None, chat: int | None = None) -> str:
        """The address of an article's page, without a fragment."""
        url = reader_url(
            f"http://{self.address}",
            article,
            sentence,
            chat=chat,
            signer=self.signer,
            now=self.now,
        )
        return url.partition("#")[0]

    async def get(self, address: str, method: str = "GET", **headers: str) -> Response:
        """Ask for an address, or for a path, exactly as it is written."""
        if address.startswith("/"):
            address = f"http://{self.address}{address}"
        assert self._session is not None
        url = URL(address, encoded=True)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self._session.request(method, url, headers=named) as response:
            return Response(response.status, response.headers, await response.text())

    async def send(self, request: bytes) -> bytes:
        """Send bytes and return all that comes back before the connection is closed."""
        reader, writer = await asyncio.open_connection(self.address.host, self.address.port)
        writer.write(request)
        try:
            async with asyncio.timeout(5):
                return await reader.read()
        finally:
            writer.close()

    async def run(self) -> AsyncIterator[Site]:
        """Serve for as long as the generator lives."""
        reader = Reader(self.archive, self.signer, clock=lambda: self.now)
        async with (
            listening(site(reader.routes()), LOOPBACK) as self.address,
            ClientSession() as self._session,
        ):
            yield self


@pytest.fixture
async def reader(archive: Archive) -> AsyncIterator[Site]:
    """The reader's site, running."""
    async for running in Site(archive).run():
        yield running
