"""Which language the bot speaks just now, and how numbers and days are written in it."""

from __future__ import annotations

import re
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from gettext import NullTranslations

ENGLISH = "en"

LANGUAGES = {
    ENGLISH: "English",
    "ar": "العربية",
    "tr": "Türkçe",
    "ru": "Русский",
    "fr": "Français",
    "es": "Español",
    "de": "Deutsch",
}
"""The languages that the bot speaks, by ISO 639-1 code, as their speakers call them."""

_RIGHT_TO_LEFT = frozenset({"ar"})
_LOCALES = {ENGLISH: "en_GB"}
"""Where more than the language matters for how days are written."""

_MOST_WANTED = 20
_WEIGHT = re.compile(r"q=([01](?:\.\d{0,3})?)")

_current: ContextVar[str] = ContextVar("language", default=ENGLISH)


def language_of(tag: str | None) -> str:
    """Return the language to speak with somebody.

    Args:
        tag: The language of the person's app, an IETF tag such as `pt-br`; None if not known.

    Returns:
        One of LANGUAGES; English where theirs is not among them.

    """
    code = str(tag or "").replace("_", "-").partition("-")[0].lower()
    return code if code in LANGUAGES else ENGLISH


def accepted(header: str) -> str:
    """Return the language to speak with somebody's browser.

    Args:
        header: What it sends as Accept-Language, such as `pt,fr-CA;q=0.8` (RFC 9110, 12.5.4).

    Returns:
        The one of LANGUAGES that is wanted most; English where none of them is.

    """
    wanted = []
    for part in header.split(",")[:_MOST_WANTED]:
        tag, _, weight = part.partition(";")
        code = tag.strip().partition("-")[0].lower()
        if code in LANGUAGES:
            found = _WEIGHT.fullmatch(weight.strip())
            wanted.append((float(found[1]) if found else 1.0, code))
    best = max(wanted, key=lambda one: one[0], default=(0.0, ENGLISH))
    return best[1] if best[0] else ENGLISH


def speak(language: str) -> None:
    """Speak a language from now on, in this task and in those that it starts.

    Args:
        language: One of LANGUAGES.

    """
    _current.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language for a while.

    Args:
        language: One of LANGUAGES.

    """
    before = _current.set(language)
    try:
        yield
    finally:
        _current.reset(before)


def spoken() -> str:
    """Return the language that is spoken, one of LANGUAGES."""
    return _current.get()


def is_right_to_left() -> bool:
    """Whether the language that is spoken is written from right to left."""
    return spoken() in _RIGHT_TO_LEFT


def translated(text: str) -> str:
    """Return a text in the language that is spoken; in English where it is not translated.

    Args:
        text: The English text.

    """
    return _translations(spoken()).gettext(text) if text else ""


def translated_plural(one: str, many: str, count: int) -> str:
    """Return the form of a text that goes with a number.

    Args:
        one: The English text for one.
        many: The English text for any other number.
        count: The number.

    """
    return _translations(spoken()).ngettext(one, many, count)


def number(value: int) -> str:
    """Write a whole number as the language that is spoken does.

    Args:
        value: The number.

    """
    language = spoken()
    if language == ENGLISH:
        return f"{value:,}"
    from babel.numbers import format_decimal  # noqa: PLC0415 - English needs none of it

    return format_decimal(value, locale=language)


def day(iso: str, *, is_short: bool = False) -> str:
    """Write a day as the language that is spoken does.

    Args:
        iso: An ISO 8601 date; what is none is returned as it is.
        is_short: Whether there is little room.

    """
    try:
        known = date.fromisoformat(iso)
    except ValueError:
        return iso
    from babel.dates import format_date  # noqa: PLC0415 - loads the names of all months

    language = spoken()
    style = "medium" if is_short else "long"
    return format_date(known, style, locale=_LOCALES.get(language, language))


def name_of(language: str) -> str:
    """Return what a language is called in the language that is spoken.

    Args:
        language: An ISO 639-1 code.

    Returns:
        The name; empty where there is no such language.

    """
    from babel import Locale  # noqa: PLC0415 - loads the names of all languages

    return str(Locale.parse(spoken()).languages.get(language, ""))


@lru_cache(maxsize=len(LANGUAGES))
def _translations(language: str) -> NullTranslations:
    from bot.locales import translations  # noqa: PLC0415 - English needs none of it

    return translations(language)
