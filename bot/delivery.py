"""Delivery: from the outbox to the channel. One process at a time sends for a bot.

Each round is one transaction: write what became of the last messages, ask again what may go,
mark those that go on the wire now as `sending`. Then they are sent. A sender that dies leaves at
most a window of messages `unknown`; those are never silently sent again.
"""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.channels.sending import (
    Closed,
    DeliveryError,
    Moved,
    Paused,
    SendingChannel,
    TryLater,
    Unsure,
)
from bot.pace import Pace
from models.db import database_now, is_transient, transaction
from models.messages import delivering, leasing, pausing
from models.messages.delivering import Claim, Result
from models.messages.outbox import OutState

log = structlog.get_logger()

# A claim older than this never goes on the wire: another sender may have taken over.
CLAIM_SECONDS = 5.0
RENEW_SECONDS = 5.0
POLL_SECONDS = 0.5
STOP_SECONDS = 10.0
MAX_TRIES = 8


class LeaseLost(Exception):
    """Another process sends for this bot now."""


@dataclass
class Sender:
    """Sends the outbox of one bot, while it holds the lease. `window`: most messages in flight."""

    engine: Engine
    bot: str
    channel: SendingChannel
    pace: Pace
    holder: str
    window: int = 30
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    _fence: int | None = None
    _renewed: float = 0.0
    _paused_until: float = 0.0
    _more: bool = False
    _flying: dict[asyncio.Task[None], int] = field(default_factory=dict)
    _results: list[Result] = field(default_factory=list)
    _effects: list[tuple[Claim, DeliveryError]] = field(default_factory=list)

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop`; then finish what is in flight (ten seconds at most)."""
        while not stop.is_set():
            try:
                await self._round()
            except LeaseLost:
                self._fence = None
            except Exception as error:
                if not is_transient(error):
                    raise
                # PostgreSQL is away: what we know of messages on the wire is kept in memory.
                log.warning("delivery.database_away", error=type(error).__name__)
                await asyncio.sleep(POLL_SECONDS)
            await self._rest(stop)
        await self._finish()

    async def _round(self) -> None:
        if not await self._hold():
            return
        results, effects = self._results[:], self._effects[:]
        deadline = time.monotonic() + CLAIM_SECONDS
        claims = await asyncio.to_thread(self._transact, results, effects)
        # Where something could go, more may wait for the next moment that the pace allows.
        self._more = bool(claims)
        del self._results[: len(results)], self._effects[: len(effects)]
        for claim in claims:
            task = asyncio.create_task(self._send(claim, deadline))
            self._flying[task] = claim.address_id
            task.add_done_callback(self._landed)

    def _landed(self, task: asyncio.Task[None]) -> None:
        self._flying.pop(task, None)
        self.wake.set()

    async def _hold(self) -> bool:
        if self._fence is None or time.monotonic() - self._renewed > RENEW_SECONDS:
            self._renewed = time.monotonic()
            before, self._fence = self._fence, await asyncio.to_thread(self._take_lease)
            if self._fence is not None and self._fence != before:
                log.info("delivery.lease_taken", bot=self.bot, fence=self._fence)
        return self._fence is not None

    def _take_lease(self) -> int | None:
        with transaction(self.engine) as session:
            now = database_now(session)
            fence = leasing.take_lease(session, self._lease_name, self.holder, now)
            if fence is not None and fence != self._fence:
                # Whoever sent before us is gone: what they had on the wire nobody can know.
                delivering.forget_sending(session, self.bot, now)
            return fence

    @property
    def _lease_name(self) -> str:
        return f"send:{self.bot}"

    def _transact(
        self, results: Sequence[Result], effects: Sequence[tuple[Claim, DeliveryError]]
    ) -> Sequence[Claim]:
        with transaction(self.engine) as session:
            now = database_now(session)
            fence = self._fence
            if fence is None or not leasing.holds(session, self._lease_name, self.holder, fence):
                raise LeaseLost
            delivering.record(session, results, now)
            self._carry(session, effects, now)
            until = pausing.paused_until(session, self.bot, now)
            if until is not None:
                self._paused_until = time.monotonic() + (until - now).total_seconds()
                return []
            return self._claim(session, now)

    def _claim(self, session: Session, now: datetime) -> Sequence[Claim]:
        free = min(self.window - len(self._flying), self.pace.budget(time.monotonic()))
        if free <= 0:
            return []
        delivering.expire(session, self.bot, now)
        # Who has no room is left out at once: else one long queue would hide everybody's.
        busy = set(self._flying.values()) | self.pace.spent(time.monotonic())
        chosen: list[int] = []
        waiting = delivering.waiting(session, self.bot, busy, 10 * self.window, now)
        for message_id, address_id in waiting:
            if len(chosen) == free:
                break
            if address_id not in busy and self.pace.take(address_id, time.monotonic()):
                chosen.append(message_id)
            busy.add(address_id)
        return delivering.start(session, chosen, now) if chosen else []

    def _carry(
        self, session: Session, effects: Sequence[tuple[Claim, DeliveryError]], now: datetime
    ) -> None:
        """What an answer of the channel says about the chat, or about the whole bot."""
        for claim, error in effects:
            if isinstance(error, Closed):
                delivering.close_address(session, claim.address_id, error.reason, now)
            elif isinstance(error, Moved):
                delivering.move_address(session, claim.address_id, error.external_id, now)
            elif isinstance(error, Paused):
                pausing.pause(session, self.bot, now + error.wait, error.reason)

    async def _send(self, claim: Claim, deadline: float) -> None:
        if time.monotonic() > deadline or time.monotonic() < self._paused_until:
            self._results.append(Result(claim.id, OutState.QUEUED))
            return
        try:
            provider_id = await self.channel.send(claim)
            self._results.append(Result(claim.id, OutState.SENT, provider_id))
        except DeliveryError as error:
            self._note(claim, error)
        except Exception as error:
            # A row that we cannot even render: never again, and nobody else waits for it.
            log.error("delivery.broken_row", outbox=claim.id, error=type(error).__name__)
            self._results.append(Result(claim.id, OutState.FAILED, reason=type(error).__name__))

    def _note(self, claim: Claim, error: DeliveryError) -> None:
        if isinstance(error, Paused):
            self._paused_until = time.monotonic() + error.wait.total_seconds()
        if isinstance(error, Paused | Closed | Moved):
            self._effects.append((claim, error))
        self._results.append(_result(claim, error))

    async def _rest(self, stop: asyncio.Event) -> None:
        """Until something happens, the next message may start, or half a second has passed."""
        seconds = self.pace.wait(time.monotonic()) if self._more else POLL_SECONDS
        waits = {asyncio.ensure_future(self.wake.wait()), asyncio.ensure_future(stop.wait())}
        _, pending = await asyncio.wait(
            waits, timeout=max(0.005, seconds), return_when=asyncio.FIRST_COMPLETED
        )
        for task in pending:
            task.cancel()
        self.wake.clear()

    async def _finish(self) -> None:
        if self._flying:
            await asyncio.wait(list(self._flying), timeout=STOP_SECONDS - 2)
        if self._fence is not None:
            await asyncio.to_thread(self._leave)

    def _leave(self) -> None:
        """Write what we know, and let a standby send at once.

        Where the database is away, the next sender makes what we had on the wire `unknown`.
        """
        with suppress(OperationalError), transaction(self.engine) as session:
            now = database_now(session)
            delivering.record(session, self._results, now)
            self._carry(session, self._effects, now)
            leasing.give_back(session, self._lease_name, self.holder, now)


def _result(claim: Claim, error: DeliveryError) -> Result:
    if error.partly or isinstance(error, Unsure):
        return Result(claim.id, OutState.UNKNOWN, reason=error.reason)
    if isinstance(error, Paused | Moved):
        return Result(claim.id, OutState.QUEUED, reason=error.reason)
    if isinstance(error, TryLater) and claim.tries < MAX_TRIES:
        return Result(claim.id, OutState.QUEUED, reason=error.reason, wait=_backoff(claim.tries))
    return Result(claim.id, OutState.FAILED, reason=error.reason)


def _backoff(tries: int) -> timedelta:
    return timedelta(seconds=min(60, 2**tries))
