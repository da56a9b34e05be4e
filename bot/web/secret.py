"""The installation's secret: random bytes in a file that only its owner may read."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

BYTES = 32
"""Length of the secret."""


class SecretError(Exception):
    """The secret cannot be read or kept. The message is a whole sentence."""


def load_secret(path: Path) -> bytes:
    """Read the secret, or make it where there is none.

    Of several programs that make it at the same time all get the same one.

    Args:
        path: The file, which is made, with its folders, where it is missing.

    Returns:
        BYTES random bytes.

    Raises:
        SecretError: The file cannot be read or written, or holds something else.

    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
        # It may have been copied, or brought back from a backup, with other permissions.
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
        written = path.read_text("ascii").strip()
    except OSError as error:
        raise SecretError(f"The file {path} cannot be used: {error.strerror}.") from error
    except UnicodeDecodeError:
        written = ""
    with suppress(ValueError):
        secret = bytes.fromhex(written)
        if len(secret) == BYTES:
            return secret
    raise SecretError(
        f"The file {path} holds no secret of Pullquote: remove it, and a new one is made."
    )


def _make(path: Path) -> None:
    """Write a new secret under another name, and give it its own name unless that is taken."""
    handle, name = mkstemp(prefix=f"{path.name}.", dir=path.parent)  # only its owner may read it
    new = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(new)
    finally:
        new.unlink()
