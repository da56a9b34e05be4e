"""The handles by which tests wait for the bot."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest

from bot.playground.local import LocalBotAPI
from bot.playground.objects import Chat, User

RawCall = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


async def soon(call: Awaitable[dict[str, Any]]) -> dict[str, Any]:
    await asyncio.sleep(0.02)
    return await call


async def test_a_reply_is_found_before_and_after_it_came(
    api: LocalBotAPI, call: RawCall, group: Chat, bob: User
) -> None:
    asked = api.world.send_text(group, bob, "/ask who?")
    other = api.world.send_text(group, bob, "/ask when?")
    reply = {"chat_id": group.id, "text": "He.", "reply_parameters": {"message_id": asked.id}}
    sending = asyncio.create_task(soon(call("sendMessage", **reply)))
    found = await api.wait_for_reply(asked)
    assert found.text == "He."
    assert await api.wait_for_reply(asked) is found
    await sending
    with pytest.raises(TimeoutError, match="A reply to '/ask when\\?' did not come within"):
        await api.wait_for_reply(other, timeout=0.05)


async def test_a_plain_answer_counts_in_a_private_chat(
    api: LocalBotAPI, call: RawCall, private: Chat, ann: User
) -> None:
    await call("sendMessage", chat_id=private.id, text="earlier")
    asked = api.world.send_text(private, ann, "who?")
    sending = asyncio.create_task(soon(call("sendMessage", chat_id=private.id, text="He.")))
    found = await api.wait_for_reply(asked)
    assert found.text == "He."
    await sending
    await call("editMessageText", chat_id=private.id, message_id=found.id, text="He, again.")
    assert await api.wait_for_edit(found, containing="again") is found
    assert await api.wait_for_message(after=asked) is found


async def test_a_timeout_names_what_was_refused(
    api: LocalBotAPI, call: RawCall, private: Chat, ann: User
) -> None:
    asked = api.world.send_text(private, ann, "who?")
    await call("sendMessage", chat_id=private.id, text="<b>", parse_mode="HTML")
    with pytest.raises(TimeoutError, match=r"Refused so far: .*parse entities"):
        await api.wait_for_reply(asked, timeout=0.05)


async def test_silence_is_told_from_speech(
    api: LocalBotAPI, call: RawCall, group: Chat, bob: User
) -> None:
    remark = api.world.send_text(group, bob, "a remark")
    await api.expect_silence(remark, 0.05)
    await call("sendMessage", chat_id=group.id, text="May I?")
    with pytest.raises(AssertionError, match="The bot said 'May I\\?' after 'a remark'"):
        await api.expect_silence(remark, 0.05)


async def test_an_error_in_a_check_reaches_who_waits(api: LocalBotAPI) -> None:
    checked = False

    def check() -> object:
        nonlocal checked
        if not checked:
            checked = True
            return None
        raise LookupError("nothing here")

    waiting = asyncio.create_task(api.wait_for(check))
    await asyncio.sleep(0.02)
    api.world.add_user("Ann")
    with pytest.raises(LookupError, match="nothing here"):
        await waiting


async def test_the_log_is_bounded_when_asked(
    caller: Callable[[LocalBotAPI], RawCall],
) -> None:
    async with LocalBotAPI(log_size=2) as api:
        call = caller(api)
        for _ in range(3):
            await call("getChat", chat_id=1)
        assert (len(api.sent), len(api.refusals)) == (2, 2)


@pytest.mark.parametrize("token", ["nonsense", "7:a b", ":abc"])
def test_an_unfit_token_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="A token is a number, a colon"):
        LocalBotAPI(token)


async def test_a_token_of_ones_own_names_the_bot() -> None:
    api = LocalBotAPI("42:abc", username="my_bot")
    assert (api.world.bot.id, api.world.bot.username) == (42, "my_bot")
