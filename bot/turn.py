"""A turn: what people said becomes effects, a new state and replies, in one transaction.

Nothing is sent here. The row lock on the resident is the lease of a turn; the server's
`idle_in_transaction_session_timeout` is its fence. A turn that fails is tried three times, then
set aside with its reason; that person's later words go on.
"""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy import Engine, case, select, update
from sqlalchemy.orm import Session

from bot.dialogue.facts import Plan
from bot.facts.mine import About, load_about
from bot.facts.plan import PlanCache
from bot.hearing import hear
from bot.hearing.heard import Heard, NotUnderstood
from bot.speaking import Said, broken, group_sorry, write_all
from bot.talk import Talk, talk
from models.db import database_now, is_transient, transaction
from models.initiatives.terms import local_day
from models.messages import deciding, taking
from models.messages.conversations import Conversation
from models.messages.inbox import InboxRow, Quiet
from models.people.residents import Address, Resident

log = structlog.get_logger()

BATCH = 200
WAIT_FOR_BUSY = 1.0


class Busy(Exception):
    """Another worker has this person's turn and did not finish within a second."""


@dataclass
class Turns:
    """Takes turns, in batches. After a start the first batch goes one by one.

    A process that died may have died of one of these rows: alone, and with its try counted
    beforehand, such a row ends as poison and takes nobody with it.
    """

    engine: Engine
    plans: PlanCache
    careful: bool = field(default=True)

    def take(self, limit: int = BATCH) -> int:
        """One batch. Returns how many rows it handled; 0 when nothing waits or nothing could."""
        try:
            return self._take_carefully(limit) if self.careful else self._take_batch(limit)
        except Exception as error:
            # A lost connection says nothing about the rows; what else it may be, one of them did.
            self.careful = self.careful or not is_transient(error)
            log.warning("turn.batch_failed", error=type(error).__name__)
            return 0

    def _take_batch(self, limit: int) -> int:
        with transaction(self.engine) as session:
            return self._take(session, taking.lock_people(session, limit))

    def take_of(self, resident_id: int) -> None:
        """Everything that one resident waits with. Raises Busy after a second."""
        while self._take_next(resident_id, counted=False):
            pass

    def _take_next(self, resident_id: int, *, counted: bool) -> int:
        deadline = time.monotonic() + WAIT_FOR_BUSY
        while True:
            try:
                with transaction(self.engine) as session:
                    taking.lock_person(session, resident_id)
                    return self._take(session, [resident_id], counted=counted)
            except Exception as error:
                if not is_transient(error):
                    raise
                if time.monotonic() > deadline:
                    raise Busy from error
                time.sleep(0.02)

    def _take_carefully(self, limit: int) -> int:
        """One by one. Who was not tried before goes first: they must not wait for a killer."""
        with transaction(self.engine) as session:
            rows = taking.oldest_open(session, taking.lock_people(session, limit))
            waiting = sorted(rows, key=lambda row: row.tries)
            people = [row.resident_id for row in waiting if row.resident_id]
        for resident_id in people:
            self._take_alone(resident_id)
        self.careful = False
        return len(people)

    def _take_alone(self, resident_id: int) -> None:
        try:
            if self._begin_try(resident_id):
                self._take_next(resident_id, counted=True)
        except Exception as error:
            # Who is in another worker's hands is no worry of ours.
            if not (isinstance(error, Busy) or is_transient(error)):
                log.warning("turn.failed", resident=resident_id, error=type(error).__name__)

    def _begin_try(self, resident_id: int) -> bool:
        """Count this person's try before it starts; False when they had their three."""
        with transaction(self.engine) as session:
            taking.lock_person(session, resident_id)
            rows, now = taking.oldest_open(session, [resident_id]), _now(session)
            poison = [row for row in rows if not taking.begin_try(row, now)]
            write_all(session, [_sorry(row) for row in poison], now)
            return not poison

    def _take(self, session: Session, people: Collection[int], *, counted: bool = False) -> int:
        rows = taking.oldest_open(session, people) if people else []
        if rows:
            now = _now(session)
            plan = self.plans.get(session, local_day(now))
            _Batch.load(session, rows, plan, now).run(counted=counted)
        return len(rows)


def _now(session: Session) -> datetime:
    return database_now(session)


def _sorry(row: InboxRow) -> Said:
    return broken(row.id, row.address_id or 0)


@dataclass
class _Batch:
    """The rows of one transaction, with all that their turns need, loaded in a few queries."""

    session: Session
    rows: Sequence[InboxRow]
    addresses: Mapping[int, Address]
    conversations: Mapping[int, Conversation]
    people: Mapping[int, About]
    in_doubt: Mapping[int, int]
    plan: Plan
    now: datetime
    said: list[Said] = field(default_factory=list)
    done: list[int] = field(default_factory=list)
    spoke: set[int] = field(default_factory=set)

    @classmethod
    def load(
        cls, session: Session, rows: Sequence[InboxRow], plan: Plan, now: datetime
    ) -> "_Batch":
        ids = [row.address_id for row in rows if row.address_id]
        addresses = session.scalars(select(Address).where(Address.id.in_(ids)))
        conversations = session.scalars(
            select(Conversation).where(Conversation.address_id.in_(ids))
        )
        return cls(
            session,
            rows,
            {address.id: address for address in addresses},
            {conversation.address_id: conversation for conversation in conversations},
            load_about(session, [row.resident_id for row in rows if row.resident_id]),
            deciding.in_doubt(session, ids),
            plan,
            now,
        )

    def run(self, *, counted: bool) -> None:
        for row in self.rows:
            self._try(row, counted)
        write_all(self.session, self.said, self.now)
        taking.finish(self.session, self.done, self.now)
        self._went_on()
        self._seen()

    def _try(self, row: InboxRow, counted: bool) -> None:
        """One person's turn. Their failure is theirs alone; a lost connection is everybody's."""
        try:
            with self.session.begin_nested():
                said = self._turn(row)
                if not said:
                    row.reason = Quiet.NOTHING
                self.said.extend(said)
        except Exception as error:
            if is_transient(error):
                raise
            log.warning("turn.refused", inbox=row.id, error=type(error).__name__)
            if taking.fail_try(row, _reason(error), self.now, counted=counted):
                self.said.append(_sorry(row))
        else:
            self.done.append(row.id)

    def _turn(self, row: InboxRow) -> Sequence[Said]:
        heard = hear(row.channel, row.body or b"", row.files)
        address = self.addresses[row.address_id or 0]
        if heard.group:
            return [group_sorry(row.id, address.id, self.plan.phone)]
        self._note_block(address, heard)
        if heard.event is None:
            return []
        about = self.people[row.resident_id or 0]
        self.spoke.add(about.resident.id)
        return talk(
            self.session,
            Talk(
                row,
                address,
                about,
                self.conversations.get(address.id),
                self.plan,
                self.now,
                address.id in self.in_doubt,
            ),
            heard.event,
        )

    def _note_block(self, address: Address, heard: Heard) -> None:
        if heard.blocked:
            address.closed_at, address.closed_reason = self.now, "blocked"
        elif address.closed_at is not None:
            # They write again, so they can be reached again.
            address.closed_at, address.closed_reason = None, None

    def _went_on(self) -> None:
        """Who said something in doubt was answered: their unknown message is nobody's worry."""
        done = {row.address_id for row in self.rows if row.id in self.done}
        settled = [message for address, message in self.in_doubt.items() if address in done]
        if settled:
            deciding.went_on(self.session, settled, self.now)

    def _seen(self) -> None:
        """They were here. Who was erased earlier and writes again begins anew, as a stranger.

        Closing the chat is no writing: who erased and then blocks us stays erased.
        """
        again = Resident.erased_at < self.now
        self.session.execute(
            update(Resident)
            .where(Resident.id.in_(self.spoke))
            .values(
                last_seen_at=self.now,
                muted=case((again, False), else_=Resident.muted),
                erased_at=case((again, None), else_=Resident.erased_at),
            )
            .execution_options(synchronize_session=False)
        )


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, NotUnderstood) else type(error).__name__
