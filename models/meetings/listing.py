"""The gesprekken as pages and the chat list them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from models.initiatives.terms import start_of_day
from models.meetings.meetings import Meeting, Seat
from models.meetings.saying import clock
from models.people.rights import Act, within
from models.people.staff import Staff
from models.plan.areas import Area
from models.plan.opgaven import Opgave, OpgaveState

# How long what a gesprek yielded stays on the public page.
LATELY = timedelta(days=183)


@dataclass(frozen=True)
class MeetingLine:
    """A gesprek with the names around it. `opgave` is the one it is about, `went` where its
    outcome went; `taken` counts the seats. Slugs are of public opgaven only."""

    meeting: Meeting
    wijk: str
    wijk_slug: str
    stadsdeel: str
    stadsdeel_slug: str
    opgave: str
    opgave_slug: str
    went: str
    went_slug: str
    taken: int

    @property
    def free(self) -> int:
        return max(0, self.meeting.seats - self.taken)

    @property
    def clock(self) -> str:
        return clock(self.meeting)


def coming(session: Session, now: datetime) -> Sequence[MeetingLine]:
    """What is announced from today on and not cancelled, the first one first."""
    return _lines(
        session,
        Meeting.cancelled_at.is_(None),
        Meeting.starts_at >= start_of_day(now),
    )


def lately(session: Session, now: datetime) -> Sequence[MeetingLine]:
    """Those of the last half year of which is told what they yielded, the newest first."""
    told = Meeting.outcome_at.is_not(None)
    return list(reversed(_lines(session, told, Meeting.starts_at > now - LATELY)))


def of_staff(session: Session, staff: Staff) -> Sequence[MeetingLine]:
    """All of the stadsdelen where this colleague sees the plan, the newest first."""
    return list(reversed(_lines(session, within(Meeting.stadsdeel_id, staff, Act.PLAN))))


def one(session: Session, staff: Staff, meeting_id: int) -> MeetingLine | None:
    """This gesprek, if this colleague may see it."""
    mine = within(Meeting.stadsdeel_id, staff, Act.PLAN)
    return next(iter(_lines(session, mine, Meeting.id == meeting_id)), None)


def announced(session: Session, meeting_id: int) -> MeetingLine | None:
    """This gesprek as everybody may see it, also one that is over or does not go on."""
    known = 0 < meeting_id < 2**63
    return next(iter(_lines(session, Meeting.id == meeting_id)), None) if known else None


def public_title(session: Session, opgave_id: int | None) -> str:
    """The title of an opgave that everybody may see, or nothing."""
    opgave = session.get(Opgave, opgave_id) if opgave_id else None
    return _title(opgave) if _slug(opgave) else ""


def _lines(session: Session, *where: ColumnElement[bool]) -> list[MeetingLine]:
    wijk, stadsdeel, about, went = (
        aliased(Area),
        aliased(Area),
        aliased(Opgave),
        aliased(Opgave),
    )
    rows = session.execute(
        select(Meeting, wijk, stadsdeel, about, went)
        .join(wijk, wijk.id == Meeting.wijk_id)
        .join(stadsdeel, stadsdeel.id == Meeting.stadsdeel_id)
        .outerjoin(about, about.id == Meeting.opgave_id)
        .outerjoin(went, went.id == Meeting.outcome_opgave_id)
        .where(*where)
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()
    taken = _taken(session, [meeting.id for meeting, *_ in rows])
    return [
        MeetingLine(
            meeting=meeting,
            wijk=in_wijk.name,
            wijk_slug=in_wijk.slug,
            stadsdeel=in_stadsdeel.name,
            stadsdeel_slug=in_stadsdeel.slug,
            opgave=_title(of),
            opgave_slug=_slug(of),
            went=_title(to),
            went_slug=_slug(to),
            taken=taken.get(meeting.id, 0),
        )
        for meeting, in_wijk, in_stadsdeel, of, to in rows
    ]


def _title(opgave: Opgave | None) -> str:
    return opgave.title if opgave else ""


def _slug(opgave: Opgave | None) -> str:
    shown = opgave is not None and opgave.state is not OpgaveState.PREPARING
    return opgave.slug if opgave and shown else ""


def _taken(session: Session, ids: Sequence[int]) -> Mapping[int, int]:
    rows = session.execute(
        select(Seat.meeting_id, func.count())
        .where(Seat.meeting_id.in_(ids))
        .group_by(Seat.meeting_id)
    )
    return {meeting_id: count for meeting_id, count in rows}
