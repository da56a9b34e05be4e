"""Articles behind links, fetched so that a stranger's link can do no harm.

What protects: only http and https on the web's ports; every address that a name stands for is
checked, the connection goes to just those addresses, and each redirect is checked anew; there are
limits on time, bytes, unpacked bytes and redirects; no cookies and no passwords are sent; what
arrives is parsed in a process of its own.
"""

from __future__ import annotations

import asyncio
import socket
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING
from urllib.request import getproxies, proxy_bypass

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from index.reading import sentences
from index.reading.addresses import is_public, literal_address
from index.reading.errors import (
    Forbidden,
    NotAnArticle,
    NotFound,
    ReadingError,
    Refused,
    TimedOut,
    TooLarge,
    Unreachable,
)
from index.reading.files import LARGEST_FILE, read_bytes
from index.reading.kinds import kind_by_content_type
from index.reading.worker import parse_untrusted

if TYPE_CHECKING:
    from collections.abc import Collection

    from aiohttp.connector import AddrInfoType

    from index.article import Document

Progress = Callable[[str, int, int | None], None]
"""Told the stage ("connecting", "fetching", "reading"), bytes so far, and bytes in all or None
where that is not known. Called often: it should return at once."""

WEB_PORTS = frozenset({80, 443})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
GONE = frozenset({404, 410})
CLOSED = frozenset({401, 402, 403, 407, 451})
PLAIN_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-_")

try:
    VERSION = version("pullquote")
except PackageNotFoundError:  # used from a checkout that is not installed
    VERSION = "0"

HEADERS = {
    "User-Agent": f"Mozilla/5.0 (compatible; Pullquote/{VERSION})",
    "Accept": "text/html,application/xhtml+xml,text/markdown,text/plain,application/pdf,*/*;q=0.1",
    "Accept-Encoding": "gzip",
}


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How much one link may cost.

    Attributes:
        total_seconds: From the first look-up to the last byte, redirects included.
        connect_seconds: For one connection, with its encryption.
        idle_seconds: Between two pieces of the answer.
        wire_bytes: As sent.
        unpacked_bytes: After decompression.
        redirects: How often a site may send on.
        parse_seconds: For reading what was fetched.
        parse_megabytes: Memory for the same.
    """

    total_seconds: float = 30
    connect_seconds: float = 10
    idle_seconds: float = 10
    wire_bytes: int = LARGEST_FILE
    unpacked_bytes: int = LARGEST_FILE
    redirects: int = 5
    parse_seconds: float = 15
    parse_megabytes: int = 512


DEFAULT_LIMITS = FetchLimits()


@dataclass(frozen=True, slots=True)
class _Page:
    """What came back.

    Attributes:
        url: Where it was found in the end.
        content_type: As the server declared it, or nothing.
        data: Unpacked.
    """

    url: str
    content_type: str
    data: bytes


async def fetch_article(
    url: str,
    *,
    limits: FetchLimits = DEFAULT_LIMITS,
    ports: Collection[int] | None = WEB_PORTS,
    allow_private: bool = False,
    resolver: AbstractResolver | None = None,
    isolated: bool = True,
    use_proxies: bool = False,
    progress: Progress | None = None,
) -> Document:
    """Fetch the page behind a link and read the article on it.

    Args:
        url: An http or https address.
        limits: How much it may cost.
        ports: Ports that may be connected to; None for any.
        allow_private: Whether addresses that are not public may be connected to: for people on
            their own machine, never for links that strangers send.
        resolver: How names become addresses; the system's way if left out. Its results are
            checked all the same.
        isolated: Whether to parse in a process of its own, with limits and killed if need be.
        use_proxies: Whether to go through the proxies that the environment names. A proxy
            connects by itself, so that it decides then which addresses a name may lead to.
        progress: Told how far it has got.

    Raises:
        Refused: The link leads where this program does not go.
        NotFound: There is no such site or page.
        Forbidden: The site does not let it be read.
        Unreachable: The site cannot be reached now or has a fault.
        TimedOut: It took too long.
        TooLarge: It is larger than allowed.
        NotAnArticle: It is something other than an article.
    """
    visit = _Visit(limits, ports, allow_private, resolver, use_proxies, progress or _ignore)
    page = await visit.fetch(url)
    size = len(page.data)
    visit.progress("reading", size, size)
    if not isolated:
        return await asyncio.to_thread(read_bytes, page.data, "", page.content_type, url=page.url)
    return await parse_untrusted(
        page.data,
        "",
        page.content_type,
        page.url,
        seconds=limits.parse_seconds,
        megabytes=limits.parse_megabytes,
    )


def fetch_article_sync(
    url: str,
    *,
    limits: FetchLimits = DEFAULT_LIMITS,
    ports: Collection[int] | None = None,
    allow_private: bool = True,
    isolated: bool = True,
    use_proxies: bool = True,
    progress: Progress | None = None,
) -> Document:
    """Do as `fetch_article` for the owner of this machine, who may reach what it reaches.

    Args:
        url: An http or https address.
        limits: How much it may cost.
        ports: Ports that may be connected to; None for any.
        allow_private: Whether addresses that are not public may be connected to.
        isolated: Whether to parse in a process of its own.
        use_proxies: Whether to go through the proxies that the environment names.
        progress: Told how far it has got.

    Raises:
        ReadingError: As `fetch_article` does.
    """
    return asyncio.run(
        fetch_article(
            url,
            limits=limits,
            ports=ports,
            allow_private=allow_private,
            isolated=isolated,
            use_proxies=use_proxies,
            progress=progress,
        )
    )


def _ignore(stage: str, done: int, total: int | None) -> None:
    """Report to nobody."""


@dataclass(frozen=True, slots=True)
class _Visit:
    """One link's way to its page, under the rules that hold for all of it."""

    limits: FetchLimits
    ports: Collection[int] | None
    allow_private: bool
    resolver: AbstractResolver | None
    use_proxies: bool
    progress: Progress

    async def fetch(self, url: str) -> _Page:
        """Follow the link to its page, and say in a sentence what is wrong if there is none."""
        target = self.checked(url.strip())
        try:
            async with asyncio.timeout(self.limits.total_seconds):
                for _ in range(self.limits.redirects + 1):
                    self.progress("connecting", 0, None)
                    found = await self.visit(target)
                    if isinstance(found, _Page):
                        return found
                    target = found
        except TimeoutError:
            raise TimedOut(sentences.NOT_IN_TIME, host=target.host or "") from None
        except aiohttp.ClientConnectorDNSError as error:
            if error.os_error.errno == socket.EAI_AGAIN:  # as without a connection
                raise Unreachable(sentences.NOT_LOOKED_UP, host=target.host or "") from None
            raise NotFound(sentences.NO_SITE, host=target.host or "") from None
        except (aiohttp.ClientSSLError, aiohttp.ClientConnectorCertificateError):
            raise Unreachable(sentences.NOT_TRUSTED, host=target.host or "") from None
        except aiohttp.InvalidURL:
            raise Refused(sentences.NO_ADDRESS) from None
        except (aiohttp.ClientResponseError, aiohttp.ClientPayloadError):
            raise Unreachable(sentences.NOT_A_SITE, host=target.host or "") from None
        except (aiohttp.ClientError, OSError):
            raise Unreachable(sentences.NOT_REACHED, host=target.host or "") from None
        raise Unreachable(sentences.WITHOUT_END, host=target.host or "")

    def checked(self, url: str) -> URL:
        """Take an address as one to connect to, or refuse it."""
        try:
            target = URL(url)
            host = target.raw_host or ""
            address = literal_address(host)
            if address:
                target = target.with_host(address)
        except (ValueError, UnicodeError):
            raise Refused(sentences.NO_ADDRESS) from None
        if target.scheme not in {"http", "https"}:
            raise Refused(sentences.NO_WEB_LINK)
        if not host or not (address or PLAIN_NAME.issuperset(host)):
            raise Refused(sentences.NO_ADDRESS)
        if target.raw_user is not None or target.raw_password is not None:
            raise Refused(sentences.USER_IN_LINK)
        if self.ports is not None and target.port not in self.ports:
            raise Refused(sentences.UNUSUAL_PORT)
        if address and not self.allow_private and not is_public(address):
            raise Refused(sentences.PRIVATE)
        return target.with_fragment(None)

    async def visit(self, target: URL) -> _Page | URL:
        """Ask once; give the page, or the address that the site sends on to."""
        proxy = _proxy_for(target) if self.use_proxies else None
        guarded = not (self.allow_private or proxy)
        async with (
            self.session(guarded=guarded) as session,
            session.get(target, allow_redirects=False, proxy=proxy) as response,
        ):
            if response.status in REDIRECTS and "Location" in response.headers:
                return self.checked(_joined(target, response.headers["Location"]))
            return await self.page(target, response)

    def session(self, *, guarded: bool) -> aiohttp.ClientSession:
        """Make a session that keeps nothing and sends nothing about the person."""
        resolver = self.resolver or aiohttp.ThreadedResolver()
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=PublicResolver(resolver) if guarded else resolver,
                socket_factory=_public_socket if guarded else None,
                use_dns_cache=False,
                force_close=True,
            ),
            timeout=aiohttp.ClientTimeout(
                total=None,
                sock_connect=self.limits.connect_seconds,
                sock_read=self.limits.idle_seconds,
            ),
            headers=HEADERS,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
        )

    async def page(self, target: URL, response: aiohttp.ClientResponse) -> _Page:
        """Take the answer's body, if it may be an article and is not too large."""
        _check_status(target, response.status)
        content_type = response.headers.get("Content-Type", "")
        kind_by_content_type(content_type, sentences.THAT_PAGE)
        total = response.content_length
        if total is not None and total > self.limits.wire_bytes:
            raise _too_large(self.limits.wire_bytes)
        unpacked = _Unpacked(
            response.headers.get("Content-Encoding", ""), self.limits.unpacked_bytes
        )
        done = 0
        async for chunk in response.content.iter_any():
            done += len(chunk)
            if done > self.limits.wire_bytes:
                raise _too_large(self.limits.wire_bytes)
            unpacked.add(chunk)
            self.progress("fetching", done, total)
        return _Page(str(target), content_type, unpacked.whole())


class PublicResolver(AbstractResolver):
    """A resolver that refuses a name if any of its addresses is not public.

    The connection is made to the very addresses that were checked, so that a name which changes
    its address between a check and a connection gains nothing.
    """

    def __init__(self, inner: AbstractResolver) -> None:
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Resolve a name as the inner resolver does, and check what comes out."""
        results = await self._inner.resolve(host, port, family)
        if not all(is_public(result["host"]) for result in results):
            raise Refused(sentences.PRIVATE)
        return results

    async def close(self) -> None:
        """Release the inner resolver."""
        await self._inner.close()


class _Unpacked:
    """A body that grows while it arrives, and is refused as soon as it grows too large."""

    def __init__(self, encoding: str, most: int) -> None:
        encoding = encoding.strip().lower()
        if encoding not in {"", "identity", "gzip", "x-gzip"}:
            raise NotAnArticle(sentences.ODDLY_PACKED)
        self._gzip = zlib.decompressobj(16 + zlib.MAX_WBITS) if encoding.endswith("gzip") else None
        self._most = most
        self._data = bytearray()

    def add(self, chunk: bytes) -> None:
        """Take a piece of the body; of what it unpacks to, no more than is allowed is kept."""
        if self._gzip:
            try:
                chunk = self._gzip.decompress(chunk, self._most - len(self._data) + 1)
            except zlib.error:
                raise _damaged() from None
        self._data += chunk
        if len(self._data) > self._most:
            raise _too_large(self._most)

    def whole(self) -> bytes:
        """Give the body, unless its end is missing."""
        if self._gzip and self._data and not self._gzip.eof:
            raise _damaged()
        return bytes(self._data)


def _public_socket(address: AddrInfoType) -> socket.socket:
    """Open a socket for an address that is about to be connected to; the last of the checks."""
    family, kind, protocol, _, place = address
    if not is_public(str(place[0])):
        raise Refused(sentences.PRIVATE)
    return socket.socket(family, kind, protocol)


def _joined(target: URL, location: str) -> str:
    try:
        return str(target.join(URL(location)))
    except ValueError:
        raise Refused(sentences.NO_ADDRESS) from None


def _proxy_for(target: URL) -> str | None:
    proxy = None if proxy_bypass(target.host or "") else getproxies().get(target.scheme)
    if proxy and not proxy.startswith(("http://", "https://")):
        raise Unreachable("The environment names a proxy that is no HTTP proxy.")
    return proxy


def _check_status(target: URL, status: int) -> None:
    """Turn a status other than success into a sentence."""
    if status in {200, 203}:
        return
    host = target.host or ""
    if status in GONE:
        raise NotFound(sentences.NO_PAGE, status=str(status))
    if status in CLOSED:
        raise Forbidden(sentences.CLOSED, host=host, status=str(status))
    if status == 429:
        raise Unreachable(sentences.PAUSE, host=host)
    if status >= 500:
        raise Unreachable(sentences.FAULT, host=host, status=str(status))
    raise Unreachable(sentences.OTHER_STATUS, host=host, status=str(status))


def _too_large(most: int) -> TooLarge:
    return TooLarge(
        sentences.TOO_LARGE, label=sentences.THAT_PAGE, megabytes=f"{most / 1_000_000:g}"
    )


def _damaged() -> ReadingError:
    return Unreachable(sentences.NOT_WHOLE)
