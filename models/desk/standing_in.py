"""Waarneming: a wijkmanager who is away, and the colleague who does their work until they are back.

What the stand-in may do follows from the row alone (`models.people.rights`): it begins and ends by
itself, also for who is logged in meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from models.initiatives.terms import AMSTERDAM, local_day
from models.messages import mail
from models.messages.mail import Letter
from models.people import accounts
from models.people.rights import RIGHTS, Act, NotAllowed, allowed
from models.people.staff import RoleName, Staff, StaffRole, Waarneming
from texts.render import day, text

# Half a year; who is away for longer gives up the role.
LONGEST = timedelta(days=184)
# Nobody knows more than a year before who is there then.
FARTHEST = timedelta(days=366)


class NotPossible(Exception):
    """These two cannot do so on these days.

    `why`: past, far, order, long, overlap, away or stands_in.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Period:
    """The first and the last day that somebody is away."""

    first: date
    last: date

    @property
    def starts_at(self) -> datetime:
        return _begin_of(self.first)

    @property
    def ends_at(self) -> datetime:
        return _begin_of(self.last + timedelta(days=1))


@dataclass(frozen=True)
class Line:
    """One waarneming that goes on now or soon; `may_stop`: by whoever looks."""

    id: int
    absent: str
    stand_in: str
    period: Period
    may_stop: bool


def absentees(session: Session, by: Staff) -> Sequence[Staff]:
    """For whom `by` may arrange it: oneself first, then others by name."""
    managers = _active(session, RoleName.WIJKMANAGER)
    mine = [one for one in managers if _arranges(by, one)]
    return sorted(mine, key=lambda one: (one.id != by.id, one.name))


def candidates(session: Session) -> Sequence[Staff]:
    """Who can stand in: whoever decides somewhere by a role of their own."""
    deciding = [role for role in RoleName if Act.PLACE in RIGHTS[role]]
    return _active(session, *deciding)


def name(
    session: Session, by: Staff, absent: Staff, stand_in: Staff, period: Period, now: datetime
) -> None:
    """Let one stand in for the other, who gets a mail about it. Raises `NotPossible`, `NotAllowed`.

    `absent` is one of `absentees`, `stand_in` one of the `candidates`.
    """
    if not _arranges(by, absent) or absent.id == stand_in.id:
        raise NotAllowed(by, Act.STAND_IN, None)
    _lock(session, absent, stand_in)
    _check(session, absent, stand_in, period, now)
    row = Waarneming(
        absent_id=absent.id,
        stand_in_id=stand_in.id,
        starts_at=period.starts_at,
        ends_at=period.ends_at,
        named_by_id=by.id,
    )
    session.add(row)
    session.flush()
    detail = f"staff {stand_in.id}, {period.first} - {period.last}"
    accounts.record(session, by, "named stand-in", absent, now, detail)
    _mail(session, row, stand_in, period, now)


def stop(session: Session, by: Staff, waarneming_id: int, now: datetime) -> bool:
    """End it at once. False where there is none that `by` may end."""
    row = session.get(Waarneming, waarneming_id, with_for_update=True)
    absent = session.get(Staff, row.absent_id) if row else None
    if row is None or absent is None or row.ends_at <= now or not _arranges(by, absent):
        return False
    accounts.record(session, by, "stopped stand-in", absent, now, f"staff {row.stand_in_id}")
    if row.starts_at > now:
        session.delete(row)
    else:
        row.ends_at = now
    return True


def lines(session: Session, staff: Staff, now: datetime) -> Sequence[Line]:
    """What goes on now or soon and concerns this colleague, or is theirs to arrange."""
    rows = session.scalars(
        select(Waarneming).where(Waarneming.ends_at > now).order_by(Waarneming.starts_at)
    ).all()
    ids = {id_ for row in rows for id_ in (row.absent_id, row.stand_in_id)}
    people = {one.id: one for one in session.scalars(select(Staff).where(Staff.id.in_(ids)))}
    told = [(row, people[row.absent_id], people[row.stand_in_id]) for row in rows]
    return [
        Line(row.id, absent.name, stand_in.name, _period(row), _arranges(staff, absent))
        for row, absent, stand_in in told
        if stand_in.id == staff.id or _arranges(staff, absent)
    ]


def _arranges(by: Staff, absent: Staff) -> bool:
    """Oneself, or who may do so in each stadsdeel of theirs."""
    theirs = [role for role in absent.roles if role.role is RoleName.WIJKMANAGER]
    if by.id == absent.id:
        return bool(theirs)
    return bool(theirs) and all(allowed(by, Act.STAND_IN, role.stadsdeel_id) for role in theirs)


def _active(session: Session, *roles: RoleName) -> Sequence[Staff]:
    has_one = Staff.roles.any(StaffRole.role.in_(roles))
    return session.scalars(select(Staff).where(Staff.active, has_one).order_by(Staff.name)).all()


def _lock(session: Session, *staff: Staff) -> None:
    """Of two who arrange something for the same colleague the other waits, and sees the first."""
    ids = [one.id for one in staff]
    session.execute(select(Staff.id).where(Staff.id.in_(ids)).order_by(Staff.id).with_for_update())


def _check(session: Session, absent: Staff, stand_in: Staff, period: Period, now: datetime) -> None:
    if period.first < local_day(now):
        raise NotPossible("past")
    if period.first > local_day(now) + FARTHEST:
        raise NotPossible("far")
    if period.last < period.first:
        raise NotPossible("order")
    if period.last - period.first >= LONGEST:
        raise NotPossible("long")
    for why, who in (
        ("overlap", Waarneming.absent_id == absent.id),
        ("away", Waarneming.absent_id == stand_in.id),
        ("stands_in", Waarneming.stand_in_id == absent.id),
    ):
        if session.scalar(select(exists().where(who, *_during(period, now)))):
            raise NotPossible(why)


def _during(period: Period, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What was stopped earlier today is in nobody's way."""
    return (
        Waarneming.starts_at < period.ends_at,
        Waarneming.ends_at > max(period.starts_at, now),
    )


def _mail(
    session: Session, row: Waarneming, stand_in: Staff, period: Period, now: datetime
) -> None:
    first, last = day(period.first, "nl"), day(period.last, "nl")
    subject = text("waarneming.mail_subject", "nl")
    letter = Letter(stand_in.email, subject, text("waarneming.mail", "nl", first=first, last=last))
    mail.enqueue(session, letter, dedupe=f"waarneming:{row.id}", now=now)


def _period(row: Waarneming) -> Period:
    return Period(local_day(row.starts_at), local_day(row.ends_at - timedelta(seconds=1)))


def _begin_of(on: date) -> datetime:
    return datetime.combine(on, time(), AMSTERDAM).astimezone(UTC)
