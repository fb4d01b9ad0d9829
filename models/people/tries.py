"""How often something was tried in vain: logging in, a code. Counted here for all processes.

A count begins with the first try and ends by the database's clock. Who tries is an HMAC.
"""

from datetime import datetime, timedelta

from sqlalchemy import CursorResult, LargeBinary, case, delete, func, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.keys import lookup


class TryCount(Base):
    """The tries of one person or address at one door, until `ends_at`."""

    __tablename__ = "try_count"

    who: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    tries: Mapped[int]
    ends_at: Mapped[datetime]


def count(session: Session, who: str, holds: timedelta, tries: int = 1) -> int:
    """Add to a count that holds so long from its first try; gives where it stands."""
    row = insert(TryCount).values(who=_who(who), tries=tries, ends_at=func.now() + holds)
    over = TryCount.ends_at <= func.now()
    counted = row.on_conflict_do_update(
        index_elements=[TryCount.who],
        set_={
            "tries": case((over, row.excluded.tries), else_=TryCount.tries + row.excluded.tries),
            "ends_at": case((over, row.excluded.ends_at), else_=TryCount.ends_at),
        },
    )
    return session.execute(counted.returning(TryCount.tries)).scalar_one()


def counted(session: Session, who: str) -> tuple[int, datetime | None]:
    """Where a count stands and when it ends; zero and none when there is none."""
    running = select(TryCount.tries, TryCount.ends_at).where(
        TryCount.who == _who(who), TryCount.ends_at > func.now()
    )
    row = session.execute(running).first()
    return (0, None) if row is None else (row.tries, row.ends_at)


def clear(session: Session, who: str | None = None) -> None:
    """Begin anew: one count, or all of them."""
    session.execute(delete(TryCount).where(TryCount.who == _who(who) if who else true()))


def forget(session: Session, now: datetime) -> int:
    """Throw away what ended. Gives how many."""
    gone = session.execute(delete(TryCount).where(TryCount.ends_at <= now))
    return gone.rowcount if isinstance(gone, CursorResult) else 0


def _who(who: str) -> bytes:
    return lookup("try", who)
