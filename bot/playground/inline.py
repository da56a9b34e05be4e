"""What a bot may offer inline, and what of it Telegram refuses."""

import re
from typing import Any

from bot.playground import fields
from bot.playground.keyboards import check_reply_markup
from bot.playground.limits import (
    MAX_INLINE_RESULT_ID_BYTES,
    MAX_INLINE_RESULTS,
    MAX_START_PARAMETER_CHARACTERS,
    MAX_TEXT_UNITS,
)
from bot.playground.markup import FormattedText, format_text
from bot.playground.objects import Json
from bot.playground.refusals import bad_request
from bot.playground.state import InlineResult

_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]*")
_TYPES = frozenset(
    "article audio contact document game gif location mpeg4_gif photo sticker venue video voice".split()  # noqa: E501
)


def check_results(results: Any, notes: list[str]) -> list[InlineResult]:
    """Return the results as they are offered.

    Args:
        results: The call's `results`, already decoded from JSON.
        notes: Where to add a sentence for each thing dropped without a refusal.

    Raises:
        RefusedError: Telegram would refuse them.

    """
    if not isinstance(results, list):
        raise bad_request("expected an Array of inline query results")
    if len(results) > MAX_INLINE_RESULTS:
        raise bad_request("too many inline query results specified")
    checked = [check_result(result, notes) for result in results]
    if len({result.id for result in checked}) < len(checked):
        raise bad_request("RESULT_ID_DUPLICATE")
    return checked


def check_result(result: Any, notes: list[str]) -> InlineResult:
    """Return one result as it is offered; see check_results."""
    try:
        given = fields.an_object(result)
        content = _content(given)
    except ValueError as reason:
        raise bad_request(f"can't parse InlineQueryResult: {reason}") from None
    result_id = fields.string(given, "id")
    if not result_id:
        raise bad_request("RESULT_ID_EMPTY")
    if len(result_id.encode()) > MAX_INLINE_RESULT_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    text = _message_text(content, notes) if content is not None else None
    if given["type"] == "article" and not fields.string(given, "title").strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    markup = check_reply_markup(given.get("reply_markup"), in_private_chat=False, notes=notes)
    return InlineResult(result_id, given, text, markup)


def check_button(button: Any) -> Json | None:
    """Return the button above the results, or None for none; else raise RefusedError."""
    if button is None:
        return None
    try:
        given = fields.an_object(button)
        fields.required_string(given, "text")
        parameter = fields.string(given, "start_parameter")
        if given.get("web_app") is not None:
            fields.required_string(fields.required_object(given, "web_app"), "url")
            return given
    except ValueError as reason:
        raise bad_request(f"can't parse inline query results button: {reason}") from None
    if not parameter:
        raise bad_request("can't use empty start_parameter")
    if len(parameter) > MAX_START_PARAMETER_CHARACTERS:
        raise bad_request("too long start_parameter specified")
    if not _START_PARAMETER.fullmatch(parameter):
        raise bad_request("unallowed characters in start_parameter are used")
    return given


def _content(result: Json) -> Json | None:
    """Check that a result has its fields and return what it sends, None if that is no message."""
    kind = fields.required_string(result, "type")
    fields.required_string(result, "id")
    if kind not in _TYPES:
        raise fields.UnfitFieldError(f'type "{kind}" is unsupported for the inline query result')
    if kind == "article":
        fields.required_string(result, "title")
    elif result.get("input_message_content") is None:
        return None
    content = fields.required_object(result, "input_message_content")
    fields.string(content, "message_text")
    fields.string(content, "parse_mode")
    return content


def _message_text(content: Json, notes: list[str]) -> FormattedText | None:
    """Return the text of a message content, None for content of another kind."""
    if "message_text" not in content:
        return None
    source = fields.string(content, "message_text")
    if not source:
        raise bad_request("message text is empty")
    text = format_text(source, fields.string(content, "parse_mode"), content.get("entities"))
    notes += text.notes
    if not text.text:
        raise bad_request("text must be non-empty")
    if text.length > MAX_TEXT_UNITS:
        raise bad_request("MESSAGE_TOO_LONG")
    return text
