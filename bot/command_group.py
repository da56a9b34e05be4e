"""A group of commands that are loaded on use, and whose errors are one line."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

INTERRUPTED = 130
"""Exit code of a program that Ctrl-C ended, as shells count it."""


class CommandGroup(click.Group):
    """Commands by the names of the modules that they stand in.

    Args:
        modules: For each command its module, in which it has the command's name.

    """

    def __init__(self, *args: Any, modules: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own
        """Name the commands in the order in which they were given."""
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load a command."""
        if cmd_name not in self._modules:
            return None
        return cast("click.Command", getattr(import_module(self._modules[cmd_name]), cmd_name))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what goes wrong is told in one line, or shown whole with --debug."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            if ctx.params["debug"]:
                raise
            raise click.ClickException(said_in_one_line(error)) from error


def said_in_one_line(error: Exception) -> str:
    """Say what went wrong: the error's own sentence where it is meant for people.

    Args:
        error: Anything that was raised.

    """
    words = " ".join(str(error).split())
    if isinstance(error, _meant_for_people()):
        return words
    return f"Pullquote failed ({type(error).__name__}: {words}); --debug shows where."


def _meant_for_people() -> tuple[type[Exception], ...]:
    """Name the errors whose message is a sentence; one cannot be raised by what is not loaded."""
    return tuple(
        getattr(sys.modules[module], name)
        for module, name in (
            ("index.archive_errors", "ArchiveError"),
            ("index.learning.sets", "SetError"),
            ("index.model", "ModelError"),
            ("index.reading.errors", "ReadingError"),
            ("index.search.errors", "SearchError"),
            ("bot.chats", "ChatsError"),
            ("bot.inbox", "InboxError"),
            ("bot.backup", "BackupError"),
            ("bot.sole", "AlreadyRunning"),
            ("bot.running", "WrongToken"),
            ("bot.webhook", "WebhookRefused"),
            ("bot.web.listening", "ListeningError"),
            ("bot.web.secret", "SecretError"),
        )
        if module in sys.modules
    )
