"""What Telegram should know of our bot: commands, descriptions, and where updates go."""

from collections.abc import Iterator
from typing import Any

import structlog
from telegram.error import BadRequest, NetworkError

from bot.channels.telegram.api import BotApi, TooManyRequests
from bot.channels.telegram.polling import ALLOWED
from texts.catalogue import DEFAULT_LANGUAGE, LANGUAGES
from texts.render import text

log = structlog.get_logger()

WEBHOOK_PATH = "/telegram/webhook"
# The eight that the menu shows, in this order; all others work too.
COMMANDS = ("wijk", "opgaven", "nieuw", "mijn", "checkin", "instellingen", "help", "privacy")


async def introduce(api: BotApi, base_url: str, webhook_secret: str | None) -> None:
    """Tell Telegram. Descriptions may fail (they are limited per day); the webhook may not.

    Raises telegram.error.TelegramError.
    """
    if webhook_secret is None:
        await api.call("deleteWebhook", {})
    else:
        await api.call("setWebhook", _webhook(base_url, webhook_secret))
    for method, payload in _presentation():
        try:
            await api.call(method, payload)
        except (TooManyRequests, BadRequest, NetworkError) as error:
            log.warning("telegram.not_introduced", method=method, error=type(error).__name__)


def _webhook(base_url: str, secret: str) -> dict[str, Any]:
    return {
        "url": base_url.rstrip("/") + WEBHOOK_PATH,
        "secret_token": secret,
        "allowed_updates": list(ALLOWED),
    }


def _presentation() -> Iterator[tuple[str, dict[str, Any]]]:
    for language in LANGUAGES:
        where = {} if language == DEFAULT_LANGUAGE else {"language_code": language}
        commands = [_command(name, language) for name in COMMANDS]
        yield "setMyCommands", {"commands": commands, "scope": _PRIVATE, **where}
        about = text("telegram.description", language)
        yield "setMyDescription", {"description": about, **where}
        short = text("telegram.short_description", language)
        yield "setMyShortDescription", {"short_description": short, **where}


_PRIVATE = {"type": "all_private_chats"}


def _command(name: str, language: str) -> dict[str, str]:
    return {"command": name, "description": text(f"command.{name}", language)}
