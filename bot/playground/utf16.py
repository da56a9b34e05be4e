"""Telegram counts text in UTF-16 code units; Python counts code points."""

from collections.abc import Callable

_LAST_ONE_UNIT_CHARACTER = "\uffff"


def length(text: str) -> int:
    """Return how many UTF-16 code units the text takes."""
    if not text or max(text) <= _LAST_ONE_UNIT_CHARACTER:
        return len(text)
    return len(text) + sum(1 for character in text if character > _LAST_ONE_UNIT_CHARACTER)


def units_before(text: str) -> Callable[[int], int]:
    """Return a function from an index into the text to the UTF-16 offset of that place."""
    if not text or max(text) <= _LAST_ONE_UNIT_CHARACTER:
        return lambda index: index
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + 1 + (character > _LAST_ONE_UNIT_CHARACTER))
    return offsets.__getitem__


def index_at(text: str, offset: int) -> int:
    """Return the index of the character at a UTF-16 offset; past the end, the text's length.

    An offset that falls inside a surrogate pair belongs to the character after it.
    """
    if not text or max(text) <= _LAST_ONE_UNIT_CHARACTER:
        return max(0, min(offset, len(text)))
    units = 0
    for index, character in enumerate(text):
        if units >= offset:
            return index
        units += 1 + (character > _LAST_ONE_UNIT_CHARACTER)
    return len(text)
