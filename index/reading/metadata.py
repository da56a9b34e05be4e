"""Dates and languages as files and pages name them, in the form in which they are kept."""

from __future__ import annotations

import re
from datetime import date


def iso_date(written: str) -> str:
    """Take the date from an ISO 8601 date or time; nothing where it does not begin with one.

    Args:
        written: For example "2024-02-11T08:30:00Z".
    """
    try:
        return date.fromisoformat(written.strip()[:10]).isoformat()
    except ValueError:
        return ""


def language_code(tag: str) -> str:
    """Take the ISO 639-1 code from a language tag: "en-GB" gives "en".

    Args:
        tag: A tag as in HTML's lang attribute; one without a two-letter code gives nothing.
    """
    match = re.fullmatch(r"\s*([A-Za-z]{2})(?:[-_].*)?\s*", tag)
    return match[1].lower() if match else ""
