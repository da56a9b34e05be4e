"""Misspelt question words, read as what they are: "wich", "wen did", "hoe many". English, pure."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from index.analysis import stop_words
from index.clauses import AUXILIARIES, BE, is_verb
from index.vocabulary import repaired
from index.word_vectors import word_vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOOKED_AT = 5
"""So many words may stand before the kind of question is told: "so in wich town"."""
_LONG = ("what", "when", "where", "which", "whose", "whats", "whens", "wheres")
"""Question words in which a slip of the finger can be told."""
_TELL_ALL = frozenset((*_LONG, "who", "why"))
"""Behind these the kind of question is told; behind "how" it is not."""
_SHORT = {
    "wat": "what",
    "wot": "what",
    "wut": "what",
    "wht": "what",
    "wha": "what",
    "wats": "whats",
    "wots": "whats",
    "whn": "when",
    "wen": "when",
    "wer": "where",
    "wo": "who",
    "woh": "who",
    "hwo": "who",
    "hoo": "who",
    "wy": "why",
    "y": "why",
    "hw": "how",
    "hoe": "how",
    "hou": "how",
}
"""Short ones as they are written by ear, or in haste."""
_MEASURES = ("many", "much")
_MEASURED = frozenset("many much long old often far big large tall high".split())
_HOW = frozenset(word for word in _SHORT if _SHORT[word] == "how") | {"hwo"}
"""Those of them that may be "how" before a word of measure; "hwo" may be "who" as well."""
_JOINED = {"howmany": "how many", "howmuch": "how much"}
_WORD = re.compile(r"[^\W\d_]+")


def spelt(text: str) -> str:
    """A question with its question words as they are spelt; all else is left as it stands.

    Args:
        text: The question, as a person writes it.
    """
    found = list(islice(_WORD.finditer(text), _LOOKED_AT))
    written = [one[0].lower() for one in found]
    read = [*written, ""]
    for at, one in enumerate(found):
        # A capital inside a question begins a name.
        if at and one[0][0].isupper() and not text.isupper():
            break
        read[at] = _read(read, at)
        is_content = read[at] == written[at] and read[at] not in stop_words("en")
        if is_content or read[at] in _TELL_ALL:
            break
    for one, before, after in reversed(list(zip(found, written, read, strict=False))):
        if before != after:
            shown = after.upper() if text.isupper() else after
            text = text[: one.start()] + shown + text[one.end() :]
    return text


def _read(words: Sequence[str], at: int) -> str:
    """What a word is read as, mostly itself."""
    word, following = words[at], words[at + 1]
    before = words[at - 1] if at else ""
    if word in _JOINED:
        return _JOINED[word]
    # No verb where another one follows: "were is it".
    if word == "were" and following in BE:
        return "where"
    is_strange = word not in stop_words("en") and word_vectors().number(word) is None
    if before == "how":
        return _slip(word, _MEASURES) if is_strange else word
    if word in _HOW and (following in _MEASURED or _slip(following, _MEASURES) in _MEASURES):
        return "how"
    if word in _SHORT and (is_strange or following in AUXILIARIES):
        asks = following in AUXILIARIES or is_verb(following) or _SHORT[word] not in {"who", "how"}
        return _SHORT[word] if asks else word
    return _slip(word, _LONG) if is_strange else word


def _slip(word: str, of: Sequence[str]) -> str:
    """The word that one slip made a word of, or the word itself."""
    repair = repaired(word, of)
    return repair.taken if repair else word
