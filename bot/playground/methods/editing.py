"""Methods that change or take away a message that is there."""

from telegram.constants import ReactionEmoji

from bot.playground import fields, limits
from bot.playground.methods.call import Call
from bot.playground.objects import Json, Message
from bot.playground.refusals import bad_request

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
_REACTIONS = frozenset(str(emoji) for emoji in ReactionEmoji)


def edit_message_text(call: Call) -> Json | bool:
    """Carry out editMessageText. Without a reply_markup the buttons go away."""
    text = call.text()
    message = _message_to_edit(call)
    markup = call.reply_markup(message.chat)
    if message.text is None:
        raise bad_request("there is no text in the message to edit")
    old = (message.text, message.entities, message.reply_markup)
    if old == (text.text, text.entities, markup):
        raise bad_request(_NOT_MODIFIED)
    call.count_message(message.chat)
    message.text, message.entities, message.reply_markup = text.text, text.entities, markup
    return _edited(call, message)


def edit_message_reply_markup(call: Call) -> Json | bool:
    """Carry out editMessageReplyMarkup."""
    message = _message_to_edit(call)
    markup = call.reply_markup(message.chat)
    if message.reply_markup == markup:
        raise bad_request(_NOT_MODIFIED)
    call.count_message(message.chat)
    message.reply_markup = markup
    return _edited(call, message)


def delete_message(call: Call) -> bool:
    """Carry out deleteMessage."""
    message = call.chat().messages.get(call.given.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if not _may_delete(call, message):
        raise bad_request("message can't be deleted")
    call.world.delete(message)
    return True


def delete_messages(call: Call) -> bool:
    """Carry out deleteMessages, which passes over what it cannot delete."""
    chat = call.chat()
    numbers = call.given.json("message_ids", "can't parse message identifiers JSON object")
    if not isinstance(numbers, list):
        raise bad_request("expected an Array of message identifiers")
    if not numbers:
        raise bad_request("message identifiers are not specified")
    if len(numbers) > limits.MAX_DELETIONS:
        raise bad_request("too many message identifiers specified")
    for number in numbers:
        message = chat.messages.get(number) if isinstance(number, int) else None
        if message is not None and _may_delete(call, message):
            call.world.delete(message)
    return True


def set_message_reaction(call: Call) -> bool:
    """Carry out setMessageReaction."""
    message = call.writable_chat().messages.get(call.given.integer("message_id"))
    if message is None:
        raise bad_request("message to react not found")
    reaction = call.given.json("reaction", "can't parse reaction types JSON object") or []
    if not isinstance(reaction, list):
        raise bad_request("expected an Array of ReactionType")
    try:
        emojis = [fields.string(fields.an_object(one), "emoji") for one in reaction]
    except ValueError as reason:
        raise bad_request(f"can't parse ReactionType: {reason}") from None
    if len(emojis) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if not _REACTIONS.issuperset(emojis):
        raise bad_request("REACTION_INVALID")
    message.reactions.pop(call.world.bot.id, None)
    if reaction:
        message.reactions[call.world.bot.id] = reaction
    call.world.publish_reactions(message)
    return True


def _message_to_edit(call: Call) -> Message:
    given = call.given
    inline_id = given.text("inline_message_id")
    if inline_id and "chat_id" not in given:
        if inline_id not in call.world.inline_messages:
            raise bad_request("MESSAGE_ID_INVALID")
        return call.world.inline_messages[inline_id]
    chat = call.writable_chat()
    number = given.integer("message_id")
    if number <= 0:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(number)
    if message is None:
        raise bad_request("message to edit not found")
    is_own_post = chat.type == "channel" and message.sender_chat is chat
    if message.sender is not call.world.bot and not is_own_post:
        raise bad_request("message can't be edited")
    return message


def _edited(call: Call, message: Message) -> Json | bool:
    call.world.edited(message, by_bot=True)
    return True if "chat_id" not in call.given else message.as_json()


def _may_delete(call: Call, message: Message) -> bool:
    if message.sender is call.world.bot or message.chat.is_private:
        return True
    member = message.chat.member(call.world.bot)
    return member is not None and member.is_admin and member.can_delete_messages
