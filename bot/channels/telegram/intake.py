"""From what Telegram hands us to rows for the inbox, before anything is confirmed."""

import hashlib
import operator
import re
from collections.abc import Sequence
from typing import Any

from bot.hearing import telegram
from bot.hearing.heard import NotUnderstood
from models import quick_json
from models.messages.receiving import Received
from models.people.finding import Caller
from models.people.residents import Channel
from models.settings import Settings
from texts.catalogue import DEFAULT_LANGUAGE, LANGUAGES

# The kinds of updates that we ask for, and where a webhook brings them.
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
WEBHOOK_PATH = "/telegram/webhook"

# What reading an update raises where it is not as Telegram says.
_ODD = (NotUnderstood, KeyError, TypeError, ValueError, AttributeError)
_UPDATE_ID = re.compile(rb'"update_id"\s*:\s*(\d{1,20})\b')


def bot_id(settings: Settings) -> str:
    """Telegram's number of our bot: what stands before the colon in its token. No secret."""
    token = settings.telegram_token
    return token.get_secret_value().partition(":")[0][:32] if token else ""


def received(bot: str, body: bytes) -> Received:
    """One update as a row. What cannot be read becomes poison, and is confirmed all the same."""
    try:
        return _one(bot, quick_json.loads(body), body)
    except ValueError:
        return _poison(bot, body, NotUnderstood("no JSON"))


class Mixed(Exception):
    """Several updates, one of which spoils the answer: each must be asked for alone."""


def split(bot: str, answer: bytes, *, alone: bool = False) -> tuple[Sequence[Received], int | None]:
    """The rows of a getUpdates answer, and the offset that confirms them (None: there were none).

    An answer that is no JSON as a whole would come back for ever. One that was asked for `alone`
    becomes a poisoned row; raises Mixed for others, since their neighbours are good.
    """
    try:
        updates: list[Any] = quick_json.loads(answer)["result"]
        bodies = [quick_json.dumps(update) for update in updates]
    except (ValueError, KeyError, TypeError):
        return _broken(bot, answer, alone=alone)
    rows = [_one(bot, update, body) for update, body in zip(updates, bodies, strict=True)]
    ids = [update["update_id"] for update in updates if _has_id(update)]
    return rows, max(ids) + 1 if ids else None


def _one(bot: str, update: Any, body: bytes) -> Received:
    try:
        return _received(bot, telegram.checked(update), body)
    except _ODD as error:
        return _poison(bot, body, error)


def _has_id(update: Any) -> bool:
    return isinstance(update, dict) and isinstance(update.get("update_id"), int)


def _broken(bot: str, answer: bytes, *, alone: bool) -> tuple[Sequence[Received], int | None]:
    ids = [int(found) for found in _UPDATE_ID.findall(answer)]
    if len(ids) > 1 and not alone:
        raise Mixed
    rows = [Received(Channel.TELEGRAM, bot, str(one), answer, poison="no JSON") for one in ids[:1]]
    return rows, ids[0] + 1 if ids else None


def _received(bot: str, update: telegram.Json, body: bytes) -> Received:
    chat = telegram.chat_of(update)
    caller = Caller(Channel.TELEGRAM, bot, _chat_id(chat), _language(update)) if chat else None
    return Received(
        Channel.TELEGRAM,
        bot,
        str(update["update_id"]),
        body,
        caller,
        has_file=telegram.has_file(update) and chat is not None and chat["type"] == "private",
    )


def _chat_id(chat: telegram.Json) -> str:
    """Raises TypeError where it is no number: nobody could be answered there."""
    return str(operator.index(chat["id"]))


def _language(update: telegram.Json) -> str:
    """The language of their Telegram where we speak it, else Dutch."""
    code = str(telegram.sender_of(update).get("language_code", ""))[:2]
    return code if code in LANGUAGES else DEFAULT_LANGUAGE


def _poison(bot: str, body: bytes, error: Exception) -> Received:
    reason = str(error) or type(error).__name__
    found = _UPDATE_ID.search(body)
    key = found[1].decode() if found else f"sha256:{hashlib.sha256(body).hexdigest()[:40]}"
    return Received(Channel.TELEGRAM, bot, key, body, poison=reason)


def tap_of(body: bytes) -> str | None:
    """The id of the tap in this update, if it is one."""
    if b'"callback_query"' not in body:
        return None
    query = quick_json.loads(body).get("callback_query") or {}
    return str(query["id"]) if "id" in query else None
