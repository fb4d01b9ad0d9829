"""Who is reminded of what is late: first who took it up or stands in for them, some days later the
coordinator too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from models.initiatives.contributions import Contribution
from models.initiatives.lifecycles import TO_DO
from models.initiatives.terms import local_day, working_days_after
from models.people.rights import Act, minds, within
from models.people.staff import Staff

# So many working days the owner has before a coordinator hears of it.
OWNER_FIRST = 2
# More than these nobody looks up one by one.
MOST = 20


@dataclass(frozen=True)
class Late:
    """References, the longest late first: of one's own, and of others for a coordinator."""

    own: Sequence[str] = ()
    others: Sequence[str] = ()


def late_for(session: Session, staff: Staff, now: datetime) -> Late:
    """What this colleague should hear about. Two queries; no personal data."""
    today = local_day(now)
    here = within(Contribution.stadsdeel_id, staff, Act.READ)
    city = within(Contribution.stadsdeel_id, staff, Act.SECOND_LOOK)
    mine = Contribution.owner_id.in_(minds(staff))
    theirs = or_(Contribution.owner_id.is_(None), Contribution.owner_id.not_in(minds(staff)))
    own = _refs(session, here, mine, Contribution.due_on < today)
    return Late(own, _refs(session, city, theirs, Contribution.due_on <= _long_ago(today)))


def _refs(session: Session, *where: ColumnElement[bool]) -> Sequence[str]:
    late = select(Contribution.ref).where(Contribution.status.in_(TO_DO), *where)
    order = (Contribution.due_on, Contribution.id)
    return session.scalars(late.order_by(*order).limit(MOST)).all()


def _long_ago(today: date) -> date:
    """The last day of which the owner's own days are over."""
    day = today
    while working_days_after(day, OWNER_FIRST) >= today:
        day -= timedelta(days=1)
    return day
