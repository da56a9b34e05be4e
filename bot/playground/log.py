"""What the bot called, what of it was refused, and what it should not have done."""

import json
from collections import deque
from dataclasses import dataclass
from typing import Any

from bot.playground.faults import Fault
from bot.playground.objects import Json
from bot.playground.parameters import Parameters, Upload
from bot.playground.refusals import RefusedError

_JSON_PARAMETERS = frozenset(
    {
        "allowed_updates",
        "button",
        "caption_entities",
        "commands",
        "entities",
        "link_preview_options",
        "menu_button",
        "message_ids",
        "reaction",
        "reply_markup",
        "reply_parameters",
        "result",
        "results",
        "scope",
    }
)


@dataclass(slots=True)
class CallRecord:
    """A call that the bot made.

    Args:
        method: As the documentation writes it.
        params: What came with it, JSON already decoded; files as Upload.
        at: When, in seconds since 1970.
        result: What it was answered, if it was carried out.
        refusal: Why it was not.
        fault: What went wrong on purpose.

    """

    method: str
    params: Json
    at: float
    result: Any = None
    refusal: RefusedError | None = None
    fault: Fault | None = None

    def as_json(self) -> Json:
        """Return the record for a page or another process."""
        files = {key: value.name for key, value in self.params.items() if isinstance(value, Upload)}
        return {
            "method": self.method,
            "params": {**self.params, **files},
            "at": self.at,
            "result": self.result,
            "refusal": self.refusal and self.refusal.as_json(),
            "fault": self.fault and self.fault.kind,
        }


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that Telegram would bear in silence, but that no careful bot does.

    Args:
        method: The method that was called.
        note: What it was, in a sentence.

    """

    method: str
    note: str


class CallLog:
    """The calls of the bot, oldest first.

    Args:
        size: How many calls, refusals and violations are kept; None keeps all.

    Attributes:
        calls: All calls.
        refusals: Those of them that were refused.
        violations: What was wrong without being refused.

    """

    def __init__(self, size: int | None = None) -> None:
        self.calls: deque[CallRecord] = deque(maxlen=size)
        self.refusals: deque[CallRecord] = deque(maxlen=size)
        self.violations: deque[Violation] = deque(maxlen=size)

    def begin(self, method: str, given: Parameters, at: float, fault: Fault | None) -> CallRecord:
        """Log a call that has just come, and return its record to be filled in."""
        record = CallRecord(method, _logged(given), at, fault=fault)
        self.calls.append(record)
        return record

    def note(self, record: CallRecord, notes: list[str]) -> None:
        """Note what was wrong in a call without being refused."""
        self.violations += [Violation(record.method, note) for note in notes]


def _logged(given: Parameters) -> Json:
    """Return the parameters for the log, with JSON decoded."""
    logged: Json = {**given.values, **given.files}
    for name in _JSON_PARAMETERS.intersection(logged):
        value = logged[name]
        if isinstance(value, str):
            try:
                logged[name] = json.loads(value)
            except (ValueError, RecursionError):
                continue
    return logged
