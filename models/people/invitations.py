"""An invitation after it was made: until when it holds, and taking it back."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people import accounts
from models.people.staff import Invitation, Staff


def holds_until(session: Session, staff: Staff) -> datetime | None:
    """Until when the last link can be used, or could; none when there is none to use."""
    unused = select(Invitation.expires_at).where(
        Invitation.staff_id == staff.id, Invitation.used_at.is_(None)
    )
    return session.scalar(unused.order_by(Invitation.id.desc()).limit(1))


def has_come(staff: Staff) -> bool:
    """Whether somebody ever came in with this account."""
    return staff.password is not None or staff.oidc_mark is not None


def withdraw(session: Session, by: Staff, staff: Staff, now: datetime, mark: str) -> None:
    """Take an invitation back. Who never came in cannot come in any other way either.

    Raises `AccountRefused`, `NotAllowed`.
    """
    if has_come(staff):
        accounts.check_manages(by, staff)
        accounts.spend_links(session, staff, now)
    else:
        accounts.disable(session, by, staff, now, mark)
    accounts.record(session, by, "withdrew invitation", staff, now)
