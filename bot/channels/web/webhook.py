"""The door through which Telegram brings us updates. Stored first, confirmed after.

Telegram repeats what is not answered with 200, so only a database that is away says otherwise.
"""

import hashlib
import hmac

import structlog
from flask import Blueprint, Response, current_app, jsonify, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.channels.telegram.intake import WEBHOOK_PATH, bot_id, received, tap_of
from bot.channels.telegram.pauses import Pauses
from bot.channels.web.room import room
from models.db import database_now, is_transient, transaction
from models.messages.receiving import Received, store
from models.people.residents import Channel
from models.settings import Settings

log = structlog.get_logger()
pages = Blueprint("webhook", __name__)

SETTINGS = "wijkbot settings"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
MAX_BYTES = 1 << 20
AGAIN_SECONDS = "2"


@pages.post(WEBHOOK_PATH)
def webhook() -> Response:
    """One update. Who does not know the secret is not even read."""
    settings: Settings = current_app.extensions[SETTINGS]
    if not _knows_secret(settings):
        return Response(status=403)
    # One byte more than we take shows that a body of untold length has more.
    request.max_content_length = MAX_BYTES + 1
    body = request.get_data()
    if len(body) > MAX_BYTES:
        return Response(status=413)
    row = received(bot_id(settings), body)
    try:
        _store(row)
    except (DBAPIError, PoolTimeout) as error:
        if is_transient(error):
            log.warning("webhook.database_away", error=type(error).__name__)
            return Response(status=503, headers={"Retry-After": AGAIN_SECONDS})
        # Telegram would bring it again for ever; set aside, it can be looked at.
        _store(_poison(row, type(error).__name__))
    return jsonify(_acknowledgement(row))


def _acknowledgement(row: Received) -> dict[str, str]:
    """A tap is acknowledged in the answer itself: that costs no request of our own.

    It is a call all the same, so that there is none while the bot is paused.
    """
    query = None if row.poison else tap_of(row.body)
    if query is None or Pauses(room().engine, row.bot).left():
        return {}
    return {"method": "answerCallbackQuery", "callback_query_id": query}


def _knows_secret(settings: Settings) -> bool:
    """Without a secret of our own nobody comes in by this door."""
    secret = settings.telegram_webhook_secret if settings.telegram_on else None
    given = request.headers.get(HEADER, "").encode()
    return secret is not None and hmac.compare_digest(given, secret.get_secret_value().encode())


def _store(row: Received) -> None:
    with transaction(room().engine) as session:
        store(session, [row], database_now(session))


def _poison(row: Received, reason: str) -> Received:
    key = f"sha256:{hashlib.sha256(row.body).hexdigest()[:40]}"
    return Received(Channel.TELEGRAM, row.bot, key, row.body, poison=reason)
