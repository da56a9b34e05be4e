"""What is asked: its terms, the kind of answer expected, and whether one sentence can give it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from index.analysis import fold, terms, tokens
from index.clauses import AUXILIARIES, BE, Clause, is_verb, parse, words_of
from index.gist import asks_for_gist
from index.question_words import spelt
from index.word_lists import lines_of

if TYPE_CHECKING:
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
    "nation island street district venue site building nationality capital airport port stadium "
    "hospital prison hotel mountain lake river beach park neighborhood neighbourhood destination "
    "headquarters".split()
)
_WHO_NOUNS = frozenset(
    "person man woman people actor actress president minister leader player team company "
    "organization organisation group party singer author director official agency country's "
    "airline newspaper magazine network university school club band league department ministry "
    "church court station bank firm tribe union committee attacker suspect victim winner "
    "spokesman spokeswoman chief head mayor judge doctor lawyer wife husband brother sister mother "
    "father son daughter friend coach manager candidate owner founder boss captain commander "
    "governor ambassador driver pilot officer soldier boy girl child teenager student king queen "
    "prince princess killer gunman bomber prisoner journalist senator scientist musician".split()
)
_COUNT_NOUNS = frozenset(
    "number percentage percent amount share rate proportion score population temperature average "
    "capacity rank ranking weight length height depth width speed distance toll turnout "
    "magnitude size".split()
)
_REASON_NOUNS = frozenset("reason cause motive".split())
_AGE_NOUNS = frozenset({"age"})
_MONEY_NOUNS = frozenset(
    "price cost money sum salary wage income profit revenue ransom fee debt fine budget worth "
    "value".split()
)
_TERSE_KINDS = {
    noun: kind
    for kind, nouns in {
        "how old": "age",
        "how much": "price cost salary wage income profit revenue ransom fee value",
        "how many": "amount percentage proportion rate population temperature capacity "
        "weight length height depth speed distance magnitude size",
        "when": "date year time start beginning end",
        "where": "location capital nationality birthplace venue headquarters",
        "who": "leader owner founder head chief boss captain commander coach manager director "
        "author winner president minister mayor governor ambassador spokesman spokeswoman killer",
        "why": "reason cause motive",
        "what": "name names",
    }.items()
    for noun in nouns.split()
}
"""What nouns ask for without a question word: "cost of the talks" is "what is the cost". A "number
of cases" is none of them: numbers are often told in several ways, and all are wanted."""
_SAY_VERBS = frozenset(
    "say says said saying claim claims claimed tell tells told state states stated think thinks "
    "thought believe believes believed describe describes described call calls called announce "
    "announces announced add adds added report reports reported comment comments commented "
    "respond responded suggest suggests suggested argue argues argued insist insists insisted "
    "warn warns warned explain explains explained write wrote tweet tweeted".split()
)
_SAID = frozenset(
    "said told claimed thought believed described announced added reported commented suggested "
    "argued insisted warned explained".split()
)
"""Those of them that stand behind a form of "to be"."""
_COMMENTS = frozenset("comment comments commented".split())
_ANYTHING = frozenset("anything something".split())
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
_VAGUE = frozenset(
    "become becomes became belong belongs believe call called calls cause caused causes come comes "
    "came consider considered contribute contributed find finds found gave give given gives "
    "happen happened happens hope hopes include included includes involve involved involves know "
    "known locate located look looked looks made make makes mean means meant name named occur "
    "occurred play played plays stand stands stood take taken takes think thinks took tried tries "
    "try use used uses using want wanted wants".split()
)
"""Verbs that an answer is often told without."""
_WHAT = frozenset({("what",), ("which",)})
_SITUATED = frozenset({"based", "located", "situated"})
_UNTELLING = frozenset({"according"})
"""Words that ask for nothing themselves: "according to the police"."""
_TO_BOT = frozenset("you your yours yourself u ur you're youre".split())
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True)
class Question:
    """A question as it was understood.

    Attributes:
        text: As the person wrote it.
        language: The language that it is analysed in, an ISO 639-1 code.
        tokens: Its words in order, stop words among them, question words as they are spelt; what
            people say before they ask ("tell me") counts as a stop word.
        kind: One of KINDS.
        focus: The stem of the noun that is asked for ("how many *civilians*"), or empty.
        broad: Whether one sentence can hardly give the whole answer.
        verb: The stem of the word that says what was done, or empty.
        to_bot: Whether it speaks to the one who answers: you, your.
        subject: The terms of who or what does or says something, where that is not asked for.
        asks_actor: Whether it asks who does something, rather than to whom it is done.
        asks_what_is: Whether it asks what something is, or which.
        asks_gist: Whether it asks what an article is about, and nothing else: "what happened".
    """

    text: str
    language: str
    tokens: tuple[Token, ...]
    kind: str
    focus: str
    broad: bool
    verb: str = ""
    to_bot: bool = False
    subject: frozenset[str] = frozenset()
    asks_actor: bool = False
    asks_what_is: bool = False
    asks_gist: bool = False

    @property
    def terms(self) -> tuple[str, ...]:
        """Its terms in order, each once, without stop words."""
        return tuple(dict.fromkeys(token.term for token in self.tokens if token.term))


@cache
def vague_terms() -> frozenset[str]:
    """The English verbs that an answer is often told without."""
    return frozenset(terms(" ".join(sorted(_VAGUE))))


@cache
def asking_terms() -> frozenset[str]:
    """The English words for asking itself, which an article that answers need not have."""
    return frozenset(term for word in _asking_words() for term in terms(word))


@cache
def asking_nouns() -> frozenset[str]:
    """Those of them that are no verbs, and tell less than other words where an article has them."""
    return frozenset(term for word in _asking_words() if not is_verb(word) for term in terms(word))


def _asking_words() -> list[str]:
    return [word.strip() for line in lines_of("asking_words.txt") for word in line.split(",")]


def understand(text: str, language: str = "en") -> Question:
    """Tell what a question asks for.

    Args:
        text: The question, as a person writes it: misspelt, without a question mark, in capitals.
        language: ISO 639-1 code. The kinds are told apart in English; elsewhere it is "how many"
            or "what".
    """
    written = " ".join(text.split())
    text = spelt(written) if language == "en" else written
    read = tuple(tokens(text.lower() if text.isupper() else text, language))
    if language != "en":
        counts = any(fold(token.word) in _COUNTING_ELSEWHERE for token in read)
        kind = "how many" if counts else "what"
        gist = asks_for_gist(text, language)
        return Question(text, language, read, kind, "", broad=False, asks_gist=gist)
    bare = _bare(text)
    begin = len(text) - len(bare)
    read = tuple(token if token.start >= begin else token._replace(term="") for token in read)
    asked = [token for token in read if token.start >= begin]
    words = [fold(word.replace("’", "'")) for word in _WORD.findall(bare)]
    clause = parse(words_of(bare)) if words else Clause()
    kind = _kind(words, clause)
    broad = _is_broad(words, kind)
    if kind == "topic" and clause.topic in _TERSE_KINDS:
        broad = False
        kind, clause = _spelt_out(words_of(bare), clause.topic)
    # "Where is it based" asks where it is, and not for the word.
    untelling = _UNTELLING | (_SITUATED if kind == "where" else frozenset())
    read = tuple(
        token._replace(term="") if token.word.lower() in untelling else token for token in read
    )
    known = {fold(token.word): token for token in reversed(read)}
    noun, verb = known.get(fold(clause.noun)), known.get(fold(clause.verb))
    subject = (known.get(fold(word)) for word in clause.subject)
    return Question(
        written,
        language,
        read,
        kind,
        noun.stem if noun else "",
        broad=broad,
        verb=verb.term if verb and verb.word.lower() not in _VAGUE else "",
        to_bot=any(token.word.lower() in _TO_BOT for token in asked),
        subject=frozenset(token.term for token in subject if token and token.term),
        asks_actor=kind == "who" and not clause.auxiliary,
        asks_what_is=clause.opener in _WHAT and not clause.focus and clause.auxiliary in BE,
        asks_gist=asks_for_gist(text),
    )


def _bare(text: str) -> str:
    """The question without what people say before they ask."""
    bare = _SMALL_QUESTION_WORDS.sub("", text)
    return bare or text


def _spelt_out(words: tuple[str, ...], noun: str) -> tuple[str, Clause]:
    """The kind and the parts of a question that leaves out "what is the"."""
    kind = _TERSE_KINDS[noun]
    clause = parse(("who" if kind == "who" else "what", "is", "the", *words))
    return _kind_of_what([], clause) if kind == "what" else kind, clause


def _kind(words: list[str], clause: Clause) -> str:
    """The kind of answer expected."""
    at = next((i for i, word in enumerate(words) if word in _OPENERS), None)
    if at is None or (at > 3 and words[0] in AUXILIARIES):
        if not words or words[0] not in AUXILIARIES:
            return "topic"
        return "say" if _asks_whether_said(words) else "yes or no"
    word, rest = _OPENERS[words[at]], words[at + 1 :]
    if word == "how" or rest[:1] in (["many"], ["much"]):
        is_of_age = rest[:1] == ["many"] and "old" in rest[1:4]
        return "how old" if is_of_age else _MEASURED.get("".join(rest[:1]), "how")
    if word in {"what", "which"}:
        return _kind_of_what(rest, clause)
    return word


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
    "which": "which",
}


_MEASURED = {
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


def _kind_of_what(rest: list[str], clause: Clause) -> str:
    """The kind of a question that asks what or which, by the verb or noun that follows."""
    if rest and rest[0] in AUXILIARIES and _asks_for_words(rest):
        return "say"
    nouns = [fold(word) for word in clause.asked] if clause.opener else rest
    kinds = [kind for noun in nouns[:6] if (kind := _kind_of_noun(noun)) != "what"]
    # "What amount of money" asks how much, not how many.
    if "how much" in kinds:
        return "how much"
    asks_name = not {"name", "names", "nickname"}.isdisjoint(nouns)
    return next(iter(kinds), "who" if asks_name else "what")


def _asks_for_words(rest: list[str]) -> bool:
    """Whether "what" asks for what was said: "what did they call it", but "what is it called"."""
    said = [word for word in rest[1:] if word in _SAY_VERBS]
    return bool(said) and (rest[0] not in BE or any(word in _SAID for word in said))


def _asks_whether_said(words: list[str]) -> bool:
    """Whether words are asked for all the same: "did they say anything", "has he commented"."""
    said = not _SAY_VERBS.isdisjoint(words)
    return not _COMMENTS.isdisjoint(words) or (said and not _ANYTHING.isdisjoint(words))


def _kind_of_noun(noun: str) -> str:
    groups = {
        "when": _WHEN_NOUNS,
        "where": _WHERE_NOUNS,
        "who": _WHO_NOUNS,
        "how many": _COUNT_NOUNS,
        "how much": _MONEY_NOUNS,
        "how old": _AGE_NOUNS,
        "why": _REASON_NOUNS,
    }
    singular = noun.removesuffix("s")
    for kind, nouns in groups.items():
        if noun in nouns or singular in nouns:
            return kind
    return "what"


def _is_broad(words: list[str], kind: str) -> bool:
    """Whether several sentences are wanted: a topic, or a word that stands for many facts."""
    if kind == "topic":
        return True
    return kind in {"what", "say"} and any(word in _BROAD_WORDS for word in words)
