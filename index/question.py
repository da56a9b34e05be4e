"""What is asked: its terms, the kind of answer expected, and whether one sentence can give it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import takewhile
from typing import TYPE_CHECKING

from index.analysis import fold, terms, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.analysis import Token

KINDS = (
    "who",
    "when",
    "where",
    "how many",
    "how much",
    "how long",
    "how old",
    "how",
    "why",
    "what",
    "say",
    "yes or no",
    "topic",
)
"""The kinds of answer that a question may expect."""

_WHEN_NOUNS = frozenset("year date day month time century decade season weekday hour".split())
_WHERE_NOUNS = frozenset(
    "country city state place town location region area province village continent county "
    "nation island street district venue site building".split()
)
_WHO_NOUNS = frozenset(
    "person man woman people actor actress president minister leader player team company "
    "organization organisation group party singer author director official agency country's".split()
)
_COUNT_NOUNS = frozenset("number percentage percent amount age share rate proportion score".split())
_MONEY_NOUNS = frozenset("price cost money sum salary fine budget".split())
_SAY_VERBS = frozenset(
    "say says said saying claim claims claimed tell tells told state states stated think thinks "
    "thought believe believes believed describe describes described call calls called announce "
    "announces announced add adds added report reports reported comment comments commented "
    "respond responded suggest suggests suggested argue argues argued insist insists insisted "
    "warn warns warned explain explains explained write wrote tweet tweeted".split()
)
_AUXILIARIES = frozenset(
    "is are was were do does did has have had can could will would should may might must "
    "isn't aren't wasn't weren't don't doesn't didn't hasn't haven't can't won't".split()
)
_BROAD_WORDS = frozenset(
    "terms conditions figures details reactions causes effects consequences facts demands "
    "measures reasons numbers statistics events results findings plans promises background "
    "summary overview situation everything damage about toll".split()
)
_SMALL_QUESTION_WORDS = re.compile(
    r"^(?:(?:so|and|but|well|ok|okay|hi|hey|hello|please|pls|plz|um|uh|oh|now|then|actually|"
    r"btw|just|tell me|can you tell me|could you tell me|do you know|does anyone know|"
    r"i want to know|i wanna know|i'd like to know|any idea|"
    r"according to the article|in the article|in this article)\b[\s,:]*)+",
    re.IGNORECASE,
)
_COUNTING_ELSEWHERE = frozenset(
    "combien cuantos cuantas wieviel wieviele viele kac сколько كم".split()
)
"""Words for how many in languages other than English, folded."""
_BEFORE_NOUNS = frozenset("of the more other total in".split())
_AFTER_NOUNS = frozenset(
    "of in on at for from to with by as per since during after before over under into that who "
    "which there this these those it he she they we you so died killed took won lost went came "
    "live work".split()
)
_TO_BOT = frozenset("you your yours yourself u ur you're youre".split())
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True)
class Question:
    """A question as it was understood.

    Attributes:
        text: As the person wrote it.
        language: The language that it is analysed in, an ISO 639-1 code.
        tokens: Its words in order, stop words among them; what people say before they ask ("tell
            me") counts as such.
        kind: One of KINDS.
        focus: The stem of the noun that is asked for ("how many *civilians*"), or empty.
        broad: Whether one sentence can hardly give the whole answer.
        verb: The stem of the word that says what was done, or empty.
        to_bot: Whether it speaks to the one who answers: you, your.
    """

    text: str
    language: str
    tokens: tuple[Token, ...]
    kind: str
    focus: str
    broad: bool
    verb: str = ""
    to_bot: bool = False

    @property
    def terms(self) -> tuple[str, ...]:
        """Its terms in order, each once, without stop words."""
        return tuple(dict.fromkeys(token.term for token in self.tokens if token.term))


@cache
def asking_terms() -> frozenset[str]:
    """The English words for asking itself, which an article that answers need not have."""
    lines = (files("index") / "asking_words.txt").read_text("utf-8").splitlines()
    words = (word for line in lines for word in line.split("#")[0].split(","))
    return frozenset(term for word in words for term in terms(word))


def understand(text: str, language: str = "en") -> Question:
    """Tell what a question asks for.

    Args:
        text: The question, as a person writes it: misspelt, without a question mark, in capitals.
        language: ISO 639-1 code. The kinds are told apart in English; elsewhere it is "how many"
            or "what".
    """
    text = " ".join(text.split())
    read = tuple(tokens(text.lower() if text.isupper() else text, language))
    if language != "en":
        counts = any(fold(token.word) in _COUNTING_ELSEWHERE for token in read)
        return Question(text, language, read, "how many" if counts else "what", "", broad=False)
    bare = _bare(text)
    begin = len(text) - len(bare)
    read = tuple(token if token.start >= begin else token._replace(term="") for token in read)
    asked = [token for token in read if token.start >= begin]
    words = [fold(word.replace("’", "'")) for word in _WORD.findall(bare)]
    kind, focus_word = _kind_and_focus(words)
    focus = next(
        (token.stem for token in read if focus_word and fold(token.word) == focus_word), ""
    )
    return Question(
        text,
        language,
        read,
        kind,
        focus,
        broad=_is_broad(words, kind),
        verb=_verb(asked),
        to_bot=any(token.word.lower() in _TO_BOT for token in asked),
    )


def _bare(text: str) -> str:
    """The question without what people say before they ask."""
    bare = _SMALL_QUESTION_WORDS.sub("", text)
    return bare or text


def _kind_and_focus(words: list[str]) -> tuple[str, str]:
    """The kind of answer expected, and the noun asked for or an empty string."""
    at = next((i for i, word in enumerate(words) if word in _OPENERS), None)
    if at is None or (at > 3 and words[0] in _AUXILIARIES):
        kind = "yes or no" if words and words[0] in _AUXILIARIES else "topic"
        return kind, ""
    word, rest = _OPENERS[words[at]], words[at + 1 :]
    if word == "how":
        return _kind_of_how(rest)
    if word in {"what", "which"}:
        return _kind_of_what(rest)
    if word == "who" and any(verb in _SAY_VERBS for verb in rest[:1]):
        return "who", ""
    return word, rest[0] if word == "whose" and rest else ""


_OPENERS = {
    "who": "who",
    "whom": "who",
    "whose": "who",
    "who's": "who",
    "whos": "who",
    "when": "when",
    "when's": "when",
    "whens": "when",
    "where": "where",
    "where's": "where",
    "wheres": "where",
    "why": "why",
    "how": "how",
    "how's": "how",
    "hows": "how",
    "what": "what",
    "what's": "what",
    "whats": "what",
    "wat": "what",
    "wot": "what",
    "which": "which",
}


def _kind_of_how(rest: list[str]) -> tuple[str, str]:
    """The kind of a question that asks how, how many, how long and so on."""
    if not rest:
        return "how", ""
    measured = {
        "many": "how many",
        "much": "how much",
        "long": "how long",
        "old": "how old",
        "often": "how many",
        "far": "how many",
        "big": "how many",
        "large": "how many",
        "tall": "how many",
        "high": "how many",
        "fast": "how many",
        "deep": "how many",
        "close": "how many",
        "heavy": "how many",
    }
    kind = measured.get(rest[0], "how")
    if kind in {"how many", "how much"}:
        return kind, _counted(rest[1:])
    return kind, ""


def _counted(words: list[str]) -> str:
    """The noun that is counted: the last of those that stand before a verb or preposition.

    "How many Russian pilots were killed", "how many of the refugees", "how many people live".
    """
    skipped = 0
    while skipped < len(words) and words[skipped] in _BEFORE_NOUNS:
        skipped += 1
    nouns = list(takewhile(lambda word: not _ends_nouns(word), words[skipped : skipped + 4]))
    if "people" in nouns:
        return "people"
    return nouns[-1] if nouns and len(nouns) < 4 else "".join(nouns[:1])


def _ends_nouns(word: str) -> bool:
    return word in _AUXILIARIES or word in _AFTER_NOUNS or word.endswith("ed")


def _kind_of_what(rest: list[str]) -> tuple[str, str]:
    """The kind of a question that asks what or which, by the noun or verb that follows."""
    if rest and rest[0] in _AUXILIARIES:
        if any(word in _SAY_VERBS for word in rest[1:]):
            return "say", ""
        if len(rest) > 2 and rest[1] == "the":
            return _kind_of_noun(rest[2], ""), rest[2]
        return "what", ""
    rest = rest[rest[:1] == ["the"] :]
    for word in rest[:3]:
        kind = _kind_of_noun(word, "")
        if kind != "what":
            return kind, word
    return "what", rest[0] if rest else ""


def _verb(read: Sequence[Token]) -> str:
    """The stem of what is probably the verb: after an auxiliary the word with a verb's ending.

    Without an auxiliary ("who won the race") it is the first word that is no stop word.
    """
    words = [token.word.lower() for token in read]
    auxiliary = next((at for at, word in enumerate(words[:3]) if word in _AUXILIARIES), None)
    if auxiliary is None:
        return next((token.term for token in read[1:] if token.term), "")
    plain = [token for token in read[auxiliary + 1 :] if token.term and token.word.islower()]
    ending = [token for token in plain if token.word.endswith(("ed", "ing"))]
    # "did the army do": the subject comes first, what it did after it.
    likely = ending or plain[1:] or plain
    return likely[0].term if likely else ""


def _kind_of_noun(noun: str, default: str) -> str:
    groups = {
        "when": _WHEN_NOUNS,
        "where": _WHERE_NOUNS,
        "who": _WHO_NOUNS,
        "how many": _COUNT_NOUNS,
        "how much": _MONEY_NOUNS,
    }
    singular = noun.removesuffix("s")
    for kind, nouns in groups.items():
        if noun in nouns or singular in nouns:
            return kind
    return default or "what"


def _is_broad(words: list[str], kind: str) -> bool:
    """Whether several sentences are wanted: a topic, or a word that stands for many facts."""
    if kind == "topic":
        return True
    return kind in {"what", "say"} and any(word in _BROAD_WORDS for word in words)
