"""`pullquote inbox`: updates that could not be handled, and what is to become of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from bot.json_output import write_json
from bot.terminal import harmless

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.inbox import Aside, Inbox
    from bot.installation import Installation


@click.group()
def inbox() -> None:
    """List, retry and drop updates that could not be handled and were set aside."""


@inbox.command("list")
@click.option("--json", "as_json", is_flag=True, help="Write a JSON array, the updates included.")
@click.pass_obj
def list_(installation: Installation, *, as_json: bool) -> None:
    """List what was set aside, the oldest first. What people have written is not shown."""
    with _opened(installation) as opened:
        found = opened.aside()
        waiting, age = opened.depth()
    if as_json:
        write_json([_as_json(aside) for aside in found])
        return
    for aside in found:
        click.echo(_line(aside))
    click.echo(f"{len(found)} set aside, {waiting} waiting{_oldest(waiting, age)}.", err=True)


@inbox.command()
@click.argument("numbers", nargs=-1, type=int, metavar="NUMBER...")
@click.option("--all", "everything", is_flag=True, help="All that were set aside.")
@click.pass_obj
def retry(installation: Installation, numbers: tuple[int, ...], *, everything: bool) -> None:
    """Try updates again; a bot that is running does so within seconds, else the next to run."""
    with _opened(installation) as opened:
        _for_each(opened, numbers, opened.retry, "is tried again", everything=everything)


@inbox.command()
@click.argument("numbers", nargs=-1, type=int, metavar="NUMBER...")
@click.option("--all", "everything", is_flag=True, help="All that were set aside.")
@click.pass_obj
def drop(installation: Installation, numbers: tuple[int, ...], *, everything: bool) -> None:
    """Give updates up for good, and forget what they say."""
    with _opened(installation) as opened:
        _for_each(opened, numbers, opened.drop, "is dropped", everything=everything)


def _for_each(
    opened: Inbox,
    numbers: tuple[int, ...],
    change: Callable[[int], bool],
    what: str,
    *,
    everything: bool,
) -> None:
    if everything == bool(numbers):
        raise click.UsageError("Name the updates by their numbers, or all of them with --all.")
    is_whole = True
    for number in numbers or [aside.entry.number for aside in opened.aside()]:
        if change(number):
            click.echo(f"{number} {what}.")
        else:
            is_whole = False
            click.echo(f"Error: nothing of the number {number} was set aside.", err=True)
    if not is_whole:
        raise click.exceptions.Exit(1)


def _opened(installation: Installation) -> Inbox:
    from bot.inbox import Inbox  # noqa: PLC0415 - `pullquote --help` does without

    return Inbox(installation.inbox, wait=installation.wait)


def _line(aside: Aside) -> str:
    entry = aside.entry
    parts = (
        str(entry.number),
        _when(entry.received_at),
        aside.kind,
        f"chat {aside.chat}" if aside.chat else "no chat",
        f"{entry.tries} tries",
        aside.error,
    )
    return harmless(" · ".join(parts))


def _as_json(aside: Aside) -> dict[str, object]:
    entry = aside.entry
    return {
        "number": entry.number,
        "received": _when(entry.received_at),
        "set_aside": _when(aside.ended_at),
        "kind": aside.kind,
        "chat": aside.chat,
        "tries": entry.tries,
        "error": aside.error,
        "update": entry.update,
    }


def _oldest(waiting: int, age: float) -> str:
    return f", the oldest for {age:.0f} s" if waiting else ""


def _when(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
