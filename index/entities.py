"""Numbers, dates, names, places and quotations in a sentence: what an answer may consist of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from index.vocabulary import countries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.analysis import Token
    from index.article import Span

_MONTHS = (
    "january february march april june july august september october november december "
    "jan feb mar apr jun jul aug sept sep oct nov dec"
)
DAYS = "monday tuesday wednesday thursday friday saturday sunday"
"""The days of the week, in English."""
_NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred hundreds thousand thousands million millions billion billions trillion dozen dozens "
    "half twice once triple double couple several"
)
_NUMBER_WORDS_ELSEWHERE = {
    "ar": "اثنان اثنين ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة عشرون عشرين ثلاثون ثلاثين "
    "أربعون أربعين خمسون خمسين ستون ستين سبعون سبعين ثمانون ثمانين تسعون تسعين مئة مائة "
    "مئات ألف آلاف مليون ملايين مليار مليارات",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
    "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert hunderte tausend "
    "tausende million millionen milliarde milliarden dutzend dutzende",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince veinte "
    "treinta cuarenta cincuenta sesenta setenta ochenta noventa cien ciento cientos doscientos "
    "trescientos quinientos mil miles millón millones docena docenas decenas",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "vingt trente quarante cinquante soixante cent cents centaine centaines mille millier milliers "
    "million millions milliard milliards dizaine dizaines douzaine",
    "ru": "два две двое три трое четыре четверо пять шесть семь восемь девять десять одиннадцать "
    "двенадцать пятнадцать двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят "
    "девяносто сто двести триста четыреста пятьсот сотни сотен тысяча тысячи тысяч миллион "
    "миллиона миллионов миллиард миллиарда миллиардов десятки десятков",
    "tr": "iki üç dört beş altı yedi sekiz dokuz on yirmi otuz kırk elli altmış yetmiş seksen "
    "doksan yüz yüzlerce bin binlerce milyon milyar",
}
"""Words for numbers from two on, in the languages for which there are stop words."""
_UNITS = (
    "years? months? weeks? days? hours? minutes? seconds? decades? centuries century "
    "miles? kilometers? kilometres? km metres? meters? feet foot inch(?:es)? acres? hectares? "
    "pounds? tons? tonnes? kilograms? kg degrees? gallons? litres? liters? barrels? percent "
    "dollars? euros? cents? mph points? votes? seats?"
)


def _any(words: str) -> str:
    return "(?:" + "|".join(sorted(words.split(), key=len, reverse=True)) + ")"


@cache
def _number_in(language: str) -> re.Pattern[str]:
    """Numbers in digits, and in the words of a language."""
    words = _NUMBER_WORDS_ELSEWHERE.get(language)
    if words is None:
        return _NUMBER
    numeral = rf"(?:\d[\d,.]*|\b{_any(words)}\b)"
    return re.compile(rf"{numeral}(?:[\s-]+{numeral})*(?:\s?%)?", re.IGNORECASE)


# These look at the text in lower case, which takes half the time of looking for either case.
_NUMERAL = rf"(?:\d(?:[\d,]*\d)?(?:\.\d+)?(?:(?:k|m|mn|bn|tn)\b)?|\b{_any(_NUMBER_WORDS)}\b)"
_NUMBER = re.compile(
    rf"(?:[$£€¥]\s?|us\$\s?)?{_NUMERAL}(?:[\s-]+(?:and\s+(?:a\s+)?)?{_NUMERAL})*"
    rf"(?:\s?%|(?:[\s-]+(?:{'|'.join(_UNITS.split())})\b)?)",
)
_MONEY = re.compile(
    rf"(?:[$£€¥]|us\$)\s?\d(?:[\d,.]*\d)?"
    rf"(?:(?:k|m|mn|bn|tn)\b|[\s-]+{_any('hundred thousand million billion trillion')})?"
    rf"|{_NUMERAL}(?:[\s-]+{_NUMERAL})*[\s-]+(?:dollars?|euros?|pounds?|cents?|yen|yuan|rupees?)\b",
)
_DATE = re.compile(
    rf"\b(?:(?:early|late|mid|last|next|this|since|in|on|by|of)[\s-]+)?"
    rf"(?:(?:{_any(DAYS)})(?:\s+(?:morning|afternoon|evening|night))?"
    rf"|(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?)?{_any(_MONTHS)}\.?"
    rf"(?:\s+\d{{1,2}}(?:st|nd|rd|th)?\b)?(?:,?\s+\d{{4}}\b)?"
    rf"|\bmay\s+\d{{1,2}}\b(?:,?\s+\d{{4}}\b)?"
    rf"|(?:1[0-9]|20)\d\d(?:s|\b)(?:[-–](?:\d\d|\d{{4}})\b)?"
    rf"|yesterday|today|tonight|tomorrow)\b"
    rf"|\b{_NUMERAL}\s+(?:years?|months?|weeks?|days?|hours?|minutes?|decades?)\s+(?:ago|later|earlier)\b"
    rf"|\b(?:last|next|this|earlier this|later this|past)\s+"
    rf"(?:year|month|week|weekend|summer|winter|spring|fall|autumn|decade|century|night|season)\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)\s+century\b"
    rf"|\b\d{{1,2}}(?:[:.]\d\d)?\s?[ap]\.?\s?m\b\.?",
)
_DURATION = re.compile(
    rf"(?:{_NUMERAL}|\b(?:a|an|several|few|many)\b)(?:[\s-]+{_NUMERAL})*[\s-]+"
    r"(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?|centuries|century)\b",
)
_AGE = re.compile(
    rf"{_NUMERAL}(?:[\s-]{_NUMERAL})?[\s-]years?[\s-]old"
    rf"|\baged?\s+(?:of\s+)?{_NUMERAL}|\bages\s+(?:of\s+)?{_NUMERAL}|\byears?\sof\sage"
    rf"|,\s(?:then\s)?\d{{1,2}}(?=[,.;])|\bturn(?:s|ed|ing)?\s\d{{1,2}}\b(?![:.]\d)"
    r"|\b(?:boy|girl|child|man|woman|son|daughter|teenager|student)\sof\s\d{1,2}\b",
)
_SHORT_PLACES = ("US", "U.S", "USA", "UK", "U.K")
_POSSESSIVE = re.compile(r"['’]s$|\.$")
_DATELINE = re.compile(r",?\s+\([A-Z][\w.]*(?: [A-Z]\w*)?\)\s*[-–—]")
"""What follows the place in which a story was written: "BEIRUT (Reuters) - "."""
_REASON = re.compile(
    r"\b(?:because|since|due to|in order to|so that|as a result|resulted? in|caused? by|"
    r"thanks to|after|amid|over|to avoid|to prevent|therefore|reasons?|blamed?|led to|"
    r"sparked|triggered|prompted)\b",
)
_MANNER = re.compile(r"\b(?:by|through|using|with|via)\s+\w+")
_QUOTED = re.compile(r"[\"“”«»„]")
_SPEECH = re.compile(
    r"\b(?:said|says|say|told|tells|added|adds|insisted|warned|warns|announced|according to|"
    r"stated|claimed|claims|wrote|explained|argued|reported|confirmed|denied|acknowledged|"
    r"noted|called|described|suggested|replied|asked|vowed|promised|recalled|testified)\b",
)
_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|near|from|to|outside|across|around|into|inside|of|between|through|"
    r"north|south|east|west|northern|southern|eastern|western|central)\s+(?:the\s+)?$",
)
_PERSON_TITLE = re.compile(
    r"\b(?:mr|mrs|ms|dr|sir|president|minister|chief|leader|spokesman|spokeswoman|spokesperson|"
    r"director|secretary|general|gen|sgt|lt|col|capt|captain|judge|attorney|senator|sen|rep|"
    r"governor|gov|mayor|king|queen|prince|princess|pope|professor|prof|officer|actor|actress|"
    r"singer|coach|ceo|chairman|founder|author|ambassador|commander|lawyer|analyst|"
    r"correspondent)\.?\s+(?:\w+\s+){0,2}?$",
)
_ORGANISATION = re.compile(
    r"\b(?:company|corp|inc|ltd|university|college|ministry|department|party|council|committee|"
    r"agency|association|union|group|bank|court|police|army|force|forces|institute|commission|"
    r"organization|organisation|federation|league|team|club|congress|parliament|senate|"
    r"observatory|foundation|network|nations|administration)\b",
)


# These patterns take most of the time that an article takes, and few sentences have what they look
# for. A match has a digit, or one of the words below, between characters that are in no word.
_PATTERNS = {
    "date": _DATE,
    "money": _MONEY,
    "duration": _DURATION,
    "age": _AGE,
    "speech": _SPEECH,
    "reason": _REASON,
    "manner": _MANNER,
}
_WITH_DIGITS = frozenset({"number", "date", "money", "age"})
_WITH_WORDS = {
    "date": f"{_MONTHS} {DAYS} yesterday today tonight tomorrow ago later earlier year month week "
    "weekend summer winter spring fall autumn decade century night season",
    "money": "dollar dollars euro euros pound pounds cent cents yen yuan rupee rupees",
    "duration": "year years month months week weeks day days hour hours minute minutes second "
    "seconds decade decades century centuries",
    "age": "year years age aged ages",
    "speech": "said says say told tells added adds insisted warned warns announced according "
    "stated claimed claims wrote explained argued reported confirmed denied acknowledged noted "
    "called described suggested replied asked vowed promised recalled testified",
    "reason": "because since due order so result resulte resulted cause caused thanks after amid "
    "over avoid prevent therefore reason reasons blame blamed led sparked triggered prompted",
    "manner": "by through using with via",
}
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")


@cache
def _kinds_by_word(language: str) -> dict[str, list[str]]:
    """For each word without which there is no match, what there may be a match of."""
    numbers = _NUMBER_WORDS_ELSEWHERE.get(language, _NUMBER_WORDS)
    kinds: dict[str, list[str]] = {}
    for kind, words in {**_WITH_WORDS, "number": numbers}.items():
        for word in _words(words):
            kinds.setdefault(word, []).append(kind)
    return kinds


def _words(text: str) -> list[str]:
    """The words of a text, the same for letters that patterns take for the same."""
    return _WORD.findall(text.casefold().replace("i\u0307", "i").replace("ı", "i"))


def _possible(text: str, language: str) -> set[str]:
    """Tell which patterns may match in a text."""
    by_word = _kinds_by_word(language)
    possible = {kind for word in by_word.keys() & _words(text) for kind in by_word[word]}
    return possible | _WITH_DIGITS if _DIGIT.search(text) else possible


def in_lower_case(text: str) -> str:
    """A text in lower case with every character at its place, as `find_entities` looks at it.

    Letters that are no ASCII letters but equal to one where case is ignored become that one.

    Args:
        text: Any text.
    """
    return text.replace("İ", "i").replace("ı", "i").replace("ſ", "s").lower()


@lru_cache(maxsize=10_000)
def _is_organisation(words: str) -> bool:
    """Whether a name in lower case has a word for a kind of organisation."""
    return _ORGANISATION.search(words) is not None


@cache
def _places_known() -> frozenset[str]:
    """The names of countries and capitals, in lower case."""
    named = [names[0] for names, _ in countries()]
    capitals = [capital for _, capitals in countries() for capital in capitals]
    return frozenset(name.lower() for name in (*named, *capitals, *_SHORT_PLACES))


@dataclass(frozen=True, slots=True)
class Entities:
    """What stands in one sentence that may be an answer; all places are in the article's text.

    Attributes:
        numbers: Numbers in digits or words, with their unit or currency.
        money: Those of them that are amounts of money.
        dates: Days, dates, years, times of day.
        durations: Lengths of time.
        ages: Ages of people.
        names: Runs of capitalised words that name somebody or something.
        people: Those of them that look like people.
        places: Those of them that look like places.
        organisations: Those of them that look like organisations.
        quoted: Whether the sentence has quotation marks.
        speech: How many words of saying it has.
        reasons: How many words of giving a reason.
        manner: How many phrases of the means by which something is done.
    """

    numbers: tuple[Span, ...]
    money: tuple[Span, ...]
    dates: tuple[Span, ...]
    durations: tuple[Span, ...]
    ages: tuple[Span, ...]
    names: tuple[Span, ...]
    people: tuple[Span, ...]
    places: tuple[Span, ...]
    organisations: tuple[Span, ...]
    quoted: bool
    speech: int
    reasons: int
    manner: int


def find_entities(
    text: str,
    tokens: Sequence[Token],
    common: frozenset[str],
    start: int,
    end: int,
    *,
    language: str = "en",
    lower: str | None = None,
) -> Entities:
    """Find what may be an answer in one sentence.

    Args:
        text: The article's text.
        tokens: The sentence's words, placed in that text.
        common: Words that the article also has in lower case inside a sentence; at the start of
            a sentence these are not taken for names.
        start: First character of the sentence.
        end: One past its last character.
        language: ISO 639-1 code, for the words that numbers are written in; all else is told by
            English words, digits and capitals.
        lower: The whole text as `in_lower_case` gives it, if it is at hand.
    """
    if lower is None:
        lower = in_lower_case(text)
    found: dict[str, tuple[Span, ...]] = {}
    for kind in _possible(text[start:end], language):
        pattern = _number_in(language) if kind == "number" else _PATTERNS[kind]
        # The numbers of other languages have letters that `in_lower_case` knows nothing of.
        searched = text if pattern.flags & re.IGNORECASE else lower
        found[kind] = tuple([match.span() for match in pattern.finditer(searched, start, end)])
    dates = found.get("date", ())
    numbers = tuple(
        span
        for span in found.get("number", ())
        if not any(span[0] < date[1] and date[0] < span[1] for date in dates)
    )
    names = _names(text, tokens, common, dates)
    people, places, organisations = [], [], []
    places_known = _places_known() if names else frozenset()
    for name in names:
        before, words = lower[max(start, name[0] - 40) : name[0]], text[name[0] : name[1]]
        plain = _POSSESSIVE.sub("", lower[slice(*name)])
        if plain in places_known or _DATELINE.match(text, name[1]):
            places.append(name)
        elif _is_organisation(lower[slice(*name)]) or (words.isupper() and len(words) > 1):
            organisations.append(name)
        elif _PLACE_BEFORE.search(before):
            places.append(name)
        elif _PERSON_TITLE.search(before) or words.count(" ") in (1, 2):
            people.append(name)
    return Entities(
        numbers=numbers,
        money=found.get("money", ()),
        dates=dates,
        durations=found.get("duration", ()),
        ages=found.get("age", ()),
        names=names,
        people=tuple(people),
        places=tuple(places),
        organisations=tuple(organisations),
        quoted=bool(_QUOTED.search(text, start, end)),
        speech=len(found.get("speech", ())),
        reasons=len(found.get("reason", ())),
        manner=len(found.get("manner", ())),
    )


_OPENS = re.compile(r"[.!?:\"“–—-]")
"""What a sentence within a sentence begins behind: in a quotation, or after a dateline."""
_JOINERS = frozenset(
    "of the de la al el bin ibn von van der and for du da do dos das del di della le".split()
)


def _names(
    text: str, tokens: Sequence[Token], common: frozenset[str], dates: tuple[Span, ...]
) -> tuple[Span, ...]:
    """Runs of capitalised words, with small words like "al" or "of" between two of them."""
    spans: list[Span] = []
    run: list[Token] = []
    pending: list[Token] = []
    for number, token in enumerate(tokens):
        gap = text[tokens[number - 1].end : token.start] if number else ""
        joined = not run or set(gap) <= set(" \u00a0-.") or bool(pending)
        opens = not number or (_OPENS.search(gap) is not None and not (run and joined))
        capital = token.word[0].isupper() and (
            not opens or (token.term != "" and token.word.lower() not in common)
        )
        if not run and not capital:
            continue
        if capital and not _inside(token, dates):
            if run and not joined:
                spans.append((run[0].start, run[-1].end))
                run = []
            run.append(token)
            pending = []
        elif run and token.word.lower() in _JOINERS and len(pending) < 2 and joined:
            pending.append(token)
        else:
            if run:
                spans.append((run[0].start, run[-1].end))
            run, pending = [], []
    if run:
        spans.append((run[0].start, run[-1].end))
    return tuple(span for span in spans if text[span[0] : span[1]] != "I")


def _inside(token: Token, spans: tuple[Span, ...]) -> bool:
    return any(start <= token.start and token.end <= end for start, end in spans)
