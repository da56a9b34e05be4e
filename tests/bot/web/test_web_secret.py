"""The installation's secret: made once, for its owner's eyes, and read again."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from bot.web.secret import BYTES, SecretError, load_secret

if TYPE_CHECKING:
    from pathlib import Path

only_where_files_have_modes = pytest.mark.skipif(os.name != "posix", reason="no file modes here")


def test_a_secret_is_made_once_and_read_again(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "reader.secret"
    made = load_secret(file)
    assert len(made) == BYTES
    assert load_secret(file) == made
    assert [entry.name for entry in file.parent.iterdir()] == [file.name]


def test_two_installations_have_different_secrets(tmp_path: Path) -> None:
    assert load_secret(tmp_path / "one") != load_secret(tmp_path / "two")


@only_where_files_have_modes
def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        load_secret(tmp_path / "secret")
    finally:
        os.umask(before)
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


@only_where_files_have_modes
def test_a_secret_that_others_may_read_is_closed_to_them(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    made = load_secret(file)
    file.chmod(0o644)
    assert load_secret(file) == made
    assert file.stat().st_mode & 0o777 == 0o600


def test_programs_that_make_it_at_once_get_the_same_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        made = set(threads.map(load_secret, [tmp_path / "secret"] * 32))
    assert len(made) == 1
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("held", [b"", b"00" * 31, b"zz" * 32, b"00" * 64, b"\xff\xfe" * 32])
def test_a_file_that_holds_something_else_is_refused_and_kept(tmp_path: Path, held: bytes) -> None:
    file = tmp_path / "secret"
    file.write_bytes(held)
    with pytest.raises(SecretError, match="holds no secret of Pullquote: remove it"):
        load_secret(file)
    assert file.read_bytes() == held


def test_a_place_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SecretError, match=r"The file .*secret cannot be used: .*\."):
        load_secret(tmp_path / "file" / "secret")
    with pytest.raises(SecretError, match="cannot be used"):
        load_secret(tmp_path)
