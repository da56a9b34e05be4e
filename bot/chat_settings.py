"""What chats have set, the questions they have saved, and when the bot has left them, in SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.settings import Settings, Who
from bot.settled import Settled
from index.article import Topic

if TYPE_CHECKING:
    from bot.chats import Chats


class ChatSettings:
    """The settings and topics of each chat, in the file of the chats.

    Its methods raise a ChatsError where the file cannot be used.

    Args:
        chats: The file.

    """

    def __init__(self, chats: Chats) -> None:
        self._chats = chats
        self._set = Settled(self._settings, lambda: chats.changes)
        self._saved = Settled(self._topics, lambda: chats.changes)

    def settings(self, chat: int) -> Settings:
        """Return what a chat has set.

        Args:
            chat: The chat's id.

        """
        return self._set.of(chat)

    def _settings(self, chat: int) -> Settings:
        with self._chats.reading() as db:
            row = db.execute(
                "SELECT who, reports_silence, language, quiet, zone FROM settings WHERE chat = ?",
                (chat,),
            ).fetchone()
        if row is None:
            return Settings()
        who, reports_silence, language, quiet, zone = row
        return Settings(Who(who), bool(reports_silence), language, quiet, zone)

    def set(self, chat: int, settings: Settings) -> None:
        """Remember what a chat has set.

        Args:
            chat: The chat's id.
            settings: All of it.

        """
        with self._chats.settling() as db:
            db.execute(
                "INSERT OR REPLACE INTO settings"
                " (chat, who, reports_silence, language, quiet, zone) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    chat,
                    settings.who,
                    settings.reports_silence,
                    settings.language,
                    settings.quiet,
                    settings.zone,
                ),
            )

    def has_settings(self, chat: int) -> bool:
        """Whether a chat has ever set anything.

        Args:
            chat: The chat's id.

        """
        with self._chats.reading() as db:
            found = db.execute("SELECT 1 FROM settings WHERE chat = ?", (chat,)).fetchone()
        return found is not None

    def topics(self, chat: int) -> tuple[Topic, ...]:
        """Return the questions that a chat has saved, by name.

        Args:
            chat: The chat's id.

        """
        return self._saved.of(chat)

    def _topics(self, chat: int) -> tuple[Topic, ...]:
        with self._chats.reading() as db:
            rows = db.execute(
                "SELECT name, question FROM topics WHERE chat = ? ORDER BY name", (chat,)
            ).fetchall()
        return tuple(Topic(*row) for row in rows)

    def add_topic(self, chat: int, topic: Topic) -> None:
        """Save a question of a chat, in place of the one of the same name.

        Args:
            chat: The chat's id.
            topic: Its name and question.

        """
        with self._chats.settling() as db:
            db.execute(
                "INSERT OR REPLACE INTO topics (chat, name, question) VALUES (?, ?, ?)",
                (chat, topic.name, topic.question),
            )

    def remove_topic(self, chat: int, name: str) -> bool:
        """Remove a question that a chat has saved.

        Args:
            chat: The chat's id.
            name: Its name.

        Returns:
            Whether there was one of that name.

        """
        with self._chats.settling() as db:
            found = db.execute("DELETE FROM topics WHERE chat = ? AND name = ?", (chat, name))
            return bool(found.rowcount)

    def depart(self, chat: int, at: float) -> None:
        """Remember that the bot has left a chat.

        Args:
            chat: The chat's id.
            at: When, in seconds since 1970.

        """
        with self._chats.database() as db:
            db.execute("INSERT OR REPLACE INTO departures VALUES (?, ?)", (chat, int(at)))

    def come_back(self, chat: int) -> None:
        """Remember that the bot is in a chat.

        Args:
            chat: The chat's id.

        """
        with self._chats.database() as db:
            db.execute("DELETE FROM departures WHERE chat = ?", (chat,))

    def departed(self, before: float) -> list[int]:
        """Return the chats that the bot has left before a moment.

        Args:
            before: The moment, in seconds since 1970.

        """
        with self._chats.database() as db:
            rows = db.execute("SELECT chat FROM departures WHERE left_at < ?", (before,)).fetchall()
        return [chat for (chat,) in rows]
