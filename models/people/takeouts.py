"""A link to what we hold of somebody, or to one plan of theirs: it opens once, and not for long."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, LargeBinary, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigId
from models.keys import lookup
from models.people.residents import Resident

MINUTES = 10
# What a token opens stands in its mark too, so that none opens the other.
_TAKEOUT, _PLAN = "takeout", "plan"


class TakeoutLink(Base):
    """One link that was not used yet. The token itself is not kept, only its HMAC.

    With a `contribution_id` it opens the plan of that one, and nothing else.
    """

    __tablename__ = "takeout_link"

    id: Mapped[BigId]
    resident_id: Mapped[int] = mapped_column(
        ForeignKey("resident.id", ondelete="CASCADE"), index=True
    )
    contribution_id: Mapped[int | None] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE")
    )
    lookup: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    expires_at: Mapped[datetime]


def make(
    session: Session, resident: Resident, token: str, now: datetime, plan_of: int | None = None
) -> None:
    """Let this token, which nobody can guess, open the data of this resident once.

    With `plan_of` it opens only the plan of their contribution with this id. An earlier link of
    theirs opens nothing any more.
    """
    old = or_(TakeoutLink.resident_id == resident.id, TakeoutLink.expires_at <= now)
    session.execute(delete(TakeoutLink).where(old))
    link = TakeoutLink(
        resident_id=resident.id,
        contribution_id=plan_of,
        lookup=lookup(_TAKEOUT if plan_of is None else _PLAN, token),
        expires_at=now + timedelta(minutes=MINUTES),
    )
    session.add(link)


def language_of(
    session: Session, token: str, now: datetime, *, of_plan: bool = False
) -> str | None:
    """The language of whose data the token would open now; None where it opens nothing."""
    asked = select(Resident.language).join(TakeoutLink, TakeoutLink.resident_id == Resident.id)
    return session.scalar(asked.where(*_opens(token, now, _PLAN if of_plan else _TAKEOUT)))


def redeem(session: Session, token: str, now: datetime) -> int | None:
    """Whose data the token opens; from now on it opens nothing."""
    link = delete(TakeoutLink).where(*_opens(token, now, _TAKEOUT))
    return session.scalar(link.returning(TakeoutLink.resident_id))


def redeem_plan(session: Session, token: str, now: datetime) -> int | None:
    """The id of the contribution whose plan the token opens; from now on it opens nothing."""
    link = delete(TakeoutLink).where(*_opens(token, now, _PLAN))
    return session.scalar(link.returning(TakeoutLink.contribution_id))


def _opens(token: str, now: datetime, what: str) -> tuple[ColumnElement[bool], ...]:
    return TakeoutLink.lookup == lookup(what, token), TakeoutLink.expires_at > now
