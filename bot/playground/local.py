"""The local Bot API as tests hold it: send as a person, then wait for what the bot does."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from bot.playground.log import CallRecord
from bot.playground.objects import Chat, Json, Message
from bot.playground.server import BotAPIServer
from bot.playground.state import CallbackQuery, InlineQuery

_Found = TypeVar("_Found")
_LOOK_AGAIN_SECONDS = 0.01


class LocalBotAPI(BotAPIServer):
    """A Bot API server whose bot can be waited for; see BotAPIServer for the parameters."""

    def __init__(self, token: str | None = None, **options: Any) -> None:
        super().__init__(token, **options)
        self._waiters: dict[int | None, list[Callable[[], None]]] = {}
        self.world.feed.listen(self._tell_waiters)

    async def wait_for(
        self,
        check: Callable[[], _Found | None],
        *,
        chat: Chat | None = None,
        timeout: float = 5.0,  # noqa: ASYNC109 - tests say it in one place
        what: str = "what was waited for",
    ) -> _Found:
        """Wait until a check returns something, and return that.

        Args:
            check: Called at once and after everything that happens (in the chat, if one is
                given).
            chat: The only chat that matters.
            timeout: Seconds.
            what: For the sentence of the error.

        Raises:
            TimeoutError: With the refusals so far, which mostly say why.

        """
        if found := check():
            return found
        future: asyncio.Future[_Found] = asyncio.get_running_loop().create_future()

        def look() -> None:
            if future.done():
                return
            try:
                found = check()
            except Exception as error:  # noqa: BLE001 - it belongs to who waits
                future.set_exception(error)
            else:
                if found:
                    future.set_result(found)

        waiters = self._waiters.setdefault(chat.id if chat else None, [])
        waiters.append(look)
        try:
            async with asyncio.timeout(timeout):
                return await future
        except TimeoutError:
            refused = [record.refusal.description for record in self.refusals if record.refusal]
            hint = f" Refused so far: {refused}." if refused else ""
            raise TimeoutError(f"{what} did not come within {timeout} s.{hint}") from None
        finally:
            waiters.remove(look)

    async def wait_for_reply(self, message: Message, timeout: float = 5.0) -> Message:  # noqa: ASYNC109
        """Wait for the bot's reply to a message; in a private chat also for a plain answer."""

        def reply() -> Message | None:
            if message.answers:
                return message.answers[0]
            return self._said_after(message) if message.chat.is_private else None

        what = f"A reply to {message.words!r}"
        return await self.wait_for(reply, chat=message.chat, timeout=timeout, what=what)

    async def wait_for_message(self, after: Message, timeout: float = 5.0) -> Message:  # noqa: ASYNC109
        """Wait for the bot to say anything in a chat after that message."""
        what = f"A message of the bot after {after.words!r}"
        return await self.wait_for(
            lambda: self._said_after(after), chat=after.chat, timeout=timeout, what=what
        )

    async def wait_for_edit(
        self,
        message: Message,
        containing: str = "",
        timeout: float = 5.0,  # noqa: ASYNC109
    ) -> Message:
        """Wait until a message is edited and its text contains some words."""

        def edited() -> Message | None:
            return message if message.edit_date and containing in message.words else None

        what = f"An edit of {message.words!r}"
        return await self.wait_for(edited, chat=message.chat, timeout=timeout, what=what)

    async def wait_for_callback_answer(self, query: CallbackQuery, timeout: float = 5.0) -> Json:  # noqa: ASYNC109
        """Wait for the answer to a pressed button: {"text", "show_alert"}."""
        what = f"An answer to the button {query.data!r}"
        return await self.wait_for(lambda: query.answer, timeout=timeout, what=what)

    async def wait_for_inline_results(
        self,
        query: InlineQuery,
        timeout: float = 5.0,  # noqa: ASYNC109
    ) -> InlineQuery:
        """Wait for the answer to an inline query, which then has its results."""
        what = f"Results for {query.text!r}"
        return await self.wait_for(
            lambda: query if query.results is not None else None, timeout=timeout, what=what
        )

    async def wait_until_updates_are_taken(self, timeout: float = 5.0) -> None:  # noqa: ASYNC109
        """Wait until the bot has acknowledged every update."""
        async with asyncio.timeout(timeout):
            while len(self.world.updates):  # noqa: ASYNC110 - acknowledging tells nobody
                await asyncio.sleep(_LOOK_AGAIN_SECONDS)

    async def expect_silence(self, after: Message, seconds: float = 0.3) -> None:
        """Watch for a while that the bot says nothing in the chat after that message.

        Raises:
            AssertionError: It said something.

        """
        await asyncio.sleep(seconds)
        said = self._said_after(after)
        if said is not None:
            raise AssertionError(f"The bot said {said.words!r} after {after.words!r}.")

    def calls(self, method: str) -> list[CallRecord]:
        """Return the calls of one method, oldest first."""
        return [record for record in self.sent if record.method.lower() == method.lower()]

    def bot_messages(self, chat: Chat) -> list[Message]:
        """Return what the bot has said in a chat and not deleted, oldest first."""
        return [message for message in chat.messages.values() if self._is_own(message)]

    def _said_after(self, message: Message) -> Message | None:
        found = None
        for other in reversed(message.chat.messages.values()):
            if other.id <= message.id:
                break
            if self._is_own(other):
                found = other
        return found

    def _is_own(self, message: Message) -> bool:
        return message.sender is self.world.bot

    def _tell_waiters(self, event: Json) -> None:
        for chat_id in {None, event.get("chat_id")}:
            for look in list(self._waiters.get(chat_id, ())):
                look()
