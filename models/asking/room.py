"""How often we speak unasked: at most twice a week to one person, whatever it is about.

Reminders, check-ins, the news of a wijk and of what one follows come from different corners of
the house, and none knows of the other. Together they must not be a nuisance: somebody who finds
us one goes away and then also misses what they did want to hear.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, Index, delete, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigId
from models.people.residents import Resident

# Once for what is asked or announced and once for news: more a week is more than a good
# neighbour would come to the door for.
A_WEEK = 2
WEEK = timedelta(days=7)


class Unasked(Base):
    """That we spoke to somebody unasked, and when. Of what is not kept."""

    __tablename__ = "unasked"
    __table_args__ = (Index("ix_unasked_resident", "resident_id", "at"),)

    id: Mapped[BigId]
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id", ondelete="CASCADE"))
    at: Mapped[datetime]


def has_room(now: datetime) -> ColumnElement[bool]:
    """Residents to whom we may speak once more this week."""
    spoken = (
        select(func.count())
        .where(Unasked.resident_id == Resident.id)
        .where(Unasked.at > now - WEEK, Unasked.at <= now)
        .correlate(Resident)
        .scalar_subquery()
    )
    return spoken < A_WEEK


def spoke(session: Session, resident_ids: Collection[int], now: datetime) -> None:
    """Remember that these were spoken to unasked."""
    rows = [{"resident_id": resident_id, "at": now} for resident_id in resident_ids]
    if rows:
        session.execute(insert(Unasked), rows)


def forget(session: Session, now: datetime) -> int:
    """Drop what is older than a week, and says nothing any more. Gives how many."""
    gone = delete(Unasked).where(Unasked.at < now - WEEK).returning(Unasked.id)
    return len(session.execute(gone).all())
