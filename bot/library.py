"""Which article a chat asks."""

from __future__ import annotations

from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING

from index.archive_errors import NoSuchArticle

if TYPE_CHECKING:
    from bot.chats import Chats
    from index.archive import Archive
    from index.article import Article

_KEPT = 256


class Library:
    """The articles of an archive as chats see them: their own and the installation's.

    Articles read are kept until the archive changes, so that a question reads none from disk and
    all chats that ask an article hold the same object. It may be used from several threads.

    Args:
        archive: Where the articles are.
        chats: What each chat has chosen.

    """

    def __init__(self, archive: Archive, chats: Chats) -> None:
        self.archive = archive
        self._chats = chats
        self._lock = Lock()
        self._version = -1
        self._latest: Article | None = None
        self._seen: dict[tuple[int, str], Article] = {}
        self._read: dict[str, Article] = {}

    def current(self, chat: int) -> Article | None:
        """Return the article that a chat asks: the one chosen, or else the installation's latest.

        Args:
            chat: The chat's id.

        Returns:
            The article; None where the installation has none.

        Raises:
            ArchiveError: The archive cannot be read.
            ChatsError: What the chat has chosen cannot be read.

        """
        chosen = self._chats.article(chat)
        if chosen:
            with suppress(NoSuchArticle):  # It may have been removed since.
                return self.article(chosen, chat)
        return self.latest()

    def is_at_hand(self, chat: int) -> bool:
        """Whether the article that a chat asks is in memory, so that `current` waits for nothing.

        Args:
            chat: The chat's id.

        Raises:
            ArchiveError: The archive cannot be read.
            ChatsError: What the chat has chosen cannot be read.

        """
        if not self._lock.acquire(blocking=False):
            return False
        try:
            chosen = self._chats.article(chat)
            is_read = not chosen or (chat, chosen) in self._seen
            return is_read and self._version == self.archive.version
        finally:
            self._lock.release()

    def latest(self) -> Article | None:
        """Return the installation's article that was added or changed last.

        Raises:
            ArchiveError: The archive cannot be read.

        """
        with self._lock:
            self._catch_up()
            return self._latest

    def article(self, article: str, chat: int) -> Article:
        """Return an article that a chat may see.

        Args:
            article: The article's id.
            chat: The chat's id.

        Raises:
            NoSuchArticle: The chat sees none of that id.
            ArchiveError: The archive cannot be read.

        """
        with self._lock:
            self._catch_up()
            seen = self._seen.get((chat, article))
            if seen is None:
                if len(self._seen) >= _KEPT:
                    self._forget()
                found = self.archive.article(article, visible_to=chat)
                seen = self._read.setdefault(article, found)
                self._seen[chat, article] = seen
            return seen

    def _catch_up(self) -> None:
        """Forget what was read before the archive's last change."""
        version = self.archive.version
        if version != self._version:
            self._latest = self.archive.latest()
            self._forget()
            self._version = version

    def _forget(self) -> None:
        self._seen.clear()
        self._read.clear()
        if self._latest:
            self._read[self._latest.id] = self._latest
