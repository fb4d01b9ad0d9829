"""What Telegram should know of our bot: commands, descriptions, and where updates go."""

from collections.abc import Awaitable, Iterator
from typing import Any

import structlog
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.channels.telegram.intake import ALLOWED, WEBHOOK_PATH
from texts.catalogue import DEFAULT_LANGUAGE, LANGUAGES
from texts.render import text

log = structlog.get_logger()

# The eight that the menu shows, in this order; all others work too.
COMMANDS = ("wijk", "opgaven", "nieuw", "mijn", "checkin", "instellingen", "help", "privacy")


async def introduce(bot: Bot, base_url: str, webhook_secret: str | None) -> None:
    """Tell Telegram. Descriptions may fail (they are limited per day); the webhook may not.

    Raises telegram.error.TelegramError.
    """
    await _set_way_in(bot, base_url, webhook_secret)
    for call in _presentation(bot):
        try:
            await call
        except (RetryAfter, BadRequest, NetworkError) as error:
            log.warning("telegram.not_introduced", error=type(error).__name__)


async def _set_way_in(bot: Bot, base_url: str, secret: str | None) -> None:
    """With a secret Telegram comes to us, without we go to Telegram."""
    if secret is None:
        await bot.delete_webhook()
        return
    url = base_url.rstrip("/") + WEBHOOK_PATH
    await bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED)


def _presentation(bot: Bot) -> Iterator[Awaitable[Any]]:
    for language in LANGUAGES:
        code = None if language == DEFAULT_LANGUAGE else language
        commands = [BotCommand(name, text(f"command.{name}", language)) for name in COMMANDS]
        scope = BotCommandScopeAllPrivateChats()
        yield bot.set_my_commands(commands, scope=scope, language_code=code)
        yield bot.set_my_description(text("telegram.description", language), language_code=code)
        short = text("telegram.short_description", language)
        yield bot.set_my_short_description(short, language_code=code)
