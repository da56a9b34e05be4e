"""Methods that answer a query: a pressed button, an inline query, a guest's mention."""

from bot.playground import inline, limits
from bot.playground.methods.call import Call
from bot.playground.objects import Json, Message, User
from bot.playground.refusals import bad_request

#: How long a query stays open. Telegram names no figures; bots see about these.
CALLBACK_SECONDS = 60.0
INLINE_SECONDS = 30.0

_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
_DEFAULT_CACHE_SECONDS = 300


def answer_callback_query(call: Call) -> bool:
    """Carry out answerCallbackQuery."""
    query = call.world.callback_queries.get(call.given.text("callback_query_id"))
    if query is None or query.answer is not None or _is_late(call, query.asked_at):
        raise bad_request(_TOO_OLD)
    text = call.given.text("text")
    if len(text) > limits.MAX_CALLBACK_ANSWER_CHARACTERS:
        raise bad_request("MESSAGE_TOO_LONG")
    if call.given.text("url"):
        # Only games, and links that open this very bot, may be opened from here.
        raise bad_request("URL_INVALID")
    query.answer = {"text": text, "show_alert": call.given.flag("show_alert")}
    call.world.feed.publish(
        "callback_answer",
        query_id=query.id,
        user_id=query.user.id,
        chat_id=query.message.chat.id,
        message_id=query.message.id,
        **query.answer,
    )
    return True


def answer_inline_query(call: Call) -> bool:
    """Carry out answerInlineQuery."""
    given = call.given
    unfit = "can't parse JSON encoded inline query results"
    results = inline.check_results(given.json("results", unfit), call.notes)
    if len(given.text("next_offset").encode()) > limits.MAX_INLINE_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    unfit = "can't parse inline query results button JSON object"
    button = inline.check_button(given.json("button", unfit))
    query = call.world.inline_queries.get(given.text("inline_query_id"))
    late = query is not None and _is_late(call, query.asked_at, INLINE_SECONDS)
    if query is None or query.results is not None or late:
        raise bad_request(_TOO_OLD)
    for result in results:
        result.text = result.text and call.with_known_people(result.text)
    query.results = results
    query.answer = {
        "cache_time": given.integer("cache_time", _DEFAULT_CACHE_SECONDS),
        "is_personal": given.flag("is_personal"),
        "next_offset": given.text("next_offset"),
        "button": button,
    }
    call.world.feed.publish(
        "inline_results",
        query_id=query.id,
        user_id=query.user.id,
        results=[result.raw for result in results],
        **query.answer,
    )
    return True


def answer_guest_query(call: Call) -> Json:
    """Carry out answerGuestQuery: a message of the bot in a chat where it is not a member."""
    unfit = "can't parse JSON encoded inline query result"
    result = inline.check_result(call.given.json("result", unfit), call.notes)
    query = call.world.guest_queries.get(call.given.text("guest_query_id"))
    if query is None or query.answer is not None or _is_late(call, query.asked_at):
        raise bad_request(_TOO_OLD)
    asked = query.message
    text = result.text and call.with_known_people(result.text)
    message = Message(
        asked.chat,
        call.world.now(),
        sender=call.world.bot,
        text=text.text if text else None,
        entities=text.entities if text else [],
        reply_markup=result.reply_markup,
        reply_to=asked,
        thread_id=asked.thread_id if asked.is_topic_message else None,
    )
    caller = asked.sender_chat or asked.sender
    if caller is not None:
        kind = "user" if isinstance(caller, User) else "chat"
        message.content[f"guest_bot_caller_{kind}"] = caller.as_json()
    inline_message_id = call.world.give_inline_id(message)
    query.answer = call.world.post(message)
    return {"inline_message_id": inline_message_id}


def _is_late(call: Call, asked_at: float, seconds: float = CALLBACK_SECONDS) -> bool:
    return call.world.clock() - asked_at > seconds
