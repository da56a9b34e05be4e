"""Plain text as it comes: kept to the letter, with a title where its first line is one."""

from __future__ import annotations

import re
from pathlib import PurePath

from index.article import Document
from index.reading import sentences
from index.reading.decoding import decode

LONGEST_HEADLINE = 120
"""Characters."""

FIRST_PARAGRAPH = re.compile(r"\s*(\S[^\n]*)\n[^\S\n]*\n\s*\S")
# A question mark is not among them: a headline may be a question.
ENDS_A_SENTENCE = re.compile(r"[.!:;,…。！؛،][\"'”’»)\]]*$")
STARTS_UNLIKE_A_HEADLINE = re.compile(
    r"[-*•>|=_#(\[]|\d+[.)]\s|https?://|(?:source|date|by|author|from|to|photo)\s*:", re.IGNORECASE
)


def read_text(
    data: bytes, name: str, *, charset: str | None = None, label: str | None = None
) -> Document:
    """Read plain text; nothing but the line ends of Windows is changed in it.

    Args:
        data: The file's bytes.
        name: The file's name; gives the title where no headline is found.
        charset: Encoding that was declared for it, if any.
        label: What to call it in an error; its name if left out.

    Raises:
        NotAnArticle: It is empty or not text.
    """
    text = decode(data, label or name or sentences.THE_FILE, charset).replace("\r\n", "\n")
    return Document(text=text, title=headline(text) or title_from_name(name))


def headline(text: str) -> str:
    """Find the headline: a short first paragraph of one line that does not end as sentences do.

    Args:
        text: The whole text.

    Returns:
        The headline, or nothing where the first paragraph is none.
    """
    match = FIRST_PARAGRAPH.match(text)
    if not match:
        return ""
    line = match[1].strip()
    is_headline = (
        len(line) <= LONGEST_HEADLINE
        and len(line.split()) > 1
        and not ENDS_A_SENTENCE.search(line)
        and not STARTS_UNLIKE_A_HEADLINE.match(line)
    )
    return line if is_headline else ""


def title_from_name(name: str) -> str:
    """Make a file's name readable: "harbour-bridge_2.txt" becomes "Harbour bridge 2".

    Args:
        name: File name with or without folders; may be empty.
    """
    words = " ".join(re.sub(r"[-_+\s]+|%20", " ", PurePath(name).stem).split())
    return words[:1].upper() + words[1:]
