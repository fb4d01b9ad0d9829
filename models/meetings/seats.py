"""A chat takes a seat in a gesprek, or gives it back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.meetings.meetings import Meeting, Seat


class NotPossible(Exception):
    """No seat can be taken. `why`: unknown, cancelled, over, or full."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Standing:
    """How a gesprek stands for one chat. `why` as of `NotPossible`, or empty: one may come."""

    meeting: Meeting
    free: int
    mine: bool
    why: str


def look(session: Session, meeting_id: int, address_id: int, now: datetime) -> Standing:
    """Raises NotPossible("unknown")."""
    return _standing(session, _find(session, meeting_id), address_id, now)


def take(session: Session, meeting_id: int, address_id: int, now: datetime) -> None:
    """Take a seat; who has one keeps it. Raises NotPossible.

    Locks the gesprek, so that the last seat goes to one chat only, and none after it was
    cancelled.
    """
    meeting = _find(session, meeting_id, lock=True)
    standing = _standing(session, meeting, address_id, now)
    if standing.why:
        raise NotPossible(standing.why)
    session.execute(
        insert(Seat)
        .values(meeting_id=meeting.id, address_id=address_id, taken_at=now)
        .on_conflict_do_nothing()
    )


def give_back(session: Session, meeting_id: int, address_id: int) -> None:
    """Give one's seat back; without one nothing happens."""
    mine = (Seat.meeting_id == meeting_id) & (Seat.address_id == address_id)
    session.execute(delete(Seat).where(mine))


def taken(session: Session, meeting_id: int) -> int:
    """How many seats are taken."""
    count = select(func.count()).where(Seat.meeting_id == meeting_id)
    return session.scalar(count) or 0


def _find(session: Session, meeting_id: int, *, lock: bool = False) -> Meeting:
    known = 0 < meeting_id < 2**63
    found = (
        session.get(Meeting, meeting_id, with_for_update=lock, populate_existing=True)
        if known
        else None
    )
    if found is None:
        raise NotPossible("unknown")
    return found


def _standing(session: Session, meeting: Meeting, address_id: int, now: datetime) -> Standing:
    free = max(0, meeting.seats - taken(session, meeting.id))
    mine = session.get(Seat, (meeting.id, address_id)) is not None
    if meeting.cancelled_at is not None:
        why = "cancelled"
    elif meeting.starts_at <= now:
        why = "over"
    else:
        why = "" if free or mine else "full"
    return Standing(meeting, free, mine, why)
