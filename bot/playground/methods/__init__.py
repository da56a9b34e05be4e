"""The methods of the Bot API that answer at once: checks first, then the change to the world."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.playground.methods import answering, editing, lookups, profile, sending, webhooks
from bot.playground.methods.call import Call

_SEND = """
chat_id message_thread_id parse_mode disable_notification protect_content reply_markup
reply_parameters reply_to_message_id allow_sending_without_reply message_effect_id
allow_paid_broadcast business_connection_id direct_messages_topic_id suggested_post_parameters
"""
_EDIT = "business_connection_id chat_id message_id inline_message_id reply_markup"
_WEBHOOK = "drop_pending_updates"
_TEXT = "text parse_mode entities link_preview_options disable_web_page_preview"


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the Bot API.

    Args:
        name: As the documentation writes it.
        carry_out: Does it and returns the result, ready for JSON; raises RefusedError.
        parameters: The names that it knows; Telegram ignores others without a word.

    """

    name: str
    carry_out: Callable[[Call], Any]
    parameters: frozenset[str]


#: getUpdates is not here: it waits.
_METHODS: tuple[tuple[str, Callable[[Call], Any], str], ...] = (
    ("getMe", profile.get_me, ""),
    ("sendMessage", sending.send_message, f"{_SEND} {_TEXT}"),
    (
        "sendDocument",
        sending.send_document,
        f"{_SEND} document thumbnail caption caption_entities disable_content_type_detection",
    ),
    (
        "sendMessageDraft",
        sending.send_message_draft,
        "chat_id message_thread_id draft_id text parse_mode entities",
    ),
    (
        "sendChatAction",
        sending.send_chat_action,
        "business_connection_id chat_id message_thread_id action",
    ),
    ("editMessageText", editing.edit_message_text, f"{_EDIT} {_TEXT}"),
    ("editMessageReplyMarkup", editing.edit_message_reply_markup, _EDIT),
    ("deleteMessage", editing.delete_message, "chat_id message_id"),
    ("deleteMessages", editing.delete_messages, "chat_id message_ids"),
    ("setMessageReaction", editing.set_message_reaction, "chat_id message_id reaction is_big"),
    (
        "answerCallbackQuery",
        answering.answer_callback_query,
        "callback_query_id text show_alert url cache_time",
    ),
    (
        "answerInlineQuery",
        answering.answer_inline_query,
        "inline_query_id results cache_time is_personal next_offset button",
    ),
    ("answerGuestQuery", answering.answer_guest_query, "guest_query_id result"),
    ("setMyCommands", profile.set_my_commands, "commands scope language_code"),
    ("getMyCommands", profile.get_my_commands, "scope language_code"),
    ("deleteMyCommands", profile.delete_my_commands, "scope language_code"),
    ("setMyName", profile.set_my_name, "name language_code"),
    ("getMyName", profile.get_my_name, "language_code"),
    ("setMyDescription", profile.set_my_description, "description language_code"),
    ("getMyDescription", profile.get_my_description, "language_code"),
    (
        "setMyShortDescription",
        profile.set_my_short_description,
        "short_description language_code",
    ),
    ("getMyShortDescription", profile.get_my_short_description, "language_code"),
    ("setChatMenuButton", profile.set_chat_menu_button, "chat_id menu_button"),
    ("getChatMenuButton", profile.get_chat_menu_button, "chat_id"),
    ("getChat", lookups.get_chat, "chat_id"),
    ("getChatMember", lookups.get_chat_member, "chat_id user_id"),
    ("getChatAdministrators", lookups.get_chat_administrators, "chat_id return_bots"),
    ("getChatMemberCount", lookups.get_chat_member_count, "chat_id"),
    ("leaveChat", lookups.leave_chat, "chat_id"),
    ("getFile", lookups.get_file, "file_id"),
    (
        "setWebhook",
        webhooks.set_webhook,
        f"url certificate ip_address max_connections secret_token allowed_updates {_WEBHOOK}",
    ),
    ("deleteWebhook", webhooks.delete_webhook, _WEBHOOK),
    ("getWebhookInfo", webhooks.get_webhook_info, ""),
)

#: By the name in lower case, which is how the Bot API compares them.
METHODS = {
    name.lower(): Method(name, carry_out, frozenset(parameters.split()))
    for name, carry_out, parameters in _METHODS
}
