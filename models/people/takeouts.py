"""A link to what we hold of somebody: it opens once, and not for long."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, LargeBinary, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigId
from models.keys import lookup
from models.people.residents import Resident

MINUTES = 10
_TAKEOUT = "takeout"


class TakeoutLink(Base):
    """One link that was not used yet. The token itself is not kept, only its HMAC."""

    __tablename__ = "takeout_link"

    id: Mapped[BigId]
    resident_id: Mapped[int] = mapped_column(
        ForeignKey("resident.id", ondelete="CASCADE"), index=True
    )
    lookup: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    expires_at: Mapped[datetime]


def make(session: Session, resident: Resident, token: str, now: datetime) -> None:
    """Let this token, which nobody can guess, open the data of this resident once.

    An earlier link of theirs opens nothing any more.
    """
    old = or_(TakeoutLink.resident_id == resident.id, TakeoutLink.expires_at <= now)
    session.execute(delete(TakeoutLink).where(old))
    until = now + timedelta(minutes=MINUTES)
    mark = lookup(_TAKEOUT, token)
    session.add(TakeoutLink(resident_id=resident.id, lookup=mark, expires_at=until))


def language_of(session: Session, token: str, now: datetime) -> str | None:
    """The language of whose data the token would open now; None where it opens nothing."""
    asked = select(Resident.language).join(TakeoutLink, TakeoutLink.resident_id == Resident.id)
    return session.scalar(
        asked.where(TakeoutLink.lookup == lookup(_TAKEOUT, token), TakeoutLink.expires_at > now)
    )


def redeem(session: Session, token: str, now: datetime) -> int | None:
    """Whose data the token opens; from now on it opens nothing."""
    return session.scalar(
        delete(TakeoutLink)
        .where(TakeoutLink.lookup == lookup(_TAKEOUT, token), TakeoutLink.expires_at > now)
        .returning(TakeoutLink.resident_id)
    )
