"""What residents wish of a gesprek in the wijk."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.carrying.who import Who
from bot.dialogue.events import Done
from bot.dialogue.wishes.meetings import FindMeeting, GiveSeatBack, MeetingFound, TakeSeat
from models.initiatives.terms import local_day
from models.meetings import seats
from models.meetings.listing import public_title
from models.meetings.saying import clock


def find(session: Session, wish: FindMeeting, who: Who, now: datetime) -> MeetingFound:
    standing = seats.look(session, wish.meeting, who.address.id, now)
    meeting = standing.meeting
    return MeetingFound(
        id=meeting.id,
        about=meeting.about,
        on=local_day(meeting.starts_at),
        time=clock(meeting),
        place=meeting.place,
        opgave=public_title(session, meeting.opgave_id),
        free=standing.free,
        mine=standing.mine,
        closed=standing.why,
        reason=meeting.cancel_reason or "",
        outcome=meeting.outcome or "",
        went=public_title(session, meeting.outcome_opgave_id),
        spot=meeting.spot,
    )


def take(session: Session, wish: TakeSeat, who: Who, now: datetime) -> Done:
    seats.take(session, wish.meeting, who.address.id, now)
    return Done("TakeSeat")


def give_back(session: Session, wish: GiveSeatBack, who: Who, _now: datetime) -> Done:
    seats.give_back(session, wish.meeting, who.address.id)
    return Done("GiveSeatBack")
