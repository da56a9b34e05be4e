"""The reader page over HTTP: which articles may be seen, and what may be kept of them."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from aiohttp import ETag, hdrs, web

from bot.web.links import FOLDER, KEY, SENTENCE, mark
from bot.web.page import article_page
from index.ingestion import digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.web.signing import Signer
    from index.archive import Archive
    from index.article import Article

AT_ONCE = 2
"""Pages that are made at a time, so that the bot has threads and the archive for itself too."""

_KEPT_FOR = 300
"""Seconds for which a public page may be shown again without asking."""


class Reader:
    """Shows the articles of an archive: the installation's to all, a chat's to holders of a key.

    Args:
        archive: Where the articles are.
        signer: Checks keys.
        clock: Returns the seconds since 1970.

    """

    def __init__(
        self, archive: Archive, signer: Signer, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._archive = archive
        self._signer = signer
        self._clock = clock
        self._turns = asyncio.Semaphore(AT_ONCE)

    def routes(self, folder: str = FOLDER) -> list[web.RouteDef]:
        """Say what can be asked for: `/article/ID`, by GET and HEAD.

        Args:
            folder: What the path begins with; empty where the site stands in that folder itself.

        """
        return [web.get(folder + "/{id}", self._show)]

    async def _show(self, request: web.Request) -> web.Response:
        article_id, query = request.match_info["id"], request.query
        chat = self._signer.chat(article_id, query.get(KEY, ""), self._clock())
        async with self._turns:
            page = await asyncio.to_thread(self._page, article_id, query.get(SENTENCE, ""), chat)
        if page is None and chat is not None:
            raise web.HTTPGone  # Only who had been given a key learns that it was there.
        if page is None:
            raise web.HTTPNotFound
        response = web.Response(body=page, content_type="text/html", charset="utf-8")
        if chat is not None:
            response.headers[hdrs.CACHE_CONTROL] = "no-store"
            return response
        return _cached(request, response, page)

    def _page(self, article_id: str, sentence: str, chat: int | None) -> bytes | None:
        """Make the page of an article, if there is one of that id to be seen."""
        article = self._find(article_id, chat)
        if article is None:
            return None
        return article_page(article, mark(article, sentence)).encode()

    def _find(self, article_id: str, chat: int | None) -> Article | None:
        # Not by `Archive.article`, which looks through all ids for one that is meant.
        number = self._archive.numbers([article_id], visible_to=chat).get(article_id)
        return None if number is None else self._archive.articles_numbered([number]).get(number)


def _cached(request: web.Request, response: web.Response, page: bytes) -> web.Response:
    """Let a response be kept, and send none where the same one has been."""
    tag = ETag(digest(page.decode()).hex())
    known = request.if_none_match or ()
    if any(other.value in {tag.value, "*"} for other in known):
        response = web.Response(status=304)
    response.etag = tag
    response.headers[hdrs.CACHE_CONTROL] = f"public, max-age={_KEPT_FOR}"
    return response
