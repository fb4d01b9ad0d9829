"""One process at a time polls and sends for a bot; the others stand by.

Telegram's limits are per bot and one process exceeds them. The lease ends by itself, so a
standby takes over from one that died; `fence` tells a holder that came back too late.
"""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Integer, String, cast, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.bulk import given, run
from models.messages.pauses import Lease

TERM = timedelta(seconds=15)


def take_lease(session: Session, name: str, holder: str, now: datetime) -> int | None:
    """Take or prolong the lease. Returns its fence, or None while somebody else has it."""
    mine = insert(Lease).values(name=name, holder=holder, fence=1, until=now + TERM)
    free = (Lease.holder == holder) | (Lease.until < now)
    taken = mine.on_conflict_do_update(
        index_elements=[Lease.name],
        set_={
            "holder": holder,
            "until": now + TERM,
            "fence": Lease.fence + cast(cast(Lease.holder != holder, Integer), BigInteger),
        },
        where=free,
    ).returning(Lease.fence)
    return session.execute(taken).scalar()


def holds(session: Session, name: str, holder: str, fence: int) -> bool:
    """Whether this holder still has this very lease; locks its row until the transaction ends."""
    return bool(run(session, _HELD, name=name, holder=holder, fence=fence))


_HELD = (
    select(Lease.fence)
    .where(Lease.name == given("name", String()), Lease.holder == given("holder", String()))
    .where(Lease.fence == given("fence", BigInteger()))
    .with_for_update()
)


def give_back(session: Session, name: str, holder: str, now: datetime) -> None:
    """End the lease at once, so that a standby need not wait for its term."""
    session.execute(
        update(Lease).where(Lease.name == name, Lease.holder == holder).values(until=now)
    )
