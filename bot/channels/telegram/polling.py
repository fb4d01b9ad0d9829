"""Long polling: fetch, store, and only then confirm by asking for the next ones.

The offset goes on after the commit, so a process that dies loses nothing: Telegram hands out
again what was not confirmed, and the inbox knows what it had.
"""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError

from bot.channels.telegram.api import BotApi, TooManyRequests
from bot.channels.telegram.intake import ALLOWED, Mixed, split, tap_of
from bot.channels.telegram.pauses import Concern, Pauses
from bot.one_by_one import OneByOne
from models.db import database_now, is_transient, transaction
from models.messages import leasing
from models.messages.receiving import Received, store

log = structlog.get_logger()

LONG_POLL = 25
MARGIN = 10
MOST = 100
RENEW_SECONDS = 5.0
# Who taps now comes with others who do: half the rounds of a busy evening were for four words or
# fewer, each with all its statements (docs/adr/0008).
GATHER_SECONDS = 0.05


class WrongToken(Exception):
    """Telegram does not know this token. Only a person can mend that."""


@dataclass
class Poller:
    """Fetches updates for one bot, while it holds the lease."""

    engine: Engine
    bot: str
    api: BotApi
    holder: str
    pauses: Pauses
    inside: OneByOne = field(default_factory=OneByOne)
    _offset: int | None = None
    _limit: int = MOST
    _held: bool = False
    _renewed: float = 0.0
    _paused_until: float = 0.0
    _answers: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop`. Raises WrongToken."""
        stopping = asyncio.ensure_future(stop.wait())
        while not stop.is_set():
            step = asyncio.ensure_future(self._step())
            await asyncio.wait({step, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not step.done():
                # An open long poll confirms nothing, so it can be dropped.
                step.cancel()
            elif step.exception():
                await self._rest(step.exception(), stop)
        stopping.cancel()
        await asyncio.to_thread(self._leave)

    async def _step(self) -> None:
        if not await self._hold() or time.monotonic() < self._paused_until:
            await asyncio.sleep(1)
            return
        answer = await self._fetch_as_holder()
        if answer is None:
            return
        try:
            rows, offset = split(self.bot, answer, alone=self._limit == 1)
        except Mixed:
            self._limit = 1
            return
        if rows:
            paused = await asyncio.shield(asyncio.to_thread(self._store, rows))
            if not paused:
                self._acknowledge(rows)
        self._offset = offset or self._offset
        # One at a time until the one that spoiled the others is set aside.
        self._limit = 1 if self._limit == 1 and rows and not rows[0].poison else MOST
        if rows:
            await asyncio.sleep(GATHER_SECONDS)

    async def _fetch_as_holder(self) -> bytes | None:
        """What came, or None where somebody else fetches now.

        A long poll outlives the lease, so the lease is prolonged while it is open.
        """
        fetching = asyncio.ensure_future(self._fetch())
        try:
            while not (await asyncio.wait({fetching}, timeout=RENEW_SECONDS))[0]:
                if not await self._hold():
                    return None
            return fetching.result()
        finally:
            fetching.cancel()

    async def _fetch(self) -> bytes:
        asked: dict[str, Any] = {"timeout": LONG_POLL, "allowed_updates": ALLOWED}
        asked["limit"] = self._limit
        if self._offset is not None:
            asked["offset"] = self._offset
        status, answer = await self.api.raw("getUpdates", asked, seconds=LONG_POLL + MARGIN)
        if status != 200:
            self.api.check(status, answer)
        return answer

    def _store(self, rows: Sequence[Received]) -> timedelta:
        """Keep these. Gives how long no call may be made."""
        with self.inside.turn(len(rows)), transaction(self.engine) as session:
            store(session, rows, database_now(session))
            return self.pauses.left_in(session)

    def _acknowledge(self, rows: Sequence[Received]) -> None:
        """Stop the little clock on tapped buttons. Never needed, so it may fail."""
        for query in (query for row in rows if (query := tap_of(row.body))):
            task = asyncio.create_task(self._answer(query))
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)

    async def _answer(self, query: str) -> None:
        try:
            await self.api.call("answerCallbackQuery", {"callback_query_id": query}, seconds=10)
        except TooManyRequests as error:
            await self._begin_pause(error, Concern.CALLS)
        except TelegramError as error:
            log.debug("telegram.tap_not_answered", error=type(error).__name__)

    async def _begin_pause(self, error: TooManyRequests, concern: Concern) -> None:
        """Where the database is away, the next call is refused again, and says so again."""
        with suppress(OperationalError):
            await asyncio.to_thread(self.pauses.begin, error.wait, concern)

    async def _hold(self) -> bool:
        if not self._held or time.monotonic() - self._renewed > RENEW_SECONDS:
            self._renewed = time.monotonic()
            self._held = await asyncio.to_thread(self._take_lease)
            if self._held:
                left = await asyncio.to_thread(self.pauses.left, Concern.POLLING)
                self._paused_until = time.monotonic() + left.total_seconds()
        return self._held

    def _take_lease(self) -> bool:
        with transaction(self.engine) as session:
            now = database_now(session)
            return leasing.take_lease(session, f"poll:{self.bot}", self.holder, now) is not None

    def _leave(self) -> None:
        """Let a standby poll at once. Where the database is away, the lease ends by itself."""
        if not self._held:
            return
        with suppress(OperationalError), transaction(self.engine) as session:
            leasing.give_back(session, f"poll:{self.bot}", self.holder, database_now(session))

    async def _rest(self, error: BaseException | None, stop: asyncio.Event) -> None:
        """Wait as long as this error asks for. What waiting cannot mend goes up."""
        seconds = _seconds(error)
        if isinstance(error, TooManyRequests):
            # From here on the pause is what the database says.
            self._paused_until = time.monotonic() + error.wait.total_seconds()
            await self._begin_pause(error, Concern.POLLING)
        log.warning("telegram.poll_failed", error=type(error).__name__, wait=seconds)
        try:
            await asyncio.wait_for(stop.wait(), seconds)
        except TimeoutError:
            return


def _seconds(error: BaseException | None) -> float:
    if isinstance(error, InvalidToken):
        raise WrongToken from error
    if isinstance(error, Conflict):
        return 5.0
    if isinstance(error, NetworkError | TooManyRequests) or (
        error is not None and is_transient(error)
    ):
        return 1.0
    raise error or RuntimeError("nothing failed")
