"""The site's own words in the language of the reader's browser; the article in its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.language import LANGUAGES, accepted, speaking
from bot.texts import label
from bot.web import texts

if TYPE_CHECKING:
    from tests.bot.web.conftest import Site


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ru", "ru"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("pt-BR,pt;q=0.9,fr;q=0.5,es;q=0.7", "es"),
        ("en;q=0.3, tr", "tr"),
        ("AR", "ar"),
        ("pt", "en"),
        ("fr;q=0", "en"),
        ("*", "en"),
        ("", "en"),
        ("fr;q=nonsense", "fr"),
        (",;=,q=1;de" * 999, "en"),
    ],
)
def test_the_language_that_a_browser_wants_most_is_spoken(header: str, language: str) -> None:
    assert accepted(header) == language


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_page_says_its_own_words_in_the_readers_language(
    reader: Site, language: str
) -> None:
    page = await reader.get("/article/idlib-truce?s=3", Accept_Language=f"{language}-XX,xx;q=0.1")
    missing = await reader.get("/article/none-of-that-name", Accept_Language=language)
    with speaking(language):
        assert label(texts.GO_TO_QUOTE) in page.text
        assert label(texts.NOT_FOUND) in missing.text
    assert '<html lang="en" dir="ltr">' in page.text, "the article is in English"
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in missing.text
    assert f'lang="{language}" dir="{direction}"' in page.text


async def test_caches_keep_the_languages_apart(reader: Site) -> None:
    one = await reader.get("/article/idlib-truce?s=3", Accept_Language="ru")
    other = await reader.get("/article/idlib-truce?s=3", Accept_Language="tr")
    assert one.headers["Vary"] == other.headers["Vary"] == "Accept-Language"
    assert one.headers["ETag"] != other.headers["ETag"]
