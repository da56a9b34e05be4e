"""The keyboards under a message: what Telegram takes and what it refuses."""

from typing import Any

from bot.playground import fields
from bot.playground.entities import BUTTON_SCHEMES, check_link
from bot.playground.limits import MAX_BUTTONS, MAX_CALLBACK_DATA_BYTES
from bot.playground.refusals import bad_request

_WEB_APP_SCHEMES = frozenset({"https"})
#: What may stand in a button besides its text; the first one found says what the button does.
_ACTIONS = (
    "url",
    "callback_data",
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
    "copy_text",
)
#: An empty string does nothing in these, so that Telegram looks further.
_NEEDS_A_VALUE = frozenset({"url", "callback_data"})
_UNFIT_BUTTON = "can't parse inline keyboard button: "
_LOOKS = ("style", "icon_custom_emoji_id")


def check_reply_markup(
    markup: Any, *, in_private_chat: bool, notes: list[str]
) -> dict[str, Any] | None:
    """Return the keyboard as it stands under the message, or None for none.

    Args:
        markup: The call's `reply_markup`, already decoded from JSON.
        in_private_chat: Whether the message goes to a person's chat with the bot, the only
            place for Mini App buttons.
        notes: Where to add a sentence for each thing dropped without a refusal.

    Raises:
        RefusedError: Telegram would refuse the keyboard.

    """
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if rows := _rows(markup, "keyboard", 'field "keyboard" must be an Array of Arrays'):
        for row in rows:
            for button in row:
                _check_reply_button(button)
        return markup
    unfit = 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
    if rows := _rows(markup, "inline_keyboard", unfit):
        unchecked = [
            [_inline_button(button, in_private_chat=in_private_chat, notes=notes) for button in row]
            for row in rows
        ]
        kept = [[button for button in row if button] for row in unchecked]
        kept = [row for row in kept if row]
        if sum(map(len, kept)) > MAX_BUTTONS:
            raise bad_request("reply markup is too long")
        return {"inline_keyboard": kept} if kept else None
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return markup
    return None


def _rows(markup: dict[str, Any], key: str, unfit: str) -> list[list[Any]]:
    rows = markup.get(key)
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise bad_request(f'field "{key}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(unfit)
    return rows


def _check_reply_button(button: Any) -> None:
    if isinstance(button, str):
        return
    prefix = "can't parse keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(f"{prefix}KeyboardButton must be a String or an Object")
    try:
        fields.required_string(button, "text")
    except ValueError as reason:
        raise bad_request(f"{prefix}{reason}") from None


def _inline_button(
    button: Any, *, in_private_chat: bool, notes: list[str]
) -> dict[str, Any] | None:
    if not isinstance(button, dict):
        raise bad_request(f"{_UNFIT_BUTTON}InlineKeyboardButton must be an Object")
    try:
        text = fields.required_string(button, "text")
        action, value = _action(button)
    except ValueError as reason:
        raise bad_request(f"{_UNFIT_BUTTON}{reason}") from None
    if not text.strip():
        notes.append("a button without text was dropped")
        return None
    if action == "url":
        value = _checked_url(value)
    elif action == "web_app":
        value = {"url": _checked_web_app_url(value["url"], in_private_chat=in_private_chat)}
    elif action == "callback_data" and len(value.encode()) > MAX_CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    looks = {key: button[key] for key in _LOOKS if key in button}
    return {"text": text, action: value, **looks}


def _action(button: dict[str, Any]) -> tuple[str, Any]:
    """Return what the button does: the field's name and its value."""
    for name in _ACTIONS:
        if name in _NEEDS_A_VALUE:
            if value := fields.string(button, name):
                return name, value
        elif name == "web_app" and button.get(name) is not None:
            web_app = fields.required_object(button, name)
            return name, {"url": fields.required_string(web_app, "url")}
        elif button.get(name) is not None:
            return name, button[name]
    raise fields.UnfitFieldError("Text buttons are unallowed in the inline keyboard")


def _checked_url(url: str) -> str:
    try:
        return check_link(url, BUTTON_SCHEMES)
    except ValueError as reason:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: {reason}") from None


def _checked_web_app_url(url: str, *, in_private_chat: bool) -> str:
    try:
        checked = check_link(url, _WEB_APP_SCHEMES)
    except ValueError as reason:
        words = str(reason).replace("Unsupported URL protocol", "Only HTTPS links are allowed")
        raise bad_request(
            f"inline keyboard button Web App URL '{url}' is invalid: {words}"
        ) from None
    if not in_private_chat:
        raise bad_request("BUTTON_TYPE_INVALID")
    return checked
