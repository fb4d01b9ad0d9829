"""Telling everybody who signed up: the day before, what changes, and what came of it."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.asking.hours import is_quiet, may_go
from models.meetings import saying
from models.meetings.meetings import Meeting, Seat
from models.meetings.saying import Told
from models.messages.outgoing import MessageJson
from models.messages.sending import Terms, enqueue
from models.people.residents import Address, Channel, Resident

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
        # With the version: another day has a reminder of its own.
        what = f"reminder:{meeting.version}"
        tell_all(session, meeting, what, saying.reminder(meeting), now, terms)
        meeting.reminded_at = now
    return len(due)


def tell_changes(session: Session, meeting: Meeting, before: Told, now: datetime) -> int:
    """Tell what is otherwise than `before`; by night only of what is near. Gives how many.

    The reminder moves along with the day, and this is one itself where the day is near.
    """
    if saying.told_of(meeting) == before:
        return 0
    near = min(before.starts_at, meeting.starts_at) <= now + DAY_BEFORE
    if meeting.starts_at != before.starts_at:
        meeting.reminded_at = now if meeting.starts_at <= now + DAY_BEFORE else None
    terms = Terms(not_before=None if near else may_go(now), expires_at=meeting.starts_at)
    what = f"changed:{meeting.version}"
    return tell_all(session, meeting, what, saying.changed(meeting, before), now, terms)


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
        enqueue(session, chat, _for(chat, body), dedupe=f"{name}:{chat.id}", now=now, terms=terms)
        for chat in chats
    ]
    return sum(sent)


def _for(chat: Address, body: MessageJson) -> MessageJson:
    """A spot on the map is only for who gets one: elsewhere it would say the place once more."""
    return body if chat.channel is Channel.TELEGRAM else {**body, "place": None}
