"""A local Bot API, python-telegram-bot's Bot on it, and a person."""

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import aiohttp
import pytest
from telegram import Bot

from bot.playground.local import LocalBotAPI
from bot.playground.objects import Chat, User

RawCall = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


@pytest.fixture
async def api() -> AsyncIterator[LocalBotAPI]:
    async with LocalBotAPI(flood=None) as server:
        yield server


@pytest.fixture
async def telegram_bot(api: LocalBotAPI) -> AsyncIterator[Bot]:
    async with Bot(api.token, base_url=api.base_url, base_file_url=api.base_file_url) as bot:
        yield bot


@pytest.fixture
async def caller() -> AsyncIterator[Callable[[LocalBotAPI], RawCall]]:
    """Return for a server what calls its methods with JSON and returns the whole answer."""
    async with aiohttp.ClientSession() as session:

        def on(server: LocalBotAPI) -> RawCall:
            async def call_method(method: str, **parameters: object) -> dict[str, Any]:
                url = f"{server.base_url}{server.token}/{method}"
                async with session.post(url, json=parameters) as response:
                    answer: dict[str, Any] = await response.json()
                    assert response.status == (200 if answer["ok"] else answer["error_code"])
                    return answer

            return call_method

        yield on


@pytest.fixture
def call(api: LocalBotAPI, caller: Callable[[LocalBotAPI], RawCall]) -> RawCall:
    return caller(api)


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def ann(api: LocalBotAPI) -> User:
    return api.world.add_user("Ann", username="ann_reader")


@pytest.fixture
def bob(api: LocalBotAPI) -> User:
    return api.world.add_user("Bob")


@pytest.fixture
def private(api: LocalBotAPI, ann: User) -> Chat:
    """Ann's chat with the bot, which she has started; nothing waits in the queue."""
    api.world.start(ann)
    api.world.updates.clear()
    return api.world.private_chat(ann)


@pytest.fixture
def group(api: LocalBotAPI, ann: User, bob: User) -> Chat:
    """A supergroup with Ann (its owner), Bob and the bot; nothing waits in the queue."""
    chat = api.world.add_supergroup("Newsroom", ann, bob)
    api.world.add_bot(chat, ann)
    api.world.updates.clear()
    return chat
