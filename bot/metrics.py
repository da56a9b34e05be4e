"""What the bot counts and times, for Prometheus."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from telegram import Update

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from prometheus_client.core import Metric

    from index.answering import Verdict

logger = logging.getLogger(__name__)

Stage = Literal["inbox", "answer", "send", "fetch", "read"]
"""What takes time: an update waits in the inbox, a question is answered, a message is sent, an
article is fetched, a fetched page is read."""

Sent = Literal["sent", "refused", "failed"]
"""What became of a call to Telegram: it was done, it was refused for good, or it failed, so that
it may be made again."""

Retry = Literal["flood", "server", "network"]
"""Why a call to Telegram is tried again: as it asked, an error of its own, no connection."""

Fetched = Literal["read", "refused", "failed"]
"""What became of a link: it was read, it may not be fetched, or it could not be fetched or read."""

TurnedAway = Literal["limit", "not served"]
"""Why an update was turned away: the person or the chat asks too much, or is not served."""

_KINDS = frozenset(Update.ALL_TYPES)
_MILLISECONDS = (0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000, 60_000)


@dataclass(frozen=True, slots=True)
class InboxState:
    """What waits in the inbox.

    Attributes:
        depth: How many updates wait.
        age: Seconds since the oldest of them arrived; 0 where none waits.

    """

    depth: int
    age: float


class Metrics:
    """Counts and times what the bot does. It may be used from several threads.

    Labels come from short fixed lists, or are names of Python's classes, and never hold what
    somebody has written.

    Attributes:
        registry: Holds the metrics of this bot, and those of its process.

    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._inbox = _Inbox()
        self.registry.register(self._inbox)
        self._updates = self._counter("updates", "Updates received.", "kind")
        self._answers = self._counter("answers", "Questions answered.", "verdict")
        self._sends = self._counter("sends", "Calls to Telegram that send or edit.", "outcome")
        self._retries = self._counter("retries", "Calls to Telegram tried again.", "reason")
        self._fetches = self._counter("fetches", "Links fetched for articles.", "outcome")
        self._turned_away = self._counter("turned_away", "Updates turned away.", "reason")
        self._errors = self._counter("errors", "Errors while an update was handled.", "kind")
        self._stages = Histogram(
            "pullquote_stage_milliseconds",
            "How long each stage of the work takes.",
            ("stage",),
            buckets=_MILLISECONDS,
            registry=self.registry,
        )

    def update(self, kind: str) -> None:
        """Count an update.

        Args:
            kind: Its type as Telegram names it, such as `message`; any other counts as "other".

        """
        self._updates.labels(kind if kind in _KINDS else "other").inc()

    def answer(self, verdict: Verdict) -> None:
        """Count an answer.

        Args:
            verdict: What could be said.

        """
        self._answers.labels(verdict.value).inc()

    def send(self, outcome: Sent) -> None:
        """Count a message sent or edited.

        Args:
            outcome: What became of it.

        """
        self._sends.labels(outcome).inc()

    def retry(self, reason: Retry) -> None:
        """Count a call to Telegram that is tried again.

        Args:
            reason: Why it is.

        """
        self._retries.labels(reason).inc()

    def fetch(self, outcome: Fetched) -> None:
        """Count a link that was fetched for an article.

        Args:
            outcome: What became of it.

        """
        self._fetches.labels(outcome).inc()

    def turned_away(self, reason: TurnedAway) -> None:
        """Count an update that was turned away.

        Args:
            reason: Why.

        """
        self._turned_away.labels(reason).inc()

    def error(self, error: BaseException) -> None:
        """Count an error by its class.

        Args:
            error: What was raised.

        """
        self._errors.labels(type(error).__name__).inc()

    def took(self, stage: Stage, milliseconds: float) -> None:
        """Note how long a stage has taken.

        Args:
            stage: The stage.
            milliseconds: How long.

        """
        self._stages.labels(stage).observe(milliseconds)

    @contextmanager
    def timed(self, stage: Stage) -> Iterator[None]:
        """Note how long what is done within takes, whether it succeeds or not.

        Args:
            stage: The stage.

        """
        start = time.perf_counter()
        try:
            yield
        finally:
            self.took(stage, 1000 * (time.perf_counter() - start))

    def watch_inbox(self, look: Callable[[], InboxState]) -> None:
        """Have the inbox looked at whenever the metrics are asked for.

        Args:
            look: Tells what waits; it is called in a thread of its own.

        """
        self._inbox.look = look

    def _counter(self, name: str, meaning: str, label: str) -> Counter:
        return Counter(f"pullquote_{name}", meaning, (label,), registry=self.registry)


class _Inbox(Collector):
    """Two gauges that are both of one moment."""

    look: Callable[[], InboxState] | None = None

    def collect(self) -> Iterable[Metric]:
        if self.look is None:
            return
        try:
            state = self.look()
        except Exception as error:  # noqa: BLE001 - the other metrics are shown all the same
            logger.error("the inbox could not be looked at: %s", type(error).__name__)  # noqa: TRY400
            return
        yield GaugeMetricFamily("pullquote_inbox_depth", "Updates that wait.", state.depth)
        yield GaugeMetricFamily(
            "pullquote_inbox_age_seconds", "Seconds for which the oldest has waited.", state.age
        )


_NOBODYS = Metrics()
_current: ContextVar[Metrics] = ContextVar("metrics", default=_NOBODYS)


def metrics() -> Metrics:
    """Where what is done here is counted; that is nowhere, unless somebody has said where."""
    return _current.get()


def count_in(counted: Metrics) -> None:
    """Have what this task does from now on, with the tasks and threads that it starts, counted.

    Args:
        counted: Where.

    """
    _current.set(counted)
