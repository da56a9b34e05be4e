"""What the bot says of what it keeps of people and chats, and of having forgotten it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import texts
from bot.answer_buttons import DISLIKE, LIKE
from bot.markup import Html, bold, in_a_row, joined, plain
from bot.texts import label, say

if TYPE_CHECKING:
    from bot.answers import Forgotten
    from bot.forgetting import Rest
    from bot.periods import Retention

FORGET = "forget"
"""What the data of the button begins with that has all of a chat forgotten."""

_BULLET = "• "


def privacy_message(retention: Retention, *, in_group: bool) -> Html:
    """Say what is kept, for how long, and how to have it removed.

    Args:
        retention: How long it is kept.
        in_group: Whether several people read it.

    """
    kept = (
        say(texts.PRIVACY_QUESTIONS, count=retention.answers),
        say(texts.PRIVACY_OPINIONS, count=retention.opinions, like=LIKE, dislike=DISLIKE),
        say(texts.PRIVACY_CHAT, count=retention.left),
        say(texts.PRIVACY_FAILED, count=retention.failures),
    )
    forget = texts.PRIVACY_FORGET_GROUP if in_group else texts.PRIVACY_FORGET
    return joined(
        "\n\n",
        (
            bold(say(texts.PRIVACY)),
            joined("\n", [plain(_BULLET) + one for one in kept]),
            joined("\n", (say(texts.PRIVACY_ELSE), say(texts.PRIVACY_WHO))),
            say(forget, command=f"/{FORGET}"),
        ),
    )


def forgotten_message(forgotten: Forgotten, rest: Rest) -> Html:
    """Say what was forgotten of a person, and what is kept of the chat still.

    Args:
        forgotten: What was forgotten.
        rest: What is kept of the chat.

    """
    questions, opinions = forgotten.questions, forgotten.opinions
    if questions or opinions:
        done = say(
            texts.FORGOTTEN,
            questions=say(texts.FORGOTTEN_QUESTIONS, count=questions),
            opinions=say(texts.FORGOTTEN_OPINIONS, count=opinions),
        )
    else:
        done = say(texts.FORGOTTEN_NOTHING)
    things = [
        say(text, count=count)
        for text, count in ((texts.KEPT_ARTICLES, rest.articles), (texts.KEPT_TOPICS, rest.topics))
        if count
    ]
    if rest.has_choices:
        things.append(say(texts.KEPT_CHOICES))
    still = say(texts.STILL_KEPT, things=in_a_row(things)) if things else Html()
    return joined("\n", (done, still))


def forget_keyboard(*, in_group: bool) -> InlineKeyboardMarkup:
    """Make the button that has all of a chat forgotten.

    Args:
        in_group: Whether the chat is a group.

    """
    text = texts.FORGET_GROUP if in_group else texts.FORGET_REST
    return InlineKeyboardMarkup.from_button(
        InlineKeyboardButton(label(text), callback_data=f"{FORGET}:all")
    )
