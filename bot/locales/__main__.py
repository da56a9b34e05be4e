"""`python -m bot.locales`: bring the catalogues up to date with the texts.

A new text is added without a translation; one that is not there any more is taken out.
"""

from __future__ import annotations

import sys
from io import BytesIO
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bot.language import ENGLISH, LANGUAGES
from bot.locales import catalogue
from bot.locales.messages import messages, places

if TYPE_CHECKING:
    from pathlib import Path

_WIDTH = 100
_HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


def updated(known: Catalog | None, language: str) -> Catalog:
    """Return a catalogue of all texts that there are.

    Args:
        known: The catalogue as it was; None where there was none.
        language: Its language.

    """
    catalog = Catalog(locale=language, fuzzy=False)
    for message, names in messages().items():
        before = known.get(message) if known is not None else None
        one = message if isinstance(message, str) else message[1]
        catalog.add(
            message,
            before.string if before else None,
            flags={"python-brace-format"} if places(one) else (),
            auto_comments=[", ".join(names)],
        )
    return catalog


def written(catalog: Catalog) -> bytes:
    """Return a catalogue as it stands in its file, with nothing that changes by itself.

    Args:
        catalog: The catalogue.

    """
    messages = BytesIO()
    write_po(messages, catalog, width=_WIDTH, omit_header=True)
    header = _HEADER.format(language=catalog.locale, plurals=catalog.plural_forms)
    return header.encode() + messages.getvalue()


def read(path: Path, language: str) -> Catalog | None:
    """Return the catalogue in a file; None where there is none yet.

    Args:
        path: The file.
        language: Its language.

    """
    if not path.exists():
        return None
    with path.open("rb") as file:
        return read_po(file, locale=language)


def untranslated(catalog: Catalog) -> list[str]:
    """Return the texts that a catalogue has no translation of.

    Args:
        catalog: The catalogue.

    """
    lacking = []
    for message in catalog:
        forms = message.string if isinstance(message.string, list | tuple) else [message.string]
        if message.id and not all(forms):
            lacking.append(message.id if isinstance(message.id, str) else message.id[0])
    return lacking


def main() -> None:
    """Update every catalogue, and list what is to be translated."""
    for language in LANGUAGES:
        if language == ENGLISH:
            continue
        path = catalogue(language)
        catalog = updated(read(path, language), language)
        path.write_bytes(written(catalog))
        lacking = untranslated(catalog)
        sys.stdout.write(f"{path.name}: {len(lacking)} to be translated\n")
        sys.stdout.writelines(f"    {text}\n" for text in lacking)


if __name__ == "__main__":
    main()
