"""Laying what was planned beside what became of it, each minute. What differs is a gap.

A gap turns the health of the house red, stands on the panel's page of messages, and goes when
it is mended or when somebody saw it and left it so.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.operations import adding_up, answered
from models.operations.gaps import Gap, GapKind, Reconciliation
from models.people.rights import Act, require
from models.people.staff import Staff, StaffEvent

# What a colleague can leave as it is, and which row that is about. What stands still only goes by
# going on.
_ABOUT = {
    GapKind.REMINDER: "occurrence",
    GapKind.CHECK_IN: "checkin",
    GapKind.RESULT: "checkin",
    GapKind.NO_REPLY: "inbox",
}
LEAVABLE = frozenset(_ABOUT)


class NotLeft(Exception):
    """It is no gap any more, or it is none that can be left as it is."""


def reconcile(session: Session, now: datetime) -> None:
    """Look at everything once. New gaps are kept with their moment; mended ones go."""
    found = [
        *adding_up.mailings(session, now),
        *answered.without_reply(session, now),
        *answered.standing_still(session, now),
    ]
    known = {(gap.kind, gap.subject): gap for gap in session.scalars(select(Gap))}
    for one in found:
        gap = known.pop((one.kind, one.subject), None)
        if gap is None:
            session.add(Gap(kind=one.kind, subject=one.subject, n=one.n, since=now))
        else:
            gap.n = one.n
    for mended in known.values():
        session.delete(mended)


def gaps(session: Session, limit: int) -> Sequence[Gap]:
    """Those that there are, the oldest first."""
    oldest = select(Gap).order_by(Gap.since, Gap.kind, Gap.subject).limit(limit)
    return session.scalars(oldest).all()


def last_at(session: Session) -> datetime | None:
    """When everything was last looked at; None: never yet."""
    return session.scalar(select(Reconciliation.at).where(Reconciliation.name == answered.NAME))


def leave(session: Session, by: Staff, kind: GapKind, subject: int, now: datetime) -> None:
    """A colleague saw this gap and leaves it so. Raises `NotAllowed`, `NotLeft`."""
    require(by, Act.MESSAGES, None)
    gap = session.get(Gap, (kind, subject), with_for_update=True)
    if gap is None or kind not in LEAVABLE:
        raise NotLeft
    if kind is GapKind.NO_REPLY:
        answered.accept(session, subject)
    else:
        adding_up.accept(session, kind, subject, gap.n)
    session.delete(gap)
    about = f"{_ABOUT[kind]} {subject}"
    session.add(StaffEvent(at=now, by_id=by.id, act="gap left", subject=about))
