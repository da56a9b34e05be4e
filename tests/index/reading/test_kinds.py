"""Kinds: by the bytes where they are plain, else by type, else by ending."""

from __future__ import annotations

import pytest

from index.reading.errors import NotAnArticle
from index.reading.kinds import Kind, kind_of

PAGE = b"\xef\xbb\xbf \n<!-- a note --><!DOCTYPE html><html><body>Words.</body></html>"
WORDS = b"Words about something."


@pytest.mark.parametrize(
    ("data", "name", "content_type", "kind"),
    [
        (WORDS, "a.txt", None, Kind.TEXT),
        (WORDS, "a.md", None, Kind.MARKDOWN),
        (WORDS, "A.MARKDOWN", None, Kind.MARKDOWN),
        (WORDS, "a.htm", None, Kind.HTML),
        (WORDS, "a", None, Kind.TEXT),
        (WORDS, "a.srt", None, Kind.TEXT),
        (WORDS, "", "text/html; charset=utf-8", Kind.HTML),
        (WORDS, "a.txt", "TEXT/HTML", Kind.HTML),
        (WORDS, "a", "application/xhtml+xml", Kind.HTML),
        (WORDS, "a", "text/markdown", Kind.MARKDOWN),
        (WORDS, "a.md", "text/plain", Kind.MARKDOWN),
        (WORDS, "a.md", "application/octet-stream", Kind.MARKDOWN),
        (WORDS, "a", "text/x-unheard-of", Kind.TEXT),
        (PAGE, "a", None, Kind.HTML),
        (PAGE, "a.txt", "text/plain", Kind.HTML),
        (b"<?xml version='1.0'?>\n<html>", "a", None, Kind.HTML),
        (b"<htmlish> is no tag", "a", None, Kind.TEXT),
        (b"%PDF-1.7", "a.txt", "text/plain", Kind.PDF),
        (b"\njunk\n%PDF-1.7", "a.pdf", None, Kind.PDF),
        (b"What %PDF-1.7 means", "a.txt", None, Kind.TEXT),
        (b"ID3 is a format", "a.txt", None, Kind.TEXT),
        (b"GIF8 or not", "a.txt", None, Kind.TEXT),
    ],
)
def test_the_kind_is_told(data: bytes, name: str, content_type: str | None, kind: Kind) -> None:
    assert kind_of(data, name, content_type, "It") is kind


@pytest.mark.parametrize(
    ("data", "name", "content_type", "what"),
    [
        (b"\x89PNG\r\n", "a.txt", None, "a picture"),
        (b"\xff\xd8\xff\xe0", "a", None, "a picture"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8", "a", None, "a picture"),
        (b"\x00\x00\x00\x20ftypisom", "a", "text/html", "a video"),
        (b"\x00\x00\x00\x20ftypheic", "a", None, "a picture"),
        (b"ID3\x03\x00", "a", None, "a sound recording"),
        (b"PK\x03\x04...word/document.xml", "a.docx", None, "a word processor's file"),
        (b"PK\x03\x04...", "a.zip", None, "a packed archive"),
        (b"{\\rtf1", "a.txt", None, "a word processor's file"),
        (b"\x7fELF", "a", None, "a program"),
        (b"SQLite format 3\x00", "a", None, "a database"),
        (WORDS, "a", "video/mp4", "a video"),
        (WORDS, "a", "image/svg+xml", "a picture"),
        (WORDS, "a", "application/json", "data for programs"),
        (WORDS, "a", "application/rss+xml; charset=utf-8", "a news feed"),
        (WORDS, "a", "application/msword", "a word processor's file"),
    ],
)
def test_what_is_no_article_is_named(
    data: bytes, name: str, content_type: str | None, what: str
) -> None:
    with pytest.raises(NotAnArticle, match=rf"^It is not an article but {what}"):
        kind_of(data, name, content_type, "It")


def test_a_pdf_by_name_only_is_refused() -> None:
    with pytest.raises(NotAnArticle, match="called a PDF but is none"):
        kind_of(WORDS, "a.pdf", None, "It")
