"""The parts of an English question: what it asks with, of whom, and what of them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

Words = tuple[str, ...]

_FEW = 5
_ADVERBS = frozenset("also else had has have now".split())

AUXILIARIES = frozenset(
    "is are was were do does did has have had can could will would shall should may might must "
    "isn't aren't wasn't weren't don't doesn't didn't hasn't haven't won't can't".split()
)
"""Words that stand before the subject of a question."""

PREPOSITIONS = frozenset(
    "about above across after against along among around at before behind below between beyond by "
    "during for from in inside into near of off on onto out outside over since through till to "
    "toward towards under until upon via with within without".split()
)
"""Words that a phrase of place, time or manner begins with."""

_DO = frozenset("do does did don't doesn't didn't".split())
BE = frozenset("is are was were isn't aren't wasn't weren't".split())
"""The forms of "to be" among them."""
DETERMINERS = frozenset("the a an his her its their our my this that these those".split())
_SINGLE = frozenset("who whom whose what which when where why".split())
_MEASURED = frozenset(
    "many much long old often far big large tall high fast deep close heavy strong bad serious "
    "wide soon late early".split()
)
_LEAD_IN = re.compile(
    r"^(?:(?:please|pls|hi|hey|hello|so|well|ok|okay)\b[\s,]*"
    r"|(?:can you |could you )?tell (?:me|us) (?:more )?about\b\s*"
    r"|(?:can you |could you )?tell (?:me|us)\b\s*"
    r"|(?:do you know|i(?:'d like| want) to know|any idea)\b\s*)+",
    re.IGNORECASE,
)
_SHORT_IS = re.compile(r"\b(who|what|where|when|why|how)(?:['’]s|s)\b", re.IGNORECASE)
_BASES = frozenset(
    "accept accuse add admit agree aim allow announce appeal approve argue arrest arrive ask "
    "attack back ban become begin believe belong blame block bomb break bring build burn buy call "
    "carry catch cause change claim close come comment commit confirm control cost count cover "
    "crash create cut damage decide declare defend demand deny destroy die displace do earn elect "
    "end enter escape expect explain face fail fall feel fight find finish fire flee follow force "
    "found free get give go govern grow happen hear help hit hold hope host hurt include injure "
    "insist invade invite join judge keep kill know last launch lead learn leave let like live "
    "look lose make march mean measure meet miss move name need offer open oppose organise "
    "organize own pass pay plan play prepare prevent produce promise propose protect protest "
    "provide prove publish pull raise reach read receive refuse reject release remain reply report "
    "represent rescue resign respond rest return reveal rise rule run save say score see seek seem "
    "sell send serve sign spend stand start stay steal stop suffer suggest support survive suspect "
    "take talk tell think threaten travel try use visit vote vow want warn win wish withdraw work "
    "worry wound write donate evacuate fund have hire inspect invest leak owe recover seize sink "
    "spill spread strike sue test treat".split()
)
PAST = frozenset(
    "ate beaten became been began begun being bent bled blew bore born bought bred broke broken "
    "brought built burnt came caught chose chosen clung crept cut dealt did done drank drawn drew "
    "driven drove dug fallen fed fell felt fled flew flown forgave forgot fought found froze gave "
    "given gone got grew grown had heard held hidden hit hung hurt kept knew known laid learnt led "
    "left lent lit lost made meant met mistook overcame overthrew paid put quit ran rang risen "
    "rode rose said sang sank sat saw seen sent set shaken shook shot shown shrank shut slept slid "
    "sold spent spoke sprang spun stole stolen stood struck stuck stung sung sunk swam swept swore "
    "sworn swung taken taught thought threw told took tore torn undertook upheld went wept "
    "withdrew withstood woke won worn written wrote".split()
)
"""Irregular past forms and participles."""
_NOT_NOUNS = frozenset(
    "able aground alive ashore dead due likely linked missing open over part ready responsible "
    "safe still true".split()
)
_SINGULAR_ENDS = ("ss", "us", "is", "ous")
_LIGHT = frozenset("be been being do doing done have having had get getting got go going".split())
"""Verbs that help others, or that tell nothing by themselves."""
_RELATIVE = frozenset("that when where which who whose".split())
_MEASURES = frozenset(
    "age amount cost height length level majority money more most number others part percent "
    "percentage price proportion quantity rate rest score share size sum time times total value "
    "weight people person persons amounts levels numbers parts bulk half group groups form kind "
    "kinds name names piece "
    "sort type types cheaper old tall else".split()
)
"""Nouns that say how what is asked for is counted or called, which an answer need not repeat."""


@dataclass(frozen=True, slots=True)
class Clause:
    """The parts of a question in the order in which they stand.

    Attributes:
        opener: The question word or words, lower case ("how many", "in which year"), or none.
        focus: The noun that belongs to it ("how many *civilians*", "which *group*").
        auxiliary: The verb before the subject, lower case, or empty.
        subject: Who or what does or is something, where that is not what is asked for.
        rest: What follows.
        asks_object: Whether the opener asks for the object ("what did they say").

    """

    opener: Words = ()
    focus: Words = ()
    auxiliary: str = ""
    subject: Words = ()
    rest: Words = ()
    asks_object: bool = False

    @property
    def is_topic(self) -> bool:
        """Whether it is no question but a few words ("truce conditions")."""
        return not self.opener and not self.auxiliary

    @property
    def topic(self) -> str:
        """The noun that such words are about, lower case ("the *cost* of the talks")."""
        words = _lowered(self.rest) if self.is_topic else []
        breaks = PREPOSITIONS | _RELATIVE | DETERMINERS
        end = next((at for at, word in enumerate(words) if at and word in breaks), len(words))
        return words[end - 1] if words else ""

    @property
    def stand_in(self) -> str:
        """What to say for the subject where that is what is asked for."""
        return "someone" if self.opener[-1:] == ("who",) else "something"

    @property
    def object(self) -> Words:
        """The noun behind the verb, up to the first preposition; none where there is none."""
        words = self.rest
        start = 0
        while start < len(words) and _is_verbal(words, start, follows=bool(self.subject)):
            start += 1
        end = start
        while end < len(words) and words[end].lower() not in PREPOSITIONS:
            end += 1
        return words[start:end] if start or _is_equation(self) else ()

    @property
    def asked(self) -> Words:
        """What is asked for, as far as it is named: "what *is the price of oil*"."""
        names_one = self.opener[-1:] == ("what",) and self.auxiliary in BE and not self.rest
        return self.focus or (self.subject if names_one else ())

    @property
    def noun(self) -> str:
        """The noun that is asked for, lower case ("how many *pilots*"); empty where there is none.

        Of mere measures it is what is measured: "the amount of *aid*". People are named in so many
        ways that "people" itself is none.
        """
        is_of_people = "people" in [word.lower() for word in self.focus]
        return "" if is_of_people else _head(self.asked)

    @property
    def verb(self) -> str:
        """The verb that says what was done, as it stands; empty where none or a light one does."""
        if not self.opener and not self.auxiliary:
            return next((word for word in self.rest[1:] if _tells(word)), "")
        if not self.rest or (self.auxiliary in _DO and self.rest[0].lower() in PREPOSITIONS):
            # "What did the tape show": the last word of what was taken for the subject.
            return self.subject[-1] if self.auxiliary in _DO and len(self.subject) > 1 else ""
        if not self.auxiliary:
            first = next((word for word in self.rest if word.lower() not in _ADVERBS), "")
            asks_subject = self.opener[-1:] and self.opener[-1] in {"who", "what", "which", "whom"}
            return first if asks_subject or is_verb(first) else ""
        after = (word for word in self.rest[:_FEW] if word.lower() not in _LIGHT | PREPOSITIONS)
        is_base = self.auxiliary in _DO
        return next((word for word in after if is_verb(word) or (is_base and word.islower())), "")

    @property
    def last_phrase(self) -> Words:
        """The words behind the last preposition; none where there is none."""
        for place in reversed(range(len(self.rest))):
            if self.rest[place].lower() in PREPOSITIONS:
                return self.rest[place + 1 :]
        return ()


def words_of(text: str) -> Words:
    """Divide a question into words, without its marks; capitals that are shouted are lowered.

    Args:
        text: The question.

    """
    text = text.lower() if text.isupper() and len(text.split()) > 1 else text
    text = _SHORT_IS.sub(r"\1 is", text)
    stripped = (word.strip('?!.,;:…"“”()') for word in text.split())
    return tuple(word for word in stripped if word)


def is_verb(word: str) -> bool:
    """Whether a word may well be a verb in some form.

    Args:
        word: The word.

    """
    word = word.lower()
    if word in _BASES or word in PAST:
        return True
    if len(word) > 4 and word.endswith("ing"):
        return True
    if len(word) > 3 and word.endswith("ed"):
        return True
    bases = (word[:-1], word[:-2], word[:-3] + "y") if word.endswith("s") else ()
    return any(base in _BASES for base in bases)


def is_past(word: str) -> bool:
    """Whether a word may well be a verb in a past form, or a participle.

    Args:
        word: The word, lower case.

    """
    return word in PAST or (len(word) > 4 and word.endswith("ed"))


def is_plural(noun: Words) -> bool:
    """Whether a noun looks like several things.

    Args:
        noun: Its words.

    """
    words = [word.lower() for word in noun]
    if "and" in words or words[-1:] in (["people"], ["children"], ["men"], ["women"], ["police"]):
        return True
    head = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
    return len(head) > 3 and head.endswith("s") and not head.endswith(_SINGULAR_ENDS)


def parse(question: Words) -> Clause:
    """Divide a question into its parts.

    Args:
        question: Its words.

    """
    words = words_of(_LEAD_IN.sub("", " ".join(question))) or question
    lowered = tuple(word.lower() for word in words)
    if lowered[0] in AUXILIARIES:
        size = _subject_size(words[1:], lowered[0])
        return Clause((), (), lowered[0], words[1 : 1 + size], words[1 + size :])
    opener = _opener_size(lowered)
    if not opener:
        return Clause(rest=words)
    return _wh_clause(lowered[:opener], words[opener:])


def _opener_size(words: Words) -> int:
    """How many words the question word has; 0 where there is none."""
    start = 1 if words[0] in PREPOSITIONS and len(words) > 1 else 0
    if words[start] == "how":
        return (
            start + 2
            if words[start + 1 : start + 2] and words[start + 1] in _MEASURED
            else start + 1
        )
    return start + 1 if words[start] in _SINGLE else 0


def _wh_clause(opener: Words, words: Words) -> Clause:
    focus: Words = ()
    if opener[-1] in {"many", "much", "what", "which", "whose"}:
        size = _focus_size(words)
        focus, words = words[:size], words[size:]
    if not words or words[0].lower() not in AUXILIARIES:
        return Clause(opener, focus, rest=words)
    auxiliary, words = words[0].lower(), words[1:]
    if not _subject_follows(opener, focus, auxiliary, words):
        return Clause(opener, focus, auxiliary, rest=words)
    size = _subject_size(words, auxiliary)
    if opener[-1] == "what" and auxiliary in BE:
        # "what is the zone that they agreed on" names one thing; "what is the army doing" does
        # not, nor does "what is the zone called".
        doing = (
            place
            for place, word in enumerate(words)
            if place and (word.endswith("ing") or word in {"called", "named"})
        )
        size = next(doing, len(words))
    asks_object = bool(focus) or opener[-1] in {"what", "who", "whom", "which", "much", "many"}
    if opener[0] in PREPOSITIONS:
        asks_object = False
    return Clause(opener, focus, auxiliary, words[:size], words[size:], asks_object)


def _focus_size(words: Words) -> int:
    size = 0
    while size < len(words):
        word = words[size].lower()
        if word in AUXILIARIES or word in PREPOSITIONS - {"of"}:
            break
        if size and (word in _NOT_NOUNS):
            break
        if size and is_verb(word) and words[size - 1].lower() not in {"of", "the"}:
            break
        if not size and is_verb(word) and (word in PAST or word.endswith("ed")):
            break
        size += 1
    return size


def _subject_follows(opener: Words, focus: Words, auxiliary: str, words: Words) -> bool:
    """Whether the subject stands behind the auxiliary, and is not what is asked for."""
    if not words:
        return False
    asks_adverb = opener[-1] in {"when", "where", "why", "how"} or (
        opener[0] == "how" and opener[-1] not in {"many", "much"}
    )
    if auxiliary in _DO or asks_adverb or opener[0] in PREPOSITIONS:
        return True
    first = words[0].lower()
    if focus and (len(words) == 1 or words[1].lower() in PREPOSITIONS):
        return False  # "how much fuel could leak"
    is_name = words[0][0].isupper()
    has_noun = (
        is_name or first in DETERMINERS or not (is_verb(first) or first in {"be", "there", "not"})
    )
    if auxiliary in BE:
        return not focus and opener[-1] == "what" and has_noun
    return has_noun and not (focus and first in PREPOSITIONS)


def _subject_size(words: Words, auxiliary: str) -> int:
    """How many words the subject has: up to the verb, or to what is said of the subject."""
    size = 1 if words and words[0].lower() in DETERMINERS else 0
    size += 1
    if size < len(words) and words[size].lower() == "who":
        verbs = [place for place in range(size + 2, len(words)) if is_verb(words[place])]
        return verbs[-1] if verbs else len(words)
    while size < len(words):
        word, before = words[size].lower(), words[size - 1].lower()
        if before in {"of", "and"}:
            size += 1
        elif word in {"of", "and"}:
            size += 2
        elif is_verb(word) or word in PREPOSITIONS | _NOT_NOUNS | {"not", "be", "also"}:
            break
        elif (
            auxiliary in BE and size + 1 == len(words) and words[0].lower() in DETERMINERS | {"it"}
        ):
            # "is the bridge open": what is said of it stands last, but "what is the death toll".
            break
        else:
            size += 1
    return min(size, len(words))


def _tells(word: str) -> bool:
    return is_verb(word) and word.lower() not in _LIGHT


def _head(words: Words) -> str:
    """The noun that a phrase is about; of a measure, the noun behind "of"."""
    lowered = _lowered(words)
    ends = (at for at, word in enumerate(lowered) if word in PREPOSITIONS | _RELATIVE)
    end = next(ends, len(lowered))
    if not end:
        return ""
    head = lowered[end - 1]
    if head not in _MEASURES:
        return head
    return _head(tuple(lowered[end + 1 :])) if lowered[end : end + 1] == ["of"] else ""


def _lowered(words: Words) -> list[str]:
    """The words of a phrase in lower case, without what stands before its noun."""
    lowered = [re.sub(r"['’]s?$", "", word.lower()) for word in words]
    while lowered and lowered[0] in DETERMINERS | {"of", "it", "he", "she", "they"}:
        del lowered[0]
    return lowered


def _is_verbal(words: Words, place: int, *, follows: bool) -> bool:
    """Whether a word belongs to the verb; behind a subject the first word always does."""
    word = words[place].lower()
    return (
        (place == 0 and (follows or is_verb(word)))
        or word in {"be", "been", "being", "up", "off", "out", "not"}
        or (place <= 1 and words[place - 1].lower() in {"be", "been", "being"})
    )


def _is_equation(clause: Clause) -> bool:
    """Whether it says that one thing is another ("who is the leader")."""
    return clause.auxiliary in BE and not clause.subject
