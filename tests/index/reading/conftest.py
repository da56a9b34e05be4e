"""A small internet on this machine: names, addresses, and one site that means no good."""

from __future__ import annotations

import asyncio
import gzip
import socket
from asyncio.selector_events import BaseSelectorEventLoop
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

PUBLIC_ADDRESS = "93.184.215.14"
TARPIT = "93.184.215.99"
"""A public address that accepts no connection and refuses none."""
PAGES = Path(__file__).parent / "pages"
PdfMaker = Callable[..., bytes]


@dataclass
class Internet(AbstractResolver):
    """Names with their addresses, and the connections that were attempted.

    Connections to the public address reach the test's own site, whatever their port; connections
    to any other address fail here, before they leave the process.
    """

    public: str = PUBLIC_ADDRESS
    site: tuple[str, int] = ("127.0.0.1", 0)
    names: dict[str, list[list[str]]] = field(default_factory=dict)
    looked_up: list[str] = field(default_factory=list)
    attempts: list[tuple[str, int]] = field(default_factory=list)
    requests: list[web.Request] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Give a name's addresses; a name may have others the next time it is looked up."""
        self.looked_up.append(host)
        if host == "offline.example":
            raise socket.gaierror(socket.EAI_AGAIN, "try again")
        turns = self.names.get(host)
        if not turns:
            raise OSError(None, "no such name")
        addresses = turns.pop(0) if len(turns) > 1 else turns[0]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=0,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        """Have nothing to release."""


@pytest.fixture
async def internet(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Internet]:
    net = Internet(
        names={"news.example": [[PUBLIC_ADDRESS]], "www.news.example": [[PUBLIC_ADDRESS]]}
    )
    connect = BaseSelectorEventLoop.sock_connect

    async def guarded(
        loop: BaseSelectorEventLoop, sock: socket.socket, address: tuple[str, int]
    ) -> None:
        net.attempts.append(address[:2])
        if address[0] == TARPIT:
            await asyncio.sleep(60)
        if address[0] == PUBLIC_ADDRESS:
            address = net.site
        elif address[:2] != net.site:
            raise ConnectionRefusedError(111, "this address is not on the test's internet")
        await connect(loop, sock, address)

    monkeypatch.setattr(BaseSelectorEventLoop, "sock_connect", guarded)
    runner = web.AppRunner(
        hostile_site(net), access_log=None, handler_cancellation=True, shutdown_timeout=0.1
    )
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    net.site = runner.addresses[0][:2]
    yield net
    await runner.cleanup()


def hostile_site(net: Internet) -> web.Application:
    """Make the site: articles, and everything that a link had better not lead to."""
    app = web.Application()
    app.router.add_get("/to", _redirect)
    app.router.add_get("/circle", _circle)
    app.router.add_get("/nowhere", _redirect_without_location)
    app.router.add_get("/status/{status}", _status)
    app.router.add_get("/type/{major}/{minor}", _typed)
    app.router.add_get("/page/{name}", _page)
    app.router.add_get("/cookie", _cookie)
    app.router.add_get("/packed", _packed)
    app.router.add_get("/bomb", _bomb)
    app.router.add_get("/cut", _cut)
    app.router.add_get("/brotli", _brotli)
    app.router.add_get("/endless", _endless)
    app.router.add_get("/drip", _drip)
    app.router.add_get("/silent", _silent)
    app.router.add_get("/huge", _huge)
    app.router.add_get("/headers", _headers)

    @web.middleware
    async def remember(
        request: web.Request, handler: Callable[[web.Request], Any]
    ) -> web.StreamResponse:
        net.requests.append(request)
        net.asked.set()
        response: web.StreamResponse = await handler(request)
        return response

    app.middlewares.append(remember)
    return app


async def _redirect(request: web.Request) -> web.Response:
    return web.Response(
        status=int(request.query.get("status", "302")), headers={"Location": request.query["url"]}
    )


async def _circle(_: web.Request) -> web.Response:
    return web.Response(status=302, headers={"Location": "/circle"})


async def _redirect_without_location(_: web.Request) -> web.Response:
    return web.Response(status=302)


async def _status(request: web.Request) -> web.Response:
    return web.Response(status=int(request.match_info["status"]), text="no article")


async def _typed(request: web.Request) -> web.Response:
    media = f"{request.match_info['major']}/{request.match_info['minor']}"
    return web.Response(body=b"some bytes", headers={"Content-Type": media})


async def _page(request: web.Request) -> web.Response:
    body = (PAGES / request.match_info["name"]).read_bytes()
    media = request.query.get("type", "text/html; charset=utf-8")
    return web.Response(body=body, headers={"Content-Type": media})


async def _cookie(_: web.Request) -> web.Response:
    answer = web.Response(status=302, headers={"Location": "/page/bridge.html"})
    answer.set_cookie("visitor", "1")
    return answer


def _gzipped(body: bytes) -> web.Response:
    return web.Response(
        body=body, headers={"Content-Type": "text/html", "Content-Encoding": "gzip"}
    )


async def _packed(_: web.Request) -> web.Response:
    return _gzipped(gzip.compress((PAGES / "bridge.html").read_bytes()))


async def _bomb(_: web.Request) -> web.Response:
    return _gzipped(gzip.compress(b"<p>boom</p>" * 3_000_000, 1))


async def _cut(_: web.Request) -> web.Response:
    return _gzipped(gzip.compress((PAGES / "bridge.html").read_bytes())[:-300])


async def _brotli(_: web.Request) -> web.Response:
    return web.Response(
        body=b"\x0b\x02\x80", headers={"Content-Type": "text/html", "Content-Encoding": "br"}
    )


async def _endless(request: web.Request) -> web.StreamResponse:
    return await _stream(request, b"<p>and so on, and so on.</p>" * 1000, pause=0)


async def _drip(request: web.Request) -> web.StreamResponse:
    return await _stream(request, b"x", pause=0.1)


async def _stream(request: web.Request, piece: bytes, pause: float) -> web.StreamResponse:
    answer = web.StreamResponse(headers={"Content-Type": "text/html"})
    await answer.prepare(request)
    while True:
        await answer.write(piece)
        await asyncio.sleep(pause)


async def _silent(_: web.Request) -> web.Response:
    await asyncio.sleep(60)
    return web.Response()


async def _huge(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse(
        headers={"Content-Type": "text/html", "Content-Length": "300000000"}
    )
    await answer.prepare(request)
    await asyncio.sleep(60)
    return answer


async def _headers(_: web.Request) -> web.Response:
    return web.Response(text="x", headers={"X-Long": "y" * 20_000})


@pytest.fixture
def pages() -> Path:
    """The folder with pages that were written for these tests."""
    return PAGES


@pytest.fixture
def make_pdf() -> PdfMaker:
    """Give a function that makes a PDF from the lines of its pages."""
    return _pdf


def _pdf(pages: Sequence[Sequence[str]], title: str = "") -> bytes:
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b""]
    objects[2] = (
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    )
    kids = []
    for lines in pages:
        shown = b"".join(
            b"(%s) Tj T* " % line.encode("cp1252").translate(None, b"()\\") for line in lines
        )
        stream = b"BT /F1 11 Tf 14 TL 50 800 Td " + shown + b"ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    objects.append(b"<< /Title (%s) >>" % title.encode("cp1252"))
    body = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n"
        b"startxref\n%d\n%%%%EOF"
        % (len(objects) + 1, table, len(objects) + 1, len(objects), len(body))
    )
