"""A web application on an address of its own."""

from __future__ import annotations

import asyncio
import logging
import os
import re
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Self

CONNECTIONS = 256
"""Connections that are open at a time; more are turned away, so that the bot can open its own."""

IDLE = 30.0
"""Seconds that a connection may be open without a whole request."""

_LAST_WORK = 2.0
_UNWANTED = 0.5
_FORM = re.compile(r"(\[[0-9a-f:.]+\]|[^\s:/\[\]]*):([0-9]{1,5})", re.IGNORECASE)

# What the library logs of broken requests may hold keys, and strangers send broken ones all day.
_unheard = logging.getLogger(f"{__name__}.unheard")
_unheard.setLevel(logging.CRITICAL + 1)


class ListeningError(Exception):
    """An address cannot be listened on. The message is a whole sentence."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen.

    Attributes:
        host: A name or an IP address; empty for all of the machine's.
        port: A number; 0 for any that is free.

    """

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an address.

        Args:
            text: Such as `127.0.0.1:8080`, `[::1]:8080`, or `:8080` for all of the machine's.

        Raises:
            ValueError: It is no such address. The message is a whole sentence.

        """
        match = _FORM.fullmatch(text.strip())
        if match is None or int(match[2]) > 65535:
            raise ValueError("An address to listen on is a host and a port: 127.0.0.1:8080.")
        return cls(match[1].strip("[]"), int(match[2]))

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


@asynccontextmanager
async def listening(
    application: web.Application,
    address: Address,
    *,
    connections: int = CONNECTIONS,
    idle: float = IDLE,
) -> AsyncIterator[Address]:
    """Serve an application for as long as the context lasts; requests under way are finished.

    Args:
        application: What is served.
        address: Where.
        connections: How many connections are open at a time.
        idle: Seconds that a connection may be open without a whole request.

    Yields:
        The address, with the port that was taken.

    Raises:
        ListeningError: The address cannot be listened on.

    """
    runner = web.AppRunner(
        application,
        access_log=None,
        logger=_unheard,
        keepalive_timeout=idle,
        lingering_time=_UNWANTED,
        shutdown_timeout=_LAST_WORK,
    )
    await runner.setup()
    try:
        server = await _open(cast("web.Server", runner.server), address, connections)
        try:
            port = server.sockets[0].getsockname()[1]
            yield Address(address.host, port)
        finally:
            server.close()
    finally:
        await runner.cleanup()


async def _open(http: web.Server, address: Address, connections: int) -> asyncio.Server:
    def protocol() -> asyncio.Protocol:
        return http() if len(http.connections) < connections else _TurnedAway()

    try:
        return await asyncio.get_running_loop().create_server(
            protocol, address.host or None, address.port
        )
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        raise ListeningError(f"The address {address} cannot be listened on: {reason}.") from error


class _TurnedAway(asyncio.Protocol):
    """A connection that is one too many."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).abort()
