"""Methods that set, unset and describe the webhook."""

from typing import Any
from urllib.parse import urlsplit

from bot.playground.limits import MAX_SECRET_TOKEN_CHARACTERS
from bot.playground.methods.call import Call
from bot.playground.objects import Json
from bot.playground.refusals import bad_request
from bot.playground.state import Webhook

_SECRET_TOKEN_CHARACTERS = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
)
_DEFAULT_CONNECTIONS = 40
_MAX_CONNECTIONS = 100


def set_webhook(call: Call) -> bool:
    """Carry out setWebhook. As a server of one's own does, it takes plain HTTP too."""
    given = call.given
    url, secret = given.text("url"), given.text("secret_token")
    if not url:
        return delete_webhook(call)
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_web = False
    if not is_web:
        raise bad_request("invalid webhook URL specified")
    if len(secret) > MAX_SECRET_TOKEN_CHARACTERS:
        raise bad_request("secret token is too long")
    if not _SECRET_TOKEN_CHARACTERS.issuperset(secret):
        raise bad_request("secret token contains unallowed characters")
    allow_updates(call)
    if given.flag("drop_pending_updates"):
        call.world.updates.clear()
    connections = given.integer("max_connections", _DEFAULT_CONNECTIONS)
    connections = min(max(connections, 1), _MAX_CONNECTIONS)
    call.world.webhook = Webhook(parts.geturl(), secret, connections)
    return True


def delete_webhook(call: Call) -> bool:
    """Carry out deleteWebhook."""
    if call.given.flag("drop_pending_updates"):
        call.world.updates.clear()
    call.world.webhook = Webhook()
    return True


def get_webhook_info(call: Call) -> Json:
    """Carry out getWebhookInfo."""
    webhook, updates = call.world.webhook, call.world.updates
    info: Json = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(updates),
    }
    if webhook.url:
        info["max_connections"] = webhook.max_connections
    if webhook.last_error_date:
        info["last_error_date"] = webhook.last_error_date
        info["last_error_message"] = webhook.last_error_message
    if updates.named:
        info["allowed_updates"] = updates.named
    return info


def allow_updates(call: Call) -> None:
    """Set the kinds of update that the call names; a call that names none changes nothing."""
    kinds: Any = call.given.json("allowed_updates", "can't parse allowed updates JSON object")
    if isinstance(kinds, list):
        call.world.updates.allow([kind for kind in kinds if isinstance(kind, str)])
