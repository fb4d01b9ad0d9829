"""From what Telegram hands us to rows for the inbox, before anything is confirmed."""

import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any

from bot.hearing import telegram
from bot.hearing.heard import NotUnderstood
from models.messages.receiving import Received
from models.people.finding import Caller
from models.people.residents import Channel
from models.settings import Settings
from texts.catalogue import DEFAULT_LANGUAGE, LANGUAGES

# The kinds of updates that we ask for, and where a webhook brings them.
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
WEBHOOK_PATH = "/telegram/webhook"

_UPDATE_ID = re.compile(rb'"update_id"\s*:\s*(\d{1,20})\b')


def bot_id(settings: Settings) -> str:
    """Telegram's number of our bot: what stands before the colon in its token. No secret."""
    token = settings.telegram_token
    return token.get_secret_value().partition(":")[0][:32] if token else ""


def received(bot: str, body: bytes) -> Received:
    """One update as a row. What cannot be read becomes poison, and is confirmed all the same."""
    try:
        update = telegram.read(body)
        return _received(bot, update, body)
    except (NotUnderstood, KeyError, TypeError, ValueError, AttributeError) as error:
        return _poison(bot, body, str(error) or type(error).__name__)


def split(bot: str, answer: bytes) -> tuple[Sequence[Received], int | None]:
    """The rows of a getUpdates answer, and the offset that confirms them (None: there were none).

    An answer that is no JSON as a whole becomes one poisoned row an update id found in it, so
    that it cannot come back for ever.
    """
    try:
        updates: list[Any] = json.loads(answer)["result"]
    except (ValueError, KeyError, TypeError):
        return _broken(bot, answer)
    rows = [received(bot, json.dumps(update).encode()) for update in updates]
    ids = [update["update_id"] for update in updates if _has_id(update)]
    return rows, max(ids) + 1 if ids else None


def _has_id(update: Any) -> bool:
    return isinstance(update, dict) and isinstance(update.get("update_id"), int)


def _broken(bot: str, answer: bytes) -> tuple[Sequence[Received], int | None]:
    ids = [int(found) for found in _UPDATE_ID.findall(answer)]
    rows = [Received(Channel.TELEGRAM, bot, str(one), answer, poison="no JSON") for one in ids]
    return rows, max(ids) + 1 if ids else None


def _received(bot: str, update: telegram.Json, body: bytes) -> Received:
    chat = telegram.chat_of(update)
    caller = Caller(Channel.TELEGRAM, bot, str(chat["id"]), _language(update)) if chat else None
    return Received(
        Channel.TELEGRAM,
        bot,
        str(update["update_id"]),
        body,
        caller,
        has_file=telegram.has_file(update) and chat is not None and chat["type"] == "private",
    )


def _language(update: telegram.Json) -> str:
    """The language of their Telegram where we speak it, else Dutch."""
    code = str(telegram.sender_of(update).get("language_code", ""))[:2]
    return code if code in LANGUAGES else DEFAULT_LANGUAGE


def _poison(bot: str, body: bytes, reason: str) -> Received:
    found = _UPDATE_ID.search(body)
    key = found[1].decode() if found else f"sha256:{hashlib.sha256(body).hexdigest()[:40]}"
    return Received(Channel.TELEGRAM, bot, key, body, poison=reason)


def tap_of(body: bytes) -> str | None:
    """The id of the tap in this update, if it is one."""
    if b'"callback_query"' not in body:
        return None
    query = json.loads(body).get("callback_query") or {}
    return str(query["id"]) if "id" in query else None
