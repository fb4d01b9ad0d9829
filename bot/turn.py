"""A turn: what people said becomes effects, a new state and replies, in one transaction.

Nothing is sent here. The row lock on the resident is the lease of a turn; the server's
`idle_in_transaction_session_timeout` is its fence. A turn that fails is tried three times, then
set aside with its reason; that person's later words go on.
"""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot import batch
from bot.facts.plan import PlanCache
from bot.one_by_one import OneByOne
from bot.speaking import broken, write_all
from models.db import database_now, is_transient, transaction
from models.initiatives.terms import local_day
from models.messages import taking
from models.messages.taking import Waiting

log = structlog.get_logger()

BATCH = 200
WAIT_FOR_BUSY = 1.0
LOOK_SECONDS = 0.5
DIED = "its worker died"


class Busy(Exception):
    """Another worker has this person's turn and did not finish within a second."""


@dataclass
class Turns:
    """Takes turns, in batches. The first one after a start is taken with care.

    A process that died may have died of one of these rows. So the tries of the first batch are
    counted beforehand; a row that was begun before and is not done is suspect, and goes alone.
    Such a row ends as poison and takes nobody with it.
    """

    engine: Engine
    plans: PlanCache
    careful: bool = field(default=True)
    inside: OneByOne = field(default_factory=OneByOne)
    _floor: int = 0
    _last: int = 0
    _look_again: float = 0.0

    def take(self, limit: int = BATCH) -> int:
        """One batch. Returns how many rows it handled; 0 when nothing waits or nothing could."""
        try:
            count = self._take_carefully(limit) if self.careful else self._take_batch(limit)
            self._look()
            return count
        except Exception as error:
            # A lost connection says nothing about the rows; what else it may be, one of them did.
            self.careful = self.careful or not is_transient(error)
            log.warning("turn.batch_failed", error=type(error).__name__)
            return 0

    def _take_batch(self, limit: int) -> int:
        # There will be about as many as the last time.
        with self.inside.turn(self._last), transaction(self.engine) as session:
            self._last = self._take(session, taking.lock_people(session, limit, self._floor))
        return self._last

    def _look(self) -> None:
        """See from where on words wait. After a batch, so that no answer waits for it; where
        looking is slow, it takes 5% of the time.
        """
        began = time.monotonic()
        if began < self._look_again:
            return
        with transaction(self.engine) as session:
            self._floor = taking.floor(session)
        took = time.monotonic() - began
        self._look_again = began + max(LOOK_SECONDS, 20 * took)

    def take_of(self, resident_id: int) -> None:
        """Everything that one resident waits with. Raises Busy after a second."""
        while self._take_next(resident_id):
            pass

    def _take_next(self, resident_id: int) -> int:
        deadline = time.monotonic() + WAIT_FOR_BUSY
        while True:
            try:
                with transaction(self.engine) as session:
                    taking.lock_person(session, resident_id)
                    return self._take(session, [resident_id])
            except Exception as error:
                if not is_transient(error):
                    raise
                if time.monotonic() > deadline:
                    raise Busy from error
                time.sleep(0.02)

    def _take_carefully(self, limit: int) -> int:
        """Who was not tried before goes first: they must not wait for a row that kills."""
        with transaction(self.engine) as session:
            rows = taking.oldest_open(session, taking.lock_people(session, limit))
            fresh = [row for row in rows if not row.tries]
            taking.begin_tries(session, [row.id for row in fresh])
        self._take_begun(fresh)
        for row in rows:
            if row.tries:
                self._take_alone(row.resident_id)
        self.careful = False
        return len(rows)

    def _take_begun(self, rows: Sequence[Waiting]) -> None:
        """Rows whose try was counted. Whom another worker holds by now is no worry of ours."""
        if not rows:
            return
        with transaction(self.engine) as session:
            people = taking.lock_these(session, [row.resident_id for row in rows])
            self._take(session, people, begun=[row.id for row in rows])

    def _take_alone(self, resident_id: int) -> None:
        try:
            self._take_begun(self._begin_alone(resident_id))
        except Exception as error:
            if not is_transient(error):
                log.warning("turn.failed", resident=resident_id, error=type(error).__name__)

    def _begin_alone(self, resident_id: int) -> Sequence[Waiting]:
        """Count this person's next try; nothing to begin where it had its three."""
        with transaction(self.engine) as session:
            rows = taking.oldest_open(session, taking.lock_these(session, [resident_id]))
            dead = [row for row in rows if row.tries >= taking.MAX_TRIES]
            for row in dead:
                taking.set_aside(session, row, row.reason or DIED, database_now(session))
                write_all(session, broken(row), database_now(session))
            taking.begin_tries(session, [row.id for row in rows if row not in dead])
            return [row for row in rows if row not in dead]

    def _take(
        self, session: Session, people: Collection[int], *, begun: Collection[int] = ()
    ) -> int:
        """The oldest words of each of these people, whom we hold. Returns how many it handled."""
        rows = taking.oldest_open(session, people) if people else []
        if not rows:
            return 0
        now = database_now(session)
        plan = self.plans.get(session, local_day(now))
        turns = batch.load(session, rows, plan, now)
        turns.begun = frozenset(begun)
        turns.run(rows)
        return len(rows) - len(turns.left)
