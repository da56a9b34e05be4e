"""Print the first command line under a heading of the README: `readme_lines.py "Try it"`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def line_under(heading: str) -> str:
    """The first line of the first shell block under a heading.

    Args:
        heading: The heading's words.

    Raises:
        SystemExit: There is no such heading or block.
    """
    text = README.read_text(encoding="utf-8")
    pattern = rf"^#+ {re.escape(heading)}$.*?^```sh\n(.+?)\n"
    found = re.search(pattern, text, re.MULTILINE | re.DOTALL)
    if not found:
        raise SystemExit(f"The README has no command under {heading!r}.")
    return found[1]


if __name__ == "__main__":
    print(line_under(sys.argv[1]))
