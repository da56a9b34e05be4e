"""The reader page over HTTP: who sees what, what may be kept, and what strangers try."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest
from aiohttp import ClientSession, web

from bot.web import texts
from bot.web.listening import Address, listening
from bot.web.page import content_security_policy
from bot.web.reader import Reader
from bot.web.signing import LIFETIME, Signer
from bot.web.site import site
from index.article import Document

if TYPE_CHECKING:
    from index.archive import Archive
    from tests.bot.web.conftest import Response, Site

WEEK_AND_DAY = LIFETIME + 24 * 3600

# What differs between two answers without meaning anything.
PASSING = {"Date"}


def essence(response: Response) -> tuple[int, dict[str, str], str]:
    kept = {name: value for name, value in response.headers.items() if name not in PASSING}
    return response.status, kept, response.text


# Who sees what


async def test_everyone_sees_the_installations_articles(reader: Site) -> None:
    response = await reader.get("/article/idlib-truce")
    assert response.status == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<h1>Idlib truce</h1>" in response.text
    assert "<mark" not in response.text


async def test_a_link_marks_its_sentence(reader: Site) -> None:
    response = await reader.get(reader.link(reader.public, 13))
    marked = reader.public.sentences[13]
    assert re.findall(r'<mark id="s13">(.*?)</mark>', response.text) == [
        reader.public.words((marked.start, marked.end)).replace("'", "&#x27;")
    ]


@pytest.mark.parametrize("asked", ["99", "-1", "x", "1e9", "%00", "%F0%9F", "s13", "9" * 400])
async def test_a_sentence_that_is_none_is_passed_over(reader: Site, asked: str) -> None:
    response = await reader.get(f"/article/idlib-truce?s={asked}")
    assert response.status == 200
    assert "<mark" not in response.text


async def test_a_chats_article_opens_with_a_key_for_that_chat(reader: Site) -> None:
    response = await reader.get(reader.link(reader.private, 0, chat=reader.chat))
    assert response.status == 200
    assert '<mark id="s0">Nobody else may read this.</mark>' in response.text


async def test_a_chats_article_without_a_key_is_as_if_it_were_not_there(reader: Site) -> None:
    hidden = await reader.get(f"/article/{reader.private.id}")
    missing = await reader.get("/article/there-is-no-such-article")
    assert hidden.status == 404
    assert texts.NOT_FOUND in hidden.text
    assert essence(hidden) == essence(missing)


async def test_a_key_for_another_chat_or_article_does_not_open(reader: Site) -> None:
    other = reader.add("Theirs alone.", title="Other", owner=reader.chat - 1)
    missing = essence(await reader.get("/article/there-is-no-such-article"))
    own_key = reader.signer.key(reader.private.id, reader.chat, reader.now)
    other_key = reader.signer.key(other.id, reader.chat - 1, reader.now)
    assert essence(await reader.get(f"/article/{other.id}?key={own_key}")) == missing
    assert essence(await reader.get(f"/article/{reader.private.id}?key={other_key}")) == missing


async def test_a_chat_cannot_be_given_anothers_article_by_a_key_of_its_own(reader: Site) -> None:
    # Keys are signed for whatever is asked; what a chat sees, the archive decides.
    key = reader.signer.key(reader.private.id, 42, reader.now)
    response = await reader.get(f"/article/{reader.private.id}?key={key}")
    assert response.status == 410
    assert "Nobody else" not in response.text


async def test_a_key_that_was_tampered_with_is_as_none(reader: Site) -> None:
    missing = essence(await reader.get("/article/there-is-no-such-article"))
    link = reader.link(reader.private, chat=reader.chat)
    address, _, key = link.partition("?key=")
    chat, expires, signature = key.split(".")
    flipped = signature[:-2] + ("A" if signature[-2] != "A" else "B") + signature[-1]
    for tampered in (
        f"{chat}.{expires}.{flipped}",
        f"{chat}.{int(expires) + 1}.{signature}",
        f"{int(chat) + 1}.{expires}.{signature}",
        f"{chat}.{expires}.{signature[:-1]}",
        f"{chat}.{expires}.",
        f"{chat}.{expires}.{signature}&key={key}",
        Signer(b"t" * 32).key(reader.private.id, reader.chat, reader.now),
        "None",
        "",
        "%00",
        "%FF%FE",
        "a" * 4000,
    ):
        response = await reader.get(f"{address}?key={tampered}")
        expected = 200 if tampered.endswith(f"key={key}") and tampered.startswith(key) else 404
        assert response.status == expected, tampered
        if expected == 404:
            assert essence(response) == missing, tampered


async def test_a_link_expires_without_a_trace(reader: Site) -> None:
    link = reader.link(reader.private, chat=reader.chat)
    reader.now += LIFETIME
    assert (await reader.get(link)).status == 200
    reader.now += WEEK_AND_DAY - LIFETIME
    missing = essence(await reader.get("/article/there-is-no-such-article"))
    assert essence(await reader.get(link)) == missing


async def test_who_was_given_a_link_learns_that_the_article_was_removed(reader: Site) -> None:
    link = reader.link(reader.private, chat=reader.chat)
    reader.archive.remove(reader.private.id, owner=reader.chat)
    response = await reader.get(link)
    assert response.status == 410
    assert texts.GONE in response.text
    assert (await reader.get(f"/article/{reader.private.id}")).status == 404


async def test_a_public_article_that_was_removed_is_not_found(reader: Site) -> None:
    reader.archive.remove(reader.public.id)
    assert (await reader.get("/article/idlib-truce")).status == 404


async def test_a_sentence_is_found_again_after_an_update(reader: Site) -> None:
    document = Document("Ten people left. They took a bus.", title="Bus", origin="x", language="en")
    before = reader.archive.add(document).article
    link = reader.link(before, 1)
    newer = Document("It snowed. Ten people left. They took a bus.", origin="x", language="en")
    assert reader.archive.add(newer).change == "updated"
    assert '<mark id="s1">They took a bus.</mark>' in (await reader.get(link)).text
    newest = Document("It snowed. Ten people left. They took a train.", origin="x", language="en")
    assert reader.archive.add(newest).change == "updated"
    page = (await reader.get(link)).text
    assert texts.QUOTE_LOST in page
    assert "<mark" not in page


# What may be kept


async def test_a_public_page_may_be_kept_and_asked_for_again(reader: Site) -> None:
    address = "/article/idlib-truce?s=3"
    first = await reader.get(address)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    tag = first.headers["ETag"]
    again = await reader.get(address, If_None_Match=tag)
    assert (again.status, again.text) == (304, "")
    assert again.headers["ETag"] == tag
    assert again.headers["Cache-Control"] == "public, max-age=300"
    for other in ('"other"', "nonsense", "", '"unclosed'):
        assert (await reader.get(address, If_None_Match=other)).status == 200
    assert (await reader.get("/article/idlib-truce?s=4")).headers["ETag"] != tag


async def test_a_page_that_has_changed_is_sent_again(reader: Site) -> None:
    document = Document("It rained.", title="Rain", origin="rain", language="en")
    reader.archive.add(document)
    tag = (await reader.get("/article/rain")).headers["ETag"]
    reader.archive.add(Document("It rained a lot.", origin="rain", language="en"))
    response = await reader.get("/article/rain", If_None_Match=tag)
    assert response.status == 200
    assert "It rained a lot." in response.text


async def test_a_private_page_must_not_be_kept(reader: Site) -> None:
    response = await reader.get(reader.link(reader.private, chat=reader.chat), If_None_Match="*")
    assert response.status == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


async def test_a_public_page_opened_with_a_key_must_not_be_kept(reader: Site) -> None:
    response = await reader.get(reader.link(reader.public, chat=reader.chat))
    assert response.status == 200
    assert response.headers["Cache-Control"] == "no-store"


async def test_errors_must_not_be_kept(reader: Site) -> None:
    assert (await reader.get("/nothing")).headers["Cache-Control"] == "no-store"


# What every answer says


@pytest.mark.parametrize("path", ["/article/idlib-truce", "/article/none", "/", "/%00"])
async def test_every_answer_has_the_headers_that_protect_it(reader: Site, path: str) -> None:
    headers = (await reader.get(path)).headers
    assert headers["Content-Security-Policy"] == content_security_policy()
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex"
    assert "Server" not in headers
    assert "Set-Cookie" not in headers


async def test_head_says_what_get_would_without_the_page(reader: Site) -> None:
    got = await reader.get("/article/idlib-truce")
    head = await reader.get("/article/idlib-truce", method="HEAD")
    assert head.status == 200
    assert head.text == ""
    for name in ("ETag", "Content-Length", "Content-Type", "Cache-Control"):
        assert head.headers[name] == got.headers[name]
    assert (await reader.get("/article/none", method="HEAD")).status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
async def test_other_methods_are_refused_in_a_sentence(reader: Site, method: str) -> None:
    response = await reader.get("/article/idlib-truce", method=method)
    assert response.status == 405
    assert response.headers["Allow"] == "GET,HEAD"
    assert texts.NOT_ALLOWED in response.text


# What strangers try


@pytest.mark.parametrize(
    "path",
    [
        "/article/../../etc/passwd",
        "/article/..%2f..%2fetc%2fpasswd",
        "/article/%2e%2e/%2e%2e/etc/passwd",
        "/article/..%5c..%5cwindows",
        "/article/....//....//etc/passwd",
        "/article/%252e%252e%252fetc",
        "/article//idlib-truce",
        "/article/idlib-truce/",
        "/article/idlib-truce/extra",
        "/article/idlib-truce%00",
        "/article/idlib-truce%2f",
        "/article/IDLIB-TRUCE",
        "/article/idlib%25",
        "/article/%FF%FE",
        "/article/%ED%A0%80",
        "/article/%",
        "/article/" + "a" * 4000,
        "/article/<script>alert(1)</script>",
        "/article/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "/article/%F0%9F%98%80",
        "/article/' OR 1=1 --",
        "/article/%27%20OR%201%3D1%20--",
        '/article/["idlib-truce"]',
        "/article/",
        "/article",
        "/page.css",
        "/assets/page.css",
        "/bot/web/page.py",
        "/.env",
        "//evil.example/",
        "/%2e%2e/",
    ],
)
async def test_paths_that_lead_nowhere_are_not_found(reader: Site, path: str) -> None:
    request = f"GET {path.replace(' ', '+')} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = (await reader.send(request.encode())).decode()
    head, _, page = answer.partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 404 ")
    assert texts.NOT_FOUND in page
    assert "alert" not in answer
    assert "passwd" not in answer


@pytest.mark.parametrize(
    "name",
    ["новость", "مقال", "a b", "a/b", "100%", "a+b", "a?b", "a#b", "a;b", "😀", "<b>", "a%2Fb"],
)
async def test_an_article_of_any_id_opens_by_its_link(reader: Site, name: str) -> None:
    document = Document("It rained.", title="Rain", origin=name, language="en")
    with reader.archive._reading():
        stored = reader.archive.add(document).article
        reader.archive._db.execute("UPDATE articles SET id = ? WHERE id = ?", (name, stored.id))
    renamed = reader.archive.article(name)
    assert quote(name, safe="") in reader.link(renamed)
    assert (await reader.get(reader.link(renamed))).status == 200


async def test_guessing_ids_finds_no_private_article(reader: Site) -> None:
    statuses = {
        (await reader.get(f"/article/{guess}")).status
        for guess in ("private", "Private", "private-", "privat%65", "private?key=", "1", "2", "*")
    }
    assert statuses == {404}


@pytest.mark.parametrize(
    "host", ["evil.example", "<script>alert(1)</script>", "a b", "", "[::1", "x:y"]
)
async def test_the_host_that_is_named_changes_nothing(reader: Site, host: str) -> None:
    request = f"GET /article/none HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    answer = await reader.send(request.encode())
    assert answer.startswith((b"HTTP/1.1 404 ", b"HTTP/1.0 400 ", b"HTTP/1.1 400 "))
    assert b"evil" not in answer
    assert b"<script>alert" not in answer


@pytest.mark.parametrize(
    "target", ["http://evil.example/article/idlib-truce", "http://169.254.169.254/", "*"]
)
async def test_it_is_no_proxy(reader: Site, target: str) -> None:
    request = f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = await reader.send(request.encode())
    assert b"evil" not in answer
    assert answer.split()[1] in {b"200", b"400", b"404"}


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /article/secret-key-in-here?\x00 HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03secret-key-in-here",
        b"GET / HTTP/9.9\r\nHost: secret-key-in-here\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nsecret-key-in-here\r\n\r\n",
        b"GET /" + b"secret-key-in-here" * 1000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"secret-key-in-here: x\r\n" * 1000 + b"\r\n",
    ],
)
async def test_broken_requests_are_refused_and_not_logged(
    reader: Site,
    request_: bytes,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    assert b" 400 " in (await reader.send(request_)).split(b"\r\n")[0]
    assert "secret-key" not in caplog.text + "".join(capfd.readouterr())


async def test_a_body_is_not_read(reader: Site) -> None:
    request = b"GET /article/none HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n"
    stream, writer = await asyncio.open_connection(reader.address.host, reader.address.port)
    writer.write(request)
    assert (await stream.readline()).startswith(b"HTTP/1.1 413 ")
    assert texts.TOO_LARGE.encode() in await stream.readuntil(b"</html>")
    writer.close()


async def test_nothing_of_a_link_is_logged(reader: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    link = reader.link(reader.private, chat=reader.chat)
    await reader.get(link)
    reader.archive.close()
    response = await reader.get(link)
    assert response.status in {500, 503}
    assert "bot.web.site" in {record.name for record in caplog.records}
    key = urlsplit(link).query.partition("key=")[2]
    said = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith("bot")
    )
    assert key not in said
    assert str(reader.chat) not in said


# When things go wrong


async def test_an_archive_that_cannot_be_read_is_said_in_a_sentence(reader: Site) -> None:
    reader.archive._db.execute("UPDATE texts SET text = 'x'")
    response = await reader.get("/article/idlib-truce")
    assert response.status == 503
    assert texts.BUSY in response.text
    assert response.headers["Content-Security-Policy"] == content_security_policy()


async def test_what_fails_or_takes_too_long_is_said_in_a_sentence(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail(_request: web.Request) -> web.Response:
        raise RuntimeError("secret words")

    async def hang(_request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError

    routes = [web.get("/fail", fail), web.get("/hang", hang)]
    async with (
        listening(site(routes, time_limit=0.05), Address("127.0.0.1", 0)) as address,
        ClientSession() as session,
    ):
        for path, status, sentence in (
            ("/fail", 500, texts.FAILED),
            ("/hang", 503, texts.BUSY),
        ):
            async with session.get(f"http://{address}{path}") as response:
                assert response.status == status
                assert sentence in await response.text()
    assert "secret words" not in caplog.text
    assert "RuntimeError at test_web_reader.py" in caplog.text


async def test_many_readers_at_once_all_get_their_page(archive: Archive) -> None:
    pages = Reader(archive, Signer(b"s" * 32))
    async with (
        listening(site(pages.routes()), Address("127.0.0.1", 0)) as address,
        ClientSession() as session,
    ):

        async def read(number: int) -> int:
            async with session.get(f"http://{address}/article/idlib-truce?s={number}") as response:
                await response.read()
                return response.status

        assert set(await asyncio.gather(*(read(number % 17) for number in range(200)))) == {200}
