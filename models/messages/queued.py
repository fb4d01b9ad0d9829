"""What waits in the outbox: what may go next, and what may not go any more."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Executable,
    Integer,
    String,
    all_,
    and_,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from models.asking.campaigns import Occurrence, OccurrenceState
from models.asking.hours import is_quiet
from models.base import UtcDateTime
from models.bulk import given, run
from models.messages.outbox import Lane, OutMessage, OutState
from models.people.residents import Address, Consent, Resident

# As the partial indexes say it: a parameter here would hide from the planner that they fit.
QUEUED = text("outbox.state = 'queued'")
# Some seconds of messages at the busiest that we foresee.
_RECENT = 1000


class Queued(NamedTuple):
    """A message that could go next."""

    id: int
    address_id: int
    lane: int


def floors(session: Session, bot: str) -> Mapping[Lane, int]:
    """Where to begin in each lane: nothing waits below it.

    While somebody keeps an old snapshot open, the index keeps what was sent since, and a search
    from its beginning walks over all of that. Whoever begins at the floor does not. No floor is
    near the newest message: what is written from now on must be found, also what commits late.
    """
    *found, last = run(session, _looking(), bot=bot)[0]
    recent = (last or 0) - _RECENT
    return {
        lane: recent if first is None else min(first, recent)
        for lane, first in zip(Lane, found, strict=True)
    }


@cache
def _looking() -> Executable:
    """The first of each lane, and the newest of all."""
    bot = given("bot", String())
    firsts = [
        select(OutMessage.id)
        .where(OutMessage.bot == bot, OutMessage.lane == lane, QUEUED)
        .order_by(OutMessage.id)
        .limit(1)
        .scalar_subquery()
        for lane in Lane
    ]
    return select(*firsts, select(func.max(OutMessage.id)).scalar_subquery())


def next_up(
    session: Session,
    bot: str,
    floors: Mapping[Lane, int],
    busy: Collection[int],
    limit: int,
    now: datetime,
) -> Sequence[Queued]:
    """What may go next, from these floors on: conversation first, then as written.

    Chats that are `busy` (a message is under way) wait, so that each chat keeps its order. In
    the quiet hours all that nobody asked for waits.
    """
    lanes = tuple(lane for lane in floors if lane != Lane.BULK or not is_quiet(now))
    if not lanes:
        return []
    begins = {f"from_{lane}": floors[lane] for lane in lanes}
    rows = run(session, _next(lanes), bot=bot, busy=list(busy), most=limit, now=now, **begins)
    return sorted((Queued(*row) for row in rows), key=lambda row: (row.lane, row.id))[:limit]


@cache
def _next(lanes: tuple[Lane, ...]) -> Executable:
    busy, now = given("busy", ARRAY(BigInteger)), given("now", UtcDateTime())
    due = or_(OutMessage.not_before.is_(None), OutMessage.not_before <= now)
    each = [
        select(OutMessage.id, OutMessage.address_id, OutMessage.lane)
        .where(OutMessage.bot == given("bot", String()), OutMessage.lane == lane, QUEUED, due)
        .where(OutMessage.id >= given(f"from_{lane}", BigInteger()))
        .where(OutMessage.address_id != all_(busy))
        .order_by(OutMessage.id)
        .limit(given("most", Integer()))
        .subquery()
        for lane in lanes
    ]
    return union_all(*map(select, each))


def ids_in(ids: Collection[int]) -> ColumnElement[Sequence[int]]:
    """As one parameter: a list of many would make a statement of its own for each length."""
    return literal(list(ids), ARRAY(BigInteger))


def still(state: OutState) -> ColumnElement[bool]:
    """That a row is in this state, for a row that is named by its id.

    Said so that no partial index fits: PostgreSQL would read the whole of that index, with all
    that waits and all that an old snapshot keeps there, rather than look up a hundred ids.
    """
    return cast(OutMessage.state, String).concat("") == state.value


def may_not_go(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """Too late, no consent, muted, stopped, or its chat is closed.

    It is asked just before a message goes, since all of these change while it waits. A mute
    is about all that has no opt-in of its own, but for answers to what they say (the talk lane).
    """
    agreed = (
        exists()
        .where(Consent.resident_id == Resident.id, Consent.kind == OutMessage.opt_in)
        .where(Consent.given)
    )
    stopped = exists().where(
        Occurrence.id == OutMessage.occurrence_id, Occurrence.state == OccurrenceState.STOPPED
    )
    return or_(
        OutMessage.expires_at < now,
        Address.closed_at.is_not(None),
        and_(Resident.muted, OutMessage.opt_in.is_(None), OutMessage.lane != Lane.TALK),
        and_(OutMessage.opt_in.is_not(None), ~agreed),
        stopped,
    )


def expire(session: Session, now: datetime) -> int:
    """Set aside all that waits and may not go any more. Returns how many.

    Only tidying, since a claim asks the same of its own. What a claim holds is left to it.
    """
    gone = (
        select(OutMessage.id)
        .join(Address, Address.id == OutMessage.address_id)
        .join(Resident, Resident.id == Address.resident_id)
        .where(QUEUED, may_not_go(now))
        .with_for_update(of=OutMessage, skip_locked=True)
    )
    done = session.execute(
        update(OutMessage)
        .where(OutMessage.id.in_(gone))
        .values(state=OutState.EXPIRED, done_at=now)
        .returning(OutMessage.id)
        .execution_options(synchronize_session=False)
    )
    return len(done.all())
