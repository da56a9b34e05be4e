"""What is special inside a text: the entities, given or found as Telegram finds them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bot.playground import utf16

#: Domains that are links without a scheme in front. Telegram knows all top-level domains; these
#: are the ones that people write.
_TOP_LEVEL_DOMAINS = frozenset(
    """
    ai app be biz blog br ca ch cn co com cz de dev edu es eu fr gov gr info int io ir it jp me
    mil net news nl no online org pl press pt ru se site sy tr tv ua uk us
    """.split()
)

_COMMAND = re.compile(
    r"(?<![\w/<>])/(?P<name>[A-Za-z0-9_]{1,64})(?:@(?P<bot>[A-Za-z0-9_]{3,32}))?(?![\w/<>])"
)
_MENTION = re.compile(r"(?<!\w)@[A-Za-z0-9_]{4,32}(?!\w)")
_HASHTAG = re.compile(r"(?<!\w)#(?=\d*[^\W\d])\w{1,256}(?!\w*#)")
_CASHTAG = re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?![\w$])")
_EMAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9_.+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?!\w)")
_URL = re.compile(
    r"(?<![\w@.-])(?P<scheme>[a-z]+://)?"
    r"(?:[\w-]+(?::[^\s@/]*)?@)?(?P<host>(?:[\w-]+\.)+[\w-]+)(?::\d{1,5})?(?P<tail>[/?#]\S*)?",
    re.IGNORECASE,
)
#: The character without which there is nothing to find, the entity's type, and the pattern.
_PATTERNS = (
    ("/", "bot_command", _COMMAND),
    ("@", "mention", _MENTION),
    ("@", "email", _EMAIL),
    ("#", "hashtag", _HASHTAG),
    ("$", "cashtag", _CASHTAG),
)
_URL_SCHEMES = frozenset({"http://", "https://", "ftp://", "tg://", "ton://"})
_AFTER_A_URL = ".,:;!?'\"()[]{}<>«»“”\u2018\u2019…"

LINK_SCHEMES = frozenset({"http", "https", "ftp", "tg", "ton", "tonsite"})
BUTTON_SCHEMES = LINK_SCHEMES - {"ftp"}


@dataclass(frozen=True, slots=True)
class Entity:
    """A part of a text that is special.

    Args:
        type: Telegram's name for it, such as "bold" or "bot_command".
        start: Index of its first character (code points).
        end: Index after its last character.
        extra: What this type carries besides, such as {"url": …}.

    """

    type: str
    start: int
    end: int
    extra: dict[str, Any] = field(default_factory=dict)


def as_json(text: str, entities: Iterable[Entity]) -> list[dict[str, Any]]:
    """Return the entities in the Bot API's form, with offsets in UTF-16 units."""
    units = utf16.units_before(text)
    return [
        {
            "type": entity.type,
            "offset": units(entity.start),
            "length": units(entity.end) - units(entity.start),
            **entity.extra,
        }
        for entity in entities
    ]


def detect(text: str) -> list[Entity]:
    """Find commands, mentions, hashtags, cashtags, links and e-mail addresses in a text.

    Returns:
        Entities in order of their place, none overlapping another.

    """
    found = sorted(_candidates(text), key=lambda entity: (entity.start, -entity.end))
    entities: list[Entity] = []
    for entity in found:
        if not entities or entity.start >= entities[-1].end:
            entities.append(entity)
    return entities


def commands(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield (index, name, bot's username or "") of every command in the text."""
    for match in _COMMAND.finditer(text):
        yield match.start(), match["name"], match["bot"] or ""


def mentions(text: str) -> set[str]:
    """Return the usernames mentioned, in lower case and without the @."""
    return {
        text[entity.start + 1 : entity.end].lower()
        for entity in (detect(text) if "@" in text else ())
        if entity.type == "mention"
    }


def check_link(url: str, schemes: frozenset[str]) -> str:
    """Return a link as Telegram keeps it.

    Args:
        url: The link as given; without a scheme it is taken for an http:// one.
        schemes: Schemes allowed.

    Raises:
        ValueError: With Telegram's words, when it would refuse the link.

    """
    url = url.strip()
    if not url or any(character.isspace() for character in url):
        raise ValueError("Wrong HTTP URL")
    try:
        parts = urlsplit(url if "://" in url or url.startswith("tg:") else f"http://{url}")
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("Wrong HTTP URL") from None
    if parts.scheme not in schemes:
        raise ValueError("Unsupported URL protocol")
    if parts.scheme not in {"http", "https", "ftp"}:
        return url
    if "." not in host.strip(".") and ":" not in host:
        raise ValueError("Wrong HTTP URL")
    start = f"{parts.scheme}://{parts.netloc.lower()}"
    tail = url[url.index(parts.netloc) + len(parts.netloc) :]
    return start + (tail if tail.startswith("/") else "/" + tail)


def _candidates(text: str) -> Iterator[Entity]:
    for sign, kind, pattern in _PATTERNS:
        if sign in text:
            for match in pattern.finditer(text):
                yield Entity(kind, match.start(), match.end())
    if "." in text:
        yield from _links(text)


def _links(text: str) -> Iterator[Entity]:
    for match in _URL.finditer(text):
        link = match.group().rstrip(_AFTER_A_URL)
        if match["scheme"]:
            is_link = match["scheme"].lower() in _URL_SCHEMES
        else:
            is_link = match["host"].rpartition(".")[2].lower() in _TOP_LEVEL_DOMAINS
        if is_link:
            yield Entity("url", match.start(), match.start() + len(link))
