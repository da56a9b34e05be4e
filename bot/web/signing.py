"""Keys that open one chat's article for some days: signed, so that nobody else can make one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

LIFETIME = 7 * 24 * 3600
"""Seconds for which a key opens an article at least; it is a day more at most."""

_DAY = 24 * 3600
_PURPOSE = b"pullquote reader 1\n"
_FORM = re.compile(r"(-?[1-9][0-9]{0,18})\.([1-9][0-9]{0,11})\.([A-Za-z0-9_-]{43})")


class Signer:
    """Makes and checks keys, with HMAC-SHA256 (RFC 2104).

    Args:
        secret: What only this installation knows; at least 32 bytes.

    Raises:
        ValueError: The secret is too short.

    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 32:
            raise ValueError("A secret must have at least 32 bytes.")
        self._secret = secret

    def key(self, article: str, chat: int, now: float) -> str:
        """Make a key. All those that are made on one day, in UTC, are the same.

        Args:
            article: The id of the article that it opens.
            chat: The chat that may see the article, by its number, which is never 0.
            now: Seconds since 1970.

        Returns:
            Letters, digits, points, hyphens and underscores.

        """
        expires = (int(now) // _DAY + 1) * _DAY + LIFETIME
        return f"{chat}.{expires}.{self._signature(article, chat, expires)}"

    def chat(self, article: str, key: str, now: float) -> int | None:
        """Tell with whose eyes a key lets an article be seen.

        Args:
            article: The id of the article that is to be opened.
            key: Any text.
            now: Seconds since 1970.

        Returns:
            The chat's number; None where the key is not for this article, is not from here, or
            has expired.

        """
        match = _FORM.fullmatch(key)
        if match is None:
            return None
        chat, expires = int(match[1]), int(match[2])
        is_ours = hmac.compare_digest(self._signature(article, chat, expires), match[3])
        return chat if is_ours and now < expires else None

    def _signature(self, article: str, chat: int, expires: int) -> str:
        # The article's id comes last: it may hold any character, and numbers hold no line end.
        signed = _PURPOSE + f"{chat}\n{expires}\n".encode() + article.encode(errors="surrogatepass")
        digest = hmac.digest(self._secret, signed, hashlib.sha256)
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")
