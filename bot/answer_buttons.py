"""The buttons under an answer, and what the data behind them says. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import texts
from bot.texts import label

LIKE = "👍"
DISLIKE = "👎"

_LARGEST = 2**63 - 1


class Verb(StrEnum):
    """What a button does."""

    MORE = "more"
    CONTEXT = "context"
    QUOTES = "quotes"
    LIKE = "like"
    DISLIKE = "dislike"


PATTERN = rf"^(?:{'|'.join(Verb)}):"
"""What the data of these buttons look like, as a regular expression."""


@dataclass(frozen=True, slots=True)
class Press:
    """What the data of a button says.

    Attributes:
        verb: What it does.
        answer: The number of the answer that it stands under.

    """

    verb: Verb
    answer: int


def pressed(data: str) -> Press | None:
    """Read the data of a button; None where it is not one of these.

    Args:
        data: The data, which anybody may have made up.

    """
    verb, _, number = data.partition(":")
    if verb not in set(Verb) or not (number.isascii() and number.isdecimal()):
        return None
    answer = int(number) if len(number) < 20 else 0
    return Press(Verb(verb), answer) if 0 < answer <= _LARGEST else None


def keyboard(
    answer: int,
    opening: InlineKeyboardButton | None,
    *,
    has_more: bool,
    in_context: bool = False,
) -> InlineKeyboardMarkup:
    """Return the buttons under an answer.

    Args:
        answer: Its number.
        opening: The button that opens its first quote's place; None where that has none.
        has_more: Whether there is more to be shown.
        in_context: Whether the quotes are shown in context.

    """
    toggle = (
        _button(label(texts.WITHOUT_CONTEXT), Verb.QUOTES, answer)
        if in_context
        else _button(label(texts.CONTEXT), Verb.CONTEXT, answer)
    )
    first = [_button(label(texts.MORE), Verb.MORE, answer)] if has_more else []
    first.append(toggle)
    if opening:
        first.append(opening)
    opinions = [_button(LIKE, Verb.LIKE, answer), _button(DISLIKE, Verb.DISLIKE, answer)]
    return InlineKeyboardMarkup([first, opinions])


def _button(text: str, verb: Verb, answer: int) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=f"{verb}:{answer}")
