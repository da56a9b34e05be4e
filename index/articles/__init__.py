"""The articles that come with Pullquote: a text each, and beside it what is known about it."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import PurePath

from index.article import Document, Topic


def bundled() -> tuple[Document, ...]:
    """Read the articles that every new archive starts with, in the order of their names."""
    folder = files(__name__)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".json"))
    return tuple(_read(PurePath(name).stem) for name in names)


def _read(name: str) -> Document:
    folder = files(__name__)
    about = json.loads((folder / f"{name}.json").read_text("utf-8"))
    topics = about.pop("topics")
    return Document(
        # Decoded here, since reading as text would change the ends of lines.
        text=(folder / f"{name}.txt").read_bytes().decode("utf-8"),
        topics=tuple(Topic(topic, question) for topic, question in topics.items()),
        origin=f"pullquote:{name}",
        **about,
    )
