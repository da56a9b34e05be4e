"""The two ways in which updates reach a bot: it asks for them, or they are posted to it."""

import asyncio
import contextlib
from dataclasses import dataclass

import aiohttp

from bot.playground.limits import MAX_UPDATES
from bot.playground.methods.call import Call
from bot.playground.methods.webhooks import allow_updates
from bot.playground.objects import Json
from bot.playground.refusals import RefusedError, conflict
from bot.playground.world import World

_LONGEST_POLL_SECONDS = 50
_ANOTHER_POLL = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
_WEBHOOK_IS_SET = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
GET_UPDATES_PARAMETERS = frozenset({"offset", "limit", "timeout", "allowed_updates"})


class LongPolling:
    """Carries out getUpdates, one at a time.

    Args:
        world: Whose updates are given out.

    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting: asyncio.Future[None] | None = None
        world.updates.on_push(self._wake)

    async def get_updates(self, call: Call) -> list[Json]:
        """Return updates, at once if there are any, else when one comes or the time is up.

        Raises:
            RefusedError: A webhook is set, or another getUpdates or setWebhook ended this one.

        """
        if self._world.webhook.url:
            raise conflict(_WEBHOOK_IS_SET)
        self.end(conflict(_ANOTHER_POLL))
        allow_updates(call)
        offset = call.given.integer("offset")
        limit = min(max(call.given.integer("limit", MAX_UPDATES), 1), MAX_UPDATES)
        seconds = min(max(call.given.integer("timeout"), 0), _LONGEST_POLL_SECONDS)
        updates = self._world.updates.take(offset, limit)
        if updates or not seconds:
            return updates
        waiting = self._waiting = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await waiting
        except TimeoutError:
            return []
        finally:
            if self._waiting is waiting:
                self._waiting = None
        return self._world.updates.take(offset, limit)

    def end(self, reason: RefusedError) -> None:
        """Refuse the getUpdates that is waiting, if one is."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(reason)

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


@dataclass(frozen=True, slots=True)
class Patience:
    """How updates are posted again after a failure.

    Args:
        timeout: Seconds for the bot to answer.
        first_pause: Seconds before the second try.
        longest_pause: The pause doubles from try to try up to so many seconds.

    """

    timeout: float = 60.0
    first_pause: float = 0.5
    longest_pause: float = 60.0


class WebhookDelivery:
    """Posts updates to the webhook in order, each until it is taken.

    Args:
        world: Whose updates are posted, and whose webhook.
        patience: How to go on after a failure.

    """

    def __init__(self, world: World, patience: Patience) -> None:
        self._world = world
        self._patience = patience
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        world.updates.on_push(self.look)

    def start(self) -> None:
        """Begin to post."""
        self._task = asyncio.create_task(self._deliver())

    async def stop(self) -> None:
        """End posting."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def look(self) -> None:
        """Look again at the webhook and the updates, after either has changed."""
        self._news.set()

    async def _deliver(self) -> None:
        timeout = aiohttp.ClientTimeout(total=self._patience.timeout)
        pause = self._patience.first_pause
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                waiting = self._world.updates.take(0, 1) if self._world.webhook.url else []
                if not waiting:
                    self._news.clear()
                    await self._news.wait()
                elif await self._post(session, waiting[0]):
                    self._world.updates.take(waiting[0]["update_id"] + 1, 0)
                    pause = self._patience.first_pause
                else:
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, self._patience.longest_pause)

    async def _post(self, session: aiohttp.ClientSession, update: Json) -> bool:
        """Post one update and return whether the bot took it."""
        webhook = self._world.webhook
        headers = {}
        if webhook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret_token
        try:
            async with session.post(
                webhook.url, json=update, headers=headers, allow_redirects=False
            ) as response:
                await response.read()
        except TimeoutError:
            failure = "Read timeout expired"
        except aiohttp.ClientConnectorError:
            failure = "Connection refused"
        except aiohttp.ClientError:
            failure = "Connection closed"
        else:
            if response.ok:
                return True
            failure = f"Wrong response from the webhook: {response.status} {response.reason}"
        webhook.last_error_date, webhook.last_error_message = self._world.now(), failure
        return False
