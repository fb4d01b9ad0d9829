"""How the way of a message fares at this moment. Small queries on partial indexes only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.messages.inbox import UNFINISHED, InboxRow, InboxState
from models.messages.outbox import Lane, OutMessage, OutState
from models.messages.pauses import Lease, Pause


@dataclass(frozen=True)
class Holder:
    """Who polls or sends for a bot (`name`), and until when unless it says so again."""

    name: str
    holder: str
    until: datetime


@dataclass(frozen=True)
class Health:
    """Counts, and how long the longest waiting message waits, in seconds.

    `waiting_out` may go now, `queued` also counts what must still wait for its time. `lag_out` is
    about answers and news; a reminder to many waits its turn. `poison`, `unknown` and `failed`
    are those that a colleague still has to look at. `pauses` holds by name of a bot, where the
    letters before a colon say what the pause is about; without these it is about all messages.
    `holders` are those whose lease has not ended.
    """

    waiting_in: int
    lag_in: float
    poison: int
    waiting_out: int
    lag_out: float
    queued: int
    sending: int
    unknown: int
    failed: int
    pauses: Mapping[str, datetime]
    holders: Sequence[Holder]

    @property
    def paused_until(self) -> datetime | None:
        """Until when nothing may be sent, or None when it may now."""
        return max((until for name, until in self.pauses.items() if ":" not in name), default=None)


def measure(session: Session, now: datetime) -> Health:
    """Seven queries, however many messages there ever were."""
    came, oldest_in = _waiting(session)
    leaving = _leaving(session, now)
    unsure = dict(_unsure(session))
    return Health(
        waiting_in=came,
        lag_in=_age(oldest_in, now),
        poison=_number(session, InboxRow, InboxState.POISON),
        waiting_out=sum(lane.due for lane in leaving),
        lag_out=max((_age(lane.oldest, now) for lane in leaving if lane.urgent), default=0.0),
        queued=sum(lane.queued for lane in leaving),
        sending=_number(session, OutMessage, OutState.SENDING),
        unknown=unsure.get(OutState.UNKNOWN, 0),
        failed=unsure.get(OutState.FAILED, 0),
        pauses=dict(_pauses(session, now)),
        holders=_holders(session, now),
    )


def _waiting(session: Session) -> tuple[int, datetime | None]:
    row = session.execute(
        select(func.count(), func.min(InboxRow.received_at)).where(InboxRow.state.in_(UNFINISHED))
    ).one()
    return row[0], row[1]


def _number(
    session: Session,
    table: type[InboxRow] | type[OutMessage],
    state: InboxState | OutState,
) -> int:
    return session.scalar(select(func.count()).where(table.state == state)) or 0


@dataclass(frozen=True)
class _Lane:
    """What waits in one lane. `oldest` is since when the longest waiting one may go."""

    lane: Lane
    queued: int
    due: int
    oldest: datetime | None

    @property
    def urgent(self) -> bool:
        return self.lane != Lane.BULK


def _leaving(session: Session, now: datetime) -> Sequence[_Lane]:
    due = func.coalesce(OutMessage.not_before, OutMessage.created_at)
    rows = session.execute(
        select(
            OutMessage.lane,
            func.count(),
            func.count().filter(due <= now),
            func.min(due).filter(due <= now),
        )
        .where(OutMessage.state == OutState.QUEUED)
        .group_by(OutMessage.lane)
    )
    return [_Lane(*row) for row in rows]


def _unsure(session: Session) -> list[tuple[OutState, int]]:
    rows = session.execute(
        select(OutMessage.state, func.count())
        .where(OutMessage.state.in_((OutState.UNKNOWN, OutState.FAILED)))
        .where(OutMessage.settled_at.is_(None))
        .group_by(OutMessage.state)
    )
    return [(row[0], row[1]) for row in rows]


def _pauses(session: Session, now: datetime) -> list[tuple[str, datetime]]:
    rows = session.execute(select(Pause.bot, Pause.until).where(Pause.until > now))
    return [(row.bot, row.until) for row in rows]


def _holders(session: Session, now: datetime) -> Sequence[Holder]:
    rows = session.execute(
        select(Lease.name, Lease.holder, Lease.until).where(Lease.until > now).order_by(Lease.name)
    )
    return [Holder(*row) for row in rows]


def _age(moment: datetime | None, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds()) if moment else 0.0
