"""Addresses to listen on, and connections that are one too many or do nothing."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession, web

from bot.web.listening import Address, ListeningError, listening
from bot.web.site import site

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

LOOPBACK = Address("127.0.0.1", 0)


async def hello(request: web.Request) -> web.Response:
    return web.Response(text=f"hello {len(await request.read())}")


ROUTES = [web.get("/", hello), web.post("/", hello)]


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("127.0.0.1:8080", "127.0.0.1", 8080),
        ("localhost:80", "localhost", 80),
        ("[::1]:8080", "::1", 8080),
        (":8080", "", 8080),
        (" 0.0.0.0:0 ", "0.0.0.0", 0),
    ],
)
def test_an_address_is_a_host_and_a_port(text: str, host: str, port: int) -> None:
    address = Address.parse(text)
    assert (address.host, address.port) == (host, port)
    assert str(address) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "8080",
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:http",
        "127.0.0.1:65536",
        "::1:80",
        "a b:1",
        "http://x:80",
        "x:-1",
        "x:٣",
        "[::1]80",
        "x:1\ny:2",
    ],
)
def test_what_is_no_address_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"^An address to listen on is .*\.$"):
        Address.parse(text)


async def test_a_port_that_is_taken_is_named() -> None:
    async with listening(site(ROUTES), LOOPBACK) as address:
        with pytest.raises(ListeningError, match=rf"^The address {address} cannot be .*in use\.$"):
            async with listening(site(ROUTES), address):
                pass


async def test_a_host_that_is_not_there_is_named() -> None:
    with pytest.raises(ListeningError, match=r"^The address nowhere\.invalid:1 cannot be "):
        async with listening(site(ROUTES), Address("nowhere.invalid", 1)):
            pass


async def test_the_port_is_free_again_afterwards() -> None:
    async with listening(site(ROUTES), LOOPBACK) as address:
        pass
    async with listening(site(ROUTES), address) as again:
        assert again == address


async def test_a_request_under_way_is_finished() -> None:
    begun = asyncio.Event()

    async def slow(_request: web.Request) -> web.Response:
        begun.set()
        await asyncio.sleep(0.1)
        return web.Response(text="done")

    async with ClientSession() as session:
        async with listening(site([web.get("/", slow)]), LOOPBACK) as address:

            async def ask() -> str:
                async with session.get(f"http://{address}/") as response:
                    return await response.text()

            asking = asyncio.create_task(ask())
            await begun.wait()
        assert await asking == "done"


async def test_connections_above_the_limit_are_turned_away_and_come_back_later() -> None:
    async with listening(site(ROUTES), LOOPBACK, connections=2) as address:
        kept = [await asyncio.open_connection(address.host, address.port) for _ in range(2)]
        reader, writer = await asyncio.open_connection(address.host, address.port)
        with suppress(ConnectionError):
            assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()
        for _, other in kept:
            other.close()
            await other.wait_closed()
        async with ClientSession() as session, asyncio.timeout(5):
            while True:
                with suppress(OSError):
                    async with session.get(f"http://{address}/") as response:
                        assert await response.text() == "hello 0"
                        break


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "])
async def test_a_connection_without_a_whole_request_is_closed(sent: bytes) -> None:
    async with listening(site(ROUTES), LOOPBACK, idle=0.3) as address:
        reader, writer = await asyncio.open_connection(address.host, address.port)
        writer.write(sent)

        async def drip() -> None:
            while sent:
                await asyncio.sleep(0.05)
                writer.write(b"x")

        dripping = asyncio.create_task(drip())
        with suppress(ConnectionError):
            await asyncio.wait_for(reader.read(), 5)
        dripping.cancel()
        writer.close()


async def test_a_body_that_is_too_large_is_refused() -> None:
    application = site(ROUTES, largest_body=1000)
    async with listening(application, LOOPBACK) as address, ClientSession() as session:

        async def post(body: object) -> int:
            async with session.post(f"http://{address}/", data=body) as response:
                return response.status

        async def without_length(size: int) -> AsyncIterator[bytes]:
            for _ in range(size // 100):
                yield b"x" * 100

        assert await post(b"x" * 1000) == 200
        assert await post(b"x" * 1001) == 413
        assert await post(without_length(1000)) == 200
        assert await post(without_length(2000)) == 413


async def test_a_body_that_does_not_arrive_is_not_waited_for() -> None:
    async with listening(site(ROUTES, time_limit=0.1), LOOPBACK) as address:
        reader, writer = await asyncio.open_connection(address.host, address.port)
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nx")
        answer = await asyncio.wait_for(reader.readline(), 5)
        assert answer.startswith(b"HTTP/1.1 503 ")
        writer.close()
