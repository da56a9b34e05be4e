"""The licences of all packages that come with Pullquote, as a table in Markdown.

python tests/project/licences.py > LICENCES.md
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HEAD = """\
# Licences

Pullquote itself is under the [MIT licence](LICENSE). These packages come with `pip install`, each
under its own; python-telegram-bot and certifi may be replaced by other versions, as theirs ask.

The word vectors in `index/vectors` are a part of GloVe 6B, 50 dimensions (Jeffrey Pennington,
Richard Socher and Christopher D. Manning, 2014), which its authors have put in the public domain by
the Open Data Commons Public Domain Dedication and License 1.0; `index/learning/word_vectors.py`
says how they were made smaller.

| Package | Licence |
|---|---|
"""

_SPDX = {
    "apache 2.0": "Apache-2.0",
    "apache2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "the bsd 2-clause license": "BSD-2-Clause",
    "mit, bsd": "MIT AND BSD-3-Clause",
    "mit license": "MIT",
    "public domain": "Public domain",
}


@dataclass(frozen=True, order=True)
class Package:
    """A package and its licence, as it says itself; SPDX where that can be told."""

    name: str
    licence: str


def needed(root: str = "pullquote") -> list[Package]:
    """Return all packages that a package needs here, directly or not, by name."""
    found: dict[str, Package] = {}
    waiting = [root]
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found:
            continue
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue  # An optional speed-up that this machine lacks.
        found[name] = Package(name, licence_of(package))
        for line in package.requires or []:
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return sorted(one for name, one in found.items() if name != root)


def licence_of(package: Distribution) -> str:
    """Return a package's licence; empty where it does not say."""
    metadata = package.metadata
    given = (metadata[name] for name in ("License-Expression", "License") if name in metadata)
    said = next((words.strip() for words in given if words.strip()), "")
    if not said or "\n" in said:
        classes = [one for one in metadata.get_all("Classifier") or [] if one.startswith("License")]
        said = " AND ".join(one.rpartition(" :: ")[2] for one in classes)
    return _SPDX.get(said.lower(), said)


def listed(text: str) -> dict[str, str]:
    """Return the packages in a table, with their licences."""
    return dict(re.findall(r"^\| ([a-z0-9-]+) \| (.+) \|$", text, re.MULTILINE))


if __name__ == "__main__":
    print(HEAD + "\n".join(f"| {one.name} | {one.licence} |" for one in needed()))
