"""Web addresses as they are kept with an article: http or https, clean, comparable."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

# Query parameters that say where a reader came from and not what is read.
TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|ref_src|at_(?:medium|campaign)"
)
OTHER_FACES_OF_A_SITE = re.compile(r"^(?:(?:www|m|mobile|amp)\.)+")


def web_link(address: str) -> str:
    """Clean a web address: no fragment, no tracking parameters, no user name or password.

    Args:
        address: Anything that may be one.

    Returns:
        The address, or nothing where it is not an http or https one.
    """
    parts = _split(address)
    if not parts:
        return ""
    query = parts.query
    if TRACKING.search(query):
        fields = parse_qsl(query, keep_blank_values=True)
        query = urlencode([field for field in fields if not TRACKING.fullmatch(field[0])])
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query=query, fragment="").geturl()


def site(address: str) -> str:
    """Name the site that an address belongs to: its host without "www." and the like.

    Args:
        address: A web address; anything else gives nothing.
    """
    parts = _split(address)
    return OTHER_FACES_OF_A_SITE.sub("", parts.hostname or "") if parts else ""


def last_part(address: str) -> str:
    """Give the last part of an address's path, which may be a file's name.

    Args:
        address: A web address; anything else gives nothing.
    """
    parts = _split(address)
    return unquote(parts.path).rstrip("/").rpartition("/")[2] if parts else ""


def _split(address: str) -> SplitResult | None:
    if re.search(r"[\s\x00-\x1f<>\"]", address.strip()):
        return None
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} and host else None
