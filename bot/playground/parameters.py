"""The parameters of a Bot API call, however they came: in a query, a form or JSON."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.refusals import bad_request

_TRUE = frozenset({"true", "yes", "1"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call.

    Args:
        name: As the sender named it.
        content: The bytes.
        mime_type: As the sender declared it.

    """

    name: str
    content: bytes
    mime_type: str


class Parameters:
    """Reads parameters as the Bot API does: a number may be a string, an object may be JSON text.

    Args:
        values: The parameters as they came, by name.
        files: Files that came along, by the name of their part.

    """

    def __init__(
        self, values: Mapping[str, Any], files: Mapping[str, Upload] | None = None
    ) -> None:
        self.values = values
        self.files = files or {}

    def __contains__(self, name: str) -> bool:
        """Return whether the parameter was given at all."""
        return self.values.get(name) is not None

    def __iter__(self) -> Iterator[str]:
        """Yield the names of the parameters that were given."""
        return iter(self.values)

    def text(self, name: str) -> str:
        """Return a string, "" if it was not given."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, str) else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        """Return a whole number; the default if it was not given or is none."""
        value = self.text(name).strip()
        try:
            return int(value)
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """Return whether something is asked for."""
        return self.text(name).strip().lower() in _TRUE

    def json(self, name: str, unfit: str) -> Any:
        """Return an object or a list, None if it was not given.

        Raises:
            RefusedError: It is not JSON; `unfit` is the reason given.

        """
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            decoded = json.loads(value)
        except (ValueError, RecursionError):
            raise bad_request(unfit) from None
        check_unicode(value, decoded)
        return decoded

    def file(self, name: str) -> Upload | None:
        """Return an uploaded file, named by its part or by an attach:// link to another part."""
        link = self.text(name)
        if link.startswith("attach://"):
            return self.files.get(link.removeprefix("attach://"))
        return self.files.get(name)


def check_unicode(source: str, decoded: Any) -> None:
    """Refuse JSON with half a surrogate pair in it, which is no text.

    Args:
        source: The JSON as it came.
        decoded: What it says.

    """
    if "\\ud" not in source and "\\uD" not in source:
        return
    try:
        json.dumps(decoded, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
