"""All that is to be translated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot import texts
from bot.web import texts as web_texts
from index.reading import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

Message = str | tuple[str, str]
"""An English text; of one that depends on a number, the form for one and the other form."""

_PLACE = re.compile(r"{(\w+)}")


def messages() -> dict[Message, list[str]]:
    """Return every text that people can be told, with the names that it has in the program.

    Those are the constants of `bot.texts`, `index.reading.sentences` and `bot.web.texts`, in their
    order.
    """
    found: dict[Message, list[str]] = {}
    for module in (texts, sentences, web_texts):
        for name, message in _texts_of(module):
            found.setdefault(message, []).append(f"{module.__name__}.{name}")
    return found


def places(text: str) -> list[str]:
    """Return the names in the braces of a text, sorted.

    Args:
        text: A text or a translation.

    """
    return sorted(_PLACE.findall(text))


def _texts_of(module: ModuleType) -> Iterator[tuple[str, Message]]:
    for name, value in vars(module).items():
        if name.isupper() and isinstance(value, texts.Plural):
            yield name, (value.one, value.many)
        elif name.isupper() and isinstance(value, str):
            yield name, value
