"""The messages of one bot that are on the wire now, and what became of the last ones.

What is known here and not yet written survives an outage of the database: it is written when
that is back. It does not survive a `kill -9`; then the next sender makes these `unknown`.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import structlog

from bot.channels.sending import (
    Closed,
    DeliveryError,
    Moved,
    Paused,
    Rejected,
    SendingChannel,
    TryLater,
    Unsure,
)
from models.messages.delivering import Claim, Result
from models.messages.outbox import OutState

log = structlog.get_logger()

# A claim older than this never goes on the wire: another sender may have taken over.
CLAIM_SECONDS = 5.0
# A day, since from the sixth on there is one a minute. Telegram keeps updates as long.
MAX_TRIES = 24 * 60
# What cannot be read now may be readable after a rollback or a key that was forgotten.
BROKEN_TRIES = 3

Effect = tuple[Claim, DeliveryError]


@dataclass(frozen=True)
class Known:
    """What we know at one moment: what became of messages, and which chats one is on its way to.

    Taken together: else a chat could be free before what its last message met is written.
    """

    results: Sequence[Result]
    effects: Sequence[Effect]
    flying: Sequence[Claim]

    @property
    def busy(self) -> set[int]:
        """The chats that a message is on its way to."""
        return {claim.address_id for claim in self.flying}

    @property
    def started(self) -> set[int]:
        """Every message that was started and of which nothing is written yet."""
        flying = {one for claim in self.flying for one in (claim.id, *claim.also)}
        return flying | {one for result in self.results for one in result.ids}


@dataclass
class Flight:
    """Lets messages start at their moments, and keeps what became of them until it is written.

    `landed` is called after each; `late` says how long one that is due still has to wait. All of
    it lives in the event loop's thread.
    """

    channel: SendingChannel
    landed: Callable[[], None]
    late: Callable[[float], float]
    results: list[Result] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    # What went wrong together with others: nobody knows which one it was.
    alone: set[int] = field(default_factory=set)
    _paused_until: float = 0.0
    _flying: dict[asyncio.Task[None], Claim] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._flying)

    def known(self) -> Known:
        """What is known now, to be written."""
        return Known(self.results[:], self.effects[:], list(self._flying.values()))

    def start(self, claims: Sequence[tuple[Claim, float]], claimed_at: float) -> None:
        """Send these, each at its moment (monotonic seconds), all claimed at `claimed_at`."""
        for claim, moment in claims:
            task = asyncio.create_task(self._send(claim, moment, claimed_at + CLAIM_SECONDS))
            self._flying[task] = claim
            task.add_done_callback(self._land)

    def written(self, known: Known, paused: timedelta | None) -> None:
        """This is in the database now, which says how long the bot is paused.

        Until a pause is written only this memory knows it; from then on the database does.
        """
        del self.results[: len(known.results)], self.effects[: len(known.effects)]
        if not any(isinstance(error, Paused) for _, error in self.effects):
            self._paused_until = time.monotonic() + paused.total_seconds() if paused else 0.0

    async def finish(self, seconds: float) -> None:
        """Wait for what is on the wire."""
        if self._flying:
            await asyncio.wait(list(self._flying), timeout=seconds)

    def _land(self, task: asyncio.Task[None]) -> None:
        self._flying.pop(task, None)
        self.landed()

    async def _send(self, claim: Claim, moment: float, deadline: float) -> None:
        if claim.broken:
            self._break(claim, claim.broken)
            return
        if (wait := moment - time.monotonic()) > 0:
            await asyncio.sleep(wait)
        if (wait := self.late(time.monotonic())) > 0:
            await asyncio.sleep(wait)
        try:
            provider_id = await self.channel.send(claim, lambda: self._check(deadline))
            self._keep(claim, Result(claim.id, OutState.SENT, provider_id))
        except DeliveryError as error:
            self._note(claim, error)
        except Exception as error:
            self._break(claim, type(error).__name__)

    def _break(self, claim: Claim, reason: str) -> None:
        """A row that we cannot even read or render: three tries, and nobody else waits for it."""
        log.error("delivery.broken_row", outbox=claim.id, error=reason, tries=claim.tries)
        if claim.also or claim.tries >= BROKEN_TRIES:
            self._refuse(claim, reason)
            return
        again = Result(claim.id, OutState.QUEUED, reason=reason, wait=_backoff(claim.tries))
        self._keep(claim, again)

    def _refuse(self, claim: Claim, reason: str) -> None:
        """It can never go. One that went with others is tried by itself first."""
        if not claim.also:
            self._keep(claim, Result(claim.id, OutState.FAILED, reason=reason))
            return
        self.alone.add(claim.id)
        self._keep(claim, Result(claim.id, OutState.QUEUED, reason=reason, counts=False))

    def _keep(self, claim: Claim, result: Result) -> None:
        self.results.append(replace(result, also=claim.also) if claim.also else result)

    def _check(self, deadline: float) -> None:
        """Raises NotNow where no call may start any more, or none yet."""
        if time.monotonic() > deadline or time.monotonic() < self._paused_until:
            raise NotNow("claim" if time.monotonic() > deadline else "paused")

    def _note(self, claim: Claim, error: DeliveryError) -> None:
        if isinstance(error, Paused):
            self._paused_until = time.monotonic() + error.wait.total_seconds()
        if isinstance(error, Paused | Closed | Moved):
            self.effects.append((claim, error))
        if isinstance(error, Rejected) and not error.partly:
            self._refuse(claim, error.reason)
        else:
            self._keep(claim, _result(claim, error))


class NotNow(DeliveryError):
    """Nothing was sent: the claim is too old, or the bot is paused."""


def _result(claim: Claim, error: DeliveryError) -> Result:
    if error.partly or isinstance(error, Unsure):
        return Result(claim.id, OutState.UNKNOWN, reason=error.reason)
    if isinstance(error, Paused | Moved | NotNow):
        return Result(claim.id, OutState.QUEUED, reason=error.reason, counts=False)
    if isinstance(error, TryLater) and claim.tries < MAX_TRIES:
        return Result(claim.id, OutState.QUEUED, reason=error.reason, wait=_backoff(claim.tries))
    return Result(claim.id, OutState.FAILED, reason=error.reason)


def _backoff(tries: int) -> timedelta:
    return timedelta(seconds=min(60, 2**tries))
