"""Counting how messages fared and how soon people were answered, five minutes at a time.

"Answered" is from the moment that an update came in until its first reply was sent, both by
PostgreSQL's clock. A message in the web chat is sent when the page can show it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.initiatives.terms import AMSTERDAM
from models.messages.inbox import InboxRow
from models.messages.outbox import Lane, OutMessage, OutState
from models.messages.tally import MessageTally
from models.people.residents import Address

PIECE = timedelta(minutes=5)
# A transaction that began before our last look may commit after it; none lives longer than this.
OVERLAP = timedelta(minutes=2)
# How far back the first count goes: as long as the inbox keeps its rows.
FIRST = timedelta(days=8)
AT_ONCE = timedelta(hours=1)
# The key of a first reply: its place among the replies, or what was said instead of them.
FIRST_REPLY = "^in:[0-9]+:(0|broken|group)$"
_COUNTS = tuple(column.name for column in MessageTally.__table__.columns if not column.primary_key)


@dataclass(frozen=True)
class Answers:
    """How many messages of residents were answered, and how many within 1 and 10 seconds.

    `missed`: the answer failed, or nobody knows whether it arrived. `day` is empty for a total.
    """

    answered: int = 0
    in_1s: int = 0
    in_10s: int = 0
    missed: int = 0
    day: date | None = None

    @property
    def heard(self) -> int:
        """All that came to an end; a missed one counts as one that was late."""
        return self.answered + self.missed

    @property
    def share_1s(self) -> float | None:
        """The part answered within a second, 0 to 1; None where there was none."""
        return self.in_1s / self.heard if self.heard else None

    @property
    def share_10s(self) -> float | None:
        """The part answered within ten seconds, 0 to 1; None where there was none."""
        return self.in_10s / self.heard if self.heard else None


def tally(session: Session, now: datetime) -> None:
    """Count what became final since the last time. Safe to repeat: pieces are counted anew."""
    last = session.scalar(select(func.max(MessageTally.began_at)))
    since = now - FIRST if last is None else max(last - OVERLAP, now - FIRST)
    # Hours in which nothing happened cost nothing.
    while (next_one := _first_after(session, since)) is not None:
        start = _piece_of(next_one)
        since = start + AT_ONCE
        _count(session, start, since)


def _first_after(session: Session, since: datetime) -> datetime | None:
    return session.scalar(select(func.min(OutMessage.done_at)).where(OutMessage.done_at >= since))


def _piece_of(moment: datetime) -> datetime:
    """The start of the five minutes that a moment lies in."""
    return moment - timedelta(seconds=moment.timestamp() % PIECE.total_seconds())


def _count(session: Session, since: datetime, until: datetime) -> None:
    counted = _counted(since, until)
    new = insert(MessageTally).from_select(["began_at", "channel", *_COUNTS], counted)
    session.execute(
        new.on_conflict_do_update(
            index_elements=[MessageTally.began_at, MessageTally.channel],
            set_={name: new.excluded[name] for name in _COUNTS},
        )
    )


def _counted(since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    final = _final(since, until).subquery()
    answered = and_(final.c.took.is_not(None), final.c.state == OutState.SENT)
    lost = final.c.state.in_((OutState.FAILED, OutState.UNKNOWN))

    def number(which: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count().filter(which)

    return select(
        final.c.began_at,
        final.c.channel,
        number(final.c.state == OutState.SENT),
        number(final.c.state == OutState.FAILED),
        number(final.c.state == OutState.UNKNOWN),
        number(final.c.state == OutState.EXPIRED),
        number(answered),
        number(and_(answered, final.c.took <= timedelta(seconds=1))),
        number(and_(answered, final.c.took <= timedelta(seconds=10))),
        number(and_(final.c.took.is_not(None), lost)),
    ).group_by(final.c.began_at, final.c.channel)


def _final(since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    """Each message that became final, and how long its person waited if it is a first reply.

    The other rows are looked up one by one: a join might read a whole table for a few of them.
    """
    first = and_(OutMessage.lane == Lane.TALK, OutMessage.dedupe.regexp_match(FIRST_REPLY))
    inbox_id = cast(func.split_part(OutMessage.dedupe, ":", 2), BigInteger)
    received = select(InboxRow.received_at).where(InboxRow.id == case((first, inbox_id)))
    channel = select(Address.channel).where(Address.id == OutMessage.address_id)
    zero = literal(datetime(2000, 1, 1, tzinfo=AMSTERDAM), DateTime(timezone=True))
    return select(
        func.date_bin(PIECE, OutMessage.done_at, zero).label("began_at"),
        channel.scalar_subquery().label("channel"),
        OutMessage.state,
        (OutMessage.done_at - received.scalar_subquery()).label("took"),
    ).where(OutMessage.done_at >= since, OutMessage.done_at < until)


def answers(session: Session, since: datetime) -> Answers:
    """All that were answered since the start of the five minutes of `since`."""
    sums = _sums().where(MessageTally.began_at >= _piece_of(since))
    return Answers(*session.execute(sums).one())


def per_day(session: Session, since: datetime) -> Sequence[Answers]:
    """The same for each day of the gemeente that had any, newest first."""
    local = func.timezone(AMSTERDAM.key, MessageTally.began_at)
    day = func.date_trunc("day", local).label("day")
    rows = _sums().add_columns(day).where(MessageTally.began_at >= _piece_of(since))
    found = session.execute(rows.group_by(day).order_by(day.desc()))
    return [Answers(n, in_1s, in_10s, missed, at.date()) for n, in_1s, in_10s, missed, at in found]


def _sums() -> Select[*tuple[Any, ...]]:
    names = ("answered", "in_1s", "in_10s", "missed")
    return select(
        *(
            cast(func.coalesce(func.sum(getattr(MessageTally, name)), 0), BigInteger)
            for name in names
        )
    )


def ended(session: Session, since: datetime) -> dict[str, int]:
    """How many messages became sent, failed, unknown and expired since then."""
    names = ("sent", "failed", "unknown", "expired")
    sums = (func.coalesce(func.sum(getattr(MessageTally, name)), 0) for name in names)
    row = session.execute(select(*sums).where(MessageTally.began_at >= _piece_of(since))).one()
    return {name: int(n) for name, n in zip(names, row, strict=True)}
