"""The local Bot API server: HTTP in front of the world."""

import asyncio
import json
import re
import secrets
import time
from collections.abc import Callable
from typing import Self

from aiohttp import web

from bot.playground.control import Control
from bot.playground.delivery import GET_UPDATES_PARAMETERS, LongPolling, Patience, WebhookDelivery
from bot.playground.faults import Fault, FaultKind, FaultPlan
from bot.playground.limits import MAX_UPLOAD_BYTES, FloodControl, FloodLimits
from bot.playground.log import CallLog, CallRecord
from bot.playground.methods import METHODS
from bot.playground.methods.call import Call
from bot.playground.objects import Json, User
from bot.playground.parameters import Parameters, Upload, check_unicode
from bot.playground.refusals import RefusedError, bad_request, conflict, too_many_requests
from bot.playground.state import BotSettings
from bot.playground.world import World

_TOKEN = re.compile(r"(\d+):[A-Za-z0-9_-]+")
_FORM_OVERHEAD_BYTES = 1 << 20
_BAD_GATEWAY_PAGE = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n"
    "<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"
)


def new_token(bot_id: int = 700_000_001) -> str:
    """Return a token in Telegram's form that nobody else has."""
    return f"{bot_id}:{secrets.token_urlsafe(26)}"


class BotAPIServer:
    """A Bot API server on the loopback interface.

    Args:
        token: What the bot must send; a new one if none is given.
        host: Address to listen on.
        port: Port to listen on; 0 takes a free one.
        name: The bot's name.
        username: The bot's username.
        settings: What BotFather has set for the bot.
        flood: How much the bot may send; None for any amount.
        patience: How updates are posted again to a webhook that fails.
        clock: Returns the seconds since 1970.
        history: How many messages each chat keeps; None keeps all.
        log_size: How many calls, refusals and violations are kept; None keeps all.
        seed: Of the faults' dice.

    Attributes:
        world: What people do.
        faults: What is to go wrong.
        sent: Calls of the bot, oldest first.
        refusals: Those of them that were refused.
        violations: What was wrong without being refused.

    """

    def __init__(
        self,
        token: str | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        name: str = "Pullquote",
        username: str = "pullquote_bot",
        settings: BotSettings | None = None,
        flood: FloodLimits | None = FloodLimits(),  # noqa: B008 - it cannot change
        patience: Patience = Patience(),  # noqa: B008 - it cannot change
        clock: Callable[[], float] = time.time,
        history: int | None = None,
        log_size: int | None = None,
        seed: int = 0,
    ) -> None:
        self.token = token or new_token()
        match = _TOKEN.fullmatch(self.token)
        if match is None:
            raise ValueError("A token is a number, a colon, and letters, digits, _ or -.")
        bot = User(int(match[1]), name, username=username, is_bot=True)
        self.world = World(bot, settings, clock=clock, history=history)
        self.faults = FaultPlan(seed)
        self._log = CallLog(log_size)
        self.sent = self._log.calls
        self.refusals = self._log.refusals
        self.violations = self._log.violations
        self._host, self._port = host, port
        self._flood = FloodControl(flood) if flood is not None else None
        self._polling = LongPolling(self.world)
        self._webhook = WebhookDelivery(self.world, patience)
        self._runner: web.AppRunner | None = None

    # Running

    async def start(self) -> None:
        """Begin to listen. After a stop it is the same port again."""
        app = web.Application(client_max_size=MAX_UPLOAD_BYTES + _FORM_OVERHEAD_BYTES)
        self.add_routes(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self._webhook.start()

    async def stop(self) -> None:
        """Stop to listen. The world stays as it is."""
        self._polling.end(RefusedError(500, "Internal Server Error: restart"))
        await self._webhook.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def add_routes(self, app: web.Application) -> None:
        """Add what the server answers; a server that answers more than this extends it."""
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self._handle)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self._download)
        Control(self.world, self.faults, self._log, only_here=self.is_on_loopback).add_to(app)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.stop()

    @property
    def is_on_loopback(self) -> bool:
        """Whether it listens to this machine only."""
        return self._host in {"127.0.0.1", "::1", "localhost"}

    @property
    def url(self) -> str:
        """The server's address, without a slash at its end."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    @property
    def base_url(self) -> str:
        """What python-telegram-bot wants as `base_url`; the token follows it."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot wants as `base_file_url`; the token follows it."""
        return f"{self.url}/file/bot"

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if refusal := self._refused_token(request):
            return _answer(refusal.as_json(), refusal.code)
        method = request.match_info["method"].lower()
        if method not in METHODS and method != "getupdates":
            return _answer(RefusedError(404, "Not Found: method not found").as_json(), 404)
        try:
            given = await _parameters(request)
        except RefusedError as refusal:
            return _answer(refusal.as_json(), refusal.code)
        delay, fault = self.faults.pick(method)
        if delay:
            await asyncio.sleep(delay)
        name = "getUpdates" if method == "getupdates" else METHODS[method].name
        record = self._log.begin(name, given, self.world.clock(), fault)
        if fault is None or fault.carried_out or fault.kind is FaultKind.HALF_AN_ANSWER:
            await self._carry_out(request, given, record)
        if fault is not None:
            return await _fail(request, fault, record)
        if record.refusal is not None:
            return _answer(record.refusal.as_json(), record.refusal.code)
        return _answer({"ok": True, "result": record.result})

    async def _carry_out(self, request: web.Request, given: Parameters, record: CallRecord) -> None:
        """Carry out a method and note in the record how it went."""
        method = record.method.lower()
        call = Call(self.world, given, self._flood)
        known = GET_UPDATES_PARAMETERS if method == "getupdates" else METHODS[method].parameters
        try:
            if method == "getupdates":
                record.result = await self._polling.get_updates(call)
            else:
                record.result = METHODS[method].carry_out(call)
        except RefusedError as refusal:
            record.refusal = refusal
            if request.transport is not None:  # else the bot has gone and did not hear it
                self._log.refusals.append(record)
        if method in {"setwebhook", "deletewebhook"}:
            if self.world.webhook.url:
                self._polling.end(conflict("terminated by setWebhook request"))
            self._webhook.look()
        strange = sorted(name for name in given if name not in known and name not in given.files)
        call.notes += [f"the parameter {name} is unknown" for name in strange]
        self._log.note(record, call.notes)

    async def _download(self, request: web.Request) -> web.Response:
        if refusal := self._refused_token(request):
            return _answer(refusal.as_json(), refusal.code)
        path = request.match_info["path"]
        stored = self.world.files.get(path.rpartition("/")[2])
        if stored is None or stored.path != path:
            return _answer(RefusedError(404, "Not Found").as_json(), 404)
        return web.Response(body=stored.content, content_type="application/octet-stream")

    def _refused_token(self, request: web.Request) -> RefusedError | None:
        token = request.match_info["token"]
        if secrets.compare_digest(token.encode(), self.token.encode()):
            return None
        if _TOKEN.fullmatch(token):
            return RefusedError(401, "Unauthorized")
        return RefusedError(404, "Not Found")


async def _parameters(request: web.Request) -> Parameters:
    """Read the parameters of a call from its query and its body, which goes first."""
    values: Json = dict(request.query)
    files: dict[str, Upload] = {}
    try:
        if request.content_type == "application/json":
            body = (await request.read()).decode()
            decoded = json.loads(body) if body.strip() else {}
            check_unicode(body, decoded)
            if not isinstance(decoded, dict):
                raise bad_request("can't parse JSON object")
            values |= decoded
        elif request.can_read_body:
            for name, value in (await request.post()).items():
                if isinstance(value, web.FileField):
                    files[name] = Upload(value.filename, value.file.read(), value.content_type)
                else:
                    values[name] = value if isinstance(value, str) else value.decode()
    except web.HTTPRequestEntityTooLarge:
        raise RefusedError(413, "Request Entity Too Large") from None
    except (ValueError, RecursionError):
        raise bad_request("can't parse the request") from None
    return Parameters(values, files)


def _encoded(body: Json) -> bytes:
    return json.dumps(body, separators=(",", ":")).encode()


def _answer(body: Json, status: int = 200) -> web.Response:
    response = web.Response(
        body=_encoded(body), status=status, content_type="application/json", charset="utf-8"
    )
    if "parameters" in body and "retry_after" in body["parameters"]:
        response.headers["Retry-After"] = str(body["parameters"]["retry_after"])
    return response


async def _fail(request: web.Request, fault: Fault, record: CallRecord) -> web.StreamResponse:
    """Answer, or do not answer, as the fault has it."""
    match fault.kind:
        case FaultKind.SERVER_ERROR:
            return _answer(RefusedError(500, "Internal Server Error").as_json(), 500)
        case FaultKind.BAD_GATEWAY:
            return web.Response(text=_BAD_GATEWAY_PAGE, status=502, content_type="text/html")
        case FaultKind.TOO_MANY_REQUESTS:
            return _answer(too_many_requests(max(1, round(fault.seconds))).as_json(), 429)
    response = web.StreamResponse()
    if fault.kind is FaultKind.HALF_AN_ANSWER:
        refusal = record.refusal
        body = _encoded(refusal.as_json() if refusal else {"ok": True, "result": record.result})
        response.content_type = "application/json"
        response.content_length = len(body)
        await response.prepare(request)
        await response.write(body[: len(body) // 2])
    elif fault.kind is FaultKind.HANG:
        await asyncio.sleep(fault.seconds)
    if request.transport is not None:
        request.transport.close()
    return response
