"""The transport on real servers, beside python-telegram-bot's own where both must agree."""

import asyncio
import base64
import contextlib
import errno
import gc
import json
import logging
import os
import shutil
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import IO, Any, cast

import pytest
from aiohttp import web
from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, HTTPXRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.transport import AiohttpRequest, Unreachable, _Body

TOKEN = "123456789:AAH-token_that_nobody_may_see-0123456"
OK = b'{"ok": true, "result": true}'

Transport = type[AiohttpRequest] | type[HTTPXRequest]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
RawHandler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

both_transports = pytest.mark.parametrize("transport", [AiohttpRequest, HTTPXRequest])


@pytest.fixture(autouse=True)
def _no_proxy_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@contextlib.asynccontextmanager
async def served(handler: Handler) -> AsyncIterator[str]:
    """Serve every path with `handler` and yield the URL of a Bot API method there."""
    app = web.Application(client_max_size=2**26)
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/bot{TOKEN}/sendMessage"
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def served_raw(handler: RawHandler) -> AsyncIterator[str]:
    """Serve bare connections with `handler` and yield the URL of a Bot API method there."""
    tasks: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = cast("asyncio.Task[None]", asyncio.current_task())
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        try:
            await handler(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot{TOKEN}/sendMessage"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def answering(body: bytes = OK, status: int = 200, **kwargs: Any) -> Handler:
    async def handler(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(body=body, status=status, **kwargs)

    return handler


def saying(answer: bytes) -> RawHandler:
    """Read the head of a call, send `answer` and close the connection."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()

    return handler


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take a connection, read nothing and say nothing."""
    await asyncio.sleep(60)


def data(**parameters: object) -> RequestData:
    return RequestData([RequestParameter.from_input(k, v) for k, v in parameters.items()])


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return cast("int", server.getsockname()[1])


# What the Bot API answers


@both_transports
@pytest.mark.parametrize("description", ["What Telegram says", None])
@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (400, BadRequest),
        (401, InvalidToken),
        (403, Forbidden),
        (404, InvalidToken),
        (409, Conflict),
        (413, NetworkError),
        (429, NetworkError),
        (500, NetworkError),
        (502, NetworkError),
        (599, NetworkError),
    ],
)
async def test_an_error_status_becomes_the_error_of_its_kind(
    transport: Transport, status: int, expected: type[TelegramError], description: str | None
) -> None:
    body = json.dumps({"ok": False, **({"description": description} if description else {})})
    async with served(answering(body.encode(), status)) as url, transport() as request:
        with pytest.raises(TelegramError, match=description or str(status)) as caught:
            await request.post(url)
    assert type(caught.value) is expected


@both_transports
async def test_flood_control_says_how_long_to_wait(
    transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    body = b'{"ok": false, "error_code": 429, "parameters": {"retry_after": 7}}'
    async with served(answering(body, 429)) as url, transport() as request:
        with pytest.raises(RetryAfter) as caught:
            await request.post(url)
    assert caught.value.retry_after == timedelta(seconds=7)


@both_transports
async def test_a_migrated_group_names_its_new_chat(transport: Transport) -> None:
    body = b'{"ok": false, "parameters": {"migrate_to_chat_id": -1001234}}'
    async with served(answering(body, 400)) as url, transport() as request:
        with pytest.raises(ChatMigrated) as caught:
            await request.post(url)
    assert caught.value.new_chat_id == -1001234


@both_transports
@pytest.mark.parametrize("body", [b"", b"<html>", b'{"ok": true, "res', b"\xff\xfe"])
async def test_an_answer_that_is_not_json_is_refused(transport: Transport, body: bytes) -> None:
    async with served(answering(body)) as url, transport() as request:
        with pytest.raises(TelegramError, match="Invalid server response") as caught:
            await request.post(url)
    # Something on the way has garbled it: it is tried again.
    assert isinstance(caught.value, NetworkError) is (transport is AiohttpRequest)


@pytest.mark.parametrize("status", [200, 502])
@pytest.mark.parametrize("body", [b"[]", b"null", b'"result"', b"42"])
async def test_json_that_is_no_object_is_refused(body: bytes, status: int) -> None:
    expected = "Invalid server response" if status == 200 else r"Bad Gateway \(502\)"
    async with served(answering(body, status)) as url, AiohttpRequest() as request:
        with pytest.raises(TelegramError, match=expected):
            await request.post(url)


async def test_an_answer_that_is_not_json_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    half = answering(b'{"text": "what a reader asked')
    async with served(half) as url, AiohttpRequest() as request:
        with pytest.raises(TelegramError) as caught:
            await request.post(url)
    assert "what a reader asked" not in caplog.text + str(caught.value)


@both_transports
async def test_a_gateways_html_page_is_a_network_error(transport: Transport) -> None:
    async with served(answering(b"<h1>Bad Gateway</h1>", 502)) as url, transport() as request:
        with pytest.raises(NetworkError, match=r"Bad Gateway \(502\)"):
            await request.post(url)


@both_transports
async def test_bytes_that_are_not_utf8_are_replaced(transport: Transport) -> None:
    async with served(answering(b'{"result": "x\x80"}')) as url, transport() as request:
        assert await request.post(url) == cast("Any", "x\ufffd")


@both_transports
async def test_a_file_arrives_byte_for_byte(transport: Transport) -> None:
    content = bytes(range(256)) * 5000 + TOKEN.encode()
    async with served(answering(content)) as url, transport() as request:
        assert await request.retrieve(url.replace("/bot", "/file/bot")) == content


@both_transports
async def test_a_redirect_is_not_followed(transport: Transport) -> None:
    async with served(answering()) as elsewhere:
        moved = answering(b"", 302, headers={"Location": elsewhere})
        async with served(moved) as url, transport() as request:
            assert await request.do_request(url, "POST") == (302, b"")


# What the Bot API is sent


@both_transports
@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, {}),
        ({"chat_id": 5, "silent": True, "nothing": None}, {"chat_id": "5", "silent": "true"}),
        ({"text": "a&b=c%20+ \r\n\t'\"\\"}, {"text": "a&b=c%20+ \r\n\t'\"\\"}),
        ({"text": "Größe — “цитата” 🕊️"}, {"text": "Größe — “цитата” 🕊️"}),
        ({"text": "é" * 70_000}, {"text": "é" * 70_000}),
        ({"ids": [1, 2], "set": {"a": "ä"}}, {"ids": "[1, 2]", "set": '{"a": "\\u00e4"}'}),
    ],
)
async def test_parameters_arrive_as_they_were_given(
    transport: Transport, parameters: dict[str, object], expected: dict[str, str]
) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.json_response({"result": dict(await request.post())})

    async with served(handler) as url, transport() as request:
        assert await request.post(url, data(**parameters)) == expected


async def test_half_of_a_surrogate_pair_does_not_stop_a_message() -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.json_response({"result": dict(await request.post())})

    async with served(handler) as url, AiohttpRequest() as request:
        assert await request.post(url, data(text="a\ud83d")) == {"text": "a?"}


@both_transports
async def test_a_call_without_parameters_has_an_empty_body_without_a_type(
    transport: Transport,
) -> None:
    async def handler(request: web.Request) -> web.Response:
        seen = [request.headers.get(name) for name in ("Content-Length", "Content-Type")]
        return web.json_response({"result": [*seen, request.headers["User-Agent"]]})

    async with served(handler) as url, transport() as request:
        for parameters in (None, data()):
            seen: object = await request.post(url, parameters)
            assert seen == ["0", None, BaseRequest.USER_AGENT]


async def echo_parts(request: web.Request) -> web.Response:
    """Answer with every part of a form: its fields, and its files with name, type and content."""
    assert request.content_length is not None or request.headers["Transfer-Encoding"] == "chunked"
    parts: dict[str, Any] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            content = value.file.read()
            parts[name] = [value.filename, value.content_type, len(content), content[:20].decode()]
        else:
            parts[name] = value
    return web.json_response({"result": parts})


@both_transports
async def test_two_files_arrive_with_their_names_and_the_other_parameters(
    transport: Transport,
) -> None:
    upload = data(
        chat_id=5,
        caption="Überschrift\nund “mehr” 🕊️",
        document=InputFile(b"%PDF" + bytes(3_000_000), filename="перемирие и обмен 🕊️.pdf"),
        thumbnail=InputFile("tiny", filename="vignette été.jpg"),
    )
    async with served(echo_parts) as url, transport() as request:
        assert await request.post(url, upload) == {
            "chat_id": "5",
            "caption": "Überschrift\nund “mehr” 🕊️",
            "document": [
                "перемирие и обмен 🕊️.pdf",
                "application/pdf",
                3_000_004,
                "%PDF" + "\0" * 16,
            ],
            "thumbnail": ["vignette été.jpg", "image/jpeg", 4, "tiny"],
        }


@pytest.mark.parametrize(
    ("given", "arrives"),
    [
        ('a "quoted" name.txt', 'a "quoted" name.txt'),
        (r"back\slash.txt", r"back\slash.txt"),
        ("two\r\nlines\0.txt", "two__lines_.txt"),
        ("half \ud83d pair.txt", "half ? pair.txt"),
        ("semi;colon=%41.txt", "semi;colon=%41.txt"),
    ],
)
async def test_an_awkward_file_name_does_not_break_the_form(given: str, arrives: str) -> None:
    async with served(echo_parts) as url, AiohttpRequest() as request:
        upload = data(document=InputFile(b"x", filename=given), caption="half \ud83d pair")
        assert await request.post(url, upload) == {
            "caption": "half ? pair",
            "document": [arrives, "text/plain", 1, "x"],
        }


@both_transports
async def test_an_open_file_is_sent_whole_each_time_and_left_open(
    transport: Transport, tmp_path: Path
) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes(b"words " * 100_000)
    with path.open("rb") as file:
        upload = data(document=InputFile(file, read_file_handle=False))
        async with served(echo_parts) as url, transport() as request:
            first = await request.post(url, upload)
            assert first == await request.post(url, upload)
        assert first == {"document": ["article.txt", "text/plain", 600_000, "words words words wo"]}
        assert not file.closed


class Pipe(BytesIO):
    """A file that can be read once, from front to back."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: object) -> int:
        raise OSError("not seekable")


async def test_a_file_of_unknown_length_is_sent() -> None:
    stream = cast("IO[bytes]", Pipe(b"from a pipe"))
    upload = data(document=InputFile(stream, filename="pipe.txt", read_file_handle=False))
    async with served(echo_parts) as url, AiohttpRequest() as request:
        answer = await request.post(url, upload)
    assert answer == {"document": ["pipe.txt", "text/plain", 11, "from a pipe"]}


class Unreadable(BytesIO):
    """A file on a failing disk."""

    def read(self, *_: object) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


async def test_a_file_that_cannot_be_read_is_refused_with_the_reason() -> None:
    upload = data(document=InputFile(Unreadable(b"x"), filename="a.txt", read_file_handle=False))
    async with served(answering()) as url, AiohttpRequest() as request:
        with pytest.raises(NetworkError, match="Input/output error") as caught:
            await request.post(url, upload)
    assert TOKEN not in everything_in(caught.value)


@both_transports
async def test_a_closed_file_is_refused_with_the_reason(
    transport: Transport, tmp_path: Path
) -> None:
    with (tmp_path / "article.txt").open("xb") as file:
        upload = data(document=InputFile(file, read_file_handle=False))
    async with served(echo_parts) as url, transport() as request:
        with pytest.raises(NetworkError, match="closed file"):
            await request.post(url, upload)


async def test_an_answer_that_comes_before_the_upload_has_ended_is_heard() -> None:
    body = b'{"ok": false, "description": "Request Entity Too Large"}'
    head = f"HTTP/1.1 413 Too Large\r\nContent-Length: {len(body)}\r\n\r\n".encode()

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head + body)
        await writer.drain()
        await asyncio.sleep(60)

    upload = data(document=InputFile(bytes(20_000_000), filename="large.bin"))
    async with served_raw(handler) as url, AiohttpRequest() as request:
        with pytest.raises(NetworkError, match="Request Entity Too Large"):
            await request.post(url, upload)


async def test_the_bot_of_the_library_works_on_it() -> None:
    sent: list[tuple[str, dict[str, Any]]] = []

    async def handler(request: web.Request) -> web.Response:
        method = request.path.rpartition("/")[2]
        sent.append((method, dict(await request.post())))
        user = {"id": 1, "is_bot": True, "first_name": "Pullquote", "username": "pullquote_bot"}
        message = {"message_id": 9, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "Hi"}
        return web.json_response({"ok": True, "result": user if method == "getMe" else message})

    async with served(handler) as url:
        base_url = url.partition(TOKEN)[0]
        request, polling = AiohttpRequest(), AiohttpRequest(connection_pool_size=1)
        async with Bot(TOKEN, base_url, request=request, get_updates_request=polling) as bot:
            message = await bot.send_message(5, "Hi")
            await bot.send_document(5, b"text", filename="a.txt")
    assert message.message_id == 9
    assert [method for method, _ in sent] == ["getMe", "sendMessage", "sendDocument"]
    assert sent[1][1] == {"chat_id": "5", "text": "Hi"}
    assert sent[2][1]["document"].filename == "a.txt"


# When the network fails


async def half_an_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await saying(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"ok": true')(reader, writer)


async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.transport.abort()


BROKEN: dict[str, RawHandler] = {
    "dropped": saying(b""),
    "reset": reset,
    "half a head": saying(b"HTTP/1.1 200 OK\r\nContent-Le"),
    "half a body": half_an_answer,
    "half a chunk": saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{"),
    "not HTTP": saying(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
    "broken gzip": saying(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"
    ),
}


@both_transports
@pytest.mark.parametrize("fault", BROKEN)
async def test_a_broken_answer_is_a_network_error(transport: Transport, fault: str) -> None:
    async with served_raw(BROKEN[fault]) as url, transport() as request:
        with pytest.raises(NetworkError) as caught:
            await request.post(url, data(text="x"))
    assert type(caught.value) in {NetworkError, Unreachable}


@both_transports
async def test_a_call_is_sent_once_even_if_the_connection_breaks(transport: Transport) -> None:
    calls = 0

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal calls
        await reader.readuntil(b"\r\n\r\n")
        calls += 1

    async with served_raw(handler) as url, transport() as request:
        with pytest.raises(NetworkError):
            await request.post(url, data(text="x"))
    assert calls == 1


@both_transports
@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:{port}",
        "https://127.0.0.1:{port}",
        "ftp://127.0.0.1",
        "http://127.0.0.1:99999999",
        "no address at all",
    ],
)
async def test_a_server_that_cannot_be_reached_is_a_network_error(
    transport: Transport, address: str
) -> None:
    url = f"{address.format(port=free_port())}/bot{TOKEN}/getMe"
    async with transport() as request:
        with pytest.raises(NetworkError) as caught:
            await request.post(url)
    assert type(caught.value) in {NetworkError, Unreachable}


@both_transports
async def test_a_host_without_an_address_is_a_network_error(
    transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    async with transport() as request:
        with pytest.raises(NetworkError, match="Name or service not known") as caught:
            await request.post(f"http://api.example/bot{TOKEN}/getMe")
    assert type(caught.value) in {NetworkError, Unreachable}
    assert transport is HTTPXRequest or TOKEN not in everything_in(caught.value)


async def test_a_refused_connection_names_the_host_and_the_reason() -> None:
    port = free_port()
    async with AiohttpRequest() as request:
        with pytest.raises(NetworkError, match=rf"127\.0\.0\.1:{port}.*Connect call failed"):
            await request.post(f"http://127.0.0.1:{port}/bot{TOKEN}/getMe")


async def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    async with tls_server(tmp_path) as (port, _), AiohttpRequest() as request:
        with pytest.raises(NetworkError, match=r"CertificateError.*certificate verify failed"):
            await request.post(f"https://127.0.0.1:{port}/bot{TOKEN}/getMe")


# Limits of time


async def never(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(60)
    return web.Response()


async def half_then_never(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "500"})
    await response.prepare(request)
    await response.write(b'{"ok": true')
    await asyncio.sleep(60)
    return response


async def timed_out_after(call: Awaitable[object]) -> float:
    """Return the seconds until `call` ended with TimedOut."""
    start = time.monotonic()
    with pytest.raises(TimedOut):
        await call
    return time.monotonic() - start


@both_transports
@pytest.mark.parametrize("handler", [never, half_then_never])
@pytest.mark.parametrize("by_call", [True, False])
async def test_a_server_that_stays_silent_times_out(
    transport: Transport, handler: Handler, *, by_call: bool
) -> None:
    async with served(handler) as url, transport(read_timeout=60 if by_call else 0.1) as request:
        call = request.post(url, read_timeout=0.1) if by_call else request.post(url)
        assert 0.09 < await timed_out_after(call) < 2


@both_transports
async def test_no_read_timeout_waits_for_a_slow_server(transport: Transport) -> None:
    async def handler(request: web.Request) -> web.Response:
        await asyncio.sleep(0.15)
        return web.Response(body=OK)

    async with served(handler) as url:
        async with transport(read_timeout=None) as request:
            assert request.read_timeout is None
            assert await request.post(url)
        async with transport(read_timeout=0.05) as request:
            assert request.read_timeout == 0.05
            assert await request.post(url, read_timeout=None)


@both_transports
async def test_a_slow_answer_that_keeps_coming_does_not_time_out(transport: Transport) -> None:
    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for piece in (b'{"result"', b": ", b"[", b"1", b"]", b"}"):
            await asyncio.sleep(0.08)
            await response.write(piece)
        return response

    async with served(handler) as url, transport(read_timeout=0.3) as request:
        assert await request.post(url) == cast("Any", [1])


@both_transports
@pytest.mark.parametrize("by_call", [True, False])
async def test_a_peer_that_does_not_agree_on_encryption_times_out(
    transport: Transport, *, by_call: bool
) -> None:
    limits: dict[str, Any] = {"connect_timeout": 0.1} if by_call else {}
    request = transport(connect_timeout=60 if by_call else 0.1)
    async with served_raw(silent) as url, request:
        call = request.post(url.replace("http:", "https:"), **limits)
        assert 0.09 < await timed_out_after(call) < 2


@both_transports
@pytest.mark.parametrize("by_call", [True, False])
async def test_a_peer_that_does_not_take_an_upload_times_out(
    transport: Transport, *, by_call: bool
) -> None:
    upload = data(document=InputFile(bytes(30_000_000), filename="large.bin"))
    limits: dict[str, Any] = {"write_timeout": 0.2} if by_call else {}
    request = transport(read_timeout=60, media_write_timeout=60 if by_call else 0.2)
    async with served_raw(silent) as url, request:
        assert 0.15 < await timed_out_after(request.post(url, upload, **limits)) < 4


async def test_a_peer_that_does_not_take_a_long_form_times_out() -> None:
    request = AiohttpRequest(read_timeout=60, write_timeout=0.2)
    async with served_raw(silent) as url, request:
        call = request.post(url, data(text="x" * 20_000_000))
        assert 0.15 < await timed_out_after(call) < 4


async def test_the_write_timeout_is_for_each_piece_not_for_the_whole_upload() -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        left = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        while left:
            left -= len(await reader.read(1_000_000))
            await asyncio.sleep(0.005)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 28\r\n\r\n" + OK)
        await writer.drain()

    upload = data(document=InputFile(bytes(30_000_000), filename="large.bin"))
    async with served_raw(handler) as url, AiohttpRequest(media_write_timeout=0.3) as request:
        start = time.monotonic()
        assert await request.post(url, upload)
        assert time.monotonic() - start > 0.6


class NeverDrained:
    """Stands for a connection whose peer takes nothing more."""

    async def write(self, chunk: bytes) -> None:
        pass

    async def drain(self) -> None:
        await asyncio.sleep(60)


async def test_the_last_piece_too_must_be_taken_in_time() -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(None) as clock:
            await _Body([BytesIO(b"the end")], clock, 0.05).write(cast("Any", NeverDrained()))


async def test_the_answer_may_take_longer_than_the_upload() -> None:
    async def handler(request: web.Request) -> web.Response:
        await request.read()
        await asyncio.sleep(0.3)
        return web.Response(body=OK)

    upload = data(document=InputFile(b"small", filename="small.txt"))
    async with served(handler) as url, AiohttpRequest(media_write_timeout=0.1) as request:
        assert await request.post(url, upload)


async def test_the_read_timeout_begins_only_when_the_upload_has_ended() -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.5)
        while (await reader.read(2**20))[-4:] != b"--\r\n":
            pass
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 28\r\n\r\n" + OK)
        await writer.drain()

    upload = data(document=InputFile(bytes(30_000_000), filename="large.bin"))
    async with served_raw(handler) as url, AiohttpRequest(read_timeout=0.3) as request:
        assert await request.post(url, upload)


@both_transports
@pytest.mark.parametrize("by_call", [True, False])
async def test_a_full_pool_times_out_and_says_so(transport: Transport, *, by_call: bool) -> None:
    limits: dict[str, Any] = {"pool_timeout": 0.1} if by_call else {}
    request = transport(1, read_timeout=60, pool_timeout=60 if by_call else 0.1)
    async with served(never) as url, request:
        first = asyncio.create_task(request.do_request(url, "POST"))
        await asyncio.sleep(0.05)
        start = time.monotonic()
        with pytest.raises(TimedOut, match=r"Pool timeout.*\*not\* sent to Telegram"):
            await request.post(url, **limits)
        assert 0.09 < time.monotonic() - start < 2
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)


# The pool


@both_transports
async def test_calls_in_turn_use_one_connection(transport: Transport) -> None:
    peers = set()

    async def handler(request: web.Request) -> web.Response:
        assert request.transport is not None
        peers.add(request.transport.get_extra_info("peername"))
        return web.Response(body=OK)

    async with served(handler) as url, transport() as request:
        for _ in range(5):
            assert await request.post(url, data(text="x"))
    assert len(peers) == 1


async def test_no_cookie_is_kept() -> None:
    async def handler(request: web.Request) -> web.Response:
        assert "Cookie" not in request.headers
        return web.Response(body=OK, headers={"Set-Cookie": "a=b"})

    async with served(handler) as url, AiohttpRequest() as request:
        for _ in range(2):
            assert await request.post(url.replace("127.0.0.1", "localhost"))


@both_transports
async def test_a_connection_that_the_server_closed_meanwhile_is_replaced(
    transport: Transport,
) -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await saying(b"HTTP/1.1 200 OK\r\nContent-Length: 28\r\n\r\n" + OK)(reader, writer)

    async with served_raw(handler) as url, transport() as request:
        for _ in range(3):
            assert await request.post(url)
            await asyncio.sleep(0.02)


@both_transports
async def test_many_calls_share_a_small_pool(transport: Transport) -> None:
    under_way = most = 0

    async def handler(request: web.Request) -> web.Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.005)
        under_way -= 1
        return web.json_response({"result": (await request.post())["n"]})

    async with served(handler) as url, transport(4, pool_timeout=30) as request:
        answers = await asyncio.gather(*(request.post(url, data(n=n)) for n in range(64)))
    assert list[object](answers) == [str(n) for n in range(64)]
    assert most == 4


async def test_failed_and_cancelled_calls_give_their_place_back() -> None:
    async def handler(request: web.Request) -> web.Response:
        wait = (await request.post())["wait"]
        await asyncio.sleep(float(str(wait)))
        return web.Response(body=OK)

    async with served(handler) as url, AiohttpRequest(2, pool_timeout=0.3) as request:
        for _ in range(3):
            slow = [asyncio.create_task(request.post(url, data(wait=60))) for _ in range(2)]
            await asyncio.sleep(0.05)
            waiting = asyncio.create_task(request.post(url, data(wait=0)))
            await asyncio.sleep(0.01)
            waiting.cancel()
            for task in slow:
                task.cancel()
            results = await asyncio.gather(waiting, *slow, return_exceptions=True)
            assert [type(result) for result in results] == [asyncio.CancelledError] * 3
            with pytest.raises(TimedOut):
                await request.post(url, data(wait=60), read_timeout=0.05)
        assert all(await asyncio.gather(*(request.post(url, data(wait=0)) for _ in range(8))))


@pytest.mark.parametrize("size", [0, -1])
def test_a_pool_without_room_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="at least one connection"):
        AiohttpRequest(size)


# Opening and closing


async def test_opening_and_closing_twice_is_harmless_and_closes_every_connection() -> None:
    async with served(answering()) as url:
        request = AiohttpRequest()
        await request.shutdown()
        for _ in range(3):
            await request.initialize()
            await request.initialize()
            assert await request.post(url)
            await request.shutdown()
            await request.shutdown()
    gc.collect()


@both_transports
async def test_a_call_on_a_closed_transport_is_refused(transport: Transport) -> None:
    request = transport()
    await request.initialize()
    await request.shutdown()
    with pytest.raises(RuntimeError, match="not initialized"):
        await request.do_request("http://127.0.0.1/", "POST")
    with pytest.raises(NetworkError, match="not initialized"):
        await request.post("http://127.0.0.1/")


def test_each_event_loop_needs_its_own_opening() -> None:
    request = AiohttpRequest()

    async def open_call_close() -> object:
        async with served(answering()) as url, request:
            return await request.post(url)

    assert asyncio.run(open_call_close()) is True
    assert asyncio.run(open_call_close()) is True


async def test_a_call_from_another_event_loop_is_refused() -> None:
    async with served(answering()) as url, AiohttpRequest() as request:
        with pytest.raises(RuntimeError, match="another event loop"):
            await asyncio.to_thread(lambda: asyncio.run(request.do_request(url, "POST")))
        assert await request.post(url)


async def test_closing_ends_the_calls_under_way() -> None:
    async with served(never) as url:
        request = AiohttpRequest(1, read_timeout=60, pool_timeout=60)
        await request.initialize()
        calls = [asyncio.create_task(request.post(url)) for _ in range(2)]
        await asyncio.sleep(0.05)
        await request.shutdown()
        results = await asyncio.wait_for(asyncio.gather(*calls, return_exceptions=True), 2)
    assert [type(result) for result in results] == [Unreachable, Unreachable]


# Proxies


class Proxy:
    """A small HTTP proxy: forwards plain calls, tunnels CONNECT, and may ask for a password."""

    def __init__(self, password: str | None = None) -> None:
        self.asked: list[str] = []
        self._expected = None
        if password:
            self._expected = b"Basic " + base64.b64encode(f"bot:{password}".encode())

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, target, _ = head.split(b" ", 2)
        self.asked.append(f"{method.decode()} {target.decode()}")
        if self._expected and b"Proxy-Authorization: " + self._expected not in head:
            body = b"<p>Password needed for " + target + b"</p>"
            status = b"HTTP/1.1 407 Proxy Authentication Required\r\n"
            writer.write(status + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            await writer.drain()
            return
        host = target.split(b"/")[2] if method != b"CONNECT" else target
        name, _, port = host.decode().partition(":")
        onward_reader, onward = await asyncio.open_connection(name, int(port))
        if method == b"CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            onward.write(head)
        try:
            await asyncio.gather(pump(reader, onward), pump(onward_reader, writer))
        finally:
            onward.close()


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()


def origin(url: str) -> str:
    return url.partition("/bot")[0]


async def test_a_plain_call_goes_through_the_proxy_with_its_password() -> None:
    proxy = Proxy("geheim")
    async with served(answering()) as url, served_raw(proxy) as proxy_url:
        address = origin(proxy_url).replace("//", "//bot:geheim@")
        async with AiohttpRequest(proxy=address) as request:
            assert await request.post(url, data(text="x"))
        async with AiohttpRequest(proxy=origin(proxy_url)) as request:
            with pytest.raises(NetworkError, match="407") as caught:
                await request.post(url, data(text="x"))
    assert proxy.asked == [f"POST {url}"] * 2
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    ("variables", "used"),
    [
        ({"HTTP_PROXY": "{proxy}"}, True),
        ({"http_proxy": "{bare}"}, True),
        ({"ALL_PROXY": "{proxy}"}, True),
        ({"HTTPS_PROXY": "{proxy}"}, False),
        ({"HTTP_PROXY": "{proxy}", "NO_PROXY": "example.org, 127.0.0.1"}, False),
        ({"HTTP_PROXY": "{proxy}", "NO_PROXY": "*"}, False),
        ({"HTTP_PROXY": "{proxy}", "NO_PROXY": "example.org"}, True),
        ({"HTTP_PROXY": "{proxy}", "HTTPS_PROXY": "{proxy}", "ALL_PROXY": "socks5://x"}, True),
        ({}, False),
    ],
)
async def test_proxies_of_the_environment_are_heeded(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], *, used: bool
) -> None:
    proxy = Proxy()
    async with served(answering()) as url, served_raw(proxy) as proxy_url:
        at = origin(proxy_url)
        for name, value in variables.items():
            monkeypatch.setenv(name, value.format(proxy=at, bare=at.removeprefix("http://")))
        async with AiohttpRequest() as request:
            assert await request.post(url)
    assert bool(proxy.asked) is used


async def test_a_given_proxy_overrides_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1")
    proxy = Proxy()
    async with (
        served(answering()) as url,
        served_raw(proxy) as proxy_url,
        AiohttpRequest(proxy=origin(proxy_url)) as request,
    ):
        assert await request.post(url)
        monkeypatch.setenv("NO_PROXY", "*")
        assert await request.post(url)
    assert proxy.asked


@pytest.mark.parametrize("address", ["socks5://u:geheim@host:1080", "http://", "http://h:x", "::"])
async def test_what_is_no_http_proxy_is_refused_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    with pytest.raises(ValueError, match="A proxy must be an HTTP proxy's URL") as caught:
        AiohttpRequest(proxy=address)
    assert "geheim" not in "".join(traceback.format_exception(caught.value)).partition("File")[0]
    monkeypatch.setenv("ALL_PROXY", address)
    with pytest.raises(ValueError, match="A proxy must be an HTTP proxy's URL"):
        await AiohttpRequest().initialize()


@pytest.mark.parametrize("fault", [*BROKEN, "refused", "silent"])
async def test_a_broken_proxy_is_a_network_error_without_its_password(fault: str) -> None:
    url = f"https://api.telegram.org/bot{TOKEN}/getMe"
    async with served_raw(BROKEN.get(fault, silent)) as proxy_url:
        at = origin(proxy_url) if fault != "refused" else f"http://127.0.0.1:{free_port()}"
        proxy = at.replace("//", "//bot:geheim@")
        async with AiohttpRequest(proxy=proxy, connect_timeout=0.2) as request:
            with pytest.raises(NetworkError) as caught:
                await request.post(url)
    assert isinstance(caught.value, TimedOut) is (fault == "silent")
    assert "geheim" not in everything_in(caught.value)


@contextlib.asynccontextmanager
async def tls_server(folder: Path) -> AsyncIterator[tuple[int, Path]]:
    """Run a Bot API over TLS in this loop; yield its port and its self-signed certificate."""
    import ssl

    if not (openssl := shutil.which("openssl")):
        pytest.skip("openssl is needed to make a certificate")
    certificate, key = folder / "cert.pem", folder / "key.pem"
    await asyncio.to_thread(
        subprocess.run,
        [
            *(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    runner = web.ServerRunner(web.Server(answering()), access_log=None, shutdown_timeout=0.01)  # type: ignore[arg-type]
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    try:
        yield runner.addresses[0][1], certificate
    finally:
        await runner.cleanup()


ONE_CALL = """
import asyncio, sys
from bot.transport import AiohttpRequest, Unreachable
async def main():
    async with AiohttpRequest() as request:
        for _ in range(2):
            print(await request.post(sys.argv[1]))
asyncio.run(main())
"""


async def test_an_https_call_goes_through_a_tunnel_that_cannot_see_the_token(
    tmp_path: Path,
) -> None:
    # A process of its own, because the certificates to trust are read once, on import.
    proxy = Proxy("geheim")
    async with tls_server(tmp_path) as (port, certificate), served_raw(proxy) as proxy_url:
        url = f"https://127.0.0.1:{port}/bot{TOKEN}/getMe"
        proxy_at = origin(proxy_url).replace("//", "//bot:geheim@")
        environment = {"HTTPS_PROXY": proxy_at, "SSL_CERT_FILE": str(certificate)}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "error", "-c", ONE_CALL, url),
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        output, _ = await asyncio.wait_for(process.communicate(), 20)
    assert output.decode().split() == ["True", "True"]
    assert proxy.asked == [f"CONNECT 127.0.0.1:{port}"]


# The token


def everything_in(error: BaseException | None) -> str:
    """Return all text that an error and those behind it can give away."""
    text = ""
    while error is not None:
        text += f"{error!s} {error!r} {error.args!r} {vars(error)!r} "
        text += "".join(traceback.format_exception(error))
        error = error.__cause__ or error.__context__
    return text


async def repeat_the_url(request: web.Request) -> web.Response:
    page = f"<p>Not found: {request.path} {request.path.replace(':', '%3A')}</p>"
    return web.Response(text=page, status=404, content_type="text/html")


async def test_the_token_is_in_no_error_and_no_log_line(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0
    found: list[str] = []
    upload = data(document=InputFile(bytes(30_000_000), filename="large.bin"))

    async def fail(request: AiohttpRequest, url: str, body: RequestData | None = None) -> None:
        try:
            await request.post(url, body)
        except TelegramError as error:
            found.append(everything_in(error))
        else:
            pytest.fail("the call should have failed")

    try:
        async with AiohttpRequest(
            read_timeout=0.1, connect_timeout=0.1, media_write_timeout=0.1
        ) as request:
            for handler in BROKEN.values():
                async with served_raw(handler) as url:
                    await fail(request, url)
                    await fail(request, url, upload)
            async with served_raw(silent) as url:
                await fail(request, url)
                await fail(request, url, upload)
                await fail(request, url.replace("http:", "https:"))
            for answer in (repeat_the_url, never, half_then_never, answering(b"{")):
                async with served(answer) as url:
                    await fail(request, url)
            for base in (
                f"http://127.0.0.1:{free_port()}/bot",
                "http://127.0.0.1:8081",
                "http://127.0.0.1:99999999/bot",
                "http:///bot",
                "ftp://host/bot",
                "",
            ):
                await fail(request, f"{base}{TOKEN}/getMe")
            found.append(repr(request))
            full = AiohttpRequest(1, pool_timeout=0.05, read_timeout=1)
            async with served(never) as url, full:
                first = asyncio.create_task(full.do_request(url, "POST"))
                await asyncio.sleep(0.05)
                await fail(full, url)
                first.cancel()
                with pytest.raises(asyncio.CancelledError) as cancelled:
                    await first
                found.append(everything_in(cancelled.value))
    finally:
        loop.set_debug(False)
        gc.collect()
    out, err = capfd.readouterr()
    secret = TOKEN.partition(":")[2]
    assert len(found) > 25
    for text in (*found, caplog.text, out, err):
        assert secret not in text
