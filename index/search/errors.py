"""What can go wrong with a search index; each message is one sentence for the person."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class SearchError(Exception):
    """The search index cannot do what it was asked. The message is a whole sentence.

    The archive does not depend on the index: nothing is lost.
    """


class Unusable(SearchError):  # noqa: N818 - reads as what happened, as all below
    """What is on disk is no index of this kind; it has to be made anew."""


class NotWritable(SearchError):  # noqa: N818
    """The index's folder may not be written to."""


class DiskFull(SearchError):  # noqa: N818
    """There is no room left for a change of the index."""


class Busy(SearchError):  # noqa: N818
    """Another program writes to the index."""


@contextmanager
def explained(path: Path | None) -> Iterator[None]:
    """Turn what tantivy or the file system says about an index into a SearchError.

    Args:
        path: The index's folder, None for one in memory.
    """
    try:
        yield
    except SearchError:
        raise
    except OSError as error:
        code = errno.errorcode.get(error.errno or 0, "")
        raise _explanation(code, path, error.strerror or str(error)) from error
    except ValueError as error:
        raise _explanation(str(error), path) from error
    except BaseException as error:
        # Where tantivy gives up, its Python binding raises what no handler of errors catches.
        if type(error).__name__ != "PanicException":
            raise
        raise _explanation(str(error), path) from error


def _explanation(said: str, path: Path | None, reason: str = "") -> SearchError:
    for signs, kind, sentence in _SENTENCES:
        if any(sign in said for sign in signs):
            return kind(sentence.format(path))
    if reason:
        return SearchError(f"The search index in {path} cannot be used: {reason}.")
    return Unusable(f"The search index in {path} is damaged.")


_NO_ROOM = ("ENOSPC", "EFBIG", "EDQUOT", "StorageFull", "FileTooLarge", "QuotaExceeded")
_NO_RIGHT = ("EACCES", "EPERM", "EROFS", "PermissionDenied", "ReadOnlyFilesystem")
_SENTENCES: tuple[tuple[tuple[str, ...], type[SearchError], str], ...] = (
    (("LockBusy",), Busy, "Another program is writing to the search index in {}."),
    (
        (*_NO_ROOM, "No space left", "File too large"),
        DiskFull,
        "There is no room left for the search index in {}.",
    ),
    (
        (*_NO_RIGHT, "Permission denied", "Read-only file system"),
        NotWritable,
        "The search index in {} cannot be written to: look at the permissions of that folder.",
    ),
)
