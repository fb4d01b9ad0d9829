"""Methods by which the bot says how it wants its updates."""

import re
from urllib.parse import urlsplit

from aiogram.methods import DeleteWebhook, GetUpdates, GetWebhookInfo, SetWebhook
from aiogram.types import WebhookInfo

from tests.fake_telegram.errors import bad_request, conflict
from tests.fake_telegram.fake import Answer, Fake
from tests.fake_telegram.files import Uploads
from tests.fake_telegram.mail import KINDS
from tests.fake_telegram.methods.registry import carries_out
from tests.fake_telegram.webhook import DEFAULT_CONNECTIONS
from tests.fake_telegram.wire import wire

PORTS = (80, 88, 443, 8443)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SECRET = re.compile(r"[A-Za-z0-9_-]*")
LONGEST_SECRET = 256
CONNECTIONS = range(1, 101)
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook"
    " first"
)


@carries_out(GetUpdates)
async def get_updates(fake: Fake, call: GetUpdates, uploads: Uploads) -> Answer:
    if fake.webhook.url:
        raise conflict(WEBHOOK_ACTIVE)
    _allow(fake, call.allowed_updates)
    limit = 100 if call.limit is None else call.limit
    return await fake.polling.get(call.offset or 0, limit, call.timeout or 0)


@carries_out(SetWebhook)
async def set_webhook(fake: Fake, call: SetWebhook, uploads: Uploads) -> Answer:
    if not call.url:
        return await _remove(fake, call.drop_pending_updates)
    _refuse_address(call.url)
    secret = call.secret_token or ""
    if len(secret) > LONGEST_SECRET:
        raise bad_request("secret token is too long")
    if not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = DEFAULT_CONNECTIONS if call.max_connections is None else call.max_connections
    if connections not in CONNECTIONS:
        raise bad_request("max_connections must be 1 to 100")
    _allow(fake, call.allowed_updates)
    fake.polling.abort("terminated by setWebhook request")
    if call.drop_pending_updates:
        fake.mail.waiting.clear()
    await fake.webhook.set(call.url, secret, connections)
    return True


@carries_out(DeleteWebhook)
async def delete_webhook(fake: Fake, call: DeleteWebhook, uploads: Uploads) -> Answer:
    return await _remove(fake, call.drop_pending_updates)


@carries_out(GetWebhookInfo)
def get_webhook_info(fake: Fake, call: GetWebhookInfo, uploads: Uploads) -> Answer:
    return wire(WebhookInfo(**fake.webhook.info()))


async def _remove(fake: Fake, drop_pending: bool | None) -> bool:
    await fake.webhook.remove()
    if drop_pending:
        fake.mail.waiting.clear()
    return True


def _allow(fake: Fake, kinds: list[str] | None) -> None:
    """Telegram passes over kinds that it does not know; to a strict fake they are a mistake."""
    if unknown := set(kinds or ()) - KINDS:
        raise bad_request(f"there are no updates of the kind {min(unknown)!r}")
    fake.mail.allow(kinds)


def _refuse_address(url: str) -> None:
    """Telegram wants HTTPS on one of four ports; on this machine itself any port will do."""
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError:
        raise bad_request("invalid webhook URL specified") from None
    if parts.hostname in LOOPBACK and parts.scheme in ("http", "https"):
        return
    if parts.scheme != "https" or not parts.hostname:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if port not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
