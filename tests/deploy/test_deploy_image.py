from __future__ import annotations

import asyncio
import json
import re
import socket
import subprocess
import sys
import tomllib

import pytest

from bot.metrics import Metrics
from bot.web.health import Health
from bot.web.listening import Address, listening
from bot.web.site import site
from tests.deploy.validators import DEPLOY, check

ROOT = DEPLOY.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

Instruction = tuple[str, str]


def instructions() -> list[Instruction]:
    """Read the Dockerfile: each instruction with its arguments on one line."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    lines = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines) if word]


def last_stage() -> list[Instruction]:
    """Give what follows the last FROM."""
    found = instructions()
    start = max(number for number, (word, _) in enumerate(found) if word == "FROM")
    return found[start + 1 :]


def only(word: str) -> str:
    """Give the arguments of an instruction that stands once in the last stage."""
    (found,) = [rest for name, rest in last_stage() if name == word]
    return found


def command(word: str) -> list[str]:
    """Give an instruction's command, which is a JSON array."""
    words: list[str] = json.loads(re.sub(r"^.*?\[", "[", only(word)))
    return words


def health_check(port: int) -> int:
    """Run the health check, on another port than the image's, and give its exit code."""
    program, *arguments = command("HEALTHCHECK")
    assert program == "python"
    there = [re.sub(r"\b8081\b", str(port), argument) for argument in arguments]
    return subprocess.run(
        [sys.executable, *there], stderr=subprocess.DEVNULL, check=False
    ).returncode


def test_hadolint_finds_nothing() -> None:
    check("hadolint", "--no-color", DEPLOY / "Dockerfile")


def test_all_stages_start_from_one_base_with_a_tag() -> None:
    bases = {rest.split()[0] for word, rest in instructions() if word == "FROM"}
    (base,) = bases
    name, _, tag = base.partition(":")
    assert name == "python"
    assert re.fullmatch(r"3\.\d+-slim-[a-z]+", tag)


def test_the_base_has_a_python_that_the_project_is_for() -> None:
    (version,) = {re.findall(r"3\.\d+", rest)[0] for word, rest in instructions() if word == "FROM"}
    assert f"Programming Language :: Python :: {version}" in PROJECT["project"]["classifiers"]


def test_the_image_runs_as_a_user_by_number_that_is_not_root() -> None:
    user, _, group = only("USER").partition(":")
    assert int(user) >= 10_000
    assert user == group
    made = only("RUN")
    assert f"--uid {user} --gid {group}" in made


def test_the_archive_is_in_the_volume_which_the_user_owns() -> None:
    volume = only("VOLUME")
    assert f"PULLQUOTE_ARCHIVE={volume}/" in only("ENV")
    assert f"--mode 0700 --owner pullquote --group pullquote {volume}" in only("RUN")


def test_the_image_gets_what_the_wheel_is_made_of_and_nothing_else() -> None:
    copied = {
        source
        for word, rest in instructions()
        if word == "COPY" and not rest.startswith("--from")
        for source in rest.split()[:-1]
    }
    project = PROJECT["project"]
    packages = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    made_of = {"pyproject.toml", project["readme"], *project["license-files"], *packages}
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert copied == made_of
    assert "*" in ignore
    assert {line.removeprefix("!") for line in ignore if line.startswith("!")} == made_of


def test_the_image_runs_the_bot() -> None:
    assert command("ENTRYPOINT") == list(PROJECT["project"]["scripts"])
    assert command("CMD") == ["run"]


def test_the_health_check_asks_where_health_is_served() -> None:
    assert re.search(r"PULLQUOTE_HEALTH=127\.0\.0\.1:8081\b", only("ENV"))
    assert "'127.0.0.1', 8081" in only("HEALTHCHECK")


@pytest.mark.parametrize(("reason", "code"), [("", 0), ("the disk is full", 1)])
async def test_the_health_check_passes_where_the_bot_can_do_its_work(
    reason: str, code: int
) -> None:
    async def readiness() -> str:
        return reason

    served = site(Health(Metrics(), readiness).routes())
    async with listening(served, Address("127.0.0.1", 0)) as address:
        assert await asyncio.to_thread(health_check, address.port) == code


def test_the_health_check_fails_where_nothing_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert health_check(port) == 1
