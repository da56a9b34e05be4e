"""Pages as HTML: an article with the quoted sentence marked, or one sentence. Pure functions."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import quote as percent_encoded
from urllib.parse import urlsplit

from bot.language import day, spoken
from bot.links import link_to, web_address
from bot.texts import label
from bot.web import texts
from bot.web.elements import Markup, element, text
from bot.web.links import anchor
from index.answering import Quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.web.links import Mark
    from index.article import Article, Passage

FRAMED_BY = ("https://web.telegram.org", "https://webk.telegram.org", "https://webz.telegram.org")
"""The sites that may show a page within theirs: Telegram's own clients in the browser."""

_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he iw ks ku nqo ps sd syr ug ur yi".split())
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n")


def article_page(article: Article, mark: Mark | None = None) -> str:
    """Show an article, all of its text, with the quoted sentence marked.

    Every sentence has its place on the page, `#s0`, `#s1` and so on; the one that an address
    leads to is marked too.

    Args:
        article: The article.
        mark: The quoted sentence; None for the whole article.

    """
    title = article.title or label(texts.UNTITLED)
    header = element(
        "header",
        element("h1", title) if article.title else element("h1", title, **_own_words()),
        _facts(article),
        _links(article, mark),
        _notice(mark),
    )
    return _document(
        title, element("article", header, *_blocks(article, mark)), language=article.language
    )


def sentence_page(sentence: str) -> str:
    """Say one sentence in the language that is spoken.

    Args:
        sentence: One of `bot.web.texts`.

    """
    words = element("h1", label(sentence), class_="sentence")
    return _document(label(texts.TITLE), words, language=spoken())


@cache
def content_security_policy() -> str:
    """Say what pages may load: their own style, script and icon, and nothing from elsewhere.

    Returns:
        The value of the header of that name (https://www.w3.org/TR/CSP3/).

    """
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {_hash(_asset('page.css'))}",
            f"script-src {_hash(_asset('mini_app.js'))}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {' '.join(FRAMED_BY)}",
        )
    )


def _document(title: str, main: Markup, *, language: str) -> str:
    known = language if _LANGUAGE.fullmatch(language) else ""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("title", title),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="robots", content="noindex"),
        element("link", rel="icon", href=_icon()),
        element("style", _asset("page.css")),
        element("script", _asset("mini_app.js")),
    )
    page = element(
        "html",
        head,
        element("body", element("main", main)),
        lang=known,
        dir=_direction(known),
    )
    return f"<!DOCTYPE html>\n{page}\n"


def _direction(language: str) -> str:
    return "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def _own_words() -> dict[str, str]:
    """Give the attributes of what the site says of itself."""
    return {"lang": spoken(), "dir": _direction(spoken())}


def _facts(article: Article) -> Markup:
    """Say who published the article, and when."""
    source = article.source or urlsplit(web_address(article.url)).hostname or ""
    return _row(element("bdi", source) if source else Markup(), _published(article.published))


def _published(published: str) -> Markup:
    if not published:
        return Markup()
    try:
        known = date.fromisoformat(published[:10]).isoformat()
    except ValueError:
        return element("bdi", label(texts.PUBLISHED, date=published))
    written = label(texts.PUBLISHED, date=day(known))
    return element("time", written, datetime=known, **_own_words())


def _links(article: Article, mark: Mark | None) -> Markup:
    """Lead to where the article was published, and to the quoted sentence."""
    url = web_address(article.url)
    original = _original(article, mark, url) if url else Markup()
    quoted = Markup()
    if mark is not None and mark.sentence is not None:
        quoted = element(
            "a", label(texts.GO_TO_QUOTE), href=f"#{anchor(mark.number)}", **_own_words()
        )
    return _row(original, quoted)


def _row(*items: Markup) -> Markup:
    """Set items side by side, if there are any."""
    shown = [item for item in items if item]
    return element("p", Markup(" ".join(shown)), class_="facts") if shown else Markup()


def _original(article: Article, mark: Mark | None, url: str) -> Markup:
    """Link to where the article was published, at the quoted sentence where there is one."""
    quoted = None if mark is None else mark.sentence
    # A new window, since the page may stand within another one.
    return element(
        "a",
        label(texts.OPEN_ORIGINAL),
        href=url if quoted is None else link_to(_quote(article, quoted)),
        rel="external noopener noreferrer",
        target="_blank",
        data_address=url,
        **_own_words(),
    )


def _quote(article: Article, number: int) -> Quote:
    sentence = article.sentences[number]
    return Quote(article, number, sentence.start, sentence.end, heading="", score=0.0)


def _notice(mark: Mark | None) -> Markup:
    """Say that the quoted sentence is not there any more, where that is so."""
    if mark is None or mark.sentence is not None:
        return Markup()
    return element("p", label(texts.QUOTE_LOST), class_="notice", **_own_words())


def _blocks(article: Article, mark: Mark | None) -> Iterator[Markup]:
    """Give headings, passages and what stands between them, in the order of the text."""
    number = position = 0
    heading = None
    for passage in article.passages:
        if passage.heading and passage.heading != heading:
            heading = passage.heading
            yield from _asides(article.text[position : heading[0]])
            yield element("h2", article.words(heading).strip())
            position = heading[1]
        yield from _asides(article.text[position : passage.start])
        yield element("p", *_passage(article, passage, number, mark))
        number += len(passage.sentences)
        position = passage.end
    yield from _asides(article.text[position:])


def _asides(between: str) -> Iterator[Markup]:
    """Give what belongs to no passage, such as the line that names the source."""
    for paragraph in _BLANK_LINES.split(between):
        if paragraph.strip():
            yield element("p", _lines(paragraph.strip()), class_="aside")


def _passage(
    article: Article, passage: Passage, number: int, mark: Mark | None
) -> Iterator[Markup]:
    """Give the sentences of a passage, and what stands between them.

    Args:
        article: The article.
        passage: The passage.
        number: The number of its first sentence.
        mark: The quoted sentence.

    """
    # Where a sentence runs over the end of a line, lines are only as long as somebody's window.
    is_wrapped = any("\n" in article.text[s.start : s.end] for s in passage.sentences)
    position = passage.start
    for place, sentence in enumerate(passage.sentences, start=number):
        yield _between(article.text[position : sentence.start], is_wrapped=is_wrapped)
        is_quoted = mark is not None and mark.sentence == place
        words = article.text[sentence.start : sentence.end]
        yield element("mark" if is_quoted else "span", words, id=_name(place, mark))
        position = sentence.end
    yield _between(article.text[position : passage.end], is_wrapped=is_wrapped)


def _name(place: int, mark: Mark | None) -> str:
    """Name the place of a sentence; the quoted one has the name that the link knows it by."""
    if mark is not None and place == mark.sentence:
        return anchor(mark.number)
    if mark is not None and place == mark.number:
        return ""
    return anchor(place)


def _between(words: str, *, is_wrapped: bool) -> Markup:
    return text(words) if is_wrapped else _lines(words)


def _lines(words: str) -> Markup:
    """Show words with their line ends."""
    return Markup(element("br").join(text(line) for line in words.split("\n")))


@cache
def _icon() -> str:
    return f"data:image/svg+xml,{percent_encoded(_asset('icon.svg'))}"


@cache
def _asset(name: str) -> Markup:
    """Read one of the files that pages are made of."""
    return Markup((files(__package__) / "assets" / name).read_text("utf-8"))


def _hash(source: str) -> str:
    digest = hashlib.sha256(source.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
