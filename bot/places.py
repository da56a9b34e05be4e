"""Where a quote is seen among its neighbours: on the reader page, or else in the original."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, WebAppInfo

from bot import texts
from bot.links import link_to, web_address
from bot.texts import label
from bot.web.links import reader_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.links import Place
    from bot.web.signing import Signer
    from index.answering import Quote
    from index.archive import Archive


class ReaderSite:
    """The site of the reader page, as it is reached from outside.

    Args:
        url: Its address, such as `https://quotes.example.org`.
        signer: Makes the keys that open a chat's own articles.
        clock: Returns the seconds since 1970.

    Raises:
        ValueError: That is no address that Telegram takes in a link. The message is a sentence.

    """

    def __init__(self, url: str, signer: Signer, *, clock: Callable[[], float] = time.time) -> None:
        self._url = public_address(url)
        self._signer = signer
        self._clock = clock

    def page(self, quote: Quote, chat: int | None) -> str:
        """Return the address of the page that shows a quote in its article.

        Args:
            quote: The quote.
            chat: The chat whose own article it is; None where it is the installation's.

        """
        return reader_url(
            self._url,
            quote.article,
            quote.sentence,
            chat=chat,
            signer=self._signer,
            now=self._clock(),
        )


class Places:
    """Tells where quotes are seen.

    Args:
        archive: Whose articles the installation's are.
        reader: The site of the reader page; None where the installation has none.

    """

    def __init__(self, archive: Archive, reader: ReaderSite | None = None) -> None:
        self._archive = archive
        self._reader = reader

    def for_chat(self, chat: int) -> Place:
        """Return what tells where a quote is seen by those who are in a chat.

        Args:
            chat: The chat's id. It opens the articles that are its own, and nobody else's.

        """

        def place(quote: Quote) -> str:
            if self._reader is None:
                return link_to(quote)
            return self._reader.page(quote, None if self._is_public(quote) else chat)

        return place

    def for_everybody(self, quote: Quote) -> str:
        """Return where a quote is seen by people of whom nothing is known.

        Args:
            quote: The quote; of a chat's own article it is seen in the original alone.

        Returns:
            An http or https address; empty where there is none.

        Raises:
            ArchiveError: The archive cannot be read.

        """
        if self._reader is None or not self._is_public(quote):
            return link_to(quote)
        return self._reader.page(quote, None)

    def button(self, quote: Quote, chat: int) -> InlineKeyboardButton | None:
        """Return the button that opens a quote's place; None where it has none.

        In private the reader page opens within Telegram, as a Mini App: that is the only place
        where Telegram takes such buttons, and it takes them with https alone.

        Args:
            quote: The quote.
            chat: The id of the chat that the button is for.

        Raises:
            ArchiveError: The archive cannot be read.

        """
        url = self.for_chat(chat)(quote)
        if not url:
            return None
        is_private = chat > 0
        if self._reader and is_private and url.startswith("https://"):
            return InlineKeyboardButton(label(texts.OPEN_ARTICLE), web_app=WebAppInfo(url))
        return InlineKeyboardButton(label(texts.OPEN_ARTICLE), url=url)

    def _is_public(self, quote: Quote) -> bool:
        """Whether the article is the installation's."""
        return bool(self._archive.numbers([quote.article.id], visible_to=None))


def public_address(url: str) -> str:
    """Return the address of a site as links begin with it.

    Args:
        url: Such as `https://quotes.example.org`, with or without a slash at its end.

    Raises:
        ValueError: That is no address that Telegram takes in a link. The message is a sentence.

    """
    parts = urlsplit(url) if web_address(url) else None
    host = (parts.hostname or "") if parts else ""
    if not parts or parts.query or parts.fragment or ("." not in host and ":" not in host):
        raise ValueError(
            "The public address must look like https://quotes.example.org:"
            " Telegram takes no link to a name without a point in it."
        )
    return url.rstrip("/")
