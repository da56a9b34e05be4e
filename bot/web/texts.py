"""Every sentence that the web site says of itself, in one place."""

from __future__ import annotations

# The reader page
UNTITLED = "Untitled article"
PUBLISHED = "Published {date}"
OPEN_ORIGINAL = "Open the original"
GO_TO_QUOTE = "Go to the quoted sentence"
QUOTE_LOST = (
    "The article has changed since it was quoted: the quoted sentence no longer stands in it."
)

# Pages in one sentence
TITLE = "Pullquote"
NOT_FOUND = "There is no such page, or its link has expired: ask the bot for a new one."
GONE = "This article has been removed."
NOT_ALLOWED = "This page can only be looked at."
TOO_LARGE = "That is more than this page takes in."
BAD_REQUEST = "This request cannot be understood."
FAILED = "Something went wrong here, sorry: please try again."
BUSY = "The articles cannot be reached just now: please try again in a minute."
