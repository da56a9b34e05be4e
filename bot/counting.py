"""Calls to Telegram, counted and timed on their way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telegram.error import RetryAfter, TelegramError, TimedOut

from bot.metrics import metrics
from bot.transport import AiohttpRequest, Unreachable

if TYPE_CHECKING:
    from telegram.error import NetworkError
    from telegram.request import RequestData

    from bot.metrics import Retry

_TELLING = ("send", "edit", "answer", "delete", "forward", "copy")
_FLOOD = 429
_SERVER = 500


_ECHOED = ("reply_to_message", "reply_markup", "entities")
"""What comes back with a message that was sent, and took the library longest to read."""


class CountedRequest(AiohttpRequest):
    """Carries calls as its base class does, and counts those that show something to somebody.

    Of messages that were sent it leaves out what was in them.
    """

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return an answer's JSON object; see the base."""
        answer = AiohttpRequest.parse_json_payload(payload)
        sent = answer.get("result")
        if isinstance(sent, dict) and "message_id" in sent:
            for echoed in _ECHOED:
                sent.pop(echoed, None)
        return answer

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *args: Any,
        **timeouts: Any,
    ) -> tuple[int, bytes]:
        """Send one call and return the HTTP status and the body of the answer; see the base."""
        called = url.rpartition("/")[2]
        if not called.startswith(_TELLING):
            return await super().do_request(url, method, request_data, *args, **timeouts)
        counted = metrics()
        with counted.timed("send"):
            try:
                answer = await super().do_request(url, method, request_data, *args, **timeouts)
            except TelegramError:
                counted.send("failed")
                raise
        status, _ = answer
        if status < 300:
            counted.send("sent")
        else:
            counted.send("failed" if status == _FLOOD or status >= _SERVER else "refused")
        return answer


def why_again(error: RetryAfter | NetworkError) -> Retry:
    """Name the reason why a call is made again.

    Args:
        error: How it failed.

    """
    if isinstance(error, RetryAfter):
        return "flood"
    return "network" if isinstance(error, (Unreachable, TimedOut)) else "server"
