"""Where an installation keeps what it has: the archive, and the history of the prompt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from index.archive import Archive

EMPTY_ARCHIVE = "The archive has no article yet; add one with: pullquote articles add FILE"

_NAME = "pullquote"


@dataclass(frozen=True, slots=True)
class Installation:
    """What all commands are told.

    Attributes:
        archive: The archive's file.
        wait: Seconds to wait while another program writes to it.

    """

    archive: Path
    wait: float

    @property
    def chats(self) -> Path:
        """The file beside the archive in which the bot remembers its chats."""
        return self.archive.with_name(f"{self.archive.stem}-chats.sqlite")

    @property
    def inbox(self) -> Path:
        """The file beside the archive in which updates wait until they are done."""
        return self.archive.with_name(f"{self.archive.stem}-inbox.sqlite")

    @property
    def secret(self) -> Path:
        """The file beside the archive with random bytes that only this installation knows."""
        return self.archive.with_name(f"{self.archive.stem}-secret")

    @property
    def lock(self) -> Path:
        """The file beside the archive that a running bot holds."""
        return self.archive.with_name(f"{self.archive.stem}-lock")

    def open_archive(self) -> Archive:
        """Open the archive, or make it.

        Raises:
            ArchiveError: It cannot be opened.

        """
        from index.archive import Archive  # noqa: PLC0415 - not every command needs it

        return Archive(self.archive, wait=self.wait)


def default_archive() -> Path:
    """Name the archive's file in the person's data folder."""
    from platformdirs import user_data_path  # noqa: PLC0415 - not needed where a file is named

    return user_data_path(_NAME, appauthor=False) / "pullquote.sqlite"


def history_file() -> Path:
    """Name the file that keeps what was asked at the prompt, for the arrow keys."""
    from platformdirs import user_state_path  # noqa: PLC0415 - only the prompt needs it

    return user_state_path(_NAME, appauthor=False) / "history"
