"""What a short question refers to: the one before, lately, in the same conversation. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.courtesies import courtesy
from bot.followups import completed
from index.analysis import fold
from index.gist import asks_for_gist

if TYPE_CHECKING:
    from index.article import Article

QUIET = 600.0
"""Seconds after which a question borrows nothing from the one before."""

_SOURCE = re.compile(
    r"(?:and |but |so )?(?:"
    r"(?:who|whos|who's) (?:says?|said|claims?|claimed|reports?|reported)"
    r"(?: (?:so|that|this|it))?"
    r"|says who|said who|according to (?:whom?|what)|by whose account"
    r"|(?:what(?:'s| is|s) (?:the|your) )?source|how do (?:you|they|we) know(?: that| this)?"
    r")(?: exactly)?"
)
_QUESTION_WORDS = {
    "ar": "متى اين اين؟ لماذا كيف من كم",
    "de": "wann wo warum wieso weshalb wer wie wieviele wieviel wohin woher seit wie viele",
    "es": "cuando donde por que quien quienes como cuanto cuantos cuanta cuantas desde cuando",
    "fr": "quand ou pourquoi qui comment combien depuis quand",
    "ru": "когда где почему зачем кто как сколько куда откуда",
    "tr": "ne zaman nerede neden nicin kim nasil kac nereye nereden kimler",
}
_FEW = 3
_WHO_SAYS = "who says: "


class Manner(StrEnum):
    """How something that is said hangs together with what was asked before."""

    ALONE = "alone"
    BORROWED = "borrowed"
    SOURCE = "source"
    GREETING = "greeting"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was asked before in the same conversation.

    Attributes:
        question: The question as it was understood: complete.
        asked_at: When it was asked, in seconds since the epoch.

    """

    question: str
    asked_at: float


@dataclass(frozen=True, slots=True)
class Understood:
    """A question that can be answered without the one before.

    Attributes:
        question: The complete question.
        manner: Whether it stands alone; asks who says what was answered before; or is none.
        language: Of greetings and thanks, the language that they are said in, where it can be told.

    """

    question: str
    manner: Manner
    language: str = ""


def understand(words: str, previous: Turn | None, asked_at: float, article: Article) -> Understood:
    """Tell what is asked, given what was asked before.

    In English, short questions of many kinds are completed; in other languages, bare question
    words are.

    Args:
        words: What a person has written.
        previous: The last question of the same person in private, or the one that the reply chain
            leads to; None where there is none.
        asked_at: When it was written, in seconds since the epoch.
        article: The article asked.

    """
    plain = _plain(words)
    if said := courtesy(words):
        manner = Manner.GREETING if said.is_greeting else Manner.THANKS
        return Understood(words, manner, said.language)
    # "And the gist?" asks of the article, whatever was asked before.
    is_of_all = asks_for_gist(words, article.language)
    if previous is None or is_of_all or not 0 <= asked_at - previous.asked_at <= QUIET:
        return Understood(words, Manner.ALONE)
    if article.language != "en":
        return _other_language(words, plain, previous, article.language)
    before = previous.question.removeprefix(_WHO_SAYS)
    if _SOURCE.fullmatch(plain):
        about = before.rstrip("?.! ")
        return Understood(f"{_WHO_SAYS}{about[:1].lower()}{about[1:]}?", Manner.SOURCE)
    complete = completed(
        words,
        before,
        is_name=lambda word: is_name(word, article),
    )
    if complete:
        return Understood(complete, Manner.BORROWED)
    return Understood(words, Manner.ALONE)


def is_name(word: str, article: Article) -> bool:
    """Whether a word is written with a capital letter within the article's sentences.

    Args:
        word: The word, in whatever letters.
        article: The article.

    """
    if not word.isalpha():
        return False
    pattern = rf"(?<=[\w,] ){re.escape(word.capitalize())}\b|\b{re.escape(word.upper())}\b"
    return re.search(pattern, article.text) is not None


def _plain(words: str) -> str:
    """The words in lower case, without marks."""
    kept = re.sub(r"[^\w'’ ]+", " ", words.lower().replace("’", "'"))
    return " ".join(kept.split())


def _other_language(words: str, plain: str, previous: Turn, language: str) -> Understood:
    known = {fold(word) for word in _QUESTION_WORDS.get(language, "").split()}
    asked = [fold(word) for word in plain.split()]
    # "Y cuándo", "et pourquoi", "und wer": one small word may lead.
    is_bare = 0 < len(asked) <= _FEW and bool(known) and all(word in known for word in asked[-1:])
    if is_bare and (len(asked) == 1 or all(word in known or len(word) <= 3 for word in asked)):
        about = previous.question.rstrip("?؟.! ")
        return Understood(f"{about} – {words.strip()}", Manner.BORROWED)
    return Understood(words, Manner.ALONE)
