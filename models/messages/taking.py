"""Taking work from the inbox: whose turn it is, what they said, and that it is done.

Two statements, never one: first lock the residents, then read their oldest row in a new
statement. One statement for both lets a second worker take message 2 before message 1, and a
stale snapshot would carry out effects twice (READ COMMITTED takes a new one per statement).
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from models.messages.inbox import UNFINISHED, InboxRow, InboxState
from models.people.residents import Resident

MAX_TRIES = 3
_LOOK_AHEAD = 4


def lock_people(session: Session, limit: int) -> Sequence[int]:
    """Residents with waiting words, longest waiting first, locked until this transaction ends.

    Those whom another worker holds are skipped. Looks further than `limit` rows ahead, so that
    several workers find different people and one person's flood does not hide the others.
    """
    waiting = (
        select(InboxRow.resident_id, InboxRow.id)
        .where(InboxRow.state == InboxState.OPEN)
        .order_by(InboxRow.id)
        .limit(limit * _LOOK_AHEAD)
        .subquery()
    )
    first = (
        select(waiting.c.resident_id, func.min(waiting.c.id).label("first"))
        .group_by(waiting.c.resident_id)
        .subquery()
    )
    people = (
        select(Resident.id)
        .join(first, first.c.resident_id == Resident.id)
        .order_by(first.c.first)
        .limit(limit)
        .with_for_update(key_share=True, of=Resident, skip_locked=True)
    )
    return session.scalars(people).all()


def lock_person(session: Session, resident_id: int) -> None:
    """Lock one resident or raise at once (lock not available: another worker has them)."""
    session.execute(
        select(Resident.id)
        .where(Resident.id == resident_id)
        .with_for_update(key_share=True, nowait=True)
    )


def oldest_open(session: Session, resident_ids: Collection[int]) -> Sequence[InboxRow]:
    """The row whose turn it is, of each of these residents who has one.

    Who waits for a photo has none: what they said later waits behind it.
    """
    rows = session.scalars(
        select(InboxRow)
        .where(InboxRow.resident_id.in_(resident_ids), InboxRow.state.in_(UNFINISHED))
        .ext(distinct_on(InboxRow.resident_id))
        .order_by(InboxRow.resident_id, InboxRow.id)
    )
    return [row for row in rows if row.state == InboxState.OPEN]


def finish(session: Session, row_ids: Collection[int], now: datetime) -> None:
    """These rows are done; they are never handled again."""
    session.execute(
        update(InboxRow)
        .where(InboxRow.id.in_(row_ids))
        .values(state=InboxState.DONE, done_at=now)
        .execution_options(synchronize_session=False)
    )


def begin_try(row: InboxRow, now: datetime) -> bool:
    """Count a try before it starts, for a row that may kill us. False: it had its three."""
    if row.tries >= MAX_TRIES:
        set_aside(row, row.reason or "its worker died", now)
        return False
    row.tries += 1
    return True


def fail_try(row: InboxRow, reason: str, now: datetime, *, counted: bool) -> bool:
    """Note a try that failed (`counted`: begin_try did). True: set aside, it was the third."""
    row.tries += 0 if counted else 1
    row.reason = reason[:200]
    if row.tries >= MAX_TRIES:
        set_aside(row, reason, now)
    return row.state == InboxState.POISON


def set_aside(row: InboxRow, reason: str, now: datetime) -> None:
    """Poison: never tried again, listed in the panel with its reason."""
    row.state, row.done_at, row.reason = InboxState.POISON, now, reason[:200]
