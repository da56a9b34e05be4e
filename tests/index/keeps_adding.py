"""A program that adds articles and has them indexed until it is killed.

Run as `python keeps_adding.py ARCHIVE FIRST [STAGE]`: prints the number of each article that is in
the archive. With a stage ("put", "committed") it kills itself the first time it gets there.
"""

from __future__ import annotations

import os
import signal
import sys
from itertools import count
from pathlib import Path

from searching import numbered

from index.archive import Archive
from index.search import ArchiveSearch
from index.search.tantivy_index import TantivyIndex


def dies(name: str) -> None:
    """Kill this program behind a method of the index."""
    method = getattr(TantivyIndex, name)

    def and_die(*args: object) -> None:
        method(*args)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(TantivyIndex, name, and_die)


def main() -> None:
    stage = sys.argv[3] if len(sys.argv) > 3 else ""
    if stage == "put":
        dies("put")
    if stage == "committed":
        dies("commit")
    with (
        Archive(Path(sys.argv[1]), with_bundled=False) as archive,
        ArchiveSearch(archive) as search,
    ):
        for number in count(int(sys.argv[2])):
            archive.add(numbered(number))
            if number % 3 == 0:
                archive.remove(f"item-{number}")
            print(number, flush=True)
            search.catch_up()


if __name__ == "__main__":
    main()
