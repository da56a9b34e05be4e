"""What a chat can settle, and the one gate that says who is answered. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.addressing import Command, Hint, Question, Way
from bot.language import LANGUAGES

if TYPE_CHECKING:
    from bot.addressing import Decision

QUIET_HOURS = ("", "22-7", "23-8", "0-6")
"""What quiet hours can be set to: from one full hour to another, of the chat's own time."""

ZONES = range(-12, 15)
"""Hours that a chat's time may be ahead of UTC."""


class Who(StrEnum):
    """Who may ask in a group."""

    EVERYONE = "everyone"
    ADMINISTRATORS = "administrators"


class Gate(StrEnum):
    """What is done with a message that is for the bot."""

    OPEN = "open"
    REFUSED = "refused"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a chat has set.

    Attributes:
        who: Who may ask.
        reports_silence: Whether a question by command that no article answers gets a line.
        language: Of the bot's own words, an ISO 639-1 code; empty: the person's.
        quiet: Hours in which only administrators are answered, one of QUIET_HOURS.
        zone: Hours that the chat's time is ahead of UTC.

    """

    who: Who = Who.EVERYONE
    reports_silence: bool = True
    language: str = ""
    quiet: str = ""
    zone: int = 0

    def is_quiet(self, at: datetime) -> bool:
        """Whether quiet hours are kept at a moment.

        Args:
            at: The moment, UTC.

        """
        if not self.quiet:
            return False
        start, _, end = self.quiet.partition("-")
        hour = (at + timedelta(hours=self.zone)).hour
        since, lasting = (hour - int(start)) % 24, (int(end) - int(start)) % 24
        return since < lasting

    def restricts(self, at: datetime) -> bool:
        """Whether at a moment only administrators are answered.

        Args:
            at: The moment, UTC.

        """
        return self.who is Who.ADMINISTRATORS or self.is_quiet(at)

    def with_value(self, name: str, value: str) -> Settings | None:
        """Return the settings with one of them changed.

        Args:
            name: Which one.
            value: What it is to be, as text.

        Returns:
            The new settings; None where there is no such setting, or no such value of it.

        """
        match name:
            case "who" if value in set(Who):
                return replace(self, who=Who(value))
            case "reports_silence" if value in {"0", "1"}:
                return replace(self, reports_silence=value == "1")
            case "language" if value in {"", *LANGUAGES}:
                return replace(self, language=value)
            case "quiet" if value in QUIET_HOURS:
                return replace(self, quiet=value)
            case "zone" if value in {str(zone) for zone in ZONES}:
                return replace(self, zone=int(value))
        return None


def gate(settings: Settings, decision: Decision, *, is_administrator: bool, at: datetime) -> Gate:
    """Decide whether a message in a group that is for the bot is answered.

    Where only administrators may ask, a command of others gets a line, and all else silence; in
    quiet hours they get silence alone.

    Args:
        settings: The group's.
        decision: What the message is.
        is_administrator: Whether an administrator has sent it.
        at: When, UTC.

    """
    if is_administrator or not settings.restricts(at):
        return Gate.OPEN
    if settings.is_quiet(at):
        return Gate.SILENT
    match decision:
        case Question(way=Way.COMMAND | Way.TOPIC):
            return Gate.REFUSED
        case Question() | Hint():
            return Gate.SILENT
        case Command():
            return Gate.OPEN
    return Gate.SILENT
