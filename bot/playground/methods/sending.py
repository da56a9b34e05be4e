"""Methods that put something new into a chat."""

from bot.playground import fields, limits, utf16
from bot.playground.markup import FormattedText, format_text
from bot.playground.methods.call import Call
from bot.playground.objects import Chat, Json, Message
from bot.playground.parameters import Upload
from bot.playground.refusals import RefusedError, bad_request

_CHAT_ACTIONS = frozenset(
    {
        "typing",
        "cancel",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "record_audio",
        "upload_audio",
        "upload_document",
        "choose_sticker",
        "find_location",
        "pick_up_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(call: Call) -> Json:
    """Carry out sendMessage."""
    text = call.text()
    message = _new_message(call)
    message.text, message.entities = text.text, text.entities
    if preview := call.json_object("link_preview_options", "link preview options"):
        message.content["link_preview_options"] = preview
    return _post(call, message)


def send_document(call: Call) -> Json:
    """Carry out sendDocument."""
    document = _document(call)
    caption = call.formatted("caption", "caption_entities")
    if caption.length > limits.MAX_CAPTION_UNITS:
        raise bad_request("message caption is too long")
    message = _new_message(call)
    if isinstance(document, Upload):
        stored = call.world.store_file(document.name, document.content, document.mime_type)
        document = stored.as_document()
    message.content["document"] = document
    if caption.text:
        message.content["caption"], message.entities = caption.text, caption.entities
    return _post(call, message)


def send_message_draft(call: Call) -> bool:
    """Carry out sendMessageDraft."""
    chat = call.writable_chat()
    if not chat.is_private:
        raise bad_request("CHAT_TYPE_INVALID")
    draft_id = call.given.integer("draft_id")
    if draft_id == 0:
        raise bad_request("draft_id must be non-zero")
    text = call.formatted("text", "entities")
    if text.length > limits.MAX_TEXT_UNITS:
        raise bad_request("message is too long")
    call.world.feed.publish(
        "draft", chat_id=chat.id, draft_id=draft_id, text=text.text, entities=text.entities
    )
    return True


def send_chat_action(call: Call) -> bool:
    """Carry out sendChatAction."""
    chat = call.writable_chat()
    action = call.given.text("action").lower()
    if action not in _CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    thread_id = call.thread_id(chat, takes_general=True)
    call.world.feed.publish("action", chat_id=chat.id, thread_id=thread_id, action=action)
    return True


def _new_message(call: Call) -> Message:
    """Return a message from the bot to the chat that the call names, without content as yet."""
    chat = call.writable_chat()
    replied, quote = _reply(call, chat)
    if chat.type == "channel":
        message = Message(chat, call.world.now(), sender_chat=chat)
    else:
        message = Message(chat, call.world.now(), sender=call.world.bot)
    message.thread_id = call.thread_id(chat)
    message.reply_to, message.quote = replied, quote
    message.reply_markup = call.reply_markup(chat)
    return message


def _post(call: Call, message: Message) -> Json:
    call.count_message(message.chat)
    return call.world.post(message).as_json()


def _reply(call: Call, chat: Chat) -> tuple[Message | None, Json | None]:
    """Return the message that the call replies to and the quote from it."""
    given = call.given
    parameters = call.json_object("reply_parameters", "reply parameters")
    if parameters is None:
        parameters = {
            "message_id": given.integer("reply_to_message_id"),
            "allow_sending_without_reply": given.flag("allow_sending_without_reply"),
        }
    try:
        number = fields.required_integer(parameters, "message_id") if parameters else 0
        other_chat = fields.string(parameters, "chat_id")
        quote = fields.string(parameters, "quote")
        parse_mode = fields.string(parameters, "quote_parse_mode")
    except ValueError as reason:
        raise bad_request(str(reason)) from None
    if number <= 0:
        return None, None
    if other_chat not in {"", str(chat.id)}:
        call.notes.append("replies to a message of another chat are not played here")
        return None, None
    replied = chat.messages.get(number)
    if replied is None:
        if parameters.get("allow_sending_without_reply"):
            return None, None
        raise bad_request("message to be replied not found")
    if not quote:
        return replied, None
    return replied, _quote(format_text(quote, parse_mode), replied)


def _quote(quote: FormattedText, replied: Message) -> Json:
    if quote.length > limits.MAX_QUOTE_UNITS or quote.text not in replied.words:
        raise bad_request("QUOTE_TEXT_INVALID")
    before = replied.words[: replied.words.index(quote.text)]
    return {"text": quote.text, "position": utf16.length(before), "is_manual": True}


def _document(call: Call) -> Upload | Json:
    upload = call.given.file("document")
    if upload is not None:
        if not upload.content:
            raise bad_request("file must be non-empty")
        if len(upload.content) > limits.MAX_UPLOAD_BYTES:
            raise RefusedError(413, "Request Entity Too Large")
        return upload
    handle = call.given.text("document")
    if not handle:
        raise bad_request("there is no document in the request")
    if handle not in call.world.files:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return call.world.files[handle].as_document()
