"""Methods about the bot itself: who it is, what it says of itself, its menus."""

from bot.playground import fields, limits
from bot.playground.entities import check_link
from bot.playground.menus import DEFAULT_SCOPE, Scope, check_commands, check_language
from bot.playground.methods.call import Call
from bot.playground.objects import Json
from bot.playground.refusals import bad_request

_SCOPES_WITHOUT_CHAT = frozenset(
    {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
)
_SCOPES_WITH_CHAT = frozenset({"chat", "chat_administrators", "chat_member"})


def get_me(call: Call) -> Json:
    """Carry out getMe."""
    settings = call.world.settings
    return {
        **call.world.bot.as_json(),
        "can_join_groups": True,
        "can_read_all_group_messages": settings.reads_all_group_messages,
        "supports_inline_queries": settings.supports_inline,
        "supports_guest_queries": settings.supports_guest_queries,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(call: Call) -> bool:
    """Carry out setMyCommands. An empty list takes the menu away."""
    commands = call.given.json("commands", "can't parse commands JSON object")
    return _set_commands(call, check_commands([] if commands is None else commands))


def delete_my_commands(call: Call) -> bool:
    """Carry out deleteMyCommands."""
    return _set_commands(call, [])


def get_my_commands(call: Call) -> list[Json]:
    """Carry out getMyCommands."""
    return call.world.menus.get(_scope(call), _language(call))


def set_my_name(call: Call) -> bool:
    """Carry out setMyName."""
    return _set_profile(call, "name", limits.MAX_NAME_CHARACTERS, "BOT_TITLE_INVALID")


def get_my_name(call: Call) -> Json:
    """Carry out getMyName."""
    return {"name": _profile(call, "name") or call.world.bot.first_name}


def set_my_description(call: Call) -> bool:
    """Carry out setMyDescription."""
    limit = limits.MAX_DESCRIPTION_CHARACTERS
    return _set_profile(call, "description", limit, "DESCRIPTION_TOO_LONG")


def get_my_description(call: Call) -> Json:
    """Carry out getMyDescription."""
    return {"description": _profile(call, "description")}


def set_my_short_description(call: Call) -> bool:
    """Carry out setMyShortDescription."""
    limit = limits.MAX_SHORT_DESCRIPTION_CHARACTERS
    return _set_profile(call, "short_description", limit, "ABOUT_TOO_LONG")


def get_my_short_description(call: Call) -> Json:
    """Carry out getMyShortDescription."""
    return {"short_description": _profile(call, "short_description")}


def set_chat_menu_button(call: Call) -> bool:
    """Carry out setChatMenuButton."""
    chat_id = _private_chat_id(call)
    button = call.json_object("menu_button", "menu button") or {"type": "default"}
    try:
        url = _menu_button_url(button)
    except ValueError as reason:
        raise bad_request(f"can't parse menu button: {reason}") from None
    if url is not None:
        try:
            check_link(url, frozenset({"https"}))
        except ValueError:
            raise bad_request("BUTTON_URL_INVALID") from None
    call.world.menu_buttons[chat_id] = button
    call.world.feed.publish("menu_button", chat_id=chat_id, menu_button=button)
    return True


def get_chat_menu_button(call: Call) -> Json:
    """Carry out getChatMenuButton."""
    buttons = call.world.menu_buttons
    return buttons.get(_private_chat_id(call)) or buttons.get(0) or {"type": "commands"}


def _menu_button_url(button: Json) -> str | None:
    """Return what the button opens, None for the buttons that open nothing."""
    kind = fields.required_string(button, "type")
    if kind not in {"default", "commands", "web_app"}:
        raise fields.UnfitFieldError("Unsupported type specified")
    if kind != "web_app":
        return None
    fields.required_string(button, "text")
    return fields.required_string(fields.required_object(button, "web_app"), "url")


def _set_commands(call: Call, commands: list[Json]) -> bool:
    scope, language = _scope(call), _language(call)
    call.world.menus.set(commands, scope, language)
    kind, chat_id, user_id = scope
    call.world.feed.publish(
        "commands", scope=kind, chat_id=chat_id, user_id=user_id, language_code=language
    )
    return True


def _scope(call: Call) -> Scope:
    unfit = "can't parse BotCommandScope"
    scope = call.given.json("scope", f"{unfit} JSON object")
    if scope is None:
        return DEFAULT_SCOPE
    if not isinstance(scope, dict):
        raise bad_request(f"{unfit}: BotCommandScope must be an Object")
    try:
        kind, name, user_id = _named_scope(scope)
    except ValueError as reason:
        raise bad_request(f"{unfit}: {reason}") from None
    if not name:
        return kind, 0, 0
    chat = call.find_chat(name)
    if chat is None:
        raise bad_request("chat not found")
    return kind, chat.id, user_id


def _named_scope(scope: Json) -> tuple[str, str, int]:
    """Return the kind of a scope and the chat and user that it names, "" and 0 for none."""
    kind = fields.required_string(scope, "type")
    if kind in _SCOPES_WITHOUT_CHAT:
        return kind, "", 0
    if kind not in _SCOPES_WITH_CHAT:
        raise fields.UnfitFieldError("Unsupported type specified")
    name = fields.required_string(scope, "chat_id")
    if not name:
        raise fields.UnfitFieldError("Empty chat_id specified")
    user_id = fields.required_integer(scope, "user_id") if kind == "chat_member" else 0
    if kind == "chat_member" and user_id <= 0:
        raise fields.UnfitFieldError("Invalid user_id specified")
    return kind, name, user_id


def _language(call: Call) -> str:
    return check_language(call.given.text("language_code"))


def _set_profile(call: Call, what: str, limit: int, too_long: str) -> bool:
    value = call.given.text(what)
    if len(value) > limit:
        raise bad_request(too_long)
    call.world.profile[what, _language(call)] = value
    call.world.feed.publish("profile", what=what)
    return True


def _profile(call: Call, what: str) -> str:
    profile = call.world.profile
    return profile.get((what, _language(call))) or profile.get((what, ""), "")


def _private_chat_id(call: Call) -> int:
    """Return the number of the private chat that the call is about, 0 for all of them."""
    if "chat_id" not in call.given:
        return 0
    chat = call.chat()
    if not chat.is_private:
        raise bad_request("chat not found")
    return chat.id
