"""Is an article sent, rather than a question? Pure functions over one message."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from telegram import MessageOriginChannel
from telegram.constants import MessageEntityType

from bot.links import web_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telegram import Message

LONG_POST = 25
"""Words. A channel's post of fewer, and without a link, is rather a question than an article."""

WHOLE_POST = 60
"""Words. A channel's post of fewer that has a link announces the article behind the link."""

_LINKS = (MessageEntityType.URL, MessageEntityType.TEXT_LINK)


class Form(StrEnum):
    """What an article comes as."""

    LINK = "link"
    FILE = "file"
    POST = "post"


@dataclass(frozen=True, slots=True)
class Offer:
    """An article is offered, to be read and then asked.

    Attributes:
        form: What it comes as.
        message: The message that holds it.
        url: The link; empty where it is no link.

    """

    form: Form
    message: Message
    url: str = ""


def offered(message: Message) -> Offer | None:
    """Return the article that somebody sends without a word about it; None where it is none.

    That is a file, a channel's post that was forwarded, or a link that begins or ends the message,
    as phones share it. A link amid other words belongs to a question.

    Args:
        message: A message to the bot alone.

    """
    if message.document:
        return Offer(Form.FILE, message)
    if post := _post(message):
        return post
    text = message.text or message.caption or ""
    for shown, url in _links(message):
        is_alone = shown == text.strip()
        begins_or_ends = text.strip().startswith(shown) or text.strip().endswith(shown)
        if is_alone or (begins_or_ends and "://" in shown):
            return Offer(Form.LINK, message, url)
    return None


def named(message: Message) -> Offer | None:
    """Return the article that a message holds, when somebody has said that it holds one.

    Args:
        message: The message of a command, or the one that the command replies to.

    """
    if message.document:
        return Offer(Form.FILE, message)
    if post := _post(message):
        return post
    return next((Offer(Form.LINK, message, url) for _, url in _links(message)), None)


def _post(message: Message) -> Offer | None:
    """Return a channel's post, or the article that it links to."""
    if not isinstance(message.forward_origin, MessageOriginChannel):
        return None
    words = len((message.text or message.caption or "").split())
    links = [url for _, url in _links(message)]
    if links and words < WHOLE_POST:
        return Offer(Form.LINK, message, links[0])
    return Offer(Form.POST, message) if words >= LONG_POST else None


def _links(message: Message) -> Iterator[tuple[str, str]]:
    """Yield the web links of a message as they are shown, and as they are."""
    if message.text:
        marked = message.parse_entities([*_LINKS])
    else:
        marked = message.parse_caption_entities([*_LINKS]) if message.caption else {}
    for entity in sorted(marked, key=lambda entity: entity.offset):
        shown = marked[entity]
        url = entity.url or (shown if "://" in shown else f"https://{shown}")
        if web_address(url):
            yield shown, url
