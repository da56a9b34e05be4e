from __future__ import annotations

import pytest

from index.languages import detect_language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The government announced a truce on Thursday, and the fighting has stopped.", "en"),
        ("Die Regierung kündigte am Donnerstag eine Waffenruhe an, die Kämpfe sind zu Ende.", "de"),
        ("Правительство объявило в четверг о перемирии, и бои в этом районе прекратились.", "ru"),
        ("Уряд оголосив у четвер про перемир'я, і бої в цьому районі припинилися.", "uk"),
        ("أعلنت الحكومة يوم الخميس عن هدنة وتوقفت المعارك في المنطقة بعد أسابيع من القصف.", "ar"),
        ("Hükümet perşembe günü ateşkes ilan etti ve bölgedeki çatışmalar durdu.", "tr"),
        ("El gobierno anunció el jueves una tregua y los combates cesaron en la región.", "es"),
    ],
)
def test_the_language_of_a_sentence_is_told(text: str, expected: str) -> None:
    assert detect_language(text) == expected


@pytest.mark.parametrize("text", ["", "790", "?!", "OK", "Idlib", "\x00"])
def test_what_is_too_short_to_tell_is_taken_as_english(text: str) -> None:
    assert detect_language(text) == "en"
