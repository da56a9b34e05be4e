"""Which language a text is written in."""

from __future__ import annotations

from functools import cache
from typing import Any

SURE = 0.9
"""Probability from which a detected language is believed; below it a text is taken as English."""

_READ = 4_000
"""Characters that are looked at; more of an article changes nothing."""


def detect_language(text: str) -> str:
    """Tell the language of a text by its letters, with py3langid.

    Args:
        text: Any text; from a few sentences on it is told reliably.

    Returns:
        ISO 639-1 code; "en" where the text is too short or too mixed to be sure.

    """
    language, probability = _identifier().classify(text[:_READ])
    # Codes of three letters are dialects, which have neither stemmer nor stop words.
    return str(language) if probability >= SURE and len(language) == 2 else "en"


@cache
def _identifier() -> Any:
    # Loaded on use: it takes most of a second, and few commands need it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
