"""Greetings and thanks, in the languages that the bot speaks. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.analysis import fold


@dataclass(frozen=True, slots=True)
class Courtesy:
    """Something that is said for the sake of politeness, and asks nothing.

    Attributes:
        is_greeting: Whether it greets; else it thanks.
        language: The language that it is said in, where that can be told; or empty. English words
            are said by people of all languages.

    """

    is_greeting: bool
    language: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of courtesies in one language.

    Attributes:
        greetings: Those of which one makes a greeting.
        thanks: Those of which one makes thanks.
        others: Those that may stand beside them.

    """

    greetings: frozenset[str]
    thanks: frozenset[str]
    others: frozenset[str]


def _words(greetings: str, thanks: str, others: str) -> _Words:
    return _Words(*(frozenset(map(fold, words.split())) for words in (greetings, thanks, others)))


_LANGUAGES = {
    "": _words(
        "hi hello hey hiya greetings morning afternoon evening",
        "yo good night thanks thank thx ty thankyou cheers ok okay k kk cool great nice perfect "
        "lovely wow super bye goodbye please pls alright right sure yes yep nope got see fine well "
        "done everyone bot haha lol",
        "you so much very a lot all there i it no day",
    ),
    "ar": _words(
        "مرحبا مرحباً أهلا أهلاً هلا عليكم صباح مساء",
        "شكرا شكراً مشكور مشكورة",
        "السلام سلام وعليكم بك بكم وسهلا وسهلاً ورحمة الله وبركاته الخير النور "
        "جزيلا جزيلاً لك لكم كثيرا يا جميعا",
    ),
    "tr": _words(
        "merhaba merhabalar selam selamlar selamün günaydın gunaydin günler akşamlar geceler",
        "teşekkür teşekkürler sağol sağolun ol olun eyvallah",
        "sağ iyi çok ederim ederiz aleyküm herkese size",
    ),
    "ru": _words(
        "привет приветствую здравствуй здравствуйте добрый доброе доброго",
        "спасибо благодарю благодарим спс",
        "день вечер утро дня времени суток большое огромное вам вас тебе всем",
    ),
    "fr": _words(
        "bonjour bonsoir salut coucou",
        "merci mercis",
        "beaucoup bien mille fois à tous toutes tout le monde et vous toi",
    ),
    "es": _words(
        "hola buenas buenos saludos",
        "gracias",
        "días tardes noches muchas muchísimas mil a todos todas muy amable",
    ),
    "de": _words(
        "hallo guten grüß grüße moin servus grüezi",
        "danke dankeschön dank",
        "tag morgen abend gott dich euch schön sehr vielen besten lieben herzlichen ihnen dir "
        "zusammen alle",
    ),
}


def courtesy(words: str) -> Courtesy | None:
    """Tell greetings and thanks from questions.

    Args:
        words: What somebody has written.

    Returns:
        The courtesy, where the words are nothing else; else None.

    """
    # Folded first: the vowel signs of Arabic are no letters, and would part words.
    said = {word for word in re.findall(r"[\w'’]+", fold(words)) if word}
    for language, known in _LANGUAGES.items():
        if said <= known.greetings | known.thanks | known.others:
            if said & known.greetings:
                return Courtesy(is_greeting=True, language=language)
            if said & known.thanks:
                return Courtesy(is_greeting=False, language=language)
    return None
