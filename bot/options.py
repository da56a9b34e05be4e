"""Options whose values have a form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    Check = Callable[[click.Context, click.Parameter, str | None], str | None]


def matching(pattern: str, form: str) -> Check:
    """Make a check for an option: a value that does not match is bad usage.

    Args:
        pattern: A regular expression for the whole value.
        form: What the value has to be, to follow "it has to be".

    """

    def check(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(pattern, value):
            raise click.BadParameter(f"it has to be {form}.")
        return value

    return check


web_address = matching(r"https?://[^\s/]\S*", "an address that begins with http:// or https://")
"""Checks the address of a page or server."""
