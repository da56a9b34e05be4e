"""Fetching: articles behind links, from a site that means no good."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest

from index.reading import fetching
from index.reading.errors import (
    Forbidden,
    NotAnArticle,
    NotFound,
    ReadingError,
    Refused,
    TimedOut,
    TooLarge,
    Unreachable,
)
from index.reading.fetching import FetchLimits, fetch_article, fetch_article_sync
from tests.index.reading.conftest import TARPIT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from index.article import Document
    from tests.index.reading.conftest import Internet

SITE = "http://news.example"
FIRST = "The harbour bridge in Port Ellery reopened on Sunday"


async def fetch(internet: Internet, address: str, **options: Any) -> Document:
    """Fetch as the bot does, but parse in this process, which is quicker."""
    options = {"isolated": False, **options}
    address = SITE + address if address.startswith("/") else address
    return await fetch_article(address, resolver=internet, **options)


async def test_an_article_is_fetched_and_read_in_a_process_of_its_own(internet: Internet) -> None:
    document = await fetch(internet, "/page/bridge.html?utm_source=x#top", isolated=True)
    assert document.text.startswith(FIRST)
    assert document.title == "Harbour bridge reopens after winter storm"
    assert document.source == "The Coast Courier"
    assert document.published == "2024-02-11"
    assert document.url == document.origin == "https://www.news.example/news/bridge"
    assert [document.text[a:b] for a, b in document.headings or ()] == [
        "What the storm broke",
        "Schools",
        "What comes next",
    ]


async def test_what_strangers_link_to_is_never_parsed_in_this_process(
    internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse(*_: object, **__: object) -> Document:
        pytest.fail("it was parsed here")

    monkeypatch.setattr(fetching, "read_bytes", parse)
    document = await fetch_article(f"{SITE}/page/bridge.html", resolver=internet)
    assert document.text.startswith(FIRST)


async def test_the_place_on_a_page_is_no_part_of_its_address(internet: Internet) -> None:
    assert (await fetch(internet, "/page/old.html#below")).url == f"{SITE}/page/old.html"


async def test_progress_is_told_from_connecting_to_reading(internet: Internet) -> None:
    told: list[tuple[str, int, int | None]] = []
    await fetch(internet, "/page/bridge.html", progress=lambda *news: told.append(news))
    size = told[-1][1]
    assert told[0] == ("connecting", 0, None)
    assert told[-2] == ("fetching", size, size)
    assert told[-1] == ("reading", size, size)
    assert size > 1000


async def test_markdown_and_text_are_told_by_type_and_name(internet: Internet) -> None:
    markdown = await fetch(internet, "/page/note.md?type=text/plain")
    assert markdown.title == "Ferry line to close in spring"
    assert markdown.url == "https://news.example/ferry?id=3"
    text = await fetch(internet, "/page/ferry.txt?type=text/plain")
    assert text.title == "Ferry to be towed on Monday"
    assert text.source == "news.example"
    assert text.headings is None


async def test_a_request_tells_who_asks_and_nothing_about_the_person(internet: Internet) -> None:
    await fetch(internet, "/cookie")
    assert [request.path for request in internet.requests] == ["/cookie", "/page/bridge.html"]
    for request in internet.requests:
        assert "Pullquote/" in request.headers["User-Agent"]
        assert request.headers["Host"] == "news.example"
        assert not {"Cookie", "Referer", "Authorization"} & set(request.headers)


PRIVATE = [
    "http://127.0.0.1/",
    "http://127.0.0.1./",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0x0.0x0.0x1/",
    "http://017700000001/",
    "http://0177.0.0.1/",
    "http://①②⑦.0.0.1/",
    "http://0.0.0.0/",
    "http://0/",
    "http://10.1.2.3/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://0xa9fea9fe/",
    "http://192.168.1.1/",
    "http://224.0.0.1/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[fe80::1%25eth0]/",
    "http://[fd00:ec2::254]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://localhost/",
    "http://inside.example/",
    "http://half-inside.example/",
    "http://inside-v6.example/",
]
ELSEWHERE = [
    ("file:///etc/passwd", "Only links that begin with http"),
    ("ftp://news.example/a", "Only links that begin with http"),
    ("javascript:alert(1)", "Only links that begin with http"),
    ("data:text/html,<p>x", "Only links that begin with http"),
    ("//news.example/a", "Only links that begin with http"),
    ("http://ann:secret@news.example/", "user name or password"),
    ("http://ann@news.example/", "user name or password"),
    ("http://:secret@news.example/", "user name or password"),
    ("http://news.example:22/", "ports of the web"),
    ("http://news.example:8080/", "ports of the web"),
    ("http://news.example:0/", "ports of the web"),
    ("http://news.example:99999/", "not a complete web address"),
    ("http://%31%32%37.0.0.1/", "not a complete web address"),
    ("http://news example/", "not a complete web address"),
    ("http:///path", "not a complete web address"),
    ("http://[::1/", "not a complete web address"),
    ("http://news.example\\@127.0.0.1/", "not a complete web address"),
    ("words", "Only links that begin with http"),
    ("", "Only links that begin with http"),
]


@pytest.fixture
def inside(internet: Internet) -> Internet:
    """Add names that stand for addresses inside a network."""
    internet.names |= {
        "localhost": [["127.0.0.1"]],
        "inside.example": [["10.0.0.7"]],
        "half-inside.example": [[internet.public, "10.0.0.7"]],
        "inside-v6.example": [["fd00::7"]],
    }
    return internet


@pytest.mark.parametrize("address", PRIVATE)
async def test_a_link_to_a_private_address_is_refused(inside: Internet, address: str) -> None:
    with pytest.raises(Refused, match="private or local address"):
        await fetch(inside, address)
    assert inside.attempts == []


@pytest.mark.parametrize("address", PRIVATE)
async def test_a_redirect_to_a_private_address_is_refused(inside: Internet, address: str) -> None:
    with pytest.raises(Refused, match="private or local address"):
        await fetch(inside, f"/to?url={address.replace('%', '%25')}")
    assert inside.attempts == [(inside.public, 80)]


@pytest.mark.parametrize(("address", "reason"), ELSEWHERE)
async def test_a_link_to_elsewhere_is_refused(
    internet: Internet, address: str, reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        await fetch_article(address, resolver=internet)
    assert internet.attempts == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://ann:pw@news.example/", "http://news.example:22/"]
)
async def test_a_redirect_to_elsewhere_is_refused(
    internet: Internet, address: str, status: int
) -> None:
    with pytest.raises(Refused):
        await fetch(internet, f"/to?status={status}&url={address}")
    assert internet.attempts == [(internet.public, 80)]


async def test_a_name_that_changes_its_address_between_two_visits_gains_nothing(
    internet: Internet,
) -> None:
    internet.names["turn.example"] = [[internet.public], ["127.0.0.1"]]
    with pytest.raises(Refused, match="private or local address"):
        await fetch(internet, "http://turn.example/to?url=/page/bridge.html")
    assert internet.attempts == [(internet.public, 80)]


async def test_a_name_is_looked_up_once_and_connected_to_as_it_was_checked(
    internet: Internet,
) -> None:
    internet.names["turn.example"] = [[internet.public], ["127.0.0.1"]]
    document = await fetch(internet, "http://turn.example/page/bridge.html")
    assert document.text.startswith(FIRST)
    assert internet.looked_up == ["turn.example"]
    assert internet.attempts == [(internet.public, 80)]


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "10.0.0.1"])
def test_even_a_connection_that_slipped_through_is_refused(address: str) -> None:
    with pytest.raises(Refused):
        fetching._public_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", (address, 80)))


@pytest.mark.parametrize("name", ["localhost", "localhost.", "LOCALHOST"])
async def test_the_systems_own_names_are_checked_too(name: str) -> None:
    with pytest.raises((Refused, NotFound)):
        await fetch_article(f"http://{name}/", isolated=False)


async def test_redirects_within_the_web_are_followed(internet: Internet) -> None:
    document = await fetch(internet, "/to?url=http://www.news.example/page/old.html")
    assert document.url == "http://www.news.example/page/old.html"
    relative = await fetch(internet, "/to?status=308&url=page/old.html")
    assert relative.url == "http://news.example/page/old.html"


FAULTS: list[tuple[str, type[ReadingError], str]] = [
    ("/circle", Unreachable, "sends from one address to the next without end"),
    ("/nowhere", Unreachable, r"answered with an error \(302\)"),
    ("/to?url=http://[broken", Refused, "not a complete web address"),
    ("/status/404", NotFound, r"That page is not there \(404\)"),
    ("/status/410", NotFound, r"That page is not there \(410\)"),
    ("/status/401", Forbidden, "without a log-in or to programs"),
    ("/status/403", Forbidden, "without a log-in or to programs"),
    ("/status/429", Unreachable, "asks for a pause"),
    ("/status/418", Unreachable, r"answered with an error \(418\)"),
    ("/status/206", Unreachable, r"answered with an error \(206\)"),
    ("/status/500", Unreachable, r"has a fault at the moment \(500\)"),
    ("/status/503", Unreachable, r"has a fault at the moment \(503\)"),
    ("/type/video/mp4", NotAnArticle, "That page is not an article but a video"),
    ("/type/image/png", NotAnArticle, "That page is not an article but a picture"),
    ("/type/audio/mpeg", NotAnArticle, "That page is not an article but a sound recording"),
    ("/type/application/json", NotAnArticle, "is not an article but data for programs"),
    ("/type/application/zip", NotAnArticle, "is not an article but a packed archive"),
    ("/type/text/html", NotAnArticle, "holds no article that could be found"),
    ("/type/application/pdf", NotAnArticle, "is called a PDF but is none"),
    ("/page/login.html", NotAnArticle, "asks for a log-in"),
    ("/page/empty.html", NotAnArticle, "holds no article that could be found"),
    ("/page/app.html", NotAnArticle, "only in a browser that runs its scripts"),
    ("/page/links.html", NotAnArticle, "is a list of links"),
    ("/page/script.html", NotAnArticle, "holds no article that could be found"),
    ("/bomb", TooLarge, "That page is larger than 20 MB"),
    ("/cut", Unreachable, "did not arrive whole"),
    ("/brotli", NotAnArticle, "packed in a way that was not asked for"),
    ("/huge", TooLarge, "That page is larger than 20 MB"),
    ("/headers", Unreachable, "did not answer as a web site does"),
    ("http://nowhere.example/", NotFound, r"There is no site called nowhere\.example"),
    ("http://offline.example/", Unreachable, r"offline\.example could not be looked up"),
    ("http://93.184.215.15/", Unreachable, r"93\.184\.215\.15 could not be reached"),
    ("https://news.example/", Unreachable, "no encrypted connection that can be trusted"),
]


@pytest.mark.parametrize(("address", "error", "sentence"), FAULTS)
async def test_what_is_wrong_is_said_in_one_sentence(
    internet: Internet, address: str, error: type[ReadingError], sentence: str
) -> None:
    with pytest.raises(error, match=sentence) as refusal:
        await fetch(internet, address)
    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)


async def test_of_what_is_no_article_by_its_type_nothing_is_fetched(internet: Internet) -> None:
    told: list[str] = []
    with pytest.raises(NotAnArticle):
        await fetch(internet, "/type/video/mp4", progress=lambda *news: told.append(news[0]))
    assert told == ["connecting"]


async def test_a_packed_page_is_unpacked(internet: Internet) -> None:
    assert (await fetch(internet, "/packed")).text.startswith(FIRST)


@pytest.mark.parametrize(
    ("address", "limits"),
    [
        ("/endless", FetchLimits(wire_bytes=1_000_000)),
        ("/endless", FetchLimits(unpacked_bytes=1_000_000)),
        ("/bomb", FetchLimits(unpacked_bytes=10_000)),
        ("/page/bridge.html", FetchLimits(wire_bytes=100)),
    ],
)
async def test_a_page_is_refused_as_soon_as_it_is_too_large(
    internet: Internet, address: str, limits: FetchLimits
) -> None:
    told: list[int] = []
    with pytest.raises(TooLarge):
        await fetch(internet, address, limits=limits, progress=lambda *news: told.append(news[1]))
    assert max(told) <= limits.wire_bytes


def test_of_a_bomb_no_more_is_unpacked_than_is_allowed() -> None:
    bomb = gzip.compress(bytes(30_000_000), 1)
    tracemalloc.start()
    with pytest.raises(TooLarge):
        fetching._Unpacked("gzip", 100_000).add(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000


@pytest.mark.parametrize(
    ("address", "limits"),
    [
        ("/drip", FetchLimits(total_seconds=0.5)),
        ("/drip", FetchLimits(idle_seconds=0.05)),
        ("/silent", FetchLimits(idle_seconds=0.3)),
        ("/silent", FetchLimits(total_seconds=0.3)),
    ],
)
async def test_a_site_that_takes_its_time_is_left(
    internet: Internet, address: str, limits: FetchLimits
) -> None:
    began = time.monotonic()
    with pytest.raises(TimedOut, match=r"^news\.example did not answer in time\.$"):
        await fetch(internet, address, limits=limits)
    assert time.monotonic() - began < 3


async def test_a_connection_that_is_never_made_is_left(internet: Internet) -> None:
    began = time.monotonic()
    with pytest.raises(TimedOut, match="did not answer in time"):
        await fetch(internet, f"http://{TARPIT}/", limits=FetchLimits(connect_seconds=0.2))
    assert time.monotonic() - began < 3


async def test_a_fetch_can_be_cancelled(internet: Internet) -> None:
    task = asyncio.create_task(fetch(internet, "/drip"))
    await internet.asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.fixture
async def babbler(internet: Internet) -> AsyncIterator[Internet]:
    """Put something behind the public address that does not speak as web sites do."""

    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n" * 10)
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    internet.site = server.sockets[0].getsockname()[:2]
    yield internet
    server.close()
    await server.wait_closed()


async def test_what_is_no_web_site_is_said_to_be_none(babbler: Internet) -> None:
    with pytest.raises(Unreachable, match="did not answer as a web site does"):
        await fetch(babbler, "/")


DIVS = b"<html><body>" + b"<div>" * 50_000 + b"Words.</body></html>"
LAUGHS = (
    b'<!DOCTYPE html [<!ENTITY l0 "ha">'
    + b"".join(b'<!ENTITY l%d "%s">' % (n + 1, b"&l%d;" % n * 10) for n in range(12))
    + b"]><html><body><p>&l12;</p></body></html>"
)


@pytest.mark.parametrize("body", [DIVS, LAUGHS], ids=["deep nesting", "billion laughs"])
async def test_a_page_made_to_break_a_parser_breaks_nothing(
    internet: Internet, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pathlib.Path.read_bytes", lambda _: body)
    with pytest.raises(NotAnArticle):
        await fetch(internet, "/page/hostile", isolated=True)


async def test_a_wrong_charset_in_the_header_does_no_harm(internet: Internet) -> None:
    document = await fetch(internet, "/page/note.md?type=text/markdown;charset=utf-16")
    assert "— the company said" in document.text


@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "ALL_PROXY"])
async def test_proxies_of_the_environment_are_not_used_for_strangers(
    internet: Internet, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    await fetch(internet, "/page/bridge.html")
    assert internet.attempts == [(internet.public, 80)]


async def test_proxies_are_used_when_that_is_asked_for(
    internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, port = internet.site
    monkeypatch.setenv("http_proxy", f"http://{host}:{port}")
    monkeypatch.setenv("no_proxy", "www.news.example")
    await fetch(internet, "/page/bridge.html", use_proxies=True)
    assert internet.attempts == [internet.site]
    assert internet.requests[0].raw_path == "http://news.example/page/bridge.html"
    with pytest.raises(Refused):
        await fetch(internet, "http://127.0.0.1/", use_proxies=True)
    internet.attempts.clear()
    await fetch(internet, "http://www.news.example/page/bridge.html", use_proxies=True)
    assert internet.attempts == [(internet.public, 80)]


async def test_a_proxy_of_another_sort_is_said_to_be_one(
    internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "socks5://127.0.0.1:9")
    with pytest.raises(Unreachable, match="no HTTP proxy"):
        await fetch(internet, "/page/bridge.html", use_proxies=True)
    assert internet.attempts == []


async def test_other_ports_and_private_addresses_are_open_to_those_who_may(
    internet: Internet,
) -> None:
    host, port = internet.site
    local = f"http://{host}:{port}/page/bridge.html"
    with pytest.raises(Refused, match="ports"):
        await fetch(internet, local, allow_private=True)
    with pytest.raises(Refused, match="private"):
        await fetch(internet, local, ports={port})
    assert (await fetch(internet, local, ports={port}, allow_private=True)).text.startswith(FIRST)


async def test_the_owner_of_the_machine_may_fetch_from_it(internet: Internet) -> None:
    host, port = internet.site
    local = f"http://{host}:{port}/page/old.html"
    document = await asyncio.to_thread(fetch_article_sync, local, isolated=False)
    assert document.title == "Ferry runs aground off Skerry Point"
    assert document.url == local
