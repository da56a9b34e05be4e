"""A web application that says little and takes in little: headers, limits, errors in a sentence."""

from __future__ import annotations

import asyncio
import logging
import traceback
from pathlib import PurePath
from typing import TYPE_CHECKING

from aiohttp import hdrs, web

from bot.language import accepted, speak
from bot.web import texts
from bot.web.page import content_security_policy, sentence_page
from index.archive_errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiohttp.typedefs import Handler, Middleware

logger = logging.getLogger(__name__)

LARGEST_BODY = 1024 * 1024
"""Bytes that a request may bring."""

TIME_LIMIT = 10.0
"""Seconds that a request may take, that its body takes to arrive among them."""

_SENTENCES = {
    404: texts.NOT_FOUND,
    405: texts.NOT_ALLOWED,
    410: texts.GONE,
    413: texts.TOO_LARGE,
    503: texts.BUSY,
}


def site(
    routes: Iterable[web.AbstractRouteDef],
    *,
    largest_body: int = LARGEST_BODY,
    time_limit: float = TIME_LIMIT,
) -> web.Application:
    """Make a web application of some routes.

    Errors are answered with a page of one sentence, and logged without the address asked for,
    which may hold a key.

    Args:
        routes: What can be asked for.
        largest_body: Bytes that a request may bring.
        time_limit: Seconds that a request may take.

    """
    application = web.Application(
        client_max_size=largest_body,
        middlewares=[
            _in_the_readers_language,
            _errors_in_a_sentence,
            _limited(largest_body, time_limit),
        ],
    )
    application.add_routes(routes)
    application.on_response_prepare.append(_add_headers)
    return application


@web.middleware
async def _in_the_readers_language(request: web.Request, handler: Handler) -> web.StreamResponse:
    speak(accepted(request.headers.get(hdrs.ACCEPT_LANGUAGE, "")))
    return await handler(request)


@web.middleware
async def _errors_in_a_sentence(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as error:
        # Redirects and the like are no errors.
        return _error(error.status, error.headers.get(hdrs.ALLOW)) if error.status >= 400 else error
    except (ArchiveError, TimeoutError) as error:
        logger.warning("a page could not be shown: %s", _account(error))
        return _error(503)
    except Exception as error:  # noqa: BLE001 - whatever it is, the next request is answered
        logger.error("a page failed: %s", _account(error))  # noqa: TRY400 - messages may tell keys
        return _error(500)


def _limited(largest_body: int, time_limit: float) -> Middleware:
    @web.middleware
    async def limited(request: web.Request, handler: Handler) -> web.StreamResponse:
        if (request.content_length or 0) > largest_body:
            raise web.HTTPRequestEntityTooLarge(largest_body, request.content_length or 0)
        async with asyncio.timeout(time_limit):
            return await handler(request)

    return limited


def _error(status: int, allowed: str | None = None) -> web.Response:
    others = texts.BAD_REQUEST if status < 500 else texts.FAILED
    response = web.Response(
        status=status,
        text=sentence_page(_SENTENCES.get(status, others)),
        content_type="text/html",
        headers={hdrs.CACHE_CONTROL: "no-store"},
    )
    if allowed:
        response.headers[hdrs.ALLOW] = allowed
    if status == 413:
        response.force_close()  # rather than to read what was not wanted
    return response


async def _add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    headers = response.headers
    headers.setdefault(hdrs.CONTENT_SECURITY_POLICY, content_security_policy())
    headers[hdrs.VARY] = hdrs.ACCEPT_LANGUAGE
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    headers["X-Robots-Tag"] = "noindex"
    headers.popall(hdrs.SERVER, None)


def _account(error: BaseException) -> str:
    """Say what failed and where, in words that hold nothing of the request."""
    said = f": {error}" if isinstance(error, ArchiveError) else ""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{said}{place}"
