"""Questions about an article as a whole: "what happened", "tl;dr", "what is this about". Pure."""

from __future__ import annotations

import re
from functools import cache

from index.analysis import fold

_ASKING = r"""
    (?:(?:please|pls|plz|hi|hello|hey|so|and|ok|okay|well|just|now|can|could|would|will|you|i|want|
    need|like|to|have|get|know|give|tell|show|send|write|me|us|do|make|what's|whats|what|is|are)\s+)*
"""
"""What stands before the thing that is wanted."""
_THIS = r"(?:(?:this|the|that|your)\s+)?(?:article|story|news|text|piece|report|page|post)"
_WANTED = rf"""
    (?:(?:a|an|the|some|any|its|quick|short|brief|main|key|most|important)\s+)*
    (?:summary|summari[sz]e|sum\s+up|sum\s+(?:it|this|that)\s+up|synopsis|gist|overview|outline|recap|tl\s?dr|
    (?:main|key|important)\s+(?:points?|facts?|things?|message|news|story|idea))
    (?:\s+(?:of|from|in|for|about)(?=\s+(?:it|all|this|that|the|your)\b))?
    (?:\s+(?:it|all|this|that|{_THIS}))*
"""
_WHOLE = rf"""
    what(?:'s|s|\s+is|\s+was|\s+are)?\s+(?:it|this|that|all\s+this|{_THIS})(?:\s+all)?\s+about |
    what\s+(?:does|do|did)\s+(?:it|this|{_THIS})\s+(?:say|tell(?:\s+(?:me|us))?|report) |
    what(?:'s|s|\s+is|\s+was|\s+has|\s+have)?\s+(?:just\s+)?happen(?:ed|ing|s)?(?:\s+here)? |
    what(?:'s|s|\s+is|\s+was)?\s+going\s+on(?:\s+here)? |
    what(?:'s|s|\s+is)?\s+{_THIS} |
    about(?:\s+(?:it|this|{_THIS}))
"""
_ENGLISH = re.compile(
    rf"(?:{_ASKING} (?:{_WANTED}) | (?:(?:so|and|ok|okay|well|hi|hey|hello|tell\s+me)\s+)* "
    rf"(?:{_WHOLE})) (?:\s+(?:please|pls|plz|then|here|thanks|in\s+short|in\s+brief))*",
    re.VERBOSE,
)
_ELSEWHERE = {
    "ar": "ملخص / الملخص / ماذا حدث / ما الذي حدث / ماذا جرى / عن ماذا يتحدث المقال / لخص المقال",
    "de": "zusammenfassung / kurzfassung / worum geht es / worum geht's / was ist passiert / "
    "was ist geschehen / was steht drin / fass zusammen",
    "es": "resumen / un resumen / de qué trata / de qué va / qué pasó / qué ha pasado / "
    "qué ocurrió / qué ha ocurrido / resume el artículo",
    "fr": "résumé / un résumé / de quoi s'agit-il / de quoi ça parle / de quoi parle l'article / "
    "que s'est-il passé / qu'est-ce qui s'est passé / résume l'article",
    "ru": "кратко / краткое содержание / о чём статья / о чём это / что случилось / "
    "что произошло / в двух словах",
    "tr": "özet / özetle / kısaca / ne oldu / ne olmuş / konu ne / haber ne hakkında",
}
"""The same in other languages."""
_MARKS = re.compile(r"[^\w\s'-]")


def asks_for_gist(text: str, language: str = "en") -> bool:
    """Whether a question asks what an article is about, and nothing else.

    Args:
        text: The question, its question words as they are spelt.
        language: ISO 639-1 code.
    """
    # "TL;DR" and "tl dr?" are one word.
    bare = _MARKS.sub("", text.replace("’", "'")).strip()
    folded = " ".join(" ".join(map(fold, bare.split())).split())
    if language == "en":
        return _ENGLISH.fullmatch(folded) is not None
    return folded in _elsewhere(language)


@cache
def _elsewhere(language: str) -> frozenset[str]:
    listed = _ELSEWHERE.get(language, "").split(" / ")
    return frozenset(" ".join(map(fold, one.split())) for one in listed if one)
