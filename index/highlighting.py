"""Which words of a quote are the answer: the phrases of a sentence, their features, the choice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from index.analysis import fold, terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from index.analysis import Token
    from index.article import Span
    from index.entities import Entities
    from index.indexed import IndexedArticle
    from index.ranking import Match

    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.float64]
    Places = NDArray[np.intp]
    Weights = Mapping[str, Mapping[str, float]]

LONGEST = 14
"""Words in a highlight at most; hardly any answer is longer."""
WIDEST = 0.6
"""Share of a sentence's characters that one highlight may take, unless it is tiny."""
TINY = 25
"""Characters. What is no longer may be highlighted whatever its share of the sentence."""
MOST = 3
"""Highlights in a sentence at most."""
FURTHER = 0.08
"""How much more likely than its share of the sentence a second or third highlight must be."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


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
    "verb": "beaten became become becomes began begins begun bought broke broken brought built "
    "came chosen come comes cut drawn drew driven drove fallen fell fired fled flew flown fought "
    "found gave get gets give given gives goes gone got grew grown heard held hidden hit keep "
    "keeps kept knew known leads led left lost made make makes meant met paid put ran risen rose "
    "saw seen sent set shot show shown shows sold spent spoke stolen stood struck sunk sung swept "
    "sworn take taken takes taught think thinks thought threw took torn turn turns wants went won "
    "wins worn written",
}
_CLASS_OF_WORD = {word: name for name, words in _WORDS.items() for word in words.split()}
_QUOTES = frozenset('"“”«»„')
_MARKS = {
    **dict.fromkeys(_QUOTES, "quotation mark"),
    **dict.fromkeys("()[]", "bracket"),
    **dict.fromkeys("\u2013\u2014-", "dash"),
    ",": "comma",
}
_CLASSES = (
    *_WORDS,
    *("function word", "name", "number", "date", "adverb", "word"),
    *("edge", "quotation mark", "bracket", "dash", "comma", "other mark"),
)
_COLUMN = {name: column for column, name in enumerate(_CLASSES)}

_CONTENT = _words("name number date verb adverb word")
_OF_A_CLAUSE = _words("be auxiliary pronoun speech verb relative")
_NOT_LAST = frozenset(_WORDS) - {"negation", "pronoun", "speech", "verb"}
_MEASURES = _words(
    "about nearly almost around least most more less up approximately roughly some only just "
    "than over under at"
)
_BEFORE_NUMBERS = _MEASURES - {"at", "up"}
_SECOND_OF_MEASURE = _words("least most than")
_GLUE = frozenset("-\u2010\u2011'\u2019/.&\u2013,:")
_NOUN_LIKE = _words("word adverb")
_HEADED = _words("word number")
_LEADING = frozenset({"of", "by", "in", "to", "from", "for", "with", "about", "as"})
_ADJECTIVE = re.compile(r"(?:ian|ish|ese|ean|ican)$")
_CURRENCIES = frozenset("$£€¥")
_BEFORE_DATES = _words("in on of by")
_PARTS_OF_TIME = _words("beginning end middle rest start")

_ASKING = _words("who whom whose what which when where why how")
_FORMS = {
    **dict.fromkeys(_words("do does did"), "asks with do"),
    **dict.fromkeys(_words("is are was were"), "asks with be"),
}
_ENTITY_ASKED = {
    "who": "name",
    "where": "name",
    "when": "date",
    "how long": "date",
    "how many": "number",
    "how much": "number",
    "how old": "number",
}
"""The kinds of question that an entity answers, and of what class its words are."""

_FLAGS = (
    "after asked word",
    "begins with asked word",
    "ends with asked word",
    "before asked word",
    "after measure",
    "begins with measure",
)
_COUNTS = (
    "words",
    "function words",
    "asked words",
    "asked weight",
    "marks",
    "names",
    "numbers",
    "dates",
    "verbs",
    "clause words",
)
_WHOLE = (
    "log words",
    "one word",
    "share of sentence",
    "begins sentence",
    "is quotation",
    "between marks",
    "is name",
    "is number",
    "is date",
    "is person",
    "is place",
    "is organisation",
    "is expected",
    "has expected",
    "asked weight before",
    "asked weight after",
    "near asked word before",
    "near asked word after",
    "near any asked word",
    "near rarest asked word",
    "near last asked word",
    "has focus",
    "has focus and number",
    "beside focus",
    "asked name before",
    "asked name after",
)
FEATURES = (
    *(
        f"{side} {name}"
        for side in ("after", "begins with", "ends with", "before")
        for name in _CLASSES
    ),
    *_FLAGS,
    *_COUNTS,
    *_WHOLE,
)
"""The names of a phrase's features. The first say what it stands between and begins and ends with,
the next what its edges are to the question, then come counts of its words, and what it is whole."""


class HighlightModel:
    """Weights of phrases, by what holds of a question.

    Args:
        weights: By condition ("all", or one of `conditions`) and feature; what is not named is 0.

    Raises:
        ValueError: A feature is named that there is not.

    """

    def __init__(self, weights: Weights) -> None:
        unknown = sorted({name for part in weights.values() for name in part} - set(FEATURES))
        if unknown:
            raise ValueError(f"There is no highlighting feature {unknown[0]!r}.")
        self._parts = {
            condition: np.array([part.get(name, 0.0) for name in FEATURES])
            for condition, part in weights.items()
        }
        self._sums: dict[tuple[str, ...], Numbers] = {}

    def __bool__(self) -> bool:
        """Whether anything was learned."""
        return bool(self._parts)

    def of(self, conditions: tuple[str, ...]) -> Numbers:
        """Give the weight of every feature for a question of which these conditions hold."""
        found = self._sums.get(conditions)
        if found is None:
            found = np.zeros(len(FEATURES))
            for condition in ("all", *conditions):
                found = found + self._parts.get(condition, 0.0)
            self._sums[conditions] = found
        return found


@dataclass(frozen=True)
class Phrases:
    """The phrases of one sentence that may be highlighted.

    Attributes:
        starts: First characters in the article's text.
        ends: One past the last characters.
        features: One row a feature, in the order of FEATURES, one column a phrase.
        shaped: Whether a reader would take it for whole: no noun without its number, no bracket
            left open. Others only tell how likely the words inside them are.

    """

    starts: Places
    ends: Places
    features: Numbers
    shaped: Flags

    def __len__(self) -> int:
        """How many there are."""
        return len(self.starts)


def highlights(match: Match, row: int, model: HighlightModel) -> tuple[Span, ...]:
    """Tell which words of a sentence are what the question asks for.

    Args:
        match: The question with the article.
        row: The sentence's number among `match.indexed.sentences`.
        model: What was learned; it is used for English, numbers and names serve elsewhere.

    Returns:
        Places in the article's text within the sentence, in order and apart from each other;
        none where no phrase is likely enough.

    """
    indexed = match.indexed
    if indexed.article.language == "en" and match.question.language == "en" and model:
        phrases = phrases_of(match, row)
        if not len(phrases):
            return ()
        chances = softmax(model.of(conditions(match)) @ phrases.features)
        sentence = indexed.sentences[row]
        chosen = choose(phrases, chances, sentence.end - sentence.start)
    else:
        chosen = _plain_highlight(match, row)
    return tuple(_closed(indexed.article.text, span) for span in sorted(chosen))


def softmax(scores: Numbers) -> Numbers:
    """Scores to chances that add up to 1."""
    raised = np.exp(scores - scores.max())
    chances: Numbers = raised / raised.sum()
    return chances


def choose(phrases: Phrases, chances: Numbers, length: int) -> list[Span]:
    """Choose the phrases that hold the answer more likely than their length alone would say.

    Args:
        phrases: What may be chosen.
        chances: For each the chance that it is the answer, exactly.
        length: Characters of the sentence.

    """
    starts, ends = phrases.starts[phrases.shaped], phrases.ends[phrases.shaped]
    if not len(starts):
        return []
    inside = (phrases.starts >= starts[:, None]) & (phrases.ends <= ends[:, None])
    gains = inside @ chances - (ends - starts) / length
    chosen: list[Span] = []
    while len(chosen) < MOST:
        best = int(gains.argmax())
        if gains[best] <= (FURTHER if chosen else 0.0):
            break
        start, end = int(starts[best]), int(ends[best])
        chosen.append((start, end))
        gains[(starts <= end + 1) & (ends >= start - 1)] = -1.0
    return chosen


def _closed(text: str, span: Span) -> Span:
    """Take the bracket into a span that closes it: "Hayat Tahrir al Sham (or HTS)"."""
    start, end = span
    words = text[start:end]
    return (start, end + 1) if words.count("(") > words.count(")") else span


def conditions(match: Match) -> tuple[str, ...]:
    """Tell what holds of a question that has weights of its own: its kind and how it is put."""
    question = match.question
    words = [token.word.lower() for token in question.tokens]
    at = next((place for place, word in enumerate(words) if word in _ASKING), None)
    if at is None:
        return (_kind(match),)
    # "Who says that they were …" is not put with "were", "which houses were …" is.
    near = words[at + 1 : at + (2 if words[at] == "who" else 4)]
    form = next((_FORMS[word] for word in near if word in _FORMS), "asks with verb")
    if question.kind == "what" and question.focus:
        return ("what", form, "asks which")
    return (_kind(match), form)


def _kind(match: Match) -> str:
    """Tell a question's kind; that of the question meant where only a topic is named."""
    kind = match.question.kind
    if kind != "topic":
        return kind
    asked = {asked.repair.taken if asked.repair else asked.term for asked in match.asked}
    return next((meant for meant, stems in _topics().items() if asked & stems), kind)


@cache
def _topics() -> dict[str, frozenset[str]]:
    """List the stems of topics that ask how many, who or when."""
    named = {
        "how many": "casualties deaths death toll killed dead fatalities injured wounded victims "
        "population losses displaced number figures",
        "who": "leader chief head president boss commander spokesman",
        "when": "date start beginning began started year",
    }
    return {kind: frozenset(terms(words)) for kind, words in named.items()}


@dataclass(frozen=True, slots=True)
class _Reading:
    """The words of one sentence as its phrases are made of them; one item a word.

    Attributes:
        starts: First characters, a currency sign before a number taken in.
        ends: One past the last characters, a percent sign taken in.
        classes: Classes of the words.
        marks: Classes of the punctuation before each word, and behind the last; empty for none.
        gaps: What stands before each word since the one before it, and behind the last.
        bound: Whether a word belongs to the one before it: "al-Sham", "two million".
        entities: Names, numbers and dates by their first and last word.

    """

    starts: list[int]
    ends: list[int]
    classes: list[str]
    marks: list[str]
    gaps: list[str]
    bound: list[bool]
    entities: dict[tuple[int, int], str]


_READ: WeakKeyDictionary[IndexedArticle, dict[int, _Reading]] = WeakKeyDictionary()
"""What was read of the sentences of each article, which does not depend on the question."""


def _read(indexed: IndexedArticle, row: int) -> _Reading:
    kept = _READ.setdefault(indexed, {})
    if row not in kept:
        kept[row] = _read_anew(indexed, row)
    return kept[row]


def _read_anew(indexed: IndexedArticle, row: int) -> _Reading:
    text, sentence = indexed.article.text, indexed.sentences[row]
    words, found = indexed.tokens[row], indexed.entities[row]
    english = indexed.article.language == "en"
    starts, ends = [token.start for token in words], [token.end for token in words]
    classes = [_class_of(token.word, is_term=bool(token.term), english=english) for token in words]
    bound = [False] * len(words)
    entities: dict[tuple[int, int], str] = {}
    for name, span in _entity_spans(found):
        first, last = _words_within(span, starts, ends)
        if first > last:
            continue
        if name == "date":
            first = _start_of_date(words, first, last)
        if span[0] < starts[first] and text[span[0]] in _CURRENCIES:
            starts[first] = span[0]
        if span[1] > ends[last] and text[span[1] - 1] == "%":
            ends[last] = span[1]
        entities[first, last] = name
        classes[first : last + 1] = [name] * (last + 1 - first)
        bound[first + 1 : last + 1] = [True] * (last - first)
    edges = zip([sentence.start, *ends], [*starts, sentence.end], strict=True)
    gaps = [text[left:right] for left, right in edges]
    for place in range(1, len(words)):
        if not gaps[place] or gaps[place] in _GLUE:
            bound[place] = True
    marks = [
        "" if gap == " " or (place < len(words) and bound[place]) else _mark(gap)
        for place, gap in enumerate(gaps)
    ]
    for edge in (0, -1):
        if marks[edge] != "quotation mark":
            marks[edge] = "edge"
    return _Reading(starts, ends, classes, marks, gaps, bound, entities)


@lru_cache(maxsize=20_000)
def _class_of(word: str, *, is_term: bool, english: bool) -> str:
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


def _entity_spans(found: Entities) -> Iterable[tuple[str, Span]]:
    """Entities by class; where two overlap the later one counts."""
    yield from (("name", span) for span in found.names)
    yield from (("number", span) for span in found.numbers)
    yield from (("number", span) for span in found.money)
    yield from (("date", span) for span in found.durations)
    yield from (("date", span) for span in found.dates)


def _words_within(span: Span, starts: Sequence[int], ends: Sequence[int]) -> tuple[int, int]:
    """Find the first and the last word that touch a span; the last before the first for none."""
    first, last = len(starts), -1
    for place, start in enumerate(starts):
        if start >= span[1]:
            break
        if ends[place] > span[0]:
            first, last = min(first, place), place
    return first, last


def _start_of_date(words: Sequence[Token], first: int, last: int) -> int:
    """Find the first word of a date without "on" before it, and with "end of"."""
    while first < last and words[first].word.lower() in _BEFORE_DATES:
        first += 1
    if (
        first > 1
        and words[first - 1].word == "of"
        and words[first - 2].word.lower() in _PARTS_OF_TIME
    ):
        first -= 2
    return first


def _mark(gap: str) -> str:
    """Tell the class of the punctuation between two words; quotation marks count before others."""
    found = ""
    for character in gap:
        if not character.isspace():
            found = _MARKS.get(character, "other mark")
            if found == "quotation mark":
                break
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """Where a sentence has the question's words.

    Attributes:
        weights: For each word how telling it is, synonyms counting half; 0 for other words.
        own: For each word whether it is one of the asker's own, or what a misspelt one was read as.

    """

    weights: list[float]
    own: list[bool]


def _asked(match: Match, row: int) -> _Asked:
    weights: dict[str, float] = {}
    for asked in match.asked:
        for expression in asked.synonyms:
            for term in expression:
                weights[term] = max(weights.get(term, 0.0), 0.5 * asked.idf / len(expression))
        for term in asked.relatives:
            weights[term] = max(weights.get(term, 0.0), 0.4 * asked.idf)
    own = set()
    for asked in match.asked:
        taken = asked.repair.taken if asked.repair else asked.term
        weights[taken] = 0.8 * asked.idf if asked.repair else asked.idf
        own |= {asked.term, taken}
    words = match.indexed.tokens[row]
    return _Asked(
        [weights.get(token.term, 0.0) if token.term else 0.0 for token in words],
        [token.term in own for token in words],
    )


def phrases_of(match: Match, row: int) -> Phrases:
    """List the phrases of a sentence, with the features by which they are told apart.

    A phrase begins and ends where a reader would set a finger: at punctuation, a function word,
    a verb, a word of the question, or the edge of a name, number or date.

    Args:
        match: The question with the article.
        row: The sentence's number among `match.indexed.sentences`.

    """
    words = match.indexed.tokens[row]
    if not words:
        return _NO_PHRASES
    reading, asked = _read(match.indexed, row), _asked(match, row)
    sentence = match.indexed.sentences[row]
    length = sentence.end - sentence.start
    first, last = _edges(reading, asked, length)
    if not len(first):
        return _NO_PHRASES
    kind = _kind(match)
    counts = _running_counts(reading, asked, words)
    inside = counts[last + 1].T - counts[first].T
    # A mark before the first word stands outside.
    inside[_COUNTS.index("marks")] -= np.array([mark != "" for mark in reading.marks])[first]
    features = np.concatenate(
        [
            _context_features(reading, asked, words, first, last),
            inside,
            _whole_features(
                match,
                row,
                kind=kind,
                reading=reading,
                asked=asked,
                counts=counts,
                first=first,
                last=last,
            ),
        ]
    )
    return Phrases(
        np.array(reading.starts)[first],
        np.array(reading.ends)[last],
        features,
        _shaped(
            kind=kind,
            words=words,
            reading=reading,
            asked=asked,
            inside=inside,
            first=first,
            last=last,
        ),
    )


_NO_PHRASES = Phrases(
    np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros((len(FEATURES), 0)), np.zeros(0, np.bool_)
)


def _edges(reading: _Reading, asked: _Asked, length: int) -> tuple[Places, Places]:
    """List the first and last words of all phrases that are not too long."""
    classes, marks, bound = reading.classes, reading.marks, reading.bound
    size = len(classes)
    cuts = [True] * (size + 1)
    for place in range(1, size):
        cuts[place] = marks[place] != "" or (
            not bound[place]
            and not (
                classes[place - 1] == classes[place] == "word"
                and not asked.weights[place - 1]
                and not asked.weights[place]
            )
        )
    begins = np.array([cuts[at] and classes[at] != "and" for at in range(size)])
    finishes = np.array([cuts[at + 1] and classes[at] not in _NOT_LAST for at in range(size)])
    content = _running([0, *(name in _CONTENT for name in classes)])
    first, last = np.nonzero(begins[:, None] & finishes)
    width = np.array(reading.ends)[last] - np.array(reading.starts)[first]
    kept = (
        (first <= last)
        & (last < first + LONGEST)
        & (width <= max(WIDEST * length, TINY))
        & (content[last + 1] > content[first])
    )
    return first[kept], last[kept]


def _running(values: Iterable[int]) -> Places:
    """Add up as one goes; for so few values quicker than numpy's own."""
    return np.array(list(accumulate(values)))


def _running_counts(reading: _Reading, asked: _Asked, words: Sequence[Token]) -> Numbers:
    """For each word what of _COUNTS stands before it, and in the last row what stands in all."""
    counts = np.zeros((len(words) + 1, len(_COUNTS)))
    counts[1:] = [
        (
            1.0,
            not token.term,
            weight > 0,
            weight,
            mark != "",
            name == "name",
            name == "number",
            name == "date",
            name == "verb",
            name in _OF_A_CLAUSE,
        )
        for token, weight, mark, name in zip(
            words, asked.weights, reading.marks, reading.classes, strict=False
        )
    ]
    return counts.cumsum(axis=0)


def _context_features(
    reading: _Reading, asked: _Asked, words: Sequence[Token], first: Places, last: Places
) -> Numbers:
    """Tell what phrases stand between, begin and end with."""
    classes, marks = reading.classes, reading.marks
    own = np.array([_COLUMN[name] for name in classes])
    before = np.array(
        [_COLUMN[mark or classes[at - 1]] for at, mark in enumerate(marks[:-1])],
    )
    after = np.array(
        [_COLUMN[mark or classes[at]] for at, mark in enumerate(marks)][1:],
    )
    features = np.zeros((4 * len(_CLASSES) + len(_FLAGS), len(first)))
    columns = np.arange(len(first))
    sides = (before[first], own[first], own[last], after[last])
    for side, names in enumerate(sides):
        features[side * len(_CLASSES) + names, columns] = 1.0
    is_asked = np.array([False, *(weight > 0 for weight in asked.weights), False])
    measures = np.array([False, *(token.word.lower() in _MEASURES for token in words)])
    flags = features[4 * len(_CLASSES) :]
    flags[0], flags[1] = is_asked[first], is_asked[first + 1]
    flags[2], flags[3] = is_asked[last + 1], is_asked[last + 2]
    flags[4], flags[5] = measures[first], measures[first + 1]
    return features


def _whole_features(
    match: Match,
    row: int,
    *,
    kind: str,
    reading: _Reading,
    asked: _Asked,
    counts: Numbers,
    first: Places,
    last: Places,
) -> Numbers:
    """Tell what phrases are as a whole, and where they stand towards the question's words."""
    size = len(reading.classes)
    sentence, found = match.indexed.sentences[row], match.indexed.entities[row]
    words = match.indexed.tokens[row]
    names, numbers, dates, expected, people, places, organisations = np.zeros(
        (7, size, size), np.bool_
    )
    tables = {"name": names, "number": numbers, "date": dates}
    wanted = _ENTITY_ASKED.get(kind)
    expected_ends = np.full(size, size)
    kinds = [
        (table, {start for start, _ in spans})
        for table, spans in (
            (people, found.people),
            (places, found.places),
            (organisations, found.organisations),
        )
    ]
    for (left, right), name in reading.entities.items():
        tables[name][left, right] = True
        for table, starts in kinds:
            table[left, right] = name == "name" and words[left].start in starts
        if name == wanted and not any(asked.own[left : right + 1]):
            expected[left, right] = True
            expected_ends[: left + 1] = np.minimum(expected_ends[: left + 1], right)
    marked = np.array([mark != "" for mark in reading.marks])
    quoting = np.array([mark == "quotation mark" for mark in reading.marks])
    focus = match.question.focus
    of_focus = _running([0, *(bool(focus) and token.stem == focus for token in words), 0])
    has_focus = of_focus[last + 1] > of_focus[first]
    beside_focus = (of_focus[last + 2] > of_focus[last + 1]) | (
        of_focus[first] > of_focus[np.maximum(first - 1, 0)]
    )
    asked_names = _running(
        [
            0,
            *(
                name == "name" and weight > 0
                for name, weight in zip(reading.classes, asked.weights, strict=True)
            ),
        ]
    )
    running = counts[:, _COUNTS.index("asked weight")]
    total = running[-1] or 1.0
    before, after = _nearness(asked.weights), _nearness(asked.weights[::-1])[::-1]
    near_before, near_after = before[first], after[last]
    rarest, final = _landmarks(match, row, asked)
    number_column = counts[:, _COUNTS.index("numbers")]
    width = np.array(reading.ends)[last] - np.array(reading.starts)[first]
    features = np.empty((len(_WHOLE), len(first)))
    for at, values in enumerate(
        (
            np.log(last - first + 1.0),
            first == last,
            width / (sentence.end - sentence.start),
            first == 0,
            quoting[first] & quoting[last + 1],
            marked[first] & marked[last + 1],
            names[first, last],
            numbers[first, last],
            dates[first, last],
            people[first, last],
            places[first, last],
            organisations[first, last],
            expected[first, last],
            expected_ends[first] <= last,
            running[first] / total,
            (running[-1] - running[last + 1]) / total,
            near_before,
            near_after,
            np.maximum(near_before, near_after),
            _near(rarest, first, last),
            _near(final, first, last),
            has_focus,
            has_focus & (number_column[last + 1] > number_column[first]),
            beside_focus,
            asked_names[first] > 0,
            asked_names[-1] > asked_names[last + 1],
        )
    ):
        features[at] = values
    return features


def _nearness(weights: Sequence[float]) -> Numbers:
    """For each word 1 over the words back to an asked one before it; 0 where there is none."""
    near = np.zeros(len(weights))
    distance = 0
    for place, weight in enumerate(weights):
        near[place] = 1.0 / distance if distance else 0.0
        if weight > 0:
            distance = 1
        elif distance:
            distance += 1
    return near


def _landmarks(match: Match, row: int, asked: _Asked) -> tuple[int | None, int | None]:
    """Find the most telling asked word, and the one that the question has last."""
    places = [place for place, weight in enumerate(asked.weights) if weight > 0]
    rarest = max(places, key=lambda place: asked.weights[place], default=None)
    words = match.indexed.tokens[row]
    by_term = {words[place].term: place for place in places}
    final = next(
        (by_term[term] for term in reversed(match.question.terms) if term in by_term), None
    )
    return rarest, final


def _near(place: int | None, first: Places, last: Places) -> Numbers | float:
    """1 over the words between phrases and a word outside them; 0 inside."""
    if place is None:
        return 0.0
    gap = np.maximum(first - place, place - last)
    return (gap > 0) / np.maximum(gap, 1)


def _is_adjective(name: str) -> bool:
    """Tell whether a capitalised word belongs to the noun after it: Syrian, Turkish."""
    return _ADJECTIVE.search(name) is not None


def _shaped(
    *,
    kind: str,
    words: Sequence[Token],
    reading: _Reading,
    asked: _Asked,
    inside: Numbers,
    first: Places,
    last: Places,
) -> Flags:
    """Whether phrases can stand by themselves before a reader's eye."""
    classes, marks = reading.classes, reading.marks
    size = len(classes)
    # A word that goes on with the one before it: "790 | civilians", "Syrian | opposition",
    # "dozens | of schools", "nearly | two thousand", "at | least 27".
    headed = np.zeros(size + 1, np.bool_)
    for place in range(1, size):
        name, before = classes[place], classes[place - 1]
        if not marks[place] and (
            (name in _NOUN_LIKE and before in _HEADED)
            or (name in _NOUN_LIKE and before == "name" and _is_adjective(words[place - 1].word))
            or (name == "of" and before == "number")
            or (name == "number" and words[place - 1].word.lower() in _BEFORE_NUMBERS)
            or words[place].word.lower() in _SECOND_OF_MEASURE
        ):
            headed[place] = True
    shaped: Flags = ~headed[first] & ~headed[last + 1]
    if kind in _ENTITY_ASKED:
        shaped &= inside[_COUNTS.index("clause words")] == 0
    if kind == "who":
        shaped &= ~np.array([name in _LEADING for name in classes])[first]
    if kind not in {"yes or no", "topic"}:
        new = [name in _CONTENT and not own for name, own in zip(classes, asked.own, strict=True)]
        told = _running([0, *new])
        shaped &= told[last + 1] > told[first]
    marked = [gap if mark else "" for gap, mark in zip(reading.gaps, marks, strict=True)]
    quotes = _running([sum(map(gap.count, _QUOTES)) if gap else 0 for gap in marked])
    opened = _running([gap.count("(") - gap.count(")") if gap else 0 for gap in marked])
    closes_next = np.array([gap.startswith(")") for gap in reading.gaps])
    left_open = opened[last] - opened[first]
    shaped &= (quotes[last] - quotes[first]) % 2 == 0
    shaped &= (left_open == 0) | ((left_open == 1) & closes_next[last + 1])
    return shaped


_ASKING_ELSEWHERE = {
    "number": _words("combien cuantos cuantas cuanto cuanta viele wieviele kac сколько كم"),
    "date": _words("quand cuando wann zaman когда متى"),
    "name": _words("qui quien quienes wer wem wen kim кто кого من"),
}
"""Question words of other languages, folded, by the class of the entity that they ask for."""


def _plain_highlight(match: Match, row: int) -> list[Span]:
    """Choose by the question word alone a number, date or full name that the question lacks."""
    reading, asked = _read(match.indexed, row), _asked(match, row)
    wanted = _wanted(match)
    new = [
        _counted(reading, first, last) if name == "number" else (first, last)
        for (first, last), name in reading.entities.items()
        # A single capitalised word may begin a sentence, or be a German noun.
        if name == wanted
        and not any(asked.own[first : last + 1])
        and (name != "name" or last > first)
    ]
    places = [place for place, weight in enumerate(asked.weights) if weight > 0]
    sentence = match.indexed.sentences[row]
    widest = max(WIDEST * (sentence.end - sentence.start), TINY)
    near = sorted(new, key=lambda edges: (_words_between(edges, places), edges))
    spans = [(reading.starts[first], reading.ends[last]) for first, last in near]
    return [span for span in spans if span[1] - span[0] <= widest][:1]


def _counted(reading: _Reading, first: int, last: int) -> tuple[int, int]:
    """Take in the word after a number: what is counted."""
    after = last + 1
    goes_on = after < len(reading.classes) and reading.classes[after] in {"word", "name"}
    return (first, after) if goes_on and not reading.marks[after] else (first, last)


def _wanted(match: Match) -> str | None:
    """Tell the class of the entity asked for, in English or by the question word."""
    if match.question.language == "en":
        return _ENTITY_ASKED.get(_kind(match))
    words = {fold(token.word) for token in match.question.tokens}
    return next((name for name, asking in _ASKING_ELSEWHERE.items() if words & asking), None)


def _words_between(edges: tuple[int, int], places: Iterable[int]) -> int:
    """Count the words from an entity to the nearest asked word; many where there is none."""
    first, last = edges
    return min((max(first - place, place - last) for place in places), default=LONGEST)
