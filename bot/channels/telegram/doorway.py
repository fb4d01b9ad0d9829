"""How updates reach us: a webhook with a secret, or long polling without."""

import asyncio
from dataclasses import dataclass

import structlog
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.polling import Poller, WrongToken
from bot.channels.telegram.request import make_bot
from bot.channels.telegram.setup import introduce
from models.settings import Settings

log = structlog.get_logger()

AGAIN_SECONDS = 5.0


@dataclass
class Doorway:
    """Tells Telegram who we are, then lets updates in until `stop`."""

    settings: Settings
    poller: Poller

    async def run(self, stop: asyncio.Event) -> None:
        """Raises WrongToken."""
        hook = self.settings.telegram_webhook_secret
        secret = hook.get_secret_value() if hook else None
        await self._introduce(secret, stop)
        if secret is None:
            await self.poller.run(stop)
        else:
            await stop.wait()

    async def _introduce(self, secret: str | None, stop: asyncio.Event) -> None:
        """Until Telegram heard us, or we stop: it may be away when we start."""
        token = self.settings.telegram_token
        while token is not None and not stop.is_set():
            try:
                async with make_bot(token.get_secret_value(), self.settings.telegram_api) as bot:
                    await introduce(bot, self.settings.base_url, secret)
                    return
            except InvalidToken as error:
                raise WrongToken from error
            except TelegramError as error:
                log.warning("telegram.away", error=type(error).__name__)
                await _pause(stop)


async def _pause(stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), AGAIN_SECONDS)
    except TimeoutError:
        return
