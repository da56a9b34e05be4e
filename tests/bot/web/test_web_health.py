"""Health and metrics over HTTP."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from bot.metrics import InboxState, Metrics
from bot.web.health import Health
from bot.web.listening import Address, listening
from bot.web.site import site
from index.answering import Verdict

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    Get = Callable[..., Awaitable[tuple[int, str, str]]]


async def ready() -> str:
    return ""


@asynccontextmanager
async def health(
    readiness: Callable[[], Awaitable[str]] = ready, metrics: Metrics | None = None
) -> AsyncIterator[Get]:
    routes = Health(metrics or Metrics(), readiness, patience=0.05).routes()
    async with listening(site(routes), Address("127.0.0.1", 0)) as address:

        async def get(path: str, method: str = "GET", **headers: str) -> tuple[int, str, str]:
            async with (
                ClientSession() as session,
                session.request(method, f"http://{address}{path}", headers=headers) as response,
            ):
                assert response.headers["Cache-Control"] == "no-store"
                return response.status, response.headers["Content-Type"], await response.text()

        yield get


async def test_a_bot_that_runs_is_live() -> None:
    async with health() as get:
        assert await get("/health/live") == (200, "text/plain; charset=utf-8", "live\n")
        assert (await get("/health/live", "HEAD"))[0] == 200


async def test_a_bot_that_can_work_is_ready() -> None:
    async with health() as get:
        assert (await get("/health/ready"))[::2] == (200, "ready\n")


async def test_a_bot_that_cannot_work_says_why_and_is_live() -> None:
    async def waiting() -> str:
        return "Telegram cannot be reached"

    async with health(waiting) as get:
        assert (await get("/health/ready"))[::2] == (503, "not ready: Telegram cannot be reached\n")
        assert (await get("/health/live"))[0] == 200


async def test_readiness_that_fails_or_hangs_is_not_ready(caplog: pytest.LogCaptureFixture) -> None:
    async def fails() -> str:
        raise RuntimeError("secret words")

    async def hangs() -> str:
        await asyncio.Event().wait()
        raise AssertionError

    async with health(fails) as get:
        assert (await get("/health/ready"))[::2] == (
            503,
            "not ready: finding out fails: RuntimeError\n",
        )
    async with health(hangs) as get:
        assert (await get("/health/ready"))[::2] == (
            503,
            "not ready: finding out takes too long\n",
        )
    assert "secret words" not in caplog.text


async def test_metrics_are_shown_as_prometheus_reads_them() -> None:
    metrics = Metrics()
    metrics.answer(Verdict.ANSWERED)
    metrics.watch_inbox(lambda: InboxState(3, 1.5))
    async with health(metrics=metrics) as get:
        status, kind, body = await get("/metrics")
        assert (status, kind) == (200, "text/plain; version=0.0.4; charset=utf-8")
        samples = {
            (sample.name, *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(body)
            for sample in family.samples
        }
        assert samples["pullquote_answers_total", "answered"] == 1
        assert samples["pullquote_inbox_depth",] == 3
        assert samples["pullquote_inbox_age_seconds",] == 1.5
        _, kind, body = await get("/metrics", Accept="application/openmetrics-text; version=1.0.0")
        assert kind.startswith("application/openmetrics-text; version=1.0.0")
        assert body.endswith("# EOF\n")


@pytest.mark.parametrize("path", ["/health", "/health/", "/metrics/", "/", "/article/idlib-truce"])
async def test_nothing_else_is_there(path: str) -> None:
    async with health() as get:
        assert (await get(path))[0] == 404


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics"])
async def test_nothing_can_be_changed(path: str) -> None:
    async with health() as get:
        assert (await get(path, "POST"))[0] == 405
