"""How updates reach us: a webhook with a secret, or long polling without."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

import structlog
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError

from bot.channels.telegram.api import TooManyRequests
from bot.channels.telegram.pauses import Concern, Pauses
from bot.channels.telegram.polling import Poller, WrongToken
from bot.channels.telegram.request import make_bot
from bot.channels.telegram.setup import presentation, set_way_in
from models.db import is_transient
from models.settings import Settings

log = structlog.get_logger()

AGAIN_SECONDS = 5.0
LOOK_SECONDS = 1.0


@dataclass
class Doorway:
    """Tells Telegram who we are, and lets updates in until `stop`."""

    settings: Settings
    poller: Poller
    pauses: Pauses

    async def run(self, stop: asyncio.Event) -> None:
        """Raises WrongToken. What people say comes in meanwhile, also in a pause of our calls."""
        hook = self.settings.telegram_webhook_secret
        secret = hook.get_secret_value() if hook else None
        introducing = asyncio.create_task(self._introduce(secret))
        introducing.add_done_callback(lambda task: _stop_if_failed(task, stop))
        if secret is None:
            await self.poller.run(stop)
        else:
            await stop.wait()
        introducing.cancel()
        with suppress(asyncio.CancelledError):
            await introducing

    async def _introduce(self, secret: str | None) -> None:
        """Until Telegram heard us: it may be away when we start, and so may the database."""
        while True:
            try:
                await self._calm(Concern.CALLS)
                await self._say_who_we_are(secret)
                return
            except InvalidToken as error:
                raise WrongToken from error
            except TooManyRequests as error:
                await asyncio.to_thread(self.pauses.begin, error.wait)
            except Exception as error:
                if not isinstance(error, TelegramError) and not is_transient(error):
                    raise
                log.warning("telegram.away", error=type(error).__name__)
                await asyncio.sleep(AGAIN_SECONDS)

    async def _say_who_we_are(self, secret: str | None) -> None:
        token = self.settings.telegram_token
        if token is None:
            return
        async with make_bot(token.get_secret_value(), self.settings.telegram_api) as bot:
            await self._calm(Concern.CALLS)
            await set_way_in(bot, self.settings.base_url, secret)
            await self._present(bot)

    async def _present(self, bot: Bot) -> None:
        """Commands and descriptions. These may fail: they are limited per day."""
        if await asyncio.to_thread(self.pauses.left, Concern.PRESENTATION):
            log.info("telegram.not_introduced", error="paused")
            return
        for call in presentation(bot):
            await self._calm(Concern.CALLS)
            try:
                await call()
            except TooManyRequests as error:
                log.warning("telegram.not_introduced", error=type(error).__name__)
                await asyncio.to_thread(self.pauses.begin, error.wait, Concern.PRESENTATION)
                return
            except (BadRequest, NetworkError) as error:
                log.warning("telegram.not_introduced", error=type(error).__name__)

    async def _calm(self, concern: Concern) -> None:
        """Wait until such a call may start."""
        while left := await asyncio.to_thread(self.pauses.left, concern):
            await asyncio.sleep(min(LOOK_SECONDS, left.total_seconds()))


def _stop_if_failed(task: "asyncio.Task[None]", stop: asyncio.Event) -> None:
    if not task.cancelled() and task.exception() is not None:
        stop.set()
