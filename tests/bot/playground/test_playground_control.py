"""The world over HTTP: what a page and another process can see and do."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any

import aiohttp
import pytest

from bot.playground.actions import ACTIONS
from bot.playground.local import LocalBotAPI
from bot.playground.objects import Chat, User

RawCall = Callable[..., Coroutine[Any, Any, dict[str, Any]]]
MARKUP = {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}


class Page:
    """What a page would do with fetch and EventSource."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = f"{url}/play"

    async def get(self, path: str) -> dict[str, Any]:
        async with self._session.get(f"{self._url}/{path}") as response:
            answer: dict[str, Any] = await response.json()
            assert response.status == 200, answer
            return answer

    async def act(self, action: str, expected: int = 200, **arguments: object) -> dict[str, Any]:
        async with self._session.post(f"{self._url}/{action}", json=arguments) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status == expected, answer
            return answer

    async def events(self, since: int | None = None) -> AsyncGenerator[dict[str, Any]]:
        query = "" if since is None else f"?since={since}"
        async with self._session.get(f"{self._url}/events{query}") as response:
            assert response.content_type == "text/event-stream"
            async for line in response.content:
                if line.startswith(b"data: "):
                    yield json.loads(line.removeprefix(b"data: "))


@pytest.fixture
def page(api: LocalBotAPI, http: aiohttp.ClientSession) -> Page:
    return Page(http, api.url)


async def test_a_whole_conversation_over_http(api: LocalBotAPI, call: RawCall, page: Page) -> None:
    ann = await page.act("add_user", first_name="Ann", username="ann_reader")
    bob = await page.act("add_user", first_name="Bob")
    group = await page.act(
        "add_supergroup", title="Newsroom", owner_id=ann["id"], member_ids=[bob["id"]]
    )
    await page.act("add_bot", chat_id=group["id"], user_id=ann["id"])
    asked = await page.act("send_text", chat_id=group["id"], user_id=bob["id"], text="/ask who?")
    await call(
        "sendMessage",
        chat_id=group["id"],
        text="<blockquote>Al Jolani.</blockquote>",
        parse_mode="HTML",
        reply_markup=MARKUP,
        reply_parameters={"message_id": asked["message_id"]},
    )
    state = await page.get("state")
    assert state["bot"]["username"] == "pullquote_bot"
    assert [user["first_name"] for user in state["users"]] == ["Pullquote", "Ann", "Bob"]
    (shown,) = state["chats"]
    assert [message.get("text") for message in shown["messages"]] == [
        None,
        "/ask who?",
        "Al Jolani.",
    ]
    reply = shown["messages"][2]
    assert reply["reply_to_message"]["message_id"] == asked["message_id"]
    assert reply["entities"][0]["type"] == "blockquote"

    place = {"chat_id": group["id"], "message_id": reply["message_id"]}
    pressed = await page.act("press", user_id=bob["id"], button="More", **place)
    await call("answerCallbackQuery", callback_query_id=pressed["query_id"], text="No more")
    await page.act("react", user_id=bob["id"], emoji="👍", **place)
    await call("editMessageText", text="Abu Mohamed al Jolani.", **place)
    await call("sendChatAction", chat_id=group["id"], action="typing")
    await call("deleteMessage", **place)

    seen = []
    async for event in page.events(since=state["seq"]):
        seen.append(event)
        if event["type"] == "deleted":
            break
    assert [event["type"] for event in seen] == [
        "callback_answer",
        "reactions",
        "edited",
        "action",
        "deleted",
    ]
    assert seen[0]["text"] == "No more"
    assert seen[2]["message"]["text"] == "Abu Mohamed al Jolani."


async def test_events_come_as_they_happen(api: LocalBotAPI, page: Page) -> None:
    events = page.events()
    first = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0.05)
    api.world.add_user("Ann")
    event = await first
    assert (event["type"], event["user"]["first_name"]) == ("user", "Ann")
    await events.aclose()


async def test_a_page_that_lost_the_connection_goes_on_where_it_was(
    api: LocalBotAPI, http: aiohttp.ClientSession
) -> None:
    for name in ("Ann", "Bob", "Eve"):
        api.world.add_user(name)
    headers = {"Last-Event-ID": "1"}
    async with http.get(f"{api.url}/play/events", headers=headers) as response:
        lines = [await response.content.readline() for _ in range(8)]
    ids = [line.decode().strip() for line in lines if line.startswith(b"id: ")]
    assert ids == ["id: 2", "id: 3"]


async def test_the_menu_of_a_person_in_a_chat(
    call: RawCall, page: Page, private: Chat, ann: User
) -> None:
    commands = [{"command": "ask", "description": "Ask"}]
    await call("setMyCommands", commands=commands)
    menu = await page.get(f"commands?chat_id={private.id}&user_id={ann.id}")
    assert menu == {"commands": commands, "menu_button": {"type": "commands"}}


async def test_a_file_is_dropped_on_the_page(
    api: LocalBotAPI, http: aiohttp.ClientSession, private: Chat, ann: User
) -> None:
    form = aiohttp.FormData({"chat_id": str(private.id), "user_id": str(ann.id)})
    form.add_field("file", b"790 civilians", filename="a.txt", content_type="text/plain")
    async with http.post(f"{api.url}/play/send_document", data=form) as response:
        message = await response.json()
    assert message["document"]["file_name"] == "a.txt"
    async with http.get(f"{api.url}/play/file/{message['document']['file_id']}") as response:
        assert await response.read() == b"790 civilians"


async def test_inline_mode_over_http(call: RawCall, page: Page, group: Chat, ann: User) -> None:
    query = await page.act("inline_query", user_id=ann.id, text="truce", chat_id=group.id)
    content = {"message_text": "<b>Truce</b>", "parse_mode": "HTML"}
    article = {"type": "article", "id": "1", "title": "Truce", "input_message_content": content}
    await call("answerInlineQuery", inline_query_id=query["query_id"], results=[article])
    sent = await page.act(
        "choose_inline_result", query_id=query["query_id"], result_id="1", chat_id=group.id
    )
    assert (sent["text"], sent["via_bot"]["username"]) == ("Truce", "pullquote_bot")


async def test_everything_else_that_people_do(api: LocalBotAPI, page: Page) -> None:
    ann = (await page.act("add_user", first_name="Ann"))["id"]
    bob = (await page.act("add_user", first_name="Bob"))["id"]
    small = (await page.act("add_group", title="Small", owner_id=ann, member_ids=[bob]))["id"]
    large = (await page.act("migrate", chat_id=small))["id"]
    channel = (await page.act("add_channel", title="News", owner_id=ann))["id"]
    forum = (await page.act("add_supergroup", title="F", owner_id=ann, is_forum=True))["id"]
    topic = await page.act("add_topic", chat_id=forum, user_id=ann, name="Truce")
    in_topic = await page.act(
        "send_text", chat_id=forum, user_id=ann, text="a", thread_id=topic["thread_id"]
    )
    assert in_topic["message_thread_id"] == topic["thread_id"]
    await page.act("add_bot", chat_id=large, user_id=ann)
    await page.act("set_bot_status", chat_id=large, user_id=ann, status="administrator")
    await page.act("leave", chat_id=large, user_id=bob)
    await page.act("join", chat_id=large, user_id=bob)
    await page.act("promote", chat_id=large, user_id=bob, is_anonymous=True)
    anonymous = await page.act("send_text", chat_id=large, user_id=bob, text="a")
    assert anonymous["from"]["username"] == "GroupAnonymousBot"
    await page.act("demote", chat_id=large, user_id=bob)
    await page.act("send_as_channel", chat_id=large, channel_id=channel, text="a")
    post = await page.act("post_in_channel", chat_id=channel, text="Truce")
    await page.act("start", user_id=ann, parameter="a1")
    forwarded = await page.act(
        "forward",
        chat_id=channel,
        message_id=post["message_id"],
        to_chat_id=ann,
        user_id=ann,
    )
    assert forwarded["forward_origin"]["type"] == "channel"
    photo = await page.act("send_media", chat_id=ann, user_id=ann, kind="photo", caption="a")
    assert photo["caption"] == "a"
    sent = await page.act("send_text", chat_id=ann, user_id=ann, text="a")
    place = {"chat_id": ann, "message_id": sent["message_id"]}
    assert (await page.act("edit_text", text="b", **place))["edit_date"]
    await page.act("delete_message", **place)
    await page.act("block_bot", user_id=ann)
    await page.act("unblock_bot", user_id=ann)
    await page.act("remove_bot", chat_id=large, user_id=ann)
    raw = await page.act("raw_update", update={"message": "junk"})
    assert api.world.updates.take(raw["update_id"], 1)[0]["message"] == "junk"


@pytest.mark.parametrize(
    ("action", "arguments", "reason"),
    [
        ("add_user", {}, '"first_name" must be a string.'),
        ("send_text", {"chat_id": "x"}, '"chat_id" must be a whole number.'),
        ("send_text", {"chat_id": 404}, "There is no chat 404."),
        ("block_bot", {"user_id": 404}, "There is no user 404."),
        ("send_document", {"chat_id": 1001}, 'A part "file" is missing in the form.'),
        ("edit_text", {"chat_id": 1001, "message_id": 9}, "There is no message 9 in the chat."),
        ("choose_inline_result", {"query_id": "1"}, "There is no such inline query."),
        ("raw_update", {}, '"update" must be an object.'),
        (
            "set_bot_status",
            {"status": "emperor"},
            '"status" must be administrator, member or restricted.',
        ),
        ("send_media", {"chat_id": 1001, "user_id": 1001, "kind": "poem"}, "There is no media of"),
    ],
)
async def test_an_unfit_action_gets_one_clear_sentence(
    page: Page, private: Chat, action: str, arguments: dict[str, object], reason: str
) -> None:
    assert private.id == 1001
    answer = await page.act(action, 400, **arguments)
    assert answer["error"].startswith(reason)


async def test_an_unknown_action_is_not_found(page: Page) -> None:
    assert await page.act("fly", 404) == {"error": "Nobody can fly."}


async def test_faults_and_the_log_over_http(
    api: LocalBotAPI, http: aiohttp.ClientSession, call: RawCall, page: Page
) -> None:
    url = f"{api.url}/play/faults"
    faults = [{"kind": "server_error", "methods": ["sendMessage"], "times": 1}]
    async with http.post(url, json=faults) as response:
        assert await response.json() == {"faults": 1}
    assert (await call("sendMessage", chat_id=1, text="a"))["error_code"] == 500
    await call("sendMessage", chat_id=1, text="a", parse="HTML")
    log = await page.get("log")
    assert [record["fault"] for record in log["calls"]] == ["server_error", None]
    assert log["refusals"][0]["refusal"]["description"] == "Bad Request: chat not found"
    assert log["violations"] == [
        {"method": "sendMessage", "note": "the parameter parse is unknown"}
    ]
    unfits: list[object] = [{}, [{"kind": "flood"}], [{"kind": "drop", "colour": "red"}]]
    for unfit in unfits:
        async with http.post(url, json=unfit) as response:
            assert response.status == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Host": "rebound.example:8080"},
        {"Host": "rebound.example", "Origin": "http://rebound.example"},
    ],
)
async def test_pages_of_other_sites_are_kept_out(
    api: LocalBotAPI, http: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    for path in ("state", "events", "log"):
        async with http.get(f"{api.url}/play/{path}", headers=headers) as response:
            assert response.status == 403
    async with http.post(f"{api.url}/play/add_user", headers=headers, json={}) as response:
        assert response.status == 403


async def test_its_own_page_is_let_in(api: LocalBotAPI, http: aiohttp.ClientSession) -> None:
    headers = {"Origin": api.url}
    async with http.get(f"{api.url}/play/state", headers=headers) as response:
        assert response.status == 200


def test_every_action_is_named_in_plain_words() -> None:
    assert all(name.replace("_", "").isalpha() and name.islower() for name in ACTIONS)


async def test_it_runs_as_a_process_of_its_own(http: aiohttp.ClientSession) -> None:
    environment = {key: value for key, value in os.environ.items() if "TOKEN" not in key}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.playground",
        "--port",
        "0",
        "--no-flood",
        stdout=asyncio.subprocess.PIPE,
        env=environment,
    )
    assert process.stdout is not None
    greeting = json.loads(await process.stdout.readline())
    async with http.get(f"{greeting['url']}/bot{greeting['token']}/getMe") as response:
        assert (await response.json())["ok"]
    stream = await http.get(f"{greeting['url']}/play/events")
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(3):
        assert await process.wait() == 0
    stream.close()
