"""Methods that look at chats, people and files, and the one that leaves a chat."""

from bot.playground.limits import MAX_DOWNLOAD_BYTES
from bot.playground.methods.call import Call
from bot.playground.objects import Json, Member
from bot.playground.refusals import bad_request

_NO_GIFTS = dict.fromkeys(
    (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    ),
    False,
)


def get_chat(call: Call) -> Json:
    """Carry out getChat."""
    return {
        **call.chat().as_json(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": _NO_GIFTS,
    }


def get_chat_member(call: Call) -> Json:
    """Carry out getChatMember."""
    chat = call.chat()
    user_id = call.given.integer("user_id")
    if user_id <= 0:
        raise bad_request("invalid user_id specified")
    if user_id in chat.members:
        return chat.members[user_id].as_json()
    user = call.world.users.get(user_id)
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    is_own_chat = chat.person is user or (chat.is_private and user is call.world.bot)
    return Member(user, "member" if is_own_chat else "left").as_json()


def get_chat_administrators(call: Call) -> list[Json]:
    """Carry out getChatAdministrators."""
    chat = call.chat()
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    return [
        member.as_json()
        for member in chat.members.values()
        if member.is_admin and (not member.user.is_bot or member.user is call.world.bot)
    ]


def get_chat_member_count(call: Call) -> int:
    """Carry out getChatMemberCount."""
    chat = call.chat()
    return 2 if chat.is_private else sum(one.is_in_chat for one in chat.members.values())


def leave_chat(call: Call) -> bool:
    """Carry out leaveChat."""
    chat = call.chat()
    if chat.is_private:
        raise bad_request("chat can't be left")
    call.world.bot_leaves(chat)
    return True


def get_file(call: Call) -> Json:
    """Carry out getFile."""
    file_id = call.given.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    stored = call.world.files.get(file_id)
    if stored is None:
        raise bad_request("invalid file_id")
    if stored.size > MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return stored.as_json()
