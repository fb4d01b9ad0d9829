"""What staff do with a gesprek: make it, change it, cancel it, and tell what it yielded.

Each raises `rights.NotAllowed`, and `Refused`; then nothing was changed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.asking.hours import may_go
from models.meetings import saying, telling
from models.meetings.listing import public_title
from models.meetings.meetings import Meeting
from models.meetings.seats import taken
from models.messages.sending import Terms
from models.people.events import Doing, changes_of, note
from models.people.rights import Act, require
from models.people.staff import Staff
from models.plan.areas import Area, AreaKind
from models.plan.gemeente import mark_plan_changed
from models.plan.opgaven import Opgave
from models.plan.queries import nearest_buurt

MOST_SEATS = 500


class Refused(Exception):
    """This cannot be. `why`: wijk, opgave, date, seats, spot, taken, over, changed, or early."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Proposal:
    """A gesprek as a colleague fills it in."""

    about: str
    place: str
    starts_at: datetime
    wijk_id: int
    seats: int
    opgave_id: int | None = None
    spot: tuple[float, float] | None = None


def make(session: Session, staff: Staff, asked: Proposal, now: datetime) -> Meeting:
    """Announce a gesprek in a wijk of one's own stadsdeel."""
    wijk = _checked(session, staff, asked, now)
    meeting = Meeting(made_by_id=staff.id, made_at=now, **_columns(asked, wijk))
    session.add(meeting)
    _note(session, staff, meeting, "made meeting", now)
    return meeting


def change(
    session: Session, staff: Staff, meeting: Meeting, asked: Proposal, version: int, now: datetime
) -> int:
    """Announce it anew where it is not over, and tell who signed up what became otherwise.

    `version` is the one that the colleague saw. Gives how many are told: nobody of more seats.
    """
    require(staff, Act.MEETING, meeting.stadsdeel_id)
    session.refresh(meeting, with_for_update=True)
    if meeting.cancelled_at is not None or meeting.starts_at <= now:
        raise Refused("over")
    if meeting.version != version:
        raise Refused("changed")
    wijk = _checked(session, staff, asked, now)
    if asked.seats < taken(session, meeting.id):
        raise Refused("taken")
    before = saying.told_of(meeting)
    for name, value in _columns(asked, wijk).items():
        setattr(meeting, name, value)
    meeting.version += 1
    _note(session, staff, meeting, "changed meeting", now)
    return telling.tell_changes(session, meeting, before, now)


def cancel(session: Session, staff: Staff, meeting: Meeting, reason: str, now: datetime) -> int:
    """Call it off and tell who signed up, at once: they may be about to go. Gives how many."""
    require(staff, Act.MEETING, meeting.stadsdeel_id)
    session.refresh(meeting, with_for_update=True)
    if meeting.cancelled_at is not None or meeting.starts_at <= now:
        raise Refused("over")
    meeting.cancelled_at, meeting.cancel_reason = now, reason or None
    _note(session, staff, meeting, "cancelled meeting", now)
    return telling.tell_all(session, meeting, "cancelled", saying.cancelled(meeting), now)


def report(
    session: Session,
    staff: Staff,
    meeting: Meeting,
    words: str,
    opgave_id: int | None,
    now: datetime,
) -> int:
    """Write down what it yielded and to which opgave it went, once; tells who signed up."""
    require(staff, Act.MEETING, meeting.stadsdeel_id)
    session.refresh(meeting, with_for_update=True)
    if meeting.cancelled_at is not None or meeting.outcome_at is not None:
        raise Refused("over")
    if meeting.starts_at > now:
        raise Refused("early")
    _check_opgave(session, opgave_id, meeting.stadsdeel_id)
    meeting.outcome, meeting.outcome_opgave_id, meeting.outcome_at = words, opgave_id, now
    _note(session, staff, meeting, "reported meeting", now)
    body = saying.outcome(meeting, public_title(session, opgave_id))
    terms = Terms(not_before=may_go(now))
    return telling.tell_all(session, meeting, "outcome", body, now, terms)


def _checked(session: Session, staff: Staff, asked: Proposal, now: datetime) -> Area:
    """The wijk of a gesprek that can be so."""
    wijk = session.get(Area, asked.wijk_id)
    if wijk is None or wijk.kind is not AreaKind.WIJK or wijk.stadsdeel_id is None:
        raise Refused("wijk")
    require(staff, Act.MEETING, wijk.stadsdeel_id)
    _check_opgave(session, asked.opgave_id, wijk.stadsdeel_id)
    if asked.starts_at <= now:
        raise Refused("date")
    if not 1 <= asked.seats <= MOST_SEATS:
        raise Refused("seats")
    if asked.spot is not None and nearest_buurt(session, *asked.spot) is None:
        raise Refused("spot")
    return wijk


def _columns(asked: Proposal, wijk: Area) -> dict[str, Any]:
    lat, lon = asked.spot or (None, None)
    return {
        "stadsdeel_id": wijk.stadsdeel_id,
        "wijk_id": wijk.id,
        "opgave_id": asked.opgave_id,
        "about": asked.about,
        "place": asked.place,
        "lat": lat,
        "lon": lon,
        "starts_at": asked.starts_at,
        "seats": asked.seats,
    }


def _check_opgave(session: Session, opgave_id: int | None, stadsdeel_id: int) -> None:
    if opgave_id is None:
        return
    opgave = session.get(Opgave, opgave_id)
    if opgave is None or opgave.stadsdeel_id != stadsdeel_id:
        raise Refused("opgave")


def _note(session: Session, staff: Staff, meeting: Meeting, act: str, now: datetime) -> None:
    """For the log of colleagues, and for the cached copies of the plan."""
    changed = changes_of(meeting)
    session.flush()
    note(session, Doing(staff.id, now), act, f"meeting {meeting.id}", changed)
    mark_plan_changed(session)
    session.flush()
