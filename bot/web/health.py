"""Health and metrics, for a port of their own that only the machine itself should reach."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aiohttp import hdrs, web
from prometheus_client.exposition import choose_encoder

if TYPE_CHECKING:
    from bot.metrics import Metrics

logger = logging.getLogger(__name__)

Readiness = Callable[[], Awaitable[str]]
"""Says why the bot cannot do its work just now; an empty text where it can."""

PATIENCE = 5.0
"""Seconds that finding out about readiness may take."""


class Health:
    """Tells whether the bot runs, whether it can do its work, and what it has done.

    Args:
        metrics: What it has done.
        readiness: Whether it can do its work.
        patience: Seconds that finding out may take.

    """

    def __init__(
        self, metrics: Metrics, readiness: Readiness, *, patience: float = PATIENCE
    ) -> None:
        self._metrics = metrics
        self._readiness = readiness
        self._patience = patience

    def routes(self) -> list[web.RouteDef]:
        """Say what can be asked for: `/health/live`, `/health/ready`, `/metrics`."""
        return [
            web.get("/health/live", self._live),
            web.get("/health/ready", self._ready),
            web.get("/metrics", self._show_metrics),
        ]

    async def _live(self, _request: web.Request) -> web.Response:
        return _line(200, "live")

    async def _ready(self, _request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(self._patience):
                reason = await self._readiness()
        except TimeoutError:
            reason = "finding out takes too long"
        except Exception as error:  # noqa: BLE001 - whatever it is, the bot is not ready
            logger.error("readiness could not be found out: %s", type(error).__name__)  # noqa: TRY400
            reason = f"finding out fails: {type(error).__name__}"
        return _line(503, f"not ready: {reason}") if reason else _line(200, "ready")

    async def _show_metrics(self, request: web.Request) -> web.Response:
        encode, content_type = choose_encoder(request.headers.get(hdrs.ACCEPT, ""))
        # In a thread, since some are looked up where they are kept.
        body = await asyncio.to_thread(encode, self._metrics.registry)
        return web.Response(body=body, headers={hdrs.CONTENT_TYPE: content_type, **_NOT_KEPT})


_NOT_KEPT = {hdrs.CACHE_CONTROL: "no-store"}


def _line(status: int, text: str) -> web.Response:
    return web.Response(status=status, text=f"{text}\n", headers=_NOT_KEPT)
