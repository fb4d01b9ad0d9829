"""What Telegram itself says of our way in, asked every five minutes and kept for `/healthz`.

A webhook that went dark is silent here: only Telegram knows how many updates wait for us.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Engine

from bot.channels.telegram.api import BotApi, TooManyRequests
from bot.channels.telegram.intake import WEBHOOK_PATH
from bot.channels.telegram.pauses import Pauses
from models.db import database_now, transaction
from models.messages.channel_view import ChannelView, saw, seen_at
from models.settings import Settings

log = structlog.get_logger()

FIRST = timedelta(minutes=1)
EVERY = timedelta(minutes=5)
# Several processes may watch: who comes soon after another leaves it at that.
SOON = timedelta(minutes=4)
SECONDS = 10.0


@dataclass
class Watcher:
    """Asks about one bot. Never calls while Telegram told us to wait."""

    engine: Engine
    settings: Settings
    bot: str
    api: BotApi
    pauses: Pauses

    async def run(self, stop: asyncio.Event) -> None:
        """Look every five minutes, until `stop`. At first the way in is still being set up."""
        wait = FIRST
        while not await _stopped_within(wait, stop):
            wait = EVERY
            try:
                await self.look()
            except Exception as error:
                # Whatever it is: who only looks on must not bring down the others.
                log.warning("telegram.not_seen", error=type(error).__name__)

    async def look(self) -> None:
        """Ask once, unless somebody just did or we must wait. Raises TelegramError."""
        if not await asyncio.to_thread(self._is_time):
            return
        try:
            told = await self.api.call("getWebhookInfo", {}, seconds=SECONDS)
        except TooManyRequests as error:
            await asyncio.to_thread(self.pauses.begin, error.wait)
            raise
        await asyncio.to_thread(self._keep, told)

    def _is_time(self) -> bool:
        if self.pauses.left():
            return False
        with transaction(self.engine) as session:
            last = seen_at(session, self.bot)
            return last is None or last < database_now(session) - SOON

    def _keep(self, told: Mapping[str, Any]) -> None:
        with transaction(self.engine) as session:
            saw(session, view(self.settings, self.bot, told, database_now(session)))


async def _stopped_within(wait: timedelta, stop: asyncio.Event) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), wait.total_seconds())
    return stop.is_set()


def view(settings: Settings, bot: str, told: Mapping[str, Any], now: datetime) -> ChannelView:
    """A getWebhookInfo answer in our words."""
    by_webhook = settings.telegram_webhook_secret is not None
    wanted = settings.base_url + WEBHOOK_PATH if by_webhook else ""
    failed = told.get("last_error_date")
    return ChannelView(
        bot=bot,
        looked_at=now,
        pending=int(told.get("pending_update_count", 0)),
        elsewhere=told.get("url", "") != wanted,
        error_at=datetime.fromtimestamp(int(failed), UTC) if failed else None,
        error=str(told.get("last_error_message", ""))[:200] or None,
    )
