"""The log: one line an event, for people or for programs, without what anybody has written."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

from bot.handlers.errors import account


def configure(*, as_json: bool, debug: bool = False) -> None:
    """Have everything that is logged written to standard error from now on.

    Args:
        as_json: Whether each line is a JSON object.
        debug: Whether what happens within is logged too.

    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if as_json else Lines())
    logging.basicConfig(level=logging.DEBUG if debug else logging.INFO, handlers=[handler])
    logging.captureWarnings(capture=True)


class Lines(logging.Formatter):
    """A line for people: when, how grave, and what."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record on one line."""
        when = _when(record).isoformat(sep=" ", timespec="milliseconds")
        return f"{when} {record.levelname} {_what(record)}"


class JsonLines(logging.Formatter):
    """A line for programs: a JSON object with `time`, `level`, `logger` and `message`."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record on one line."""
        entry = {
            "time": _when(record).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _what(record),
        }
        return json.dumps(entry, ensure_ascii=False)


def _when(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _what(record: logging.LogRecord) -> str:
    said = " ".join(record.getMessage().split())
    error = record.exc_info[1] if record.exc_info else None
    # Not the traceback that is usual: it is many lines, and errors quote what made them.
    return f"{said}: {account(error)}" if error else said
