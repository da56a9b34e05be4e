"""Links that open an article at the sentence quoted from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote as percent_encoded
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from index.answering import Quote

Place = Callable[["Quote"], str]
"""Tells the address at which a quote is seen; empty where there is none."""

_WHOLE = 10
"""Words. A sentence of no more is named in full."""

_FEWEST = 4
"""Words that name the beginning or the end of a longer sentence."""

_LONGEST = 2000
"""Characters. Longer addresses are not opened everywhere."""

_DIRECTIVE = ":~:"


def link_to(quote: Quote) -> str:
    """Return the address of the article that a quote stands in, opened at the quote.

    It ends in a text fragment, which browsers that know it scroll to and mark:
    https://wicg.github.io/scroll-to-text-fragment/

    Args:
        quote: The quote.

    Returns:
        An http or https address; empty where the article has none.

    """
    url = web_address(quote.article.url)
    if not url:
        return ""
    page, _, rest = url.partition("#")
    anchor = rest.partition(_DIRECTIVE)[0]
    opened_at = f"{page}#{anchor}{_DIRECTIVE}text={text_directive(quote)}"
    return opened_at if len(opened_at) <= _LONGEST else url


def web_address(url: str) -> str:
    """Return the address if it is one that a person can open in a browser, else an empty one.

    Args:
        url: Any text.

    """
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    return url if is_usable and url.isprintable() and " " not in url else ""


def text_directive(quote: Quote) -> str:
    """Return what names a quote in a text fragment: all its words, or its beginning and end.

    The beginning is taken long enough not to be found earlier in the article, and the end not to
    be found earlier in the sentence.

    Args:
        quote: The quote.

    Returns:
        `START` or `START,END`, percent-encoded.

    """
    words = quote.text.split()
    if len(words) <= _WHOLE:
        return _encoded(words)
    before = " ".join(quote.article.text[: quote.start].split()).casefold()
    for first in range(_FEWEST, len(words) - _FEWEST + 1):
        if " ".join(words[:first]).casefold() in before:
            continue
        rest = " ".join(words[first:]).casefold()
        for last in range(_FEWEST, len(words) - first + 1):
            ending = " ".join(words[-last:]).casefold()
            if rest.find(ending) == len(rest) - len(ending):
                return f"{_encoded(words[:first])},{_encoded(words[-last:])}"
    return _encoded(words)


def _encoded(words: list[str]) -> str:
    """Words percent-encoded, with the characters that mean something in a directive."""
    return percent_encoded(" ".join(words), safe="", errors="replace").replace("-", "%2D")
