"""Markdown to readable text with its headings' places."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from index.article import Document
from index.reading import sentences
from index.reading.blocks import Block, assemble, is_bold_heading
from index.reading.decoding import decode
from index.reading.errors import NotAnArticle
from index.reading.links import web_link
from index.reading.metadata import iso_date, language_code
from index.reading.text import title_from_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

FRONT_MATTER = re.compile(
    r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
FIELD = re.compile(r"^([A-Za-z_]+)[ \t]*:[ \t]*(?![>|][+-]?[ \t]*$)(\S.*?)[ \t]*$", re.MULTILINE)
FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]+\]:?")
NOT_WORDS = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|table)\b.*?(?:</\1\s*>|\Z)|<[^<>]*>",
    re.DOTALL | re.IGNORECASE,
)


def read_markdown(
    data: bytes, name: str, *, charset: str | None = None, label: str | None = None
) -> Document:
    """Read Markdown: the words stay, the marks go; pictures, tables and code are left out.

    Front matter may give title, source, url, date and language.

    Args:
        data: The file's bytes.
        name: The file's name; gives the title where the text has none.
        charset: Encoding that was declared for it, if any.
        label: What to call it in an error; its name if left out.

    Raises:
        NotAnArticle: It is not text, or nothing is left of it.
    """
    label = label or name or sentences.THE_FILE
    written = decode(data, label, charset).replace("\r\n", "\n")
    fields, body = _front_matter(written)
    blocks = list(_blocks(body))
    first_h1 = next((block.text for block in blocks if block.level == 1), "")
    title = fields.get("title") or first_h1
    text, headings = assemble(blocks, title)
    if not text:
        raise NotAnArticle(sentences.NO_WORDS, label=label)
    return Document(
        text=text,
        title=title or title_from_name(name),
        source=fields.get("source") or fields.get("publisher", ""),
        url=web_link(fields.get("url") or fields.get("link", "")),
        published=iso_date(fields.get("date") or fields.get("published", "")),
        language=language_code(fields.get("language") or fields.get("lang", "")),
        headings=headings,
    )


def _front_matter(written: str) -> tuple[dict[str, str], str]:
    match = FRONT_MATTER.match(written)
    if not match:
        return {}, written
    fields = {
        key.lower(): value[1:-1] if value[0] in "\"'" and value[-1:] == value[0] else value
        for key, value in FIELD.findall(match[1])
    }
    return fields, written[match.end() :]


def _blocks(written: str) -> Iterator[Block]:
    """Go through the parsed file and give its paragraphs and headings."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only where Markdown is read

    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(written)
    level = 0
    in_table = False
    for token in tokens:
        if token.type in {"table_open", "table_close"}:
            in_table = token.type == "table_open"
        elif token.type in {"heading_open", "heading_close"}:
            level = int(token.tag[1:]) if token.type == "heading_open" else 0
        elif token.type == "inline" and not in_table:
            words = token.children or []
            yield Block(_words(words), level or (6 if _is_bold_heading(words) else 0))
        elif token.type == "html_block":
            yield Block(" ".join(html.unescape(NOT_WORDS.sub(" ", token.content)).split()))


def _is_bold_heading(tokens: Sequence[Token]) -> bool:
    """Tell whether all of a paragraph is bold and reads like a heading."""
    marks = [token.type for token in tokens if token.content or token.nesting]
    return (
        marks[:1] == ["strong_open"]
        and marks[-1:] == ["strong_close"]
        and marks.count("strong_open") == 1
        and is_bold_heading(_words(tokens))
    )


def _words(tokens: Sequence[Token]) -> str:
    """Join the words of one paragraph or heading."""
    pieces = []
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            pieces.append(token.content)
        elif token.type == "softbreak":
            pieces.append(" ")
        elif token.type == "hardbreak" or token.content.lower().startswith("<br"):
            pieces.append("\n")
    return FOOTNOTE_MARK.sub("", "".join(pieces))
