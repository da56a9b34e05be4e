"""The numbers that Telegram keeps to, and the counting of messages against its flood control."""

import math
from collections import deque
from dataclasses import dataclass

MAX_TEXT_UNITS = 4096
MAX_CAPTION_UNITS = 1024
MAX_MARKED_UP_TEXT_BYTES = 1 << 15
MAX_QUOTE_UNITS = 1024
MAX_ENTITIES = 100

MAX_BUTTONS = 100
MAX_CALLBACK_DATA_BYTES = 64
MAX_CALLBACK_ANSWER_CHARACTERS = 200

MAX_INLINE_QUERY_CHARACTERS = 256
MAX_INLINE_RESULTS = 50
MAX_INLINE_RESULT_ID_BYTES = 64
MAX_INLINE_OFFSET_BYTES = 64
MAX_START_PARAMETER_CHARACTERS = 64

MAX_COMMANDS = 100
MAX_COMMAND_CHARACTERS = 32
MAX_COMMAND_DESCRIPTION_CHARACTERS = 256
MAX_NAME_CHARACTERS = 64
MAX_DESCRIPTION_CHARACTERS = 512
MAX_SHORT_DESCRIPTION_CHARACTERS = 120

MAX_UPDATES = 100
MAX_DELETIONS = 100
MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024
MAX_UPLOAD_BYTES = 50 * 1024 * 1024
MAX_SECRET_TOKEN_CHARACTERS = 256

_MINUTE = 60.0
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """How much a bot may send before it is told to wait.

    Args:
        overall_per_second: Messages a second to all chats together.
        chat_per_second: Messages a second to one chat, in the long run.
        chat_burst: Messages that one chat takes at once after a quiet time.
        group_per_minute: Messages in any minute to one group, supergroup or channel.

    """

    overall_per_second: float = 30.0
    chat_per_second: float = 1.0
    chat_burst: int = 5
    group_per_minute: int = 20


@dataclass(slots=True)
class _Bucket:
    """A token bucket: it holds `size` tokens and fills at `rate` a second."""

    rate: float
    size: float
    tokens: float
    filled_at: float

    def seconds_to_wait(self, now: float) -> float:
        self.tokens = min(self.size, self.tokens + (now - self.filled_at) * self.rate)
        self.filled_at = now
        return max(0.0, (1.0 - self.tokens) / self.rate)


class FloodControl:
    """Counts messages and says how long to wait before the next one."""

    def __init__(self, limits: FloodLimits) -> None:
        self._limits = limits
        rate = limits.overall_per_second
        self._overall = _Bucket(rate, rate, rate, 0.0)
        self._chats: dict[int, _Bucket] = {}
        self._groups: dict[int, deque[float]] = {}

    def seconds_to_wait(self, chat_id: int, *, is_group: bool, now: float) -> int:
        """Count one message to a chat, unless it comes too early.

        Args:
            chat_id: The chat that it goes to.
            is_group: Whether many people read that chat.
            now: Seconds on a clock that never goes back.

        Returns:
            0 when the message may go; else whole seconds to wait, and nothing is counted.

        """
        limits = self._limits
        chat = self._chats.get(chat_id)
        if chat is None:
            chat = _Bucket(limits.chat_per_second, limits.chat_burst, limits.chat_burst, now)
            self._chats[chat_id] = chat
        waits = [self._overall.seconds_to_wait(now), chat.seconds_to_wait(now)]
        recent = self._groups.setdefault(chat_id, deque()) if is_group else deque()
        while recent and recent[0] <= now - _MINUTE:
            recent.popleft()
        if len(recent) >= limits.group_per_minute:
            waits.append(recent[0] + _MINUTE - now)
        if max(waits) > _ROUNDING:
            return math.ceil(max(waits))
        self._overall.tokens -= 1
        chat.tokens -= 1
        recent.append(now)
        return 0
