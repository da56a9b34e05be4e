"""How the Bot API says no: an HTTP status, a sentence, and now and then parameters."""

from typing import Any


class RefusedError(Exception):
    """A call that Telegram would refuse.

    Args:
        code: HTTP status, which is also the `error_code` of the answer.
        description: The sentence as Telegram words it, with its prefix ("Bad Request: …").
        parameters: The `parameters` object of the answer, such as `retry_after` (seconds).

    """

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_json(self) -> dict[str, Any]:
        """Return the body of the refusing answer."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str, **parameters: int) -> RefusedError:
    """Return a 400 with the given reason, which begins small unless it is a NAME_IN_CAPITALS."""
    if not reason[1:2].isupper() and reason[1:2] != "_":
        reason = reason[:1].lower() + reason[1:]
    return RefusedError(400, f"Bad Request: {reason}", **parameters)


def forbidden(reason: str) -> RefusedError:
    """Return a 403 with the given reason."""
    return RefusedError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> RefusedError:
    """Return a 409 with the given reason."""
    return RefusedError(409, f"Conflict: {reason}")


def too_many_requests(seconds: int) -> RefusedError:
    """Return a 429 that asks to wait so many seconds."""
    return RefusedError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
