from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click
import pytest

from bot.cli import cli
from bot.commands.run import run
from tests.deploy.validators import DEPLOY

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE = DEPLOY / "settings.env"
FILES = sorted(file.name for file in DEPLOY.iterdir() if not file.name.startswith("."))


def commands(command: click.Command = cli) -> Iterator[click.Command]:
    """Give a command and all below it."""
    yield command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below
            yield from commands(below)


def variables(command: click.Command) -> set[str]:
    """Name the environment variables that a command reads, by its options and its description."""
    named = {str(option.envvar) for option in command.params if option.envvar}
    return named | set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", command.help or ""))


def named_in(file: str) -> set[str]:
    text = (DEPLOY / file).read_text(encoding="utf-8")
    return set(re.findall(r"\b(?:PULLQUOTE|TELEGRAM)_[A-Z_]+\b", text))


@pytest.mark.parametrize("file", FILES)
def test_every_setting_in_a_file_is_one_that_the_bot_reads(file: str) -> None:
    known = set().union(*map(variables, commands()))
    assert named_in(file) <= known


def test_every_setting_of_the_bot_is_in_a_file() -> None:
    asked_for = variables(cli) | variables(run)
    assert asked_for <= set().union(*map(named_in, FILES)), "name the others in settings.env"


def test_the_sample_is_understood_by_systemd_and_compose_alike() -> None:
    for line in SAMPLE.read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"|# .*|#?[A-Z_]+=[^\s\"'$#]*", line), line


def test_the_sample_sets_only_the_token_and_holds_none() -> None:
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == ["TELEGRAM_BOT_TOKEN="]
