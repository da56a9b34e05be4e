"""The log: one line an event, whatever happens."""

from __future__ import annotations

import json
import logging
import warnings
from typing import TYPE_CHECKING

import pytest

from bot.logs import JsonLines, Lines, configure

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _root_logger() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def record(message: str, *args: object, error: Exception | None = None) -> logging.LogRecord:
    found = logging.LogRecord("bot.intake", logging.WARNING, "intake.py", 1, message, args, None)
    if error:
        try:
            fail(error)
        except ValueError as raised:
            found.exc_info = (type(raised), raised, raised.__traceback__)
    return found


def fail(error: Exception) -> None:
    raise error


def test_a_line_for_people_has_time_level_and_message() -> None:
    line = Lines().format(record("update %s is tried again", 5))
    assert line.endswith("+00:00 WARNING update 5 is tried again")
    assert line.startswith("20")


def test_a_line_for_programs_is_an_object() -> None:
    entry = json.loads(JsonLines().format(record("“%s”", "zażółć")))
    assert entry.keys() == {"time", "level", "logger", "message"}
    assert (entry["level"], entry["logger"]) == ("warning", "bot.intake")
    assert entry["message"] == "“zażółć”"


@pytest.mark.parametrize("form", [Lines(), JsonLines()])
def test_an_event_is_one_line_and_an_error_tells_no_more_than_its_kind_and_place(
    form: logging.Formatter,
) -> None:
    line = form.format(record("two\nlines", error=ValueError("a secret question")))
    assert "\n" not in line
    assert "two lines: ValueError at test_logs.py:" in line
    assert "secret" not in line


@pytest.mark.parametrize("as_json", [False, True])
def test_what_is_logged_goes_to_standard_error(
    capsys: pytest.CaptureFixture[str],
    as_json: bool,  # noqa: FBT001 - a case of the test
) -> None:
    logging.getLogger().handlers.clear()  # those of the test runner itself
    configure(as_json=as_json)
    logging.getLogger("bot").info("listening")
    logging.getLogger("bot").debug("what somebody asks")
    written = capsys.readouterr()
    (line,) = written.err.splitlines()
    assert "listening" in line
    assert line.startswith("{") is as_json
    assert written.out == ""


def test_a_warning_of_a_library_is_a_line_of_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger().handlers.clear()
    configure(as_json=True)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn("this field\nis going away", stacklevel=1)
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["level"] == "warning"
    assert "this field is going away" in line
