"""HTML that is put together from elements, so that no text can become markup."""

from __future__ import annotations

import html

_VOID = frozenset({"br", "link", "meta"})

# What HTML does not allow as a character, and what it reads as another one.
_CONTROLS = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {ord("\t"), ord("\n")}, " ")


class Markup(str):
    """HTML that is put on a page as it is."""

    __slots__ = ()


def text(words: str) -> Markup:
    """Show words as they are, whatever they contain.

    Control characters become spaces, and halves of surrogate pairs U+FFFD.

    Args:
        words: Any text.

    """
    if not words.isprintable():
        words = words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        words = words.translate(_CONTROLS)
    return Markup(html.escape(words))


def element(name: str, /, *children: str, **attributes: str) -> Markup:
    """Make an element.

    Args:
        name: Its tag.
        children: What it holds, in order; what is not Markup is shown as it is.
        attributes: Those that are empty are left out. `class_` is `class`, and other underscores
            are hyphens.

    """
    start = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(value)}"'
        for key, value in attributes.items()
        if value
    )
    if name in _VOID:
        return Markup(f"<{name}{start}>")
    inner = "".join(child if isinstance(child, Markup) else text(child) for child in children)
    return Markup(f"<{name}{start}>{inner}</{name}>")
