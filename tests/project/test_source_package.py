"""What goes into the source package."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files of a source package that is built where somebody has left secrets."""
    pytest.importorskip("hatchling")
    source = tmp_path_factory.mktemp("source")
    for name in ("bot", "index", "deploy"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENCES.md", "CHANGELOG.md"):
        shutil.copy(ROOT / name, source)
    shutil.copy(ROOT / "SECURITY.md", source)
    for secret in ("deploy/.env", "deploy/backup.zip", "bot/pullquote.sqlite"):
        (source / secret).write_text("TELEGRAM_BOT_TOKEN=1:secret")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "sdist", "-d", "built"]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    (file,) = (source / "built").iterdir()
    with tarfile.open(file) as package:
        return {name.partition("/")[2] for name in package.getnames()}


@pytest.mark.parametrize(
    "name",
    [
        *("bot/cli.py", "index/model.json", "index/synonyms.txt", "index/articles/idlib-truce.txt"),
        *("index/vectors/words.txt", "index/vectors/vectors.npy"),
        *("deploy/Dockerfile", "deploy/settings.env", "LICENSE", "LICENCES.md", "SECURITY.md"),
    ],
)
def test_what_is_needed_is_packed(packed: set[str], name: str) -> None:
    assert name in packed


def test_what_somebody_has_set_is_not_packed(packed: set[str]) -> None:
    assert {name for name in packed if name.endswith((".env", ".zip", ".sqlite"))} == {
        "deploy/settings.env"
    }
