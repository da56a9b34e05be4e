"""Telegram over aiohttp: what python-telegram-bot sends its calls through."""

import asyncio
import json
import os
import re
from io import SEEK_END, BytesIO
from typing import IO, TYPE_CHECKING, Any, cast
from urllib.parse import quote
from urllib.request import getproxies, proxy_bypass
from uuid import uuid4

from aiohttp import (
    ClientConnectorError,
    ClientResponseError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    Payload,
    TCPConnector,
)
from aiohttp.abc import AbstractStreamWriter
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

if TYPE_CHECKING:
    from telegram._utils.types import ODVInput

_CHUNK = 64 * 1024  # bytes handed over at once
_SECRET_IN_URL = re.compile(r"/bot([^/?#]{6,})")


class Unreachable(NetworkError):  # noqa: N818 - reads as what happened
    """There was no answer, or no whole one, that came from the server."""


class AiohttpRequest(BaseRequest):
    """Carry calls to the Bot API through one aiohttp session.

    `connection_pool_size` calls may be under way at once. The timeouts are in seconds, None being
    no limit: between two pieces of an answer (`read`), for each piece of a call to be sent
    (`write`; `media_write` for uploads), to find the host, connect and agree on encryption
    (`connect`), and for a call to wait until others have ended (`pool`). `proxy` is an HTTP proxy's
    URL; without it, HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY of the environment are heeded.
    ValueError is raised for a pool without room and for a proxy of another kind.
    """

    def __init__(
        self,
        connection_pool_size: int = 256,
        read_timeout: float | None = 5.0,
        write_timeout: float | None = 5.0,
        connect_timeout: float | None = 5.0,
        pool_timeout: float | None = 1.0,
        *,
        media_write_timeout: float | None = 20.0,
        proxy: str | None = None,
    ) -> None:
        if connection_pool_size < 1:
            raise ValueError("The connection pool needs room for at least one connection.")
        self._connection_pool_size = connection_pool_size
        self._read_timeout = read_timeout
        self._write_timeout = write_timeout
        self._connect_timeout = connect_timeout
        self._pool_timeout = pool_timeout
        self._media_write_timeout = media_write_timeout
        self._proxy = _proxy_url(proxy) if proxy else None
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds between two pieces of an answer, unless a call says otherwise."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the session in the running event loop, unless it is open."""
        if self._session is not None:
            return
        self._loop = asyncio.get_running_loop()
        self._environment = {} if self._proxy else _environment_proxies()
        self._slots = asyncio.Semaphore(self._connection_pool_size)
        self._session = ClientSession(
            connector=TCPConnector(limit=0),  # the slots are the limit, with a timeout of their own
            cookie_jar=DummyCookieJar(),
            headers={"User-Agent": self.USER_AGENT},
            skip_auto_headers=["Content-Type"],
        )

    async def shutdown(self) -> None:
        """Close the session and its connections; `initialize` opens it anew."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return an answer's JSON object; unlike the base class, log nothing of another answer."""
        try:
            answer = json.loads(payload.decode(errors="replace"))
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise Unreachable("Invalid server response")
        return answer

    async def do_request(  # noqa: PLR0917 - the base class's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
        write_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
        connect_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
        pool_timeout: "ODVInput[float]" = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one call and return the HTTP status and the body of the answer.

        Raises RuntimeError if the transport is not open in the running event loop, TimedOut if one
        of the timeouts (seconds, see the class) has passed, and Unreachable if sending failed.
        """
        if self._session is None:
            raise RuntimeError("This AiohttpRequest is not initialized!")
        if self._loop is not asyncio.get_running_loop():
            raise RuntimeError("This AiohttpRequest was initialized in another event loop.")
        uploads = request_data is not None and request_data.contains_files
        write_default = self._media_write_timeout if uploads else self._write_timeout
        write_limit = _chosen(write_timeout, write_default)
        timeout = ClientTimeout(
            connect=_chosen(connect_timeout, self._connect_timeout),
            sock_read=_chosen(read_timeout, self._read_timeout),
        )
        pieces, headers = _encode(request_data)
        await self._take_slot(_chosen(pool_timeout, self._pool_timeout))
        failure: TelegramError
        try:
            async with (
                asyncio.timeout(None) as clock,
                self._session.request(
                    method,
                    url,
                    data=_Body(pieces, clock, write_limit) if pieces else None,
                    headers=headers,
                    timeout=timeout,
                    allow_redirects=False,
                    proxy=self._proxy or self._environment_proxy(url),
                ) as response,
            ):
                payload = await response.read()
        except TimeoutError:
            failure = TimedOut()
        except Exception as error:  # noqa: BLE001 - the text of any of them may hold the token
            failure = Unreachable(_describe(error))
        else:
            is_error = response.status >= 300
            return response.status, _without_secrets(payload, url) if is_error else payload
        finally:
            self._slots.release()
        # Raised out here, because the error above, with the URL in it, would become its context.
        raise failure

    async def _take_slot(self, limit: float | None) -> None:
        try:
            async with asyncio.timeout(limit):
                await self._slots.acquire()
        except TimeoutError:
            raise TimedOut(
                "Pool timeout: all connections are in use. The request was *not* sent to Telegram. "
                "A larger connection pool or a longer pool timeout may help."
            ) from None

    def _environment_proxy(self, url: str) -> URL | None:
        if not self._environment:
            return None
        target = URL(url)
        bypassed = proxy_bypass(f"{target.host}:{target.port}")
        return None if bypassed else self._environment.get(target.scheme)


def _chosen(given: "ODVInput[float]", default: float | None) -> float | None:
    return default if given is BaseRequest.DEFAULT_NONE else cast("float | None", given)


def _proxy_url(address: str) -> URL:
    try:
        url = URL(address if "://" in address else f"http://{address}")
    except ValueError:
        url = URL()
    if url.scheme not in {"http", "https"} or not url.host:
        raise ValueError("A proxy must be an HTTP proxy's URL, such as http://proxy.example:3128.")
    return url


def _environment_proxies() -> dict[str, URL]:
    found = getproxies()
    addresses = {scheme: found.get(scheme) or found.get("all") for scheme in ("http", "https")}
    return {scheme: _proxy_url(address) for scheme, address in addresses.items() if address}


def _encode(data: RequestData | None) -> tuple[list[IO[bytes]], dict[str, str]]:
    """Return the pieces of a call's body, and the headers that describe it."""
    if data is None or not (data.contains_files or data.parameters):
        return [], {}
    if data.contains_files:
        boundary = uuid4().hex
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        pieces = _multipart(data, boundary)
    else:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        pieces = [BytesIO(data.url_encoded_parameters({"errors": "replace"}).encode())]
    if all(piece.seekable() for piece in pieces):
        headers["Content-Length"] = str(sum(piece.seek(0, SEEK_END) for piece in pieces))
    return pieces, headers


def _multipart(data: RequestData, boundary: str) -> list[IO[bytes]]:
    """Return the pieces of a form with files (RFC 7578), their names in plain UTF-8."""
    part = f"--{boundary}\r\nContent-Disposition: form-data; name="
    fields = "".join(f'{part}"{n}"\r\n\r\n{v}\r\n' for n, v in data.json_parameters.items())
    pieces: list[IO[bytes]] = [BytesIO(fields.encode(errors="replace"))]
    for name, (file_name, content, mime_type) in data.multipart_data.items():
        quoted = re.sub(r'(["\\])', r"\\\1", re.sub(r"[\x00-\x1f\x7f]", "_", file_name))
        opening = f'{part}"{name}"; filename="{quoted}"\r\nContent-Type: {mime_type}\r\n\r\n'
        file = BytesIO(content) if isinstance(content, bytes) else content
        pieces += [BytesIO(opening.encode(errors="replace")), file, BytesIO(b"\r\n")]
    return [*pieces, BytesIO(f"--{boundary}--\r\n".encode())]


class _Body(Payload):
    """A body in pieces; `clock` ends the call if a chunk is not taken within `limit` seconds.

    aiohttp sets no limit of its own: a peer that stops reading would hold a call for good.
    """

    def __init__(
        self, pieces: list[IO[bytes]], clock: asyncio.Timeout, limit: float | None
    ) -> None:
        super().__init__(pieces)
        self._clock = clock
        self._limit = limit

    async def write(self, writer: AbstractStreamWriter) -> None:
        loop = asyncio.get_running_loop()
        for piece in self._value:
            if piece.seekable():
                piece.seek(0)
            while chunk := piece.read(_CHUNK):
                self._clock.reschedule(None if self._limit is None else loop.time() + self._limit)
                await writer.write(chunk)
                await writer.drain()  # after each, so that the clock is stopped only at the end
        self._clock.reschedule(None)

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:  # noqa: ARG002
        raise TypeError("A body in pieces has no text.")


def _describe(error: Exception) -> str:
    """Say what went wrong in words that cannot hold the call's URL, which holds the token."""
    name = f"{type(error).__module__.partition('.')[0]}.{type(error).__name__}"
    if isinstance(error, ClientConnectorError):
        return f"{name}: {error}"
    if isinstance(error, ClientResponseError):
        return f"{name}: status {error.status}"
    if isinstance(error, OSError) and error.errno:
        return f"{name}: {os.strerror(error.errno)}"
    return name


def _without_secrets(payload: bytes, url: str) -> bytes:
    """Return an error page without the token: some servers repeat the URL that they refuse."""
    for secret in _SECRET_IN_URL.findall(url):
        for spelling in (secret, quote(secret, safe="")):
            payload = payload.replace(spelling.encode(), b"[secret]")
    return payload
