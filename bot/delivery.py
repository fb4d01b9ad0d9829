"""Delivery: from the outbox to the channel. One process at a time sends for a bot.

Each round is one transaction: write what became of the last messages, ask again what may go,
mark those that go on the wire now as `sending`. Then they are sent. A sender that dies leaves at
most a window of messages `unknown`; those are never silently sent again.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.channels.sending import Closed, Moved, Paused, SendingChannel
from bot.flight import Flight, Known
from bot.one_by_one import OneByOne
from bot.pace import Pace
from models.db import database_now, is_transient, plan_anew, transaction
from models.messages import delivering, leasing, merging, pausing, queued
from models.messages.delivering import Claim
from models.messages.outbox import Lane

log = structlog.get_logger()

RENEW_SECONDS = 5.0
POLL_SECONDS = 0.5
STOP_SECONDS = 10.0
LOOK_SECONDS = 0.5
# Results wait this long for others, so that a round writes many of them.
GATHER_SECONDS = 0.05


class LeaseLost(Exception):
    """Another process sends for this bot now."""


@dataclass(frozen=True)
class _Round:
    """What one transaction gave: what goes on the wire and when, and how long the bot pauses."""

    claims: Sequence[tuple[Claim, float]] = ()
    more: bool = False
    paused: timedelta | None = None


@dataclass
class Sender:
    """Sends the outbox of one bot, while it holds the lease. `window`: most messages in flight."""

    engine: Engine
    bot: str
    channel: SendingChannel
    pace: Pace
    holder: str
    window: int = 30
    inside: OneByOne = field(default_factory=OneByOne)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    _flight: Flight = field(init=False)
    _fence: int | None = None
    _renewed: float = 0.0
    _look_again: float = 0.0
    _floors: Mapping[Lane, int] = field(default_factory=dict)
    _doubt: bool = False
    _more: bool = False
    _alarm: asyncio.TimerHandle | None = None
    _alarm_at: float = 0.0

    def __post_init__(self) -> None:
        self._flight = Flight(self.channel, self._landed, self.pace.late)

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop`; then finish what is in flight (ten seconds at most)."""
        stopping = asyncio.create_task(self._wake_at(stop))
        while not stop.is_set():
            self.wake.clear()
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
            await self._rest()
        stopping.cancel()
        await self._finish()

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self.wake.set()

    async def _round(self) -> None:
        if not await self._hold():
            return
        began, known = time.monotonic(), self._flight.known()
        # Should the answer to the commit get lost, nobody heard what was claimed in it.
        doubt, self._doubt = self._doubt, True
        done = await asyncio.to_thread(self._transact, known, doubt)
        self._doubt = False
        self._flight.written(known, done.paused)
        self._flight.start(done.claims, began)
        self._more = done.more

    async def _rest(self) -> None:
        """Until somebody wakes us, the pace has room again, or half a second has passed."""
        if self._more and self._half_free:
            self._wake_in(self.pace.wait(time.monotonic()))
        # A chat that had its burst may soon take another one, and nobody else tells us.
        seconds = POLL_SECONDS / 5 if self.pace.spent(time.monotonic()) else POLL_SECONDS
        with suppress(TimeoutError):
            await asyncio.wait_for(self.wake.wait(), seconds)

    @property
    def _half_free(self) -> bool:
        """Whether a round is worth its statements: else each message would have its own."""
        return len(self._flight) <= self.window // 2

    def _landed(self) -> None:
        """A round when there is room for more; a message that lands makes none by itself."""
        now = time.monotonic()
        self._wake_in(self.pace.wait(now) if self._more and self._half_free else GATHER_SECONDS)

    def _wake_in(self, seconds: float) -> None:
        """Wake us within so many seconds; the earliest of several counts."""
        if not seconds:
            self.wake.set()
        if self.wake.is_set():
            return
        loop = asyncio.get_running_loop()
        if self._alarm is not None:
            if loop.time() < self._alarm_at <= loop.time() + seconds:
                return
            self._alarm.cancel()
        self._alarm_at = loop.time() + seconds
        self._alarm = loop.call_later(seconds, self.wake.set)

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

    def _transact(self, known: Known, doubt: bool) -> _Round:
        with self.inside.turn(), transaction(self.engine) as session:
            plan_anew(session)
            now = database_now(session)
            fence = self._fence
            if fence is None or not leasing.holds(session, self._lease_name, self.holder, fence):
                raise LeaseLost
            if doubt:
                delivering.give_back(session, self.bot, known.started)
            self._write(session, known, now)
            until = pausing.paused_until(session, self.bot, now)
            return _Round(paused=until - now) if until else self._claim(session, known, now)

    def _claim(self, session: Session, known: Known, now: datetime) -> _Round:
        moment = time.monotonic()
        room = min(self.window - len(known.flying), self.pace.room(moment))
        if room <= 0:
            return _Round(more=True)
        self._look(session)
        # Who has no room is left out at once: else one long queue would hide everybody's.
        busy = known.busy | self.pace.spent(moment)
        waiting = queued.next_up(session, self.bot, self._floors, busy, room + 1, now)
        chosen = self._book(waiting, room, busy, moment)
        more = len(waiting) > len(chosen)
        # Who waits for several answers gets them in one message; where none wait, none do.
        talks = {row.id for row in waiting if row.lane == Lane.TALK} & chosen.keys()
        along = merging.companions(session, talks - self._flight.alone) if more and talks else {}
        claims = delivering.start(session, list(chosen), now, along) if chosen else []
        moments = chosen | {other: chosen[one] for one, ids in along.items() for other in ids}
        return _Round([(one, moments[one.id]) for one in claims], more)

    def _book(
        self, waiting: Sequence[queued.Queued], room: int, busy: Set[int], moment: float
    ) -> dict[int, float]:
        """When each of these starts, for as many as may: one at a time in each chat."""
        chosen: dict[int, float] = {}
        taken = set(busy)
        for row in waiting:
            if row.address_id in taken:
                continue
            start = self.pace.book(moment, talk=row.lane == Lane.TALK)
            if start is None:
                break
            self.pace.spend(row.address_id, moment)
            taken.add(row.address_id)
            chosen[row.id] = start
            if len(chosen) == room:
                break
        return chosen

    def _look(self, session: Session) -> None:
        """See from where on messages wait. Where looking is slow, it takes 5% of the time."""
        began = time.monotonic()
        if began >= self._look_again:
            self._floors = queued.floors(session, self.bot)
            took = time.monotonic() - began
            self._look_again = began + max(LOOK_SECONDS, 20 * took)

    def _write(self, session: Session, known: Known, now: datetime) -> None:
        """What became of messages, and what that says about the chat or the whole bot."""
        delivering.record(session, known.results, now)
        for claim, error in known.effects:
            if isinstance(error, Closed):
                delivering.close_address(session, claim.address_id, error.reason, now)
            elif isinstance(error, Moved):
                delivering.move_address(session, claim.address_id, error.external_id, now)
            elif isinstance(error, Paused):
                pausing.pause(session, self.bot, now + error.wait, error.reason)

    async def _finish(self) -> None:
        await self._flight.finish(STOP_SECONDS - 2)
        if self._fence is not None:
            await asyncio.to_thread(self._leave)

    def _leave(self) -> None:
        """Write what we know, and let a standby send at once.

        Where the database is away, the next sender makes what we had on the wire `unknown`.
        """
        with suppress(OperationalError), transaction(self.engine) as session:
            now = database_now(session)
            self._write(session, self._flight.known(), now)
            leasing.give_back(session, self._lease_name, self.holder, now)
