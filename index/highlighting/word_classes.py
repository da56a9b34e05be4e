"""Classes of words, and of the marks between them."""

from __future__ import annotations

from functools import lru_cache

from index.clauses import PAST

_WORDS = {
    "determiner": "a an the this these those such each every any some no another other all both "
    "its their his her our my your",
    "of": "of",
    "by": "by",
    "in": "in at near outside inside within across around into on onto",
    "to": "to toward towards",
    "from": "from",
    "for": "for",
    "with": "with without",
    "about": "about over against regarding concerning upon despite",
    "time preposition": "until till before during following between through throughout since",
    "as": "as like than",
    "because": "because after amid due while if though although so unless",
    "and": "and or but nor",
    "relative": "that which who whom whose what where when why how whether",
    "be": "is are was were be been being am isn't wasn't aren't weren't",
    "auxiliary": "has have had having do does did can could will would should may might must "
    "hasn't haven't hadn't don't doesn't didn't can't couldn't won't wouldn't shouldn't",
    "negation": "not never",
    "pronoun": "he she it they we i you him them us me himself herself itself themselves there",
    "speech": "said say says saying told tells added adds insisted warned warns announced stated "
    "claimed claims wrote explained argued reported confirmed denied acknowledged noted "
    "suggested replied asked vowed recalled testified according",
    "verb": "become becomes begins come comes get gets give gives goes keep keeps leads make makes "
    "show shows take takes think thinks turn turns wants wins",
}
_CLASS_OF_WORD = {
    **dict.fromkeys(PAST, "verb"),
    **{word: name for name, words in _WORDS.items() for word in words.split()},
}
QUOTES = frozenset('"“”«»„')
_MARKS = {
    **dict.fromkeys(QUOTES, "quotation mark"),
    **dict.fromkeys("()[]", "bracket"),
    **dict.fromkeys("\u2013\u2014-", "dash"),
    ",": "comma",
}
CLASSES = (
    *_WORDS,
    *("function word", "name", "number", "date", "adverb", "word"),
    *("edge", "quotation mark", "bracket", "dash", "comma", "other mark"),
)
"""What phrases begin with, end with and stand between: words, then marks."""
CONTENT = frozenset("name number date verb adverb word".split())
"""Classes of words that can tell something."""
OF_A_CLAUSE = frozenset("be auxiliary pronoun speech verb relative".split())
"""Classes of words of which no mere noun with its adjectives has one."""
NOT_LAST = frozenset(_WORDS) - {"negation", "pronoun", "speech", "verb"}
"""Classes of words with which no phrase ends."""
MEASURES = frozenset(
    "about nearly almost around least most more less up approximately roughly some only just "
    "than over under at".split()
)
"""Words that say how exact a number is."""


@lru_cache(maxsize=20_000)
def class_of(word: str, *, is_term: bool, english: bool) -> str:
    """Tell the class of a word that is no name, number or date of several words.

    Args:
        word: As it stands in the text.
        is_term: Whether it counts in a search; stop words do not.
        english: Whether it is of an English text; elsewhere few classes are told apart.
    """
    word = word.lower().replace("\u2019", "'")
    if word[0].isdigit():
        return "number"
    if english and word in _CLASS_OF_WORD:
        return _CLASS_OF_WORD[word]
    if not is_term:
        return "function word"
    if english and len(word) > 4 and word.endswith(("ed", "ing")):
        return "verb"
    return "adverb" if english and word.endswith("ly") else "word"


def mark_between(gap: str) -> str:
    """Tell the class of the marks between two words; empty for none.

    Quotation marks count before others.

    Args:
        gap: What stands between the words.
    """
    found = ""
    for character in gap:
        if not character.isspace():
            found = _MARKS.get(character, "other mark")
            if found == "quotation mark":
                break
    return found
