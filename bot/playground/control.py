"""The world over HTTP, below /play: for a page in a browser and for tests in other processes.

    GET  /play/state                   everybody, every chat with its latest messages, the bot
    GET  /play/events?since=SEQ        what happens, as server-sent events; each has its number
    GET  /play/commands?chat_id=&user_id=   the command menu that somebody sees there
    GET  /play/file/FILE_ID            a file that somebody sent
    GET  /play/log                     calls of the bot, refusals, violations
    POST /play/faults                  what is to go wrong from now on, instead of before
    POST /play/ACTION                  what people do: a JSON object of arguments (actions.py);
                                       send_document takes a multipart form with a part "file"

People and chats go by their ids ("user_id", "chat_id"), messages by "message_id" in "chat_id".
What cannot be done is answered with 400 and {"error": a sentence}.
"""

import asyncio
import json
from collections.abc import Callable
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.playground.actions import ACTIONS, Arguments
from bot.playground.faults import FaultKind, FaultPlan
from bot.playground.log import CallLog
from bot.playground.methods.call import Call
from bot.playground.methods.profile import get_me
from bot.playground.objects import Chat, Json, Message
from bot.playground.parameters import Parameters, Upload
from bot.playground.refusals import RefusedError
from bot.playground.world import World

_SHOWN_MESSAGES = 200
_HEARTBEAT_SECONDS = 15.0
_LOOPBACK_NAMES = frozenset({"127.0.0.1", "::1", "localhost"})


class Control:
    """Handles the requests below /play.

    Args:
        world: What is shown and changed.
        faults: Where faults are added.
        log: The calls of the bot.
        only_here: Whether the server listens to this machine only.

    """

    def __init__(self, world: World, faults: FaultPlan, log: CallLog, *, only_here: bool) -> None:
        self._world = world
        self._fault_plan = faults
        self._call_log = log
        self._only_here = only_here
        self._streams: set[asyncio.Queue[Json | None]] = set()

    def add_to(self, app: web.Application) -> None:
        """Add the routes, and the guard that keeps other web pages out."""
        app.router.add_get("/play/state", self._guarded(self._state))
        app.router.add_get("/play/events", self._guarded(self._events))
        app.router.add_get("/play/commands", self._guarded(self._commands))
        app.router.add_get("/play/file/{file_id}", self._guarded(self._file))
        app.router.add_get("/play/log", self._guarded(self._log))
        app.router.add_post("/play/faults", self._guarded(self._faults))
        app.router.add_post("/play/{action}", self._guarded(self._act))
        app.on_shutdown.append(self._end_streams)

    def _guarded(self, handler: Callable[[web.Request], Any]) -> Callable[[web.Request], Any]:
        async def guarded(request: web.Request) -> web.StreamResponse:
            if not self._is_from_here(request):
                return _refuse("This server takes orders from its own page only.", 403)
            try:
                response: web.StreamResponse = await handler(request)
            except (ValueError, RefusedError) as error:
                return _refuse(str(error), 400)
            return response

        return guarded

    def _is_from_here(self, request: web.Request) -> bool:
        """Tell whether no page of another site sent this; a browser names the page's origin.

        On the loopback interface the address must be a loopback name too, so that no outside
        name that resolves to it gets in.
        """
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.host:
            return False
        host = urlsplit(f"//{request.host}").hostname
        return not self._only_here or host in _LOOPBACK_NAMES

    async def _state(self, _request: web.Request) -> web.Response:
        world = self._world
        chats = [
            {
                "chat": chat.as_json(),
                "members": [member.as_json() for member in chat.members.values()],
                "topics": [
                    {"thread_id": topic.thread_id, "name": topic.name}
                    for topic in chat.topics.values()
                ],
                "messages": [world.shown(message) for message in _latest(chat)],
            }
            for chat in world.chats.values()
        ]
        return web.json_response(
            {
                "seq": world.feed.last,
                "bot": get_me(Call(world, Parameters({}))),
                "profile": {
                    what: world.profile.get((what, ""), "")
                    for what in ("name", "description", "short_description")
                },
                "users": [user.as_json() for user in world.users.values()],
                "chats": chats,
            }
        )

    async def _events(self, request: web.Request) -> web.StreamResponse:
        feed = self._world.feed
        since = request.headers.get("Last-Event-ID") or request.query.get("since")
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        if since is not None:
            for event in feed.since(int(since)):
                queue.put_nowait(event)
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        end_listening = feed.listen(queue.put_nowait)
        self._streams.add(queue)
        try:
            await response.prepare(request)
            await response.write(b": listening\n\n")
            await _write_events(response, queue)
        except ConnectionResetError:
            pass
        finally:
            end_listening()
            self._streams.discard(queue)
        return response

    async def _end_streams(self, _app: web.Application) -> None:
        for queue in self._streams:
            queue.put_nowait(None)

    async def _commands(self, request: web.Request) -> web.Response:
        given = Arguments(self._world, dict(request.query))
        chat = given.chat()
        buttons = self._world.menu_buttons
        return web.json_response(
            {
                "commands": self._world.menus.shown(chat, given.user()),
                "menu_button": buttons.get(chat.id) or buttons.get(0) or {"type": "commands"},
            }
        )

    async def _file(self, request: web.Request) -> web.Response:
        stored = self._world.files.get(request.match_info["file_id"])
        if stored is None:
            return _refuse("There is no such file.", 404)
        headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": "attachment"}
        return web.Response(
            body=stored.content, content_type="application/octet-stream", headers=headers
        )

    async def _log(self, _request: web.Request) -> web.Response:
        return web.json_response(
            {
                "calls": [record.as_json() for record in self._call_log.calls],
                "refusals": [record.as_json() for record in self._call_log.refusals],
                "violations": [
                    {"method": violation.method, "note": violation.note}
                    for violation in self._call_log.violations
                ],
            }
        )

    async def _faults(self, request: web.Request) -> web.Response:
        """Set the faults: a list of objects like Fault, with `methods` as a list of names."""
        wanted = await request.json()
        if not isinstance(wanted, list):
            raise ValueError("Faults are a list of objects.")  # noqa: TRY004 - one kind of error
        kinds = [FaultKind(str(fault.pop("kind", ""))) for fault in wanted]
        self._fault_plan.clear()
        for kind, fault in zip(kinds, wanted, strict=True):
            methods = fault.pop("methods", [])
            try:
                self._fault_plan.add(kind, *methods, **fault)
            except TypeError:
                raise ValueError(f"A fault has none of {sorted(fault)}.") from None
        return web.json_response({"faults": len(wanted)})

    async def _act(self, request: web.Request) -> web.Response:
        name = request.match_info["action"]
        if name not in ACTIONS:
            return _refuse(f"Nobody can {name}.", 404)
        world = self._world
        result = ACTIONS[name](world, await _arguments(request, world))
        return web.json_response({} if result is None else result)


def _latest(chat: Chat) -> list[Message]:
    newest_first = islice(reversed(chat.messages.values()), _SHOWN_MESSAGES)
    return list(newest_first)[::-1]


async def _arguments(request: web.Request, world: World) -> Arguments:
    if request.content_type == "application/json":
        given = await request.json()
        if not isinstance(given, dict):
            raise ValueError("The arguments are a JSON object.")
        return Arguments(world, given)
    form = await request.post()
    part = form.get("file")
    file = None
    if isinstance(part, web.FileField):
        file = Upload(part.filename, part.file.read(), part.content_type)
    return Arguments(world, {key: value for key, value in form.items() if key != "file"}, file)


async def _write_events(response: web.StreamResponse, queue: asyncio.Queue[Json | None]) -> None:
    """Write events as they come, and a heartbeat when none do, until None comes."""
    while True:
        try:
            event = await asyncio.wait_for(queue.get(), _HEARTBEAT_SECONDS)
        except TimeoutError:
            await response.write(b": still here\n\n")
            continue
        if event is None:
            return
        await response.write(f"id: {event['seq']}\ndata: {json.dumps(event)}\n\n".encode())


def _refuse(sentence: str, status: int) -> web.Response:
    return web.json_response({"error": sentence}, status=status)
