"""Numbers in words and in digits: two thousand and 2,000, 1.5 million and 1,500,000."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analysis import terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.vocabulary import Expression

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}


def _stem(word: str) -> str:
    return next(iter(terms(word)), word)


_VALUES = {_stem(word): value for value, word in enumerate(_SMALL)} | {
    _stem(word): 10 * ten for ten, word in enumerate(_TENS) if ten > 1
}
_SCALE_VALUES = {_stem(word): value for word, value in _SCALES.items()}
_WORDS_OF = {value: stem for stem, value in _VALUES.items()}


def spellings(asked: Sequence[str]) -> dict[str, list[Expression]]:
    """Other spellings of the numbers in a question.

    Args:
        asked: The question's terms in order, in English.

    Returns:
        For each term that is a number, or part of one, the ways in which the whole number may
        be written besides.
    """
    found: dict[str, list[Expression]] = {}
    at = 0
    while at < len(asked):
        end = at
        while end < len(asked) and _is_numeral(asked[end]):
            end += 1
        run = tuple(asked[at:end])
        value = _value(run)
        if value is not None:
            others = [other for other in _written(value) if other != run]
            found.update({term: others for term in run if others})
        at = max(end, at + 1)
    return found


def _is_numeral(term: str) -> bool:
    return term in _VALUES or term in _SCALE_VALUES or term.replace(".", "", 1).isdecimal()


def _value(run: Sequence[str]) -> int | None:
    """The value of a number's words: 2 thousand, twenty five, 1.5 million; None for others."""
    total, current = 0.0, None
    for term in run:
        if term in _SCALE_VALUES:
            scaled = (1.0 if current is None else current) * _SCALE_VALUES[term]
            if _SCALE_VALUES[term] == 100:
                current = scaled
            else:
                total, current = total + scaled, None
        else:
            value = float(_VALUES[term]) if term in _VALUES else float(term)
            if current is not None and not (current % 10 == 0 and 0 < value < 10):
                return None
            current = value + (current or 0.0)
    total += current or 0.0
    return int(total) if run and total == int(total) and total < 1e15 else None


def _written(value: int) -> list[Expression]:
    """The usual ways to write a number, as the terms that are found in a text."""
    ways: list[Expression] = [(str(value),)]
    if value in _WORDS_OF:
        ways.append((_WORDS_OF[value],))
    elif 20 < value < 100:
        ways.append((_WORDS_OF[value - value % 10], _WORDS_OF[value % 10]))
    for stem, scale in _SCALE_VALUES.items():
        tenths, rest = divmod(value * 10, scale)
        if rest or not 10 <= tenths < 10_000 or (scale == 100 and (tenths % 10 or tenths > 90)):
            continue
        count = tenths // 10
        ways.append((str(count) if tenths % 10 == 0 else str(tenths / 10), stem))
        if tenths % 10 == 0 and count in _WORDS_OF:
            ways.append((_WORDS_OF[count], stem))
    return ways
