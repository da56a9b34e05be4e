"""Text to terms: tokens, stems, stop words, numbers in one form."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

import Stemmer

from index.word_lists import lines_for

_STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*"  # 790  2,000  1.5
    r"|(?:[^\W\d_]\.)+[^\W\d_](?:\.|\b)"  # U.N.
    r"|[^\W_](?:[^\W_]|[\u0300-\u036f\u064b-\u065f\u0670\u0640])*"  # a word with its marks
    r"(?:['’](?:s|t|d|m|re|ve|ll)\b)?",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_INVISIBLE = re.compile(r"[\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")


class Token(NamedTuple):
    """A word or number where it stands.

    Attributes:
        start: First character in the text that was read.
        end: One past its last character.
        word: The word as it stands there.
        term: What it is found under; empty for a stop word.
        stem: As the term, but for stop words too.
    """

    start: int
    end: int
    word: str
    term: str
    stem: str


def tokens(text: str, language: str = "en", offset: int = 0) -> list[Token]:
    """Divide a text into words and numbers with the terms that they are found under.

    Args:
        text: Any text.
        language: ISO 639-1 code; one without a stemmer gets folded words.
        offset: Added to every place, in characters.
    """
    found = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        term, stem = _analysed(word, language)
        found.append(Token(offset + match.start(), offset + match.end(), word, term, stem))
    return found


def terms(text: str, language: str = "en") -> list[str]:
    """The terms of a text in order, stop words left out."""
    return [token.term for token in tokens(text, language) if token.term]


def fold(word: str) -> str:
    """A word in lower case and without diacritics, ligatures or invisible characters."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", _INVISIBLE.sub("", word).casefold())
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


@lru_cache(maxsize=200_000)
def _analysed(word: str, language: str) -> tuple[str, str]:
    """The term of a word (empty for a stop word) and its stem."""
    if word[0].isdigit():
        number = _number(word)
        return number, number
    if "." in word:
        # An initialism is found with and without its full stops, and is never a stop word.
        initials = fold(word.replace(".", ""))
        return initials, initials
    lowered = word.replace("’", "'").lower()
    bare = _POSSESSIVE.sub("", lowered)
    folded = fold(bare)
    if not folded:
        return "", ""
    stemmer = _stemmer(language)
    stem = (fold(stemmer.stemWord(bare)) if stemmer else "") or folded
    if {folded, fold(lowered)} & stop_words(language):
        return "", stem
    return stem, stem


def _number(digits: str) -> str:
    """A number without its grouping: 2,000 and 2000 are one term; 1.5 stays 1.5."""
    if _GROUPED.fullmatch(digits):
        return re.sub(r"[.,]", "", digits)
    return digits.replace(",", ".")


@cache
def stop_words(language: str) -> frozenset[str]:
    """The function words of a language, folded; none where no list is kept."""
    return frozenset(fold(line.replace("’", "'")) for line in lines_for(language, "stopwords"))


@cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    algorithm = _STEMMERS.get(language)
    return Stemmer.Stemmer(algorithm, 0) if algorithm else None
