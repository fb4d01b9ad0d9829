"""What a colleague's calendar and news reader may fetch: dates and numbers, by a secret address.

The address holds a token that is shown once. It opens what its colleague may read at the moment
of reading, and nothing once they renewed it, withdrew it, or lost their account.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.bulk import plain
from models.initiatives.contributions import Contribution, ContributionKind
from models.initiatives.lifecycles import TO_DO
from models.keys import lookup
from models.meetings.meetings import Meeting
from models.people.rights import Act, within
from models.people.staff import Staff
from models.plan.areas import Area

NEWEST = 50
MOST = 500
BACK = timedelta(days=30)


class FeedToken(Base):
    """The one token of a colleague. The token itself is not kept, only its HMAC."""

    __tablename__ = "feed_token"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    lookup: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    made_at: Mapped[datetime]


@dataclass(frozen=True)
class Deadline:
    """A day by which somebody hears from us."""

    ref: str
    due_on: date


@dataclass(frozen=True)
class Entry:
    """Something that came in. No title: that is in a resident's own words."""

    ref: str
    kind: ContributionKind
    where: str
    submitted_at: datetime


def made_at(session: Session, staff: Staff) -> datetime | None:
    """When this colleague's present address was made, if there is one."""
    return session.scalar(select(FeedToken.made_at).where(FeedToken.staff_id == staff.id))


def make(session: Session, staff: Staff, token: str, now: datetime) -> None:
    """Let this token, which nobody can guess, open the feeds. An earlier one opens nothing."""
    withdraw(session, staff)
    session.add(FeedToken(staff_id=staff.id, lookup=_mark(token), made_at=now))


def withdraw(session: Session, staff: Staff) -> None:
    """No address opens this colleague's feeds any more."""
    session.execute(delete(FeedToken).where(FeedToken.staff_id == staff.id))


def whose(session: Session, token: str) -> Staff | None:
    """The colleague of this token, while they have an account."""
    asked = select(Staff).join(FeedToken, FeedToken.staff_id == Staff.id)
    return session.scalar(asked.where(FeedToken.lookup == _mark(token), Staff.active))


def deadlines(session: Session, staff: Staff) -> Sequence[Deadline]:
    """What this colleague may read and is not answered yet, what is due first first."""
    row = plain(Contribution).c
    mine: Any = within(row.stadsdeel_id, staff, Act.READ)
    open_ = select(row.ref, row.due_on).where(mine, row.status.in_(TO_DO))
    found = session.execute(open_.order_by(row.due_on, row.id).limit(MOST))
    return [Deadline(ref, due_on) for ref, due_on in found]


def meetings(session: Session, staff: Staff, now: datetime) -> Sequence[Meeting]:
    """Gesprekken in this colleague's stadsdelen, from a month ago on, cancelled ones too."""
    mine = within(Meeting.stadsdeel_id, staff, Act.READ)
    asked = select(Meeting).where(mine, Meeting.starts_at > now - BACK)
    return session.scalars(asked.order_by(Meeting.starts_at, Meeting.id).limit(MOST)).all()


def newest(session: Session, staff: Staff) -> Sequence[Entry]:
    """The last that came in where this colleague may read."""
    row = plain(Contribution).c
    mine: Any = within(row.stadsdeel_id, staff, Act.READ)
    asked = (
        select(row.ref, row.kind, Area.name, row.submitted_at)
        .join(Area, Area.id == row.stadsdeel_id)
        .where(mine)
        .order_by(row.submitted_at.desc(), row.id.desc())
        .limit(NEWEST)
    )
    return [Entry(*found) for found in session.execute(asked)]


def _mark(token: str) -> bytes:
    return lookup("feed", token)
