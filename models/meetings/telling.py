"""Telling everybody who signed up: the day before, when it is cancelled, and what came of it."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.asking.hours import is_quiet
from models.meetings import saying
from models.meetings.meetings import Meeting, Seat
from models.messages.outgoing import MessageJson
from models.messages.sending import Terms, enqueue
from models.people.residents import Address, Resident

DAY_BEFORE = timedelta(hours=24)
AT_ONCE = Terms()


def remind_due(session: Session, now: datetime) -> int:
    """Remind of each gesprek that begins within a day, once, and not at night. Gives how many."""
    if is_quiet(now):
        return 0
    due = session.scalars(
        select(Meeting)
        .where(Meeting.reminded_at.is_(None), Meeting.cancelled_at.is_(None))
        .where(Meeting.starts_at > now, Meeting.starts_at <= now + DAY_BEFORE)
        .order_by(Meeting.id)
        .with_for_update(skip_locked=True)
    ).all()
    for meeting in due:
        terms = Terms(expires_at=meeting.starts_at)
        tell_all(session, meeting, "reminder", saying.reminder(meeting), now, terms)
        meeting.reminded_at = now
    return len(due)


def tell_all(
    session: Session,
    meeting: Meeting,
    what: str,
    body: MessageJson,
    now: datetime,
    terms: Terms = AT_ONCE,
) -> int:
    """Put it in the outbox of every chat with a seat, each once. Who muted us hears nothing.

    It is about what they signed up for, so it needs no opt-in. Gives how many.
    """
    chats = session.scalars(
        select(Address)
        .join(Seat, Seat.address_id == Address.id)
        .join(Resident, Resident.id == Address.resident_id)
        .where(Seat.meeting_id == meeting.id, Address.closed_at.is_(None))
        .where(Resident.muted.is_(False), Resident.erased_at.is_(None))
        .order_by(Address.id)
    ).all()
    name = f"meeting:{meeting.id}:{what}"
    sent = [
        enqueue(session, chat, body, dedupe=f"{name}:{chat.id}", now=now, terms=terms)
        for chat in chats
    ]
    return sum(sent)
