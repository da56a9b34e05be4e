"""Telegram's HTML in pieces that know how long they are once it is parsed."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_LENGTH = 4096
"""UTF-16 units of a message's text, after parsing."""

MAX_ENTITIES = 100
"""Entities of a message; Telegram drops the others without a word."""

MAX_SOURCE = 32 * 1024
"""Bytes of a message's HTML, before parsing."""

RIGHT_TO_LEFT_MARK = "\u200f"
"""Shows nothing, and has a line run to the left that begins with it."""

_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_TAG = re.compile(r"<[^>]*>")
_OTHER_DIRECTION = {False: {"R", "AL", "AN"}, True: {"L", "EN"}}
"""Bidirectional classes of characters that run against a text, by whether it runs to the left."""

_CONTROLS = {number: " " for number in (*range(0x20), *range(0x7F, 0xA0)) if number != 0x0A}
_LINE_ENDS = _CONTROLS | dict.fromkeys((0x0A, 0x2028, 0x2029), " ")


@dataclass(frozen=True, slots=True)
class Html:
    """A piece of a message.

    Attributes:
        source: The HTML.
        length: UTF-16 units of the text that it shows.
        entities: How many entities its markup makes.

    """

    source: str = ""
    length: int = 0
    entities: int = 0

    def __add__(self, other: Html) -> Html:
        return Html(
            self.source + other.source,
            self.length + other.length,
            self.entities + other.entities,
        )

    def __bool__(self) -> bool:
        return bool(self.source)

    def fits(self) -> bool:
        """Whether it can be sent as one message."""
        return (
            self.length <= MAX_LENGTH
            and self.entities <= MAX_ENTITIES
            and len(self.source.encode()) <= MAX_SOURCE
        )


def plain(text: str) -> Html:
    """Show a text as it is, whatever it contains.

    Line feeds stay. Other control characters, which Telegram does not keep, become spaces, and
    halves of surrogate pairs, which it refuses, become question marks.

    Args:
        text: Any text.

    """
    shown = text.translate(_CONTROLS).encode("utf-8", "replace").decode()
    return Html(html.escape(shown, quote=False), utf16_length(shown))


def bold(inner: Html) -> Html:
    """Set a piece in bold type."""
    return _tagged("b", inner)


def italic(inner: Html) -> Html:
    """Set a piece in italics."""
    return _tagged("i", inner)


def underlined(inner: Html) -> Html:
    """Underline a piece."""
    return _tagged("u", inner)


def code(inner: Html) -> Html:
    """Set a piece as something to be typed or copied; it must not hold other markup."""
    return _tagged("code", inner)


def block_quote(inner: Html) -> Html:
    """Set a piece as a block quotation; it must not hold another one."""
    return _tagged("blockquote", inner)


def link(inner: Html, url: str) -> Html:
    """Make a piece a link.

    Args:
        inner: What is shown.
        url: An http or https address.

    """
    return _tagged("a", inner, f' href="{html.escape(url)}"')


def joined(separator: str, pieces: Iterable[Html]) -> Html:
    """Join pieces with a separator between those that show something.

    Args:
        separator: Plain text.
        pieces: The pieces in order; empty ones are left out.

    """
    between = plain(separator)
    whole = Html()
    for piece in pieces:
        if piece:
            whole = whole + between + piece if whole else piece
    return whole


def in_a_row(pieces: Iterable[Html]) -> Html:
    """Set pieces on one line, with dots between those that show something.

    Where some run to the left, each stays by itself, and the first one leads.

    Args:
        pieces: The pieces in order; empty ones are left out.

    """
    first, *others = [piece for piece in pieces if piece] or [Html()]
    if not all(_OTHER_DIRECTION[False].isdisjoint(_directions(one)) for one in (first, *others)):
        others = [plain(_ISOLATE) + piece + plain(_POP_ISOLATE) for piece in others]
    return joined(" · ", (first, *others))


def isolated(piece: Html, *, in_right_to_left: bool) -> Html:
    """Keep the direction of a piece from disturbing that of the text around it.

    What runs in the same direction stays as it is.

    Args:
        piece: What is filled into a text.
        in_right_to_left: Whether that text is written from right to left.

    """
    if _OTHER_DIRECTION[in_right_to_left].isdisjoint(_directions(piece)):
        return piece
    return plain(_ISOLATE) + piece + plain(_POP_ISOLATE)


def _directions(piece: Html) -> set[str]:
    """Return the bidirectional classes of all characters that a piece shows."""
    shown = html.unescape(_TAG.sub("", piece.source))
    return set(map(unicodedata.bidirectional, shown))


def on_one_line(text: str) -> str:
    """Put a space in place of every line end and control character, and change nothing else.

    Args:
        text: Any text; the result is of the same length.

    """
    return text.translate(_LINE_ENDS)


def clipped(text: str, limit: int) -> str:
    """Put a text on one line, cut at a word and closed with an ellipsis where it is too long.

    For titles and names only: a quote is never cut.

    Args:
        text: Any text.
        limit: Characters.

    """
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    kept = line[: limit - 1]
    return (kept.rpartition(" ")[0] or kept) + "…"


def utf16_length(text: str) -> int:
    """Count the UTF-16 units of a text, as Telegram does.

    Args:
        text: Any text.

    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _tagged(tag: str, inner: Html, attributes: str = "") -> Html:
    if not inner:
        return inner
    source = f"<{tag}{attributes}>{inner.source}</{tag}>"
    return Html(source, inner.length, inner.entities + 1)
