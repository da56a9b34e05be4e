"""The bot's words in other languages: one gettext catalogue (`.po`) for each.

They are read as they are, so that nothing is compiled when the bot is installed.
"""

from __future__ import annotations

from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

FOLDER = Path(__file__).parent


def catalogue(language: str) -> Path:
    """Return the file of a language; English has none.

    Args:
        language: An ISO 639-1 code.

    """
    return FOLDER / f"{language}.po"


def translations(language: str) -> NullTranslations:
    """Read the translations into a language.

    Args:
        language: An ISO 639-1 code.

    Returns:
        What translates; English texts stay as they are.

    """
    path = catalogue(language)
    if not path.exists():
        return NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - English needs none of it
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
