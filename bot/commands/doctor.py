"""`pullquote doctor`: what an installation lacks, and what to do about it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from bot.commands.run import NoToken, bot_api_option, token_from_environment
from bot.json_output import write_json
from bot.terminal import harmless

if TYPE_CHECKING:
    from bot.installation import Installation


@click.command()
@bot_api_option
@click.option("--json", "as_json", is_flag=True, help="Write a JSON array.")
@click.pass_obj
def doctor(installation: Installation, bot_api: str | None, *, as_json: bool) -> None:
    """Check token, privacy and inline mode, webhook, clock, archive, inbox and disk.

    The exit code is 1 where something is at fault.
    """
    from bot.application import TELEGRAM  # noqa: PLC0415 - loads all of telegram
    from bot.doctor import examine  # noqa: PLC0415

    token = ""
    with suppress(NoToken):
        token = token_from_environment()
    findings = asyncio.run(examine(installation, token, bot_api or TELEGRAM))
    if as_json:
        write_json([asdict(finding) for finding in findings])
    else:
        widest = max(len(finding.subject) for finding in findings)
        for finding in findings:
            line = f"{finding.grade:5}  {finding.subject:{widest}}  {finding.text}"
            click.echo(harmless(line))
    if any(finding.grade == "fault" for finding in findings):
        raise click.exceptions.Exit(1)
