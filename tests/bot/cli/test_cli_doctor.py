from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.bot.cli.conftest import Run


@pytest.fixture
def nobody() -> str:
    """The address of a server that is not there."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{found.getsockname()[1]}"


def test_faults_are_told_in_a_line_each_and_by_the_exit_code(
    run: Run, nobody: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    result = run("doctor", "--bot-api", nobody)
    assert result.exit_code == 1
    assert result.stdout.startswith("fault  token    There is none: ask @BotFather")
    assert "\nok     archive  " in result.stdout


def test_json_is_for_programs_and_holds_no_token(
    run: Run, nobody: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "4000:a-token-that-nobody-may-see")
    result = run("doctor", "--json", "--bot-api", nobody)
    findings = json.loads(result.stdout)
    assert findings[0]["subject"] == "token"
    assert findings[0]["grade"] == "fault"
    assert "nobody-may-see" not in result.output
