"""Parsing of what strangers send, in a process of its own that may run only so long and so large.

Run as `python -m index.reading.worker SECONDS MEGABYTES`: a line of JSON and the bytes come in on
standard input, and one line of JSON with the document or the error goes out on standard output.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import os
import signal
import sys
from contextlib import suppress
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from index.article import Document
from index.reading import sentences
from index.reading.errors import NotAnArticle, ReadingError, TimedOut, TooLarge
from index.reading.files import LARGEST_FILE, read_bytes
from index.reading.links import web_link

if TYPE_CHECKING:
    from asyncio.subprocess import Process

log = logging.getLogger(__name__)

# All that the process gets of the environment: a token must not be within a parser's reach.
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
LONGEST_ANSWER = 3 * LARGEST_FILE
"""Bytes of JSON; a character that was one byte in the file may take more here."""
LONGEST_ARTICLE = 1_000_000
"""Characters, a thick book's. Whoever asks waits while an article is analysed, a second for this
one, and its words, divided and counted, take a hundred times their own memory."""
LONGEST_CAUSE = 300

ERRORS = {error.__name__: error for error in (NotAnArticle, TooLarge, TimedOut)}


async def parse_untrusted(
    data: bytes,
    name: str,
    content_type: str | None = None,
    url: str = "",
    *,
    seconds: float = 15,
    megabytes: int = 512,
) -> Document:
    """Read an article as `read_bytes` does, in a process that is killed when it goes too far.

    Args:
        data: The whole file or page.
        name: File name, or nothing.
        content_type: As declared; None if it was not.
        url: Where it was fetched from; nothing if it was not.
        seconds: Time from start to end, and of computing.
        megabytes: Memory in all; enforced where the system can do it, as Linux does.

    Raises:
        TimedOut: It took longer.
        TooLarge: It took more memory, or the document is longer than LONGEST_ARTICLE.
        NotAnArticle: It holds no article, or broke the parser.
    """
    label = sentences.THAT_PAGE if url else sentences.THAT_FILE
    header = {"name": name, "content_type": content_type, "url": url}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-P", "-m", "index.reading.worker", str(seconds), str(megabytes)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=_environment(),
        limit=LONGEST_ANSWER,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(seconds):
            answer = await _converse(process, json.dumps(header).encode() + b"\n" + data)
            await process.wait()
    except TimeoutError:
        raise TimedOut(sentences.TOO_SLOW, label=label) from None
    finally:
        await _end(process)
    return _document(answer, process.returncode, label)


def _environment() -> dict[str, str]:
    """Give the process the modules of this one, one result for one page, and no secrets."""
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return passed_on | {
        "PYTHONPATH": os.pathsep.join(folder or os.getcwd() for folder in sys.path),  # noqa: PTH109
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "OPENBLAS_NUM_THREADS": "1",  # each thread would take its share of the memory allowed
    }


async def _converse(process: Process, question: bytes) -> bytes:
    """Send the bytes and wait for the answer; nothing where the process ended without one."""
    assert process.stdin  # noqa: S101 - both are pipes
    assert process.stdout  # noqa: S101
    with suppress(ConnectionError):
        process.stdin.write(question)
        await process.stdin.drain()
        process.stdin.close()
    try:
        return await process.stdout.readline()
    except ValueError as error:  # longer than the limit
        raise TooLarge(sentences.TOO_LONG) from error


async def _end(process: Process) -> None:
    """Leave no process and no open pipe behind."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
    if process.stdin:
        process.stdin.close()
    if process.stdout:
        await process.stdout.read()
    await process.wait()


def _document(answer: bytes, returncode: int | None, label: str) -> Document:
    """Take the process's word only in the shape that was agreed on."""
    if not answer:
        log.warning("the parser of an article ended with code %s and no answer", returncode)
        if returncode == -getattr(signal, "SIGXCPU", 0):
            raise TimedOut(sentences.TOO_SLOW, label=label)
        raise NotAnArticle(sentences.DAMAGED, label=label)
    try:
        fields: dict[str, Any] = json.loads(answer)
        if "error" not in fields:
            document = _checked(fields)
            if len(document.text) > LONGEST_ARTICLE:
                raise TooLarge(sentences.TOO_LONG)
            return document
        error = _reported(fields)
        if fields["cause"]:
            log.warning("the parser of an article failed: %r", fields["cause"])
    except (ValueError, TypeError, KeyError, AttributeError) as mistake:
        log.warning("the parser of an article gave an answer that is none: %r", mistake)
        raise NotAnArticle(sentences.DAMAGED, label=label) from mistake
    raise error


def _reported(fields: dict[str, Any]) -> ReadingError:
    values = fields["values"]
    if not all(isinstance(value, str | int) for value in values.values()):
        raise TypeError("a value that is neither text nor a number")
    return ERRORS[fields["error"]](str(fields["sentence"]), **values)


def _checked(fields: dict[str, Any]) -> Document:
    spans = fields.pop("headings")
    headings = None if spans is None else tuple((int(start), int(end)) for start, end in spans)
    if not all(isinstance(value, str) for value in fields.values()):
        raise TypeError("a field that is not text")
    document = Document(**fields, headings=headings)
    if any(not 0 <= start < end <= len(document.text) for start, end in headings or ()):
        raise ValueError("a heading outside the text")
    return replace(document, url=web_link(document.url))


def main() -> None:
    """Be the process: read one article from standard input within the limits given."""
    seconds, megabytes = float(sys.argv[1]), int(sys.argv[2])
    # Made beforehand: once memory has run out there may be none left to make it.
    too_large = _error(TooLarge(sentences.TOO_MUCH_MEMORY))
    _limit(seconds, megabytes)
    try:
        answer = _answer()
    except ReadingError as error:
        answer = _error(error)
    except MemoryError:
        answer = too_large
    except Exception as error:  # noqa: BLE001 - whatever a parser does, the answer is a sentence
        damaged = NotAnArticle(sentences.PERHAPS_DAMAGED)
        answer = _error(damaged, cause=repr(error)[:LONGEST_CAUSE])
    sys.stdout.buffer.write(answer)


def _answer() -> bytes:
    header = json.loads(sys.stdin.buffer.readline())
    document = read_bytes(sys.stdin.buffer.read(), **header)
    fields = asdict(document)
    del fields["topics"]  # none come with what strangers send
    return _line(fields)


def _line(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode() + b"\n"


def _error(error: ReadingError, cause: str = "") -> bytes:
    kind = type(error).__name__
    said = {"sentence": error.sentence, "values": error.values}
    return _line({"error": kind, **said, "cause": cause})


def _limit(seconds: float, megabytes: int) -> None:
    """Let the system end this process if it computes or grows too much; it may write no file."""
    try:
        import resource  # noqa: PLC0415 - not on Windows, where only the clock limits it
    except ImportError:
        return
    limits = (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CPU, math.ceil(seconds)),
        (resource.RLIMIT_AS, megabytes * 1_000_000),
    )
    for limit, most in limits:
        _, hard = resource.getrlimit(limit)
        with suppress(ValueError, OSError):  # macOS knows RLIMIT_AS and refuses it
            lower = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(limit, (lower, hard))
    os.nice(5)  # the answers to those who ask go first


if __name__ == "__main__":
    main()
