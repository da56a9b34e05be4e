"""The lists of words that come with Pullquote: text files, a line an entry, comments behind "#"."""

from __future__ import annotations

from importlib.resources import files


def lines_of(name: str) -> list[str]:
    """Read a list, without its comments and empty lines.

    Args:
        name: The file's path in the package.
    """
    lines = (files("index") / name).read_text("utf-8").splitlines()
    return [entry for line in lines if (entry := line.partition("#")[0].strip())]


def lines_for(language: str, folder: str) -> list[str]:
    """Read a language's list; none where none is kept.

    Args:
        language: ISO 639-1 code.
        folder: The folder in the package that has a list for each language.
    """
    name = f"{folder}/{language}.txt"
    is_kept = language.isalpha() and (files("index") / name).is_file()
    return lines_of(name) if is_kept else []
