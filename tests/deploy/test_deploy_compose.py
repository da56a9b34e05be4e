from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest

from tests.deploy.validators import DEPLOY, check, validator

FILES = ("compose.yaml", "compose.webhook.yaml")
SERVICES = [("compose.yaml", "bot"), ("compose.webhook.yaml", "caddy")]

Compose = dict[str, Any]


def read(file: str) -> Compose:
    """Read a Compose file, with the YAML library that the validator brings."""
    validator("check-jsonschema")
    if find_spec("ruamel.yaml") is None:
        pytest.skip("check-jsonschema is installed for another Python, and so is ruamel.yaml")
    yaml = import_module("ruamel.yaml").YAML(typ="safe")
    found: Compose = yaml.load(DEPLOY / file)
    return found


@pytest.mark.parametrize("file", FILES)
def test_the_file_has_the_form_of_compose_files(file: str) -> None:
    check("check-jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / file)


@pytest.mark.parametrize(("file", "name"), SERVICES)
def test_a_service_has_no_right_that_it_does_not_need(file: str, name: str) -> None:
    service = read(file)["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.keys() & {"privileged", "user", "devices", "network_mode", "pid", "ipc"}
    assert all("noexec,nosuid,nodev" in tmpfs for tmpfs in service["tmpfs"])
    assert not any("docker.sock" in volume for volume in service["volumes"])


@pytest.mark.parametrize(("file", "name"), SERVICES)
def test_a_service_takes_only_so_much_and_starts_again(file: str, name: str) -> None:
    service = read(file)["services"][name]
    assert {"mem_limit", "pids_limit"} <= service.keys()
    assert service["restart"] == "unless-stopped"
    assert {"max-size", "max-file"} <= service["logging"]["options"].keys()


@pytest.mark.parametrize("file", FILES)
def test_every_named_volume_is_declared_and_used(file: str) -> None:
    compose = read(file)
    services = compose["services"].values()
    mounts = [mount for service in services for mount in service.get("volumes", ())]
    named = {mount.split(":")[0] for mount in mounts if mount[0] not in "./"}
    assert named == set(compose["volumes"])


def test_the_bot_opens_no_port_and_keeps_its_data_in_a_volume() -> None:
    bot = read("compose.yaml")["services"]["bot"]
    assert "ports" not in bot
    volume = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").partition("VOLUME ")[2].split()[0]
    assert bot["volumes"] == [f"data:{volume}"]


def test_the_image_is_built_from_the_top_folder() -> None:
    build = read("compose.yaml")["services"]["bot"]["build"]
    top = (DEPLOY / build["context"]).resolve()
    assert (top / "pyproject.toml").is_file()
    assert (top / build["dockerfile"]).is_file()


def test_the_token_comes_from_a_file_that_is_in_no_commit_and_no_image() -> None:
    bot = read("compose.yaml")["services"]["bot"]
    assert bot["env_file"] == ".env"
    assert "environment" not in bot
    assert ".env" in (DEPLOY / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_only_caddy_can_be_reached_from_outside() -> None:
    services = read("compose.webhook.yaml")["services"]
    assert {name for name, service in services.items() if "ports" in service} == {"caddy"}
    port = services["bot"]["environment"]["PULLQUOTE_LISTEN"].rpartition(":")[2]
    assert services["caddy"]["environment"]["CADDY_UPSTREAM"] == f"bot:{port}"
    assert "PULLQUOTE_HEALTH" not in services["bot"]["environment"]
