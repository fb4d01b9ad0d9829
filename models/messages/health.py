"""How the way of a message fares, for `/healthz` and whoever looks after the machine."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.messages.inbox import UNFINISHED, InboxRow, InboxState
from models.messages.outbox import OutMessage, OutState
from models.messages.pauses import Pause


@dataclass(frozen=True)
class Health:
    """Counts, and how long the longest waiting message waits, in seconds.

    `poison`, `unknown` and `failed` are those that a colleague still has to look at.
    """

    waiting_in: int
    lag_in: float
    poison: int
    waiting_out: int
    lag_out: float
    unknown: int
    failed: int
    paused_until: datetime | None


def measure(session: Session, now: datetime) -> Health:
    """In five small queries on partial indexes."""
    came, oldest_in = _waiting(session)
    leaving, oldest_out = _leaving(session, now)
    unsure = dict(_unsure(session))
    return Health(
        waiting_in=came,
        lag_in=_age(oldest_in, now),
        poison=session.scalar(select(func.count()).where(InboxRow.state == InboxState.POISON)) or 0,
        waiting_out=leaving,
        lag_out=_age(oldest_out, now),
        unknown=unsure.get(OutState.UNKNOWN, 0),
        failed=unsure.get(OutState.FAILED, 0),
        paused_until=session.scalar(select(func.max(Pause.until)).where(Pause.until > now)),
    )


def _waiting(session: Session) -> tuple[int, datetime | None]:
    row = session.execute(
        select(func.count(), func.min(InboxRow.received_at)).where(InboxRow.state.in_(UNFINISHED))
    ).one()
    return row[0], row[1]


def _leaving(session: Session, now: datetime) -> tuple[int, datetime | None]:
    due = func.coalesce(OutMessage.not_before, OutMessage.created_at)
    row = session.execute(
        select(func.count(), func.min(due)).where(OutMessage.state == OutState.QUEUED, due <= now)
    ).one()
    return row[0], row[1]


def _unsure(session: Session) -> list[tuple[OutState, int]]:
    rows = session.execute(
        select(OutMessage.state, func.count())
        .where(OutMessage.state.in_((OutState.UNKNOWN, OutState.FAILED)))
        .where(OutMessage.settled_at.is_(None))
        .group_by(OutMessage.state)
    )
    return [(row[0], row[1]) for row in rows]


def _age(moment: datetime | None, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds()) if moment else 0.0
