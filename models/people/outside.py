"""Who comes in with the account of the gemeente itself (OpenID Connect).

Only somebody who was invited here: nobody gets an account by having one elsewhere.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.keys import lookup
from models.people import accounts
from models.people.staff import Staff


def recognise(
    session: Session, issuer: str, subject: str, email: str | None, now: datetime
) -> Staff | None:
    """The colleague behind an account elsewhere, or none.

    `email` is only given when the issuer has checked it. The first time somebody is known by it;
    from then on by their number there (`subject`), also when the address changes hands.
    """
    mark = lookup("oidc", issuer, subject)
    known = session.scalar(select(Staff).where(Staff.oidc_mark == mark))
    if known is None and email is not None:
        known = _first_time(session, email, mark, now)
    return known if known is not None and known.active else None


def _first_time(session: Session, email: str, mark: bytes, now: datetime) -> Staff | None:
    staff = accounts.find(session, email)
    if staff is None or staff.oidc_mark is not None or not staff.active:
        return None
    staff.oidc_mark = mark
    accounts.record(session, staff, "joined gemeente account", staff, now)
    return staff
