"""Letting colleagues see who is busy with a contribution."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from models.initiatives.contributions import Contribution
from models.people.rights import minds
from models.people.staff import Staff

CLAIM = timedelta(minutes=30)


def claim(session: Session, contribution: Contribution, staff: Staff, now: datetime) -> bool:
    """Let colleagues see that one is busy with it, for half an hour. False if another is.

    What an absent colleague held goes to whoever stands in for them. A claim forbids nothing:
    the version of the contribution decides who is first.
    """
    free = or_(
        Contribution.claimed_by_id.is_(None),
        Contribution.claimed_by_id.in_(minds(staff)),
        Contribution.claimed_at < now - CLAIM,
    )
    taken = session.execute(
        update(Contribution)
        .where(Contribution.id == contribution.id, free)
        .values(claimed_by_id=staff.id, claimed_at=now)
        .returning(Contribution.id)
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None


def holder_of(contribution: Contribution, now: datetime | None) -> int | None:
    """The id of the colleague who is busy with it now, if anybody."""
    since = contribution.claimed_at
    over = now is not None and since is not None and since <= now - CLAIM
    return None if over else contribution.claimed_by_id


def release(session: Session, contribution: Contribution, staff: Staff) -> None:
    """Give one's own claim back."""
    session.execute(
        update(Contribution)
        .where(Contribution.id == contribution.id, Contribution.claimed_by_id == staff.id)
        .values(claimed_by_id=None, claimed_at=None)
        .execution_options(synchronize_session=False)
    )
