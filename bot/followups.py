"""Short English questions completed from the one before. Pure functions over words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.clauses import (
    AUXILIARIES,
    DETERMINERS,
    PREPOSITIONS,
    Clause,
    is_past,
    is_plural,
    is_verb,
    parse,
    words_of,
)
from index.question_words import spelt

if TYPE_CHECKING:
    from collections.abc import Callable

Words = tuple[str, ...]

_CONTINUED = re.compile(
    r"^(?:(?:so|ok|okay|then|also|well)\b[\s,]+(?!far\b))*"
    r"((?:(?:and|but|or|n)\b[\s,]*|&\s*|(?:what|how) about\b\s*|what of\b\s*)*)",
    re.IGNORECASE,
)
_ASKING = frozenset("who whom whose what which when where why how whos whats wheres whens".split())
_BARE = re.compile(
    r"(?:(?:by|to|from|for|with|against|at|in|on|since|until|about|of) )?"
    r"(?:whom?|when|where|why|how|how (?:many|much|long|old|often|far|come)|why not"
    r"|(?:what|which) (?:period|year|month|day|date|time|place|city|country|town|reason))"
    r"(?: (?:exactly|precisely|then|again)| (?:is|was) (?:this|that)| did (?:this|that|it) happen)?"
)
_EVENT = re.compile(r" (?:(?:is|was) (?:this|that)|did (?:this|that|it) happen)$")
_MANY = frozenset({("how", "many"), ("how", "much")})
_STATES = frozenset(
    "dead missing injured wounded hurt homeless displaced killed arrested rescued saved sick ill "
    "alive".split()
)
_OUTCOMES = frozenset("survivors casualties victims deaths injuries dead wounded injured".split())
_LEADERS = frozenset(
    "leader leaders chief head boss president minister captain mayor spokesman spokeswoman owner "
    "chairman director coach commander founder author lawyer".split()
)
_NEED_AN_OBJECT = frozenset(
    "pays paid pay leads led controls controlled announced agreed offered demanded proposed "
    "organised organized reported accepted backs backed supports supported attacked caused "
    "founded owns owned runs signed rejected".split()
)
_PERSONS = frozenset("he she him".split())
_MANY_THINGS = frozenset("they them these those".split())
_ONE_THING = frozenset("it this that".split())
_NO_THINGS = frozenset(
    (word,) for word in "part place total it that they someone something".split()
)
_OWNERS = frozenset("its their his her".split())
_PEOPLES_ENDS = ("er", "or", "ist", "ian", "man", "men", "one", "people", "child", "girl", "boy")
_LONGEST_PHRASE = 6
_TIMES = frozenset("in on since during until till before after at over around by".split())
_IS_TIME = re.compile(
    r"\b(?:\d{4}|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|"
    r"july|august|september|october|november|december|week|month|year|war|period|today|yesterday|"
    r"night|morning|evening|summer|winter|spring|autumn)s?\b"
)
_PARTICIPLE = re.compile(r"[a-z]{2,}ed")


@dataclass(frozen=True, slots=True)
class _Context:
    """What a follow-up may borrow from.

    Attributes:
        question: The question before, complete.
        clause: Its parts.
        is_name: Tells whether a word is a name in the article.

    """

    question: Words
    clause: Clause
    is_name: Callable[[str], bool]


def completed(
    question: str,
    previous: str,
    *,
    is_name: Callable[[str], bool] = str.istitle,
) -> str:
    """Complete a question with what it lacks.

    Args:
        question: The question as it was asked.
        previous: The question before, complete.
        is_name: Tells whether a word is a name in the article.

    Returns:
        The complete question; empty where the question stands by itself.

    """
    asked, is_continued = _without_connectors(question)
    before, _ = _without_connectors(previous)
    if not asked or not before:
        return ""
    context = _Context(before, parse(before), is_name)
    for rule in (_question_word, _pointing, _lacking):
        if found := rule(asked, context):
            return _sentence(found)
    if not _begins_a_question(asked):
        leads = asked[0].lower() in PREPOSITIONS or asked[0].lower() == "according"
        if leads and len(asked) <= _LONGEST_PHRASE:
            return _sentence(_with_phrase(asked, context))
        if is_continued:
            return _sentence(_instead(asked, context))
    if is_continued and (found := _of_what(asked, context)):
        return _sentence(found)
    return ""


def _without_connectors(question: str) -> tuple[Words, bool]:
    """Return a question's words without "and", "what about" and the like, and if there were any."""
    lead = _CONTINUED.match(question.strip())
    if lead is None:
        return words_of(spelt(question)), False
    return words_of(spelt(question.strip()[lead.end() :])), bool(lead[1])


def _sentence(words: Words) -> str:
    return " ".join(words) + "?"


def _begins_a_question(asked: Words) -> bool:
    first = asked[0].lower()
    second = asked[1].lower() if len(asked) > 1 else ""
    return (
        first in _ASKING
        or first in AUXILIARIES
        or (first in PREPOSITIONS and second in _ASKING)
        or (first == "according" and bool(_ASKING & set(_lower(asked))))
    )


def _lower(words: Words) -> Words:
    return tuple(word.lower() for word in words)


# "when?", "by whom?", "how many?"


def _question_word(asked: Words, context: _Context) -> Words:
    """Ask the question before with another question word."""
    new = _lower(asked)
    if not _BARE.fullmatch(" ".join(new)):
        return ()
    new = tuple(_EVENT.sub("", " ".join(new)).split())
    clause = context.clause
    if new in _MANY:
        return _count(new, context)
    if clause.is_topic:
        return (*clause.rest, "–", *new)
    if new[-1] in {"who", "what"} and len(new) == 1:
        return (*new, "–", *context.question)
    return _asked_anew(new, clause)


def _asked_anew(new: Words, clause: Clause) -> Words:
    """Return a clause with another question word in front of it."""
    aux = (clause.auxiliary,) if clause.auxiliary else ()
    if aux and clause.asks_object:
        known = clause.focus or (() if _is_be(clause.auxiliary) else ("that",))
        return (*new, *aux, *clause.subject, *clause.rest[:1], *known, *clause.rest[1:])
    if aux:
        subject = clause.subject or clause.focus or (clause.stand_in,)
        return (*new, *aux, *subject, *clause.rest)
    is_which = clause.opener[-1:] == ("which",)
    subject = (_the(clause.focus) if is_which else clause.focus) or (clause.stand_in,)
    if clause.rest[:1] == ("happened",):
        return (*new, "did", "it", "happen", *clause.rest[1:])
    verb, thing = clause.rest[:1], clause.rest[1:]
    is_done_to = bool(thing) and thing[0].lower() not in PREPOSITIONS
    if not clause.focus and is_done_to and verb and _PARTICIPLE.fullmatch(verb[0].lower()):
        return (*new, "were" if is_plural(thing) else "was", *thing, *verb)
    be = "is" if verb and verb[0].endswith("s") else "was"
    return (*new, be, "it", "that", *subject, *clause.rest)


def _is_be(auxiliary: str) -> bool:
    return auxiliary in {"is", "are", "was", "were"}


def _count(new: Words, context: _Context) -> Words:
    """Ask how many there are of what the question before is about."""
    clause = context.clause
    if clause.focus:
        noun = _without_determiner(clause.focus)
        return (*new, *noun, *((clause.auxiliary,) if clause.auxiliary else ()), *clause.rest)
    noun = _without_determiner(_thing(clause) or clause.rest)
    return (*new, *noun) if clause.is_topic else (*new, *noun, "were", "there")


# "who controls it?", "what did he say?", "how many of them?"


def _pointing(asked: Words, context: _Context) -> Words:
    """Put what a pronoun stands for in its place."""
    lowered = _lower(asked)
    for place, word in enumerate(lowered):
        if not _points_back(lowered, place):
            continue
        owner = word in _OWNERS and place + 1 < len(asked)
        meant = _meant(word, context)
        if not meant:
            return ()
        if owner:
            return _owned(asked, place, meant)
        return (*_asked_head(asked[:place], lowered), *meant, *asked[place + 1 :])
    if lowered[:2] in _MANY and len(asked) == 4 and lowered[3] == "there":
        noun = _without_determiner(_several(clause := context.clause) or _thing(clause))
        return (*lowered[:2], *noun, *lowered[2:])
    return ()


def _asked_head(head: Words, lowered: Words) -> Words:
    return lowered[: len(head)] if head and head[0].lower() in _ASKING else head


def _points_back(words: Words, place: int) -> bool:
    """Whether a word stands for something that this question does not name."""
    word, before = words[place], words[:place]
    nouns = [
        one
        for one in before
        if one not in _ASKING | AUXILIARIES | PREPOSITIONS | DETERMINERS | {"many", "much"}
    ]
    if word in _OWNERS:
        follows = words[place + 1] if place + 1 < len(words) else ""
        if word == "her" and (not follows or follows in PREPOSITIONS):
            return not nouns
        is_subject = all(one in {"is", "are", "was", "were", "what", "who"} for one in before)
        return bool(follows) and is_subject
    if word in {"this", "that", "these", "those"}:
        is_last = place + 1 == len(words)
        return bool(before) and is_last and len(nouns) <= 1
    if word == "it" and words[place + 1 : place + 2] in {("true",), ("possible",)}:
        return False
    return word in _PERSONS | _MANY_THINGS | _ONE_THING and len(nouns) <= 1


def _meant(word: str, context: _Context) -> Words:
    clause = context.clause
    if word in _ONE_THING and _names_somebody(clause):
        return ()
    if word in _PERSONS | {"his", "her"}:
        return _someone(context)
    if word in _MANY_THINGS | {"their"}:
        return _the(clause.focus) or _several(clause) or _thing(clause)
    if clause.opener and clause.opener[-1] == "which" and clause.focus:
        return ("the", *clause.focus, "that", *clause.rest)
    return _single(_thing(clause), clause) if word == "it" else _thing(clause)


def _single(noun: Words, clause: Clause) -> Words:
    """Return the one thing in a noun that "it" can stand for; none where things are counted."""
    if not noun or not is_plural(noun):
        return noun
    if "of" in _lower(noun)[1:]:
        return noun[_lower(noun).index("of") + 1 :]
    return () if noun == clause.focus else noun


def _someone(context: _Context) -> Words:
    """Return whom "he" or "she" stands for."""
    clause = context.clause
    if clause.opener[-1:] == ("who",) and not clause.subject:
        aux = (clause.auxiliary,) if clause.auxiliary else ()
        is_equation = _is_be(clause.auxiliary) and clause.rest
        if is_equation and not is_verb(clause.rest[0]):
            return clause.rest
        return ("the", "one", "who", *aux, *clause.rest)
    meant = clause.subject or _thing(clause)
    return meant if meant and _may_be_somebody(meant, context) else ()


def _names_somebody(clause: Clause) -> bool:
    """Whether a question is about who somebody is."""
    return clause.opener[-1:] == ("who",) and _is_be(clause.auxiliary) and not clause.subject


def _may_be_somebody(noun: Words, context: _Context) -> bool:
    """Whether "he" or "she" can stand for a noun: a name, or what ends as words for people do."""
    words = noun[: _lower(noun).index("of")] if "of" in _lower(noun)[1:] else noun
    head = words[-1].lower()
    is_named = any(word[:1].isupper() or context.is_name(word) for word in words)
    return is_named or head in _LEADERS or head.endswith(_PEOPLES_ENDS)


def _several(clause: Clause) -> Words:
    for phrase in (clause.object, clause.subject):
        if phrase and is_plural(phrase):
            return phrase
    return ()


def _thing(clause: Clause) -> Words:
    """Return what the question is about: its object, else its subject, else its last phrase."""
    if clause.is_topic:
        return clause.rest
    candidates = [clause.object, clause.subject, clause.last_phrase, clause.focus]
    if clause.subject and (not clause.object or clause.object[0].lower() not in DETERMINERS):
        candidates[:2] = [clause.subject]
    return next((one for one in candidates if one and _lower(one) not in _NO_THINGS), ())


def _the(noun: Words) -> Words:
    if not noun or noun[0].lower() in DETERMINERS:
        return noun
    return ("the", *noun)


def _owned(asked: Words, place: int, meant: Words) -> Words:
    """Turn "its leader" into "the leader of ..."."""
    tail = asked[place + 1 :]
    if place:
        return (*_lower(asked[:place]), "the", *tail, "of", *meant)
    opener = "who" if tail[-1].lower() in _LEADERS else "what"
    return (opener, "are" if is_plural(tail) else "is", "the", *tail, "of", *meant)


# "how many dead?", "who paid?"


def _lacking(asked: Words, context: _Context) -> Words:
    """Complete a question that has a word too few."""
    lowered = _lower(asked)
    clause = context.clause
    thing = _thing(clause)
    if lowered[:2] in _MANY and len(asked) == 3:
        if is_past(lowered[2]) and lowered[2] not in _STATES:
            return (*lowered[:2], *(clause.focus or ("people",)), lowered[2])
        if _names_somebody(clause):
            return ()
        if clause.opener[-2:] in _MANY and clause.focus and asked[2].lower() not in _STATES:
            anew = replace(clause, opener=(*clause.opener[:-2], *lowered[:2]))
            return _instead(asked[2:], replace(context, clause=anew))
        return (*lowered, *_somewhere(thing)) if thing else ()
    if len(asked) == 2 and lowered[0] in _ASKING and lowered[1] in _NEED_AN_OBJECT and thing:
        link = ("for",) if lowered[1].startswith("pa") else ()
        return (*lowered, *link, *thing)
    return ()


def _somewhere(thing: Words) -> Words:
    return ("in", *thing)


def _of_what(asked: Words, context: _Context) -> Words:
    """Say of what, where "and what are the conditions?" leaves it open."""
    lowered = _lower(asked)
    is_open = lowered[0] in {"what", "who"} and lowered[1:2] and _is_be(lowered[1])
    thing = _thing(context.clause)
    if is_open and lowered[2:3] == ("the",) and len(asked) == 4 and thing:
        return (*lowered[:3], *asked[3:], "of", *thing)
    return ()


# "and since april?", "in hospital?"


def _with_phrase(phrase: Words, context: _Context) -> Words:
    """Put a phrase in the place of its like in the question before, else at its end."""
    before = context.question
    lead = phrase[0].lower()
    is_time = bool(_IS_TIME.search(" ".join(_lower(phrase))))
    for start in reversed(range(len(before))):
        word = before[start].lower()
        if word not in PREPOSITIONS:
            continue
        end = _phrase_end(before, start)
        rest = " ".join(_lower(before[start:end]))
        both_time = is_time and word in _TIMES and bool(_IS_TIME.search(rest))
        if (word == lead and not is_time) or both_time:
            return (*_head(before[:start]), *phrase, *before[end:])
    return (*_head(before), *phrase)


def _phrase_end(words: Words, start: int) -> int:
    end = start + 1
    while end < len(words) and words[end].lower() not in PREPOSITIONS:
        end += 1
    return end


def _head(words: Words) -> Words:
    """Return the beginning of a question as it stands inside a sentence."""
    if words and words[0].lower() in _ASKING | AUXILIARIES | PREPOSITIONS:
        return (words[0].lower(), *words[1:])
    return words


# "and fighters?", "what about the UN?"


def _instead(noun: Words, context: _Context) -> Words:
    """Put a noun in the place of its like in the question before."""
    clause, before = context.clause, context.question
    if clause.is_topic:
        return noun
    if noun[-1].lower().endswith(("'s", "\u2019s")) and (found := _possessive(noun, before)):
        return found
    if clause.opener[-2:] in _MANY and not (clause.subject and _is_definite(noun, context)):
        return _counted(noun, clause)
    if "about" in _lower(clause.rest) and not _is_definite(noun, context):
        return _with_phrase(("about", *noun), context)
    if clause.subject:
        return _about(noun, clause)
    return _as_object(noun, clause, before)


def _about(said: Words, clause: Clause) -> Words:
    """Put a noun in the place of the subject, or what is done in the place of what was done."""
    if clause.rest and _is_be(clause.auxiliary) and is_past(said[-1].lower()):
        return (*clause.opener, clause.auxiliary, *clause.subject, *said)
    return _rebuilt(clause, subject=said)


def _is_definite(noun: Words, context: _Context) -> bool:
    first = noun[0]
    is_capital = first[:1].isupper() and not first.isupper()
    return first.lower() == "the" or is_capital or context.is_name(noun[-1])


def _possessive(noun: Words, before: Words) -> Words:
    for place, word in enumerate(before):
        if word.lower().endswith(("'s", "\u2019s")) and word.lower() not in {"what's", "who's"}:
            return (*_head(before[:place]), *noun, *before[place + 1 :])
    return ()


def _counted(noun: Words, clause: Clause) -> Words:
    """Ask how many of another kind there are."""
    bare = _without_determiner(noun)
    last = bare[-1].lower()
    if len(bare) == 1 and last in _STATES:
        return (*clause.opener, "people", "are" if last in {"missing", "alive"} else "were", last)
    if len(bare) == 1 and last in _OUTCOMES:
        return (*clause.opener, *bare, "were", "there")
    return _rebuilt(clause, focus=bare)


def _rebuilt(clause: Clause, *, focus: Words = (), subject: Words = ()) -> Words:
    """Put a clause together again with another noun."""
    auxiliary = clause.auxiliary
    if subject and auxiliary:
        singular, plural = _NUMBER.get(auxiliary, (auxiliary, auxiliary))
        auxiliary = plural if is_plural(subject) else singular
    return (
        *clause.opener,
        *(focus or clause.focus),
        *((auxiliary,) if auxiliary else ()),
        *(subject or clause.subject),
        *clause.rest,
    )


_NUMBER = {
    **dict.fromkeys(("is", "are"), ("is", "are")),
    **dict.fromkeys(("was", "were"), ("was", "were")),
    **dict.fromkeys(("do", "does"), ("does", "do")),
    **dict.fromkeys(("has", "have"), ("has", "have")),
}


def _as_object(noun: Words, clause: Clause, before: Words) -> Words:
    known = clause.object or clause.last_phrase
    size = len(known)
    if known:
        for start in range(len(before) - size, -1, -1):
            if before[start : start + size] == known:
                return (*_head(before[:start]), *noun, *before[start + size :])
    return (*_head(before), *noun)


def _without_determiner(noun: Words) -> Words:
    return noun[1:] if len(noun) > 1 and noun[0].lower() in DETERMINERS else noun
