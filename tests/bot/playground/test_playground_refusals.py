"""What the local Bot API refuses, with Telegram's codes and words."""

from collections.abc import Callable, Coroutine
from typing import Any

import aiohttp
import pytest

from bot.playground.local import LocalBotAPI
from bot.playground.objects import Chat, User
from bot.playground.world import World

RawCall = Callable[..., Coroutine[Any, Any, dict[str, Any]]]

CONTENT = {"message_text": "a"}
INLINE = {"type": "article", "id": "1", "title": "a", "input_message_content": CONTENT}
CALLBACK_MARKUP = {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]}
LONG_CALLBACK_MARKUP = {"inline_keyboard": [[{"text": "a", "callback_data": "a" * 65}]]}
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
UNKNOWN_TYPE = (
    'can\'t parse InlineQueryResult: type "poem" is unsupported for the inline query result'
)


def refusal(code: int, description: str, **parameters: int) -> dict[str, Any]:
    answer: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return answer | ({"parameters": parameters} if parameters else {})


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"chat_id": "", "text": "a"}, "chat_id is empty"),
        ({"chat_id": 404, "text": "a"}, "chat not found"),
        ({"chat_id": "@nobody", "text": "a"}, "chat not found"),
        ({"chat_id": "words", "text": "a"}, "chat not found"),
        ({}, "message text is empty"),
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "a", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        (
            {"text": "<b>a", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ({"text": "a", "entities": "{"}, "can't parse entities JSON object"),
        ({"text": "a", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "a", "reply_markup": "[]"}, "object expected as reply markup"),
        (
            {"text": "a", "reply_markup": LONG_CALLBACK_MARKUP},
            "BUTTON_DATA_INVALID",
        ),
        ({"text": "a", "reply_parameters": "{"}, "can't parse reply parameters JSON object"),
        ({"text": "a", "reply_parameters": "[]"}, "object expected as reply parameters"),
        ({"text": "a", "reply_parameters": {"quote": "a"}}, 'can\'t find field "message_id"'),
        ({"text": "a", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "a", "reply_to_message_id": 99}, "message to be replied not found"),
        (
            {"text": "a", "reply_parameters": {"message_id": 1, "quote": "stop"}},
            "QUOTE_TEXT_INVALID",
        ),
        ({"text": "a", "message_thread_id": 7}, "message thread not found"),
        (
            {"text": "a", "link_preview_options": "{"},
            "can't parse link preview options JSON object",
        ),
        ({"text": "\ud800"}, "strings must be encoded in UTF-8"),
    ],
)
async def test_a_message_is_refused(
    call: RawCall, private: Chat, parameters: dict[str, Any], reason: str
) -> None:
    answer = await call("sendMessage", **{"chat_id": private.id, **parameters})
    assert answer == refusal(400, f"Bad Request: {reason}")


@pytest.mark.parametrize(
    "parameters",
    [
        {"text": "a" * 4096},
        {"text": "<b>" + "😀" * 2048 + "</b>", "parse_mode": "html"},
        {"text": "a", "reply_parameters": {"message_id": 1, "quote": "start"}},
        {
            "text": "a",
            "reply_parameters": {"message_id": 99, "allow_sending_without_reply": True},
        },
    ],
)
async def test_a_message_at_the_limits_is_sent(
    call: RawCall, private: Chat, parameters: dict[str, Any]
) -> None:
    assert (await call("sendMessage", chat_id=private.id, **parameters))["ok"]


@pytest.mark.parametrize(
    ("prepare", "code", "description"),
    [
        (
            lambda world, _group, ann: world.block_bot(ann),
            403,
            "Forbidden: bot was blocked by the user",
        ),
        (
            lambda world, group, ann: world.remove_bot(group, ann),
            403,
            "Forbidden: bot was kicked from the supergroup chat",
        ),
        (
            lambda world, group, _ann: world.bot_leaves(group),
            403,
            "Forbidden: bot is not a member of the supergroup chat",
        ),
        (
            lambda world, group, ann: world.set_bot_status(group, ann, "restricted"),
            400,
            "Bad Request: not enough rights to send text messages to the chat",
        ),
    ],
)
async def test_a_chat_that_the_bot_may_not_write_in(
    api: LocalBotAPI,
    call: RawCall,
    prepare: Callable[[World, Chat, User], None],
    code: int,
    description: str,
) -> None:
    ann = api.world.add_user("Ann")
    group = api.world.add_supergroup("Newsroom", ann)
    api.world.add_bot(group, ann)
    prepare(api.world, group, ann)
    chat_id = ann.id if ann.has_blocked else group.id
    for method in ("sendMessage", "sendChatAction"):
        answer = await call(method, chat_id=chat_id, text="a", action="typing")
        assert answer == refusal(code, description)


async def test_a_person_who_never_wrote_is_not_written_to(call: RawCall, bob: User) -> None:
    answer = await call("sendMessage", chat_id=bob.id, text="a")
    assert answer == refusal(403, "Forbidden: bot can't initiate conversation with a user")


async def test_a_private_group_that_the_bot_never_was_in_is_not_found(
    api: LocalBotAPI, call: RawCall, ann: User
) -> None:
    hidden = api.world.add_supergroup("Hidden", ann)
    public = api.world.add_supergroup("Public", ann, username="the_public")
    answer = await call("sendMessage", chat_id=hidden.id, text="a")
    assert answer == refusal(400, "Bad Request: chat not found")
    assert (await call("getChat", chat_id="@The_Public"))["description"] == (
        "Forbidden: bot is not a member of the supergroup chat"
    )
    assert public.title == "Public"


async def test_a_group_that_became_a_supergroup_names_it(
    api: LocalBotAPI, call: RawCall, ann: User
) -> None:
    chat = api.world.add_group("Small", ann)
    api.world.add_bot(chat, ann)
    supergroup = api.world.migrate_to_supergroup(chat)
    answer = await call("sendMessage", chat_id=chat.id, text="a")
    assert answer == refusal(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        migrate_to_chat_id=supergroup.id,
    )
    assert (await call("sendMessage", chat_id=supergroup.id, text="a"))["ok"]


async def test_a_channel_takes_posts_of_administrators_only(
    api: LocalBotAPI, call: RawCall, ann: User
) -> None:
    channel = api.world.add_channel("News", ann)
    api.world.add_bot(channel, ann)
    assert (await call("sendMessage", chat_id=channel.id, text="a"))["ok"]
    api.world.set_bot_status(channel, ann, "member")
    answer = await call("sendMessage", chat_id=channel.id, text="a")
    assert answer == refusal(400, "Bad Request: need administrator rights in the channel chat")


async def test_a_forum_takes_messages_in_its_topics_only(
    api: LocalBotAPI, call: RawCall, ann: User
) -> None:
    forum = api.world.add_supergroup("Forum", ann, is_forum=True)
    api.world.add_bot(forum, ann)
    topic = api.world.add_topic(forum, "Truce", ann)

    async def answer(method: str, thread_id: int) -> str:
        given = await call(
            method, chat_id=forum.id, text="a", action="typing", message_thread_id=thread_id
        )
        return str(given.get("description", "sent"))

    assert await answer("sendMessage", topic.thread_id) == "sent"
    assert await answer("sendMessage", 99) == "Bad Request: message thread not found"
    assert await answer("sendMessage", 1) == "Bad Request: message thread not found"
    assert await answer("sendChatAction", 1) == "sent"
    api.world.close_topic(forum, topic, ann)
    assert await answer("sendMessage", topic.thread_id) == "Bad Request: TOPIC_CLOSED"


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({}, "message identifier is not specified"),
        ({"message_id": 99}, "message to edit not found"),
        ({"message_id": 1}, "message can't be edited"),
        ({"message_id": 3}, "there is no text in the message to edit"),
        ({"inline_message_id": "nothing", "chat_id": None}, "MESSAGE_ID_INVALID"),
        (
            {"message_id": 2, "text": "old", "reply_markup": CALLBACK_MARKUP},
            NOT_MODIFIED,
        ),
        ({"message_id": 2, "text": "a" * 4097}, "message is too long"),
    ],
)
async def test_an_edit_is_refused(
    api: LocalBotAPI, call: RawCall, private: Chat, parameters: dict[str, Any], reason: str
) -> None:
    await call("sendMessage", chat_id=private.id, text="old", reply_markup=CALLBACK_MARKUP)
    stored = api.world.store_file("a.txt", b"a", "text/plain")
    await call("sendDocument", chat_id=private.id, document=stored.id)
    parameters = {"chat_id": private.id, "text": "new", **parameters}
    answer = await call("editMessageText", **parameters)
    assert answer == refusal(400, f"Bad Request: {reason}")


async def test_an_edit_without_buttons_takes_them_away(call: RawCall, private: Chat) -> None:
    await call("sendMessage", chat_id=private.id, text="a", reply_markup=CALLBACK_MARKUP)
    edited = await call("editMessageText", chat_id=private.id, message_id=2, text="a")
    assert "reply_markup" not in edited["result"]
    same = await call("editMessageReplyMarkup", chat_id=private.id, message_id=2)
    assert same["description"].startswith("Bad Request: message is not modified")


@pytest.mark.parametrize(
    ("method", "parameters", "reason"),
    [
        ("deleteMessage", {"message_id": 99}, "message to delete not found"),
        ("deleteMessages", {"message_ids": "{"}, "can't parse message identifiers JSON object"),
        ("deleteMessages", {"message_ids": []}, "message identifiers are not specified"),
        (
            "deleteMessages",
            {"message_ids": list(range(101))},
            "too many message identifiers specified",
        ),
        ("sendChatAction", {"action": "dance"}, "wrong parameter action in request"),
        ("setMessageReaction", {"message_id": 99}, "message to react not found"),
        (
            "setMessageReaction",
            {"message_id": 1, "reaction": [{"type": "emoji", "emoji": "x"}]},
            "REACTION_INVALID",
        ),
        (
            "setMessageReaction",
            {"message_id": 1, "reaction": [{"type": "emoji", "emoji": "👍"}] * 2},
            "REACTIONS_TOO_MANY",
        ),
        (
            "answerCallbackQuery",
            {"callback_query_id": "1"},
            "query is too old and response timeout expired or query ID is invalid",
        ),
        (
            "answerInlineQuery",
            {"inline_query_id": "1", "results": []},
            "query is too old and response timeout expired or query ID is invalid",
        ),
        (
            "answerGuestQuery",
            {"guest_query_id": "1", "result": INLINE},
            "query is too old and response timeout expired or query ID is invalid",
        ),
        ("setMyCommands", {"commands": "["}, "can't parse commands JSON object"),
        (
            "setMyCommands",
            {"commands": [{"command": "A", "description": "a"}]},
            "BOT_COMMAND_INVALID",
        ),
        (
            "setMyCommands",
            {"commands": [], "scope": {"type": "planet"}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
        (
            "setMyCommands",
            {"commands": [], "scope": {"type": "chat", "chat_id": ""}},
            "can't parse BotCommandScope: Empty chat_id specified",
        ),
        (
            "setMyCommands",
            {"commands": [], "scope": {"type": "chat", "chat_id": 404}},
            "chat not found",
        ),
        ("setMyCommands", {"language_code": "eng"}, "invalid language code specified"),
        ("setMyName", {"name": "a" * 65}, "BOT_TITLE_INVALID"),
        ("setMyDescription", {"description": "a" * 513}, "DESCRIPTION_TOO_LONG"),
        ("setMyShortDescription", {"short_description": "a" * 121}, "ABOUT_TOO_LONG"),
        (
            "setChatMenuButton",
            {"menu_button": {"type": "web_app", "text": "a", "web_app": {"url": "http://a.b"}}},
            "BUTTON_URL_INVALID",
        ),
        ("getChat", {"chat_id": 404}, "chat not found"),
        ("getChatMember", {"user_id": 404}, "PARTICIPANT_ID_INVALID"),
        ("getChatAdministrators", {}, "there are no administrators in the private chat"),
        ("leaveChat", {}, "chat can't be left"),
        ("getFile", {"file_id": "nothing"}, "invalid file_id"),
        ("sendDocument", {}, "there is no document in the request"),
        ("sendDocument", {"document": "nothing"}, "wrong file identifier/HTTP URL specified"),
        ("sendMessageDraft", {"draft_id": 0, "text": "a"}, "draft_id must be non-zero"),
        ("setWebhook", {"url": "http://"}, "invalid webhook URL specified"),
        (
            "setWebhook",
            {"url": "https://a.example", "secret_token": "a b"},
            "secret token contains unallowed characters",
        ),
        (
            "setWebhook",
            {"url": "https://a.example", "secret_token": "a" * 257},
            "secret token is too long",
        ),
    ],
)
async def test_other_calls_are_refused(
    call: RawCall, private: Chat, method: str, parameters: dict[str, Any], reason: str
) -> None:
    answer = await call(method, **{"chat_id": private.id, **parameters})
    assert answer == refusal(400, f"Bad Request: {reason}")


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ("[", "can't parse JSON encoded inline query results"),
        ({}, "expected an Array of inline query results"),
        ([INLINE] * 51, "too many inline query results specified"),
        ([INLINE, INLINE], "RESULT_ID_DUPLICATE"),
        ([INLINE | {"id": ""}], "RESULT_ID_EMPTY"),
        ([INLINE | {"id": "é" * 33}], "RESULT_ID_INVALID"),
        ([INLINE | {"title": " "}], "ARTICLE_TITLE_EMPTY"),
        ([INLINE | {"type": "poem"}], UNKNOWN_TYPE),
        (
            [{"type": "article", "id": "1", "title": "a"}],
            "can't parse InlineQueryResult: Can't find field \"input_message_content\"",
        ),
        (
            [INLINE | {"input_message_content": {"message_text": "<b>", "parse_mode": "HTML"}}],
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            [INLINE | {"input_message_content": {"message_text": "a" * 4097}}],
            "MESSAGE_TOO_LONG",
        ),
        ([INLINE | {"reply_markup": LONG_CALLBACK_MARKUP}], "BUTTON_DATA_INVALID"),
    ],
)
async def test_inline_results_are_refused(
    api: LocalBotAPI, call: RawCall, ann: User, results: object, reason: str
) -> None:
    query = api.world.inline_query(ann, "truce")
    answer = await call("answerInlineQuery", inline_query_id=query.id, results=results)
    assert answer == refusal(400, f"Bad Request: {reason}")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"next_offset": "a" * 65}, "NEXT_OFFSET_INVALID"),
        ({"button": {"text": "a", "start_parameter": ""}}, "can't use empty start_parameter"),
        (
            {"button": {"text": "a", "start_parameter": "a b"}},
            "unallowed characters in start_parameter are used",
        ),
        (
            {"button": {"text": "a", "start_parameter": "a" * 65}},
            "too long start_parameter specified",
        ),
    ],
)
async def test_options_of_inline_answers_are_refused(
    api: LocalBotAPI, call: RawCall, ann: User, options: dict[str, Any], reason: str
) -> None:
    query = api.world.inline_query(ann, "truce")
    answer = await call("answerInlineQuery", inline_query_id=query.id, results=[], **options)
    assert answer == refusal(400, f"Bad Request: {reason}")


async def test_a_query_is_answered_once_and_in_time(
    caller: Callable[[LocalBotAPI], RawCall],
) -> None:
    now = [1_000.0]
    async with LocalBotAPI(flood=None, clock=lambda: now[0]) as api:
        call = caller(api)
        reader = api.world.add_user("Ann")
        chat = api.world.start(reader).chat
        await call("sendMessage", chat_id=chat.id, text="a", reply_markup=CALLBACK_MARKUP)
        message = api.bot_messages(chat)[0]
        first = api.world.press(reader, message, "a")
        late = api.world.press(reader, message, (0, 0))

        async def answer(query_id: str, text: str = "") -> str:
            given = await call("answerCallbackQuery", callback_query_id=query_id, text=text)
            return str(given.get("description", "answered"))

        too_old = (
            "Bad Request: query is too old and response timeout expired or query ID is invalid"
        )
        assert await answer(first.id, "a" * 201) == "Bad Request: MESSAGE_TOO_LONG"
        assert await answer(first.id, "a" * 200) == "answered"
        assert await answer(first.id) == too_old
        now[0] += 61
        assert await answer(late.id) == too_old
        assert first.answer == {"text": "a" * 200, "show_alert": False}


async def test_other_peoples_messages_are_deleted_by_administrators_only(
    api: LocalBotAPI, call: RawCall, group: Chat, ann: User, bob: User
) -> None:
    message = api.world.send_text(group, bob, "hello")
    answer = await call("deleteMessage", chat_id=group.id, message_id=message.id)
    assert answer == refusal(400, "Bad Request: message can't be deleted")
    api.world.set_bot_status(group, ann, "administrator")
    assert (await call("deleteMessage", chat_id=group.id, message_id=message.id))["ok"]


async def test_a_file_over_20_megabytes_cannot_be_fetched(
    api: LocalBotAPI, call: RawCall, private: Chat, ann: User
) -> None:
    message = api.world.send_document(private, ann, "a.bin", b"", size=21 << 20)
    answer = await call("getFile", file_id=message.content["document"]["file_id"])
    assert answer == refusal(400, "Bad Request: file is too big")


async def test_flooding_is_refused_with_the_time_to_wait(
    http: aiohttp.ClientSession, caller: Callable[[LocalBotAPI], RawCall]
) -> None:
    now = [1_000.0]
    async with LocalBotAPI(clock=lambda: now[0]) as api:
        chat = api.world.start(api.world.add_user("Ann")).chat
        call = caller(api)
        for number in range(5):
            assert (await call("sendMessage", chat_id=chat.id, text=str(number)))["ok"]
        url = f"{api.base_url}{api.token}/sendMessage"
        async with http.post(url, json={"chat_id": chat.id, "text": "too early"}) as response:
            assert response.headers["Retry-After"] == "1"
            assert await response.json() == refusal(
                429, "Too Many Requests: retry after 1", retry_after=1
            )
        now[0] += 1
        assert (await call("sendMessage", chat_id=chat.id, text="in time"))["ok"]
        assert [record.params["text"] for record in api.refusals] == ["too early"]


@pytest.mark.parametrize(
    ("path", "code", "description"),
    [
        ("bot{token}/getThem", 404, "Not Found: method not found"),
        ("bot700000001:wrong/getMe", 401, "Unauthorized"),
        ("botnonsense/getMe", 404, "Not Found"),
        ("file/bot700000001:wrong/documents/a", 401, "Unauthorized"),
        ("file/bot{token}/documents/a", 404, "Not Found"),
    ],
)
async def test_wrong_addresses(
    api: LocalBotAPI, http: aiohttp.ClientSession, path: str, code: int, description: str
) -> None:
    async with http.get(f"{api.url}/{path.format(token=api.token)}") as response:
        assert response.status == code
        assert await response.json() == refusal(code, description)


@pytest.mark.parametrize("body", ["{", "[]", "\xff", '{"text": "\\ud800"}'])
async def test_a_body_that_is_no_json_object_is_refused(
    api: LocalBotAPI, http: aiohttp.ClientSession, body: str
) -> None:
    url = f"{api.base_url}{api.token}/getMe"
    headers = {"Content-Type": "application/json"}
    async with http.post(url, data=body.encode("latin-1"), headers=headers) as response:
        assert response.status == 400


async def test_what_is_only_ignored_counts_as_a_violation(
    api: LocalBotAPI, call: RawCall, private: Chat
) -> None:
    await call(
        "sendMessage",
        chat_id=private.id,
        text="<b>a</b> " * 101,
        parse_mode="HTML",
        reply_to=1,
    )
    assert [(violation.method, violation.note) for violation in api.violations] == [
        ("sendMessage", "only 100 of 101 entities were kept"),
        ("sendMessage", "the parameter reply_to is unknown"),
    ]
