"""What Telegram itself says of our bot, for `wijkbot doctor`."""

from collections.abc import Iterator, Mapping
from typing import Any

from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.api import BotApi
from bot.channels.telegram.intake import WEBHOOK_PATH
from models.operations.checking import Finding, Level, finding
from models.settings import Settings

# Short: somebody waits for the answer.
SECONDS = 10.0
MANY_WAITING = 100


async def check_telegram(settings: Settings) -> list[Finding]:
    """Whether the token is right, and where updates go. Nothing where Telegram is off."""
    if settings.telegram_token is None or not settings.telegram_on:
        return []
    async with BotApi(settings.telegram_token.get_secret_value(), settings.telegram_api) as api:
        try:
            me = await api.call("getMe", {}, seconds=SECONDS)
            hook = await api.call("getWebhookInfo", {}, seconds=SECONDS)
        except InvalidToken:
            return [finding(Level.WRONG, "doctor.token_wrong")]
        except TelegramError as error:
            return [finding(Level.WRONG, "doctor.telegram_away", why=type(error).__name__)]
    return [
        finding(Level.GOOD, "doctor.token", name=me["username"]),
        *_webhook(settings, hook),
    ]


def _webhook(settings: Settings, hook: Mapping[str, Any]) -> Iterator[Finding]:
    wanted = settings.telegram_webhook_secret is not None
    ours = settings.base_url + WEBHOOK_PATH
    if wanted and hook["url"] != ours:
        # `wijkbot run` sets it at its start, so it may simply not have run yet.
        yield finding(Level.NOTE, "doctor.webhook_elsewhere", address=ours)
    elif not wanted and hook["url"]:
        yield finding(Level.NOTE, "doctor.webhook_left")
    if hook["pending_update_count"] > MANY_WAITING:
        yield finding(Level.NOTE, "doctor.pending", n=hook["pending_update_count"])
    if wanted and hook.get("last_error_message"):
        yield finding(Level.NOTE, "doctor.webhook_error", why=str(hook["last_error_message"])[:200])
