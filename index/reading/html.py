"""A web page to the article on it: main text, headings' places, title, source, date, language."""

from __future__ import annotations

import copy
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from index.article import Document
from index.reading import sentences
from index.reading.blocks import SENTENCE_END, Block, assemble, is_bold_heading, same_words
from index.reading.decoding import decode
from index.reading.errors import NotAnArticle, ReadingError
from index.reading.links import web_link
from index.reading.metadata import iso_date, language_code
from index.reading.text import title_from_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element  # type: ignore[import-untyped]
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

for _library in ("trafilatura", "htmldate", "courlan", "charset_normalizer"):
    # What they have to say about bad pages goes where logging is set up to go, else nowhere.
    logging.getLogger(_library).addHandler(logging.NullHandler())

LEAST_PROSE = 140
"""Characters in sentences below which a page is no article."""

LOGIN_PROSE = 700
"""Characters in sentences up to which a page with a password field is a log-in page."""

LITTLE_SHOWN = 400
"""Characters of text in all below which a page with scripts is taken to be drawn by them."""

FULLER = 1.5
"""How many times more prose the more generous way has to find to be preferred."""

MOSTLY_LINKS = 0.5
"""Share of linked characters above which a text is a list of links."""

MOSTLY_CODE = 0.06
"""Share of a programmer's signs above which a paragraph is no prose."""

SHORTEST_PARAGRAPH = 30
"""Characters below which a paragraph does not count as prose; it is kept all the same."""

DECLARED_CHARSET = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE
)
SIGNS_OF_CODE = re.compile(r"[{}()\[\];=<>|\\_$]")
SEPARATORS = (" | ", " - ", " – ", " — ", " · ", " • ", " :: ", " / ")

# The names of trafilatura's elements.
PARAGRAPHS = frozenset({"body", "p", "head", "quote", "list", "item", "table", "row", "cell"})
LEFT_OUT = frozenset({"code", "graphic"})
TABLE_PARTS = ("table", "thead", "tbody", "tfoot", "tr", "th", "td")
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class _Extraction:
    """What one way of looking for the main text has found."""

    title: str = ""
    source: str = ""
    date: str = ""
    blocks: tuple[Block, ...] = ()
    linked: float = 0.0

    @property
    def prose(self) -> int:
        """Characters in paragraphs that hold sentences; none in a list of links."""
        if self.linked > MOSTLY_LINKS:
            return 0
        return sum(len(block.text) for block in self.blocks if _is_prose(block))


def read_html(
    data: bytes, name: str, *, charset: str | None = None, label: str | None = None, url: str = ""
) -> Document:
    """Find the article on a web page; menus, comments, tables, captions and code are left out.

    Args:
        data: The page's bytes.
        name: The file's name; gives the title where the page has none.
        charset: Encoding that the server declared, if any.
        label: What to call it in an error; its name if left out.
        url: Where the page was found, if it was.

    Raises:
        NotAnArticle: There is no article on it.
    """
    import trafilatura.core  # noqa: F401, PLC0415 - here, lest a missing part look like a bad page

    label = label or name or sentences.THE_FILE
    page = decode(data, label, charset, _declared_charset(data))
    try:
        tree, found = _parse(page, label, url)
    except (ReadingError, MemoryError):
        raise
    except Exception as error:  # a broken page can break the parsers in any way
        raise NotAnArticle(sentences.DAMAGED_PAGE, label=label) from error
    title = _without_source(found.title, found.source)
    text, headings = assemble(found.blocks, title)
    return Document(
        text=text,
        title=title or title_from_name(name),
        source=found.source,
        url=web_link(_canonical(tree, url)),
        published=iso_date(found.date),
        language=language_code(tree.get("lang") or tree.get(XML_LANG) or ""),
        headings=headings,
    )


def _parse(page: str, label: str, url: str) -> tuple[HtmlElement, _Extraction]:
    """Give the page's tree and the article found in it, if there is one."""
    from trafilatura import load_html  # noqa: PLC0415 - slow to load

    tree = load_html(page)
    if tree is None:
        raise NotAnArticle(sentences.NO_ARTICLE, label=label)
    found = _extract(tree, url)
    least = LOGIN_PROSE if _asks_for_a_password(tree) else LEAST_PROSE
    if found.prose < least:
        raise NotAnArticle(_why_not(tree, found), label=label)
    return tree, found


def _declared_charset(data: bytes) -> str | None:
    match = DECLARED_CHARSET.search(data[:4096])
    return match[1].decode("ascii", "replace") if match else None


def _extract(tree: HtmlElement, url: str) -> _Extraction:
    """Take the careful way's text, unless the balanced one finds much more that reads like prose.

    Tables hold no sentences to quote, except on old pages that are laid out in them.
    """
    in_tables = "".join(tree.xpath("//table//text()"))
    if 2 * len(in_tables) > len("".join(tree.itertext())):
        tree = _without_tables(tree)
    careful = _extract_in(tree, url, careful=True)
    balanced = _extract_in(tree, url)
    if balanced.prose > FULLER * careful.prose or not careful.blocks:
        return balanced
    return careful


def _without_tables(tree: HtmlElement) -> HtmlElement:
    """Copy the page with the words of its tables outside of tables."""
    tree = copy.deepcopy(tree)
    for element in tree.iter(*TABLE_PARTS):
        element.tag = "div"
    return tree


def _extract_in(tree: HtmlElement, url: str, *, careful: bool = False) -> _Extraction:
    """Look for the main text in one way."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - slow to load
    from trafilatura.settings import Document as Extracted  # noqa: PLC0415

    found = bare_extraction(
        tree,
        url=url or None,
        favor_precision=careful,
        include_tables=False,
        include_comments=False,
        include_formatting=True,  # for headings that are paragraphs in bold
        include_links=True,  # for their share to be known; their words stay words of the text
        with_metadata=True,
        # Only dates that the page gives as its own, none that merely stand in its text.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if not isinstance(found, Extracted):
        return _Extraction()
    words = len("".join(found.body.itertext()))
    linked = sum(len("".join(link.itertext())) for link in found.body.iter("ref"))
    return _Extraction(
        title=" ".join((found.title or "").split()),
        source=" ".join((found.sitename or "").split()),
        date=found.date or "",
        blocks=tuple(_blocks(found.body)),
        linked=linked / max(words, 1),
    )


def _blocks(body: _Element) -> Iterator[Block]:
    """Go through the extracted tree and give its paragraphs and headings."""
    from lxml.etree import iterwalk  # noqa: PLC0415 - comes with trafilatura

    pieces: list[str] = []
    bold: list[str] = []
    level = 0
    left_out = 0
    in_bold = 0
    for event, element in iterwalk(body, events=("start", "end")):
        opens = event == "start"
        change = 1 if opens else -1
        if element.tag in PARAGRAPHS:
            yield from _paragraphs("".join(pieces), "".join(bold), level)
            pieces.clear()
            bold.clear()
        if element.tag == "head":
            level = int(element.get("rend", "h2")[-1]) if opens else 0
        elif element.tag in LEFT_OUT:
            left_out += change
        elif element.tag == "hi" and element.get("rend") == "#b":
            in_bold += change
        elif element.tag == "lb" and opens:
            pieces.append("\n")
        words = element.text if opens else element.tail
        if words and not left_out:
            pieces.append(re.sub(r"\s+", " ", words))
            bold += pieces[-1:] if in_bold else []


def _paragraphs(words: str, bold: str, level: int) -> Iterator[Block]:
    """Part a paragraph where it has empty lines, as old pages do instead of marking paragraphs."""
    if not level and words.strip() == bold.strip() and is_bold_heading(words.strip()):
        level = 6
    for paragraph in re.split(r" *\n *(?:\n *)+", words):
        yield Block(re.sub(r" *\n *| {2,}", lambda gap: gap[0].strip(" ") or " ", paragraph), level)


def _is_prose(block: Block) -> bool:
    return (
        not block.level
        and len(block.text) >= SHORTEST_PARAGRAPH
        and SENTENCE_END.search(block.text) is not None
        and len(SIGNS_OF_CODE.findall(block.text)) < MOSTLY_CODE * len(block.text)
    )


def _asks_for_a_password(tree: HtmlElement) -> bool:
    return bool(tree.xpath("//input[translate(@type, 'PASWORD', 'pasword') = 'password']"))


def _why_not(tree: HtmlElement, found: _Extraction) -> str:
    """Say in a sentence why this is no article."""
    if _asks_for_a_password(tree):
        return sentences.LOG_IN
    shown = tree.xpath("//body//text()[not(ancestor::script or ancestor::style)]")
    if tree.find(".//script") is not None and len("".join(shown).strip()) < LITTLE_SHOWN:
        return sentences.SCRIPTS
    if found.linked > MOSTLY_LINKS:
        return sentences.LINKS
    return sentences.NO_ARTICLE


def _canonical(tree: HtmlElement, url: str) -> str:
    """Give the address that the page names as its own, or nothing."""
    named = tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    for address in named:
        try:
            return urljoin(url, str(address).strip())
        except ValueError:
            continue
    return ""


def _without_source(title: str, source: str) -> str:
    """Take the site's name off the end of a title."""
    for separator in SEPARATORS:
        headline, _, end = title.rpartition(separator)
        if headline and same_words(end, source):
            return headline.strip()
    return title
