"""Every package that comes along is listed with its licence, and may come along."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project.licences import Package, listed, needed

LISTED = listed((Path(__file__).parents[2] / "LICENCES.md").read_text("utf-8"))
FREE = (
    *("MIT", "BSD", "0BSD", "Apache-2.0", "PSF-2.0", "MPL-2.0", "LGPL-3.0-only", "Zlib", "CC0-1.0"),
    *("CNRI-Python", "Public domain", "ISC", "LGPL-2.1-or-later", "Unlicense"),
)


def test_the_packages_are_found() -> None:
    assert {"aiohttp", "python-telegram-bot", "numpy", "certifi"} <= {one.name for one in needed()}


@pytest.mark.parametrize("package", needed(), ids=lambda package: package.name)
def test_a_package_is_listed(package: Package) -> None:
    assert package.name in LISTED, (
        "bring the list up to date: python tests/project/licences.py > LICENCES.md"
    )


# What is installed may be newer than what was listed, and say the same in other words.
@pytest.mark.parametrize(
    "licence", sorted({*LISTED.values(), *(package.licence for package in needed())})
)
def test_a_licence_lets_one_use_and_pass_on_the_package(licence: str) -> None:
    for choice in licence.split(" OR "):
        if all(part.strip().startswith(FREE) for part in choice.split(" AND ")):
            return
    pytest.fail(f"nobody has looked at the licence {licence}")
