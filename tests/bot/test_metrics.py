"""What is counted and timed, as Prometheus collects it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from prometheus_client import generate_latest

from bot.metrics import InboxState, Metrics
from index.answering import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.mark.parametrize(
    ("count", "name", "labels"),
    [
        (lambda m: m.update("message"), "updates", {"kind": "message"}),
        (lambda m: m.answer(Verdict.SILENT), "answers", {"verdict": "silent"}),
        (lambda m: m.send("sent"), "sends", {"outcome": "sent"}),
        (lambda m: m.retry("flood"), "retries", {"reason": "flood"}),
        (lambda m: m.fetch("refused"), "fetches", {"outcome": "refused"}),
        (lambda m: m.turned_away("limit"), "turned_away", {"reason": "limit"}),
        (lambda m: m.error(KeyError("x")), "errors", {"kind": "KeyError"}),
    ],
)
def test_each_event_is_counted(
    metrics: Metrics, count: Callable[[Metrics], None], name: str, labels: dict[str, str]
) -> None:
    total = f"pullquote_{name}_total"
    assert metrics.registry.get_sample_value(total, labels) is None
    count(metrics)
    count(metrics)
    assert metrics.registry.get_sample_value(total, labels) == 2


def test_kinds_of_updates_that_nobody_knows_are_counted_as_one(metrics: Metrics) -> None:
    for kind in ("", "quantum_message", "123:secret"):
        metrics.update(kind)
    value = metrics.registry.get_sample_value
    assert value("pullquote_updates_total", {"kind": "other"}) == 3
    assert "secret" not in generate_latest(metrics.registry).decode()


def test_a_stage_is_timed_in_milliseconds(metrics: Metrics) -> None:
    metrics.took("answer", 3)
    metrics.took("answer", 30)
    value = metrics.registry.get_sample_value
    stage = {"stage": "answer"}
    assert value("pullquote_stage_milliseconds_sum", stage) == 33
    assert value("pullquote_stage_milliseconds_bucket", {**stage, "le": "5.0"}) == 1
    assert value("pullquote_stage_milliseconds_bucket", {**stage, "le": "50.0"}) == 2
    assert value("pullquote_stage_milliseconds_count", {"stage": "send"}) is None


def test_what_fails_is_timed_too(metrics: Metrics) -> None:
    with pytest.raises(KeyError), metrics.timed("send"):
        raise KeyError
    count = "pullquote_stage_milliseconds_count"
    assert metrics.registry.get_sample_value(count, {"stage": "send"}) == 1


def test_the_inbox_is_looked_at_when_asked(metrics: Metrics) -> None:
    value = metrics.registry.get_sample_value
    assert value("pullquote_inbox_depth") is None
    depth = 4
    metrics.watch_inbox(lambda: InboxState(depth, 2.5))
    assert value("pullquote_inbox_depth") == 4
    assert value("pullquote_inbox_age_seconds") == 2.5
    depth = 0
    assert value("pullquote_inbox_depth") == 0


def test_an_inbox_that_cannot_be_looked_at_hides_nothing_else(
    metrics: Metrics, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> InboxState:
        raise OSError("secret words")

    metrics.watch_inbox(fail)
    metrics.update("message")
    shown = generate_latest(metrics.registry).decode()
    assert 'pullquote_updates_total{kind="message"} 1.0' in shown
    assert "pullquote_inbox_depth" not in shown
    assert "OSError" in caplog.text
    assert "secret words" not in caplog.text


def test_an_error_is_counted_without_what_it_says(metrics: Metrics) -> None:
    metrics.error(ValueError("https://api.telegram.org/bot123:secret/sendMessage"))
    assert "secret" not in generate_latest(metrics.registry).decode()


def test_two_bots_in_one_process_count_for_themselves(metrics: Metrics) -> None:
    other = Metrics()
    other.update("message")
    count = metrics.registry.get_sample_value
    assert count("pullquote_updates_total", {"kind": "message"}) is None


def test_threads_lose_no_count(metrics: Metrics) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: metrics.send("sent"), range(2000)))
    sent = metrics.registry.get_sample_value("pullquote_sends_total", {"outcome": "sent"})
    assert sent == 2000
