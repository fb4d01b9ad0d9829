"""What Telegram should know of our bot: commands, descriptions, and where updates go."""

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Any

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
    MenuButtonCommands,
)

from bot.channels.telegram.intake import ALLOWED, WEBHOOK_PATH
from texts.catalogue import DEFAULT_LANGUAGE, LANGUAGES
from texts.render import text

# The eight that the menu shows, in this order; all others work too.
COMMANDS = ("wijk", "opgaven", "nieuw", "mijn", "checkin", "instellingen", "help", "privacy")

# In a group we only say that we do not talk there, so nothing is offered in one.
_ELSEWHERE = (
    BotCommandScopeDefault(),
    BotCommandScopeAllGroupChats(),
    BotCommandScopeAllChatAdministrators(),
)


async def set_way_in(bot: Bot, base_url: str, secret: str | None) -> None:
    """With a secret Telegram comes to us, without we go to Telegram. Raises TelegramError."""
    if secret is None:
        await bot.delete_webhook()
        return
    url = base_url.rstrip("/") + WEBHOOK_PATH
    await bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED)


def presentation(bot: Bot) -> Iterator[Callable[[], Awaitable[Any]]]:
    """The calls that say who we are, in each language. Each raises TelegramError.

    Commands stand behind the menu button, in private chats only.
    """
    yield partial(bot.set_chat_menu_button, menu_button=MenuButtonCommands())
    for elsewhere in _ELSEWHERE:
        yield partial(bot.delete_my_commands, scope=elsewhere)
    for language in LANGUAGES:
        code = None if language == DEFAULT_LANGUAGE else language
        commands = [BotCommand(name, text(f"command.{name}", language)) for name in COMMANDS]
        scope = BotCommandScopeAllPrivateChats()
        yield partial(bot.set_my_commands, commands, scope=scope, language_code=code)
        full = text("telegram.description", language)
        yield partial(bot.set_my_description, full, language_code=code)
        short = text("telegram.short_description", language)
        yield partial(bot.set_my_short_description, short, language_code=code)
