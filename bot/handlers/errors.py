"""What failed: a line for the person, and a line for the log that tells nothing private."""

from __future__ import annotations

import traceback
from contextlib import suppress
from pathlib import PurePath
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.chats import ChatsError
from bot.delivery import send
from bot.soundness import UnsoundUpdate
from bot.texts import say
from index.archive_errors import ArchiveError

if TYPE_CHECKING:
    from telegram import Message

_FRAMES = 4


class NotAnswered(Exception):  # noqa: N818 - reads as what happened
    """A message could not be answered, because of this error's cause.

    Args:
        message: The person's message.
        text: What to tell the person if it is given up, one of `bot.texts`.

    """

    def __init__(self, message: Message, text: str) -> None:
        super().__init__()
        self.message = message
        self.text = text


async def apologise(message: Message, text: str) -> None:
    """Tell a person in one line that there will be no answer.

    Args:
        message: The person's message.
        text: What to say, one of `bot.texts`.

    """
    with suppress(TelegramError):
        await send(message, say(text))


def account(error: BaseException) -> str:
    """Say on one line what failed and where, in words that hold nothing a person has written.

    Messages of errors may hold anything, so those alone are given that are known not to.

    Args:
        error: What was raised.

    """
    lines = []
    cause: BaseException | None = error
    while cause is not None:
        kind = type(cause).__name__
        if isinstance(cause, (TelegramError, ArchiveError, ChatsError, UnsoundUpdate)):
            kind = f"{kind}: {' '.join(str(cause).split())}"
        frames = traceback.extract_tb(cause.__traceback__)[-_FRAMES:]
        places = [f"{PurePath(frame.filename).name}:{frame.lineno}" for frame in reversed(frames)]
        lines.append(f"{kind} at {' < '.join(places)}" if places else kind)
        cause = cause.__cause__
    return ", because of ".join(lines)
