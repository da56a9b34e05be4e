"""Encodings: told by mark, by validity, by declaration, by look."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading.decoding import decode
from index.reading.errors import NotAnArticle

ENGLISH = "“We will never withdraw,” said the café’s owner – it cost £5."
FRENCH = "Les élèves étaient très fatigués ; la réforme sera votée à l’été."
GERMAN = "Die Bürger müssen künftig größere Beträge zahlen, sagte der Rat."
SPANISH = "El año pasado la señora Núñez pidió más dinero. ¿Qué pasó después?"
TURKISH = "Türkiye'nin başkenti Ankara'da yapılan görüşmelerde barış anlaşması imzalandı."
RUSSIAN = "Президент заявил, что переговоры начнутся в пятницу. Погибли десятки человек."
ARABIC = "قال الرئيس إن المفاوضات ستبدأ يوم الجمعة. قتل عشرات الأشخاص في الغارات."
JAPANESE = "大統領は金曜日に交渉が始まると述べた。数十人が死亡した。"


@pytest.mark.parametrize("text", [ENGLISH, FRENCH, TURKISH, RUSSIAN, ARABIC, JAPANESE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"], ids=str)
def test_unicode_is_read_with_and_without_a_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "It") == text


def test_utf16_of_the_other_byte_order_is_read_by_its_mark() -> None:
    assert decode(b"\xfe\xff" + RUSSIAN.encode("utf-16-be"), "It") == RUSSIAN


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "cp1252"),
        (FRENCH, "cp1252"),
        (GERMAN, "iso8859-1"),
        (SPANISH, "cp1252"),
        (TURKISH, "cp1254"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (ARABIC, "cp1256"),
        (JAPANESE, "shift_jis"),
    ],
)
def test_older_encodings_are_told_by_their_look(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "It") == text


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (ARABIC, "utf-8", "windows-1256"),  # a wrong declaration of what is plainly UTF-8
        (ARABIC, "iso8859-6", "iso-8859-6"),
        (ENGLISH, "cp1252", "iso-8859-1"),  # what everybody means by it
        (ENGLISH, "cp1252", "us-ascii"),
        (JAPANESE, "iso2022_jp", "iso-2022-jp"),  # whose bytes would pass for UTF-8
        (RUSSIAN, "utf-16-le", "utf-16-le"),  # whose bytes would pass for binary
        (FRENCH, "cp1252", "no such encoding"),
        (FRENCH, "cp1252", "base64"),  # a codec, but of another sort
        (FRENCH, "cp1252", "\x00"),
    ],
)
def test_a_declared_encoding_is_used_where_it_fits(text: str, encoding: str, declared: str) -> None:
    assert decode(text.encode(encoding), "It", declared) == text


def test_a_broken_byte_does_not_spoil_the_rest() -> None:
    data = FRENCH.encode() * 3 + b"\xff" + FRENCH.encode()
    assert decode(data, "It") == FRENCH * 3 + "\ufffd" + FRENCH


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "It is empty."),
        (b" \r\n\t ", "It is empty."),
        (b"\xef\xbb\xbf \n", "It is empty."),
        (b"\x00\x01\x02\x03" * 100, "It is not text but a binary file."),
        (bytes(range(1, 32)) * 10, "It is not text but a binary file."),
        (random.Random(1).randbytes(4000), "It is not text but a binary file."),
        (
            random.Random(2).randbytes(4000).replace(b"\x00", b""),
            "It is not text in any encoding that could be recognised.",
        ),
    ],
)
def test_what_is_no_text_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(NotAnArticle) as refusal:
        decode(data, "It")
    assert str(refusal.value) == sentence


@given(st.binary(), st.one_of(st.none(), st.text(max_size=12)))
def test_any_bytes_are_read_or_refused(data: bytes, declared: str | None) -> None:
    try:
        text = decode(data, "It", declared)
    except NotAnArticle:
        return
    text.encode()  # no half characters, which no archive could keep
    assert text.strip()
