"""What a colleague decides about messages that nobody can decide on by rule.

Poison: an update that failed three times. Unknown: a message that may or may not have arrived;
it can be sent again, and the person may then see it twice. Failed: the channel will not take it.
None of this shows what anybody wrote.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Executable, and_, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from models.bulk import among, among_given, run
from models.initiatives.contributions import Contribution
from models.messages.inbox import InboxRow, InboxState
from models.messages.outbox import Lane, OutMessage, OutState
from models.messages.receiving import Work, wake
from models.people.residents import Address, Channel
from models.people.rights import Act, require
from models.people.staff import Staff, StaffEvent

# A call may take 30 s and begin 5 s after its row was marked; the rest is margin.
AGAIN_AFTER = timedelta(seconds=60)
UNSURE = (OutState.UNKNOWN, OutState.FAILED)


class NotDecided(Exception):
    """Nothing was changed. `why` is a text key for the colleague."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class SetAside:
    """An update that was set aside. `reason` is a technical word, never content."""

    id: int
    channel: Channel
    at: datetime
    reason: str


@dataclass(frozen=True)
class Unsure:
    """A message of which nobody knows whether it arrived (or that surely did not)."""

    id: int
    state: OutState
    lane: Lane
    channel: Channel
    ref: str | None
    at: datetime
    reason: str

    @property
    def again_at(self) -> datetime | None:
        """When it may be sent again at the earliest, or None where it never may."""
        return self.at + AGAIN_AFTER if self.state == OutState.UNKNOWN else None


def set_aside(session: Session, limit: int) -> Sequence[SetAside]:
    """The newest updates that were set aside and that nobody looked at yet."""
    rows = session.execute(
        select(InboxRow.id, InboxRow.channel, InboxRow.received_at, InboxRow.reason)
        .where(InboxRow.state == InboxState.POISON)
        .order_by(InboxRow.id.desc())
        .limit(limit)
    )
    return [SetAside(row.id, row.channel, row.received_at, row.reason or "") for row in rows]


def unsure(session: Session, state: OutState, limit: int) -> Sequence[Unsure]:
    """The newest unknown (or failed) messages that nobody decided on yet."""
    at = func.coalesce(OutMessage.claimed_at, OutMessage.created_at).label("at")
    rows = session.execute(
        select(
            OutMessage.id,
            OutMessage.state,
            OutMessage.lane,
            Address.channel,
            Contribution.ref,
            at,
            OutMessage.reason,
        )
        .join(Address, Address.id == OutMessage.address_id)
        .outerjoin(Contribution, Contribution.id == OutMessage.contribution_id)
        .where(OutMessage.state == state, OutMessage.settled_at.is_(None))
        .order_by(OutMessage.id.desc())
        .limit(limit)
    )
    return [
        Unsure(row.id, row.state, Lane(row.lane), row.channel, row.ref, row.at, row.reason or "")
        for row in rows
    ]


def resend(session: Session, by: Staff, message_id: int, now: datetime) -> None:
    """Send an unknown message once more, as a new row. Raises `NotAllowed`, `NotDecided`.

    Refused until the old call must have ended, and where there is nothing left to send or
    nobody to send it to.
    """
    require(by, Act.MESSAGES, None)
    old = _locked(session, message_id)
    if (old.claimed_at or old.created_at) + AGAIN_AFTER > now:
        raise NotDecided("messages.refused.too_early")
    if session.get_one(Address, old.address_id).closed_at is not None:
        raise NotDecided("messages.refused.closed")
    if old.body is None or (old.expires_at is not None and old.expires_at < now):
        raise NotDecided("messages.refused.gone")
    old.settled_at = now
    copied = ("address_id", "bot", "lane", "body", "opt_in", "occurrence_id", "contribution_id")
    new = {name: getattr(old, name) for name in (*copied, "expires_at")}
    session.execute(
        insert(OutMessage)
        .values(**new, dedupe=f"again:{old.id}", state=OutState.QUEUED, created_at=now)
        .on_conflict_do_nothing()
    )
    _record(session, by, "message resent", f"outbox {old.id}", now)
    wake(session, Work.MESSAGES)


def leave(session: Session, by: Staff, message_id: int, now: datetime) -> None:
    """Leave an unknown or failed message as it is. Raises `NotAllowed`, `NotDecided`."""
    require(by, Act.MESSAGES, None)
    settled = session.execute(
        update(OutMessage)
        .where(OutMessage.id == message_id, OutMessage.state.in_(UNSURE))
        .where(OutMessage.settled_at.is_(None))
        .values(settled_at=now)
        .returning(OutMessage.id)
        .execution_options(synchronize_session=False)
    )
    if settled.first() is None:
        raise NotDecided("messages.refused.decided")
    _record(session, by, "message left", f"outbox {message_id}", now)


def leave_failed(session: Session, by: Staff, up_to: int, now: datetime) -> int:
    """Leave all failed messages up to an id as they are; how many. Raises `NotAllowed`."""
    require(by, Act.MESSAGES, None)
    failed = and_(OutMessage.state == OutState.FAILED, OutMessage.id <= up_to)
    settled = session.execute(
        update(OutMessage)
        .where(failed, OutMessage.settled_at.is_(None))
        .values(settled_at=now)
        .returning(OutMessage.id)
        .execution_options(synchronize_session=False)
    ).all()
    _record(session, by, "messages left", f"outbox {up_to}", now)
    return len(settled)


def dismiss(session: Session, by: Staff, inbox_id: int, now: datetime) -> None:
    """Somebody looked at an update that was set aside. Raises `NotAllowed`, `NotDecided`."""
    require(by, Act.MESSAGES, None)
    done = session.execute(
        update(InboxRow)
        .where(InboxRow.id == inbox_id, InboxRow.state == InboxState.POISON)
        .values(state=InboxState.DONE, done_at=now)
        .returning(InboxRow.id)
        .execution_options(synchronize_session=False)
    )
    if done.first() is None:
        raise NotDecided("messages.refused.decided")
    _record(session, by, "update dismissed", f"inbox {inbox_id}", now)


def in_doubt(session: Session, address_ids: Collection[int]) -> dict[int, int]:
    """Address id -> message id, where the newest message of the talk is an unknown one."""
    return {address: message for address, message in run(session, _doubts(), ids=address_ids)}


@cache
def _doubts() -> Executable:
    newer = aliased(OutMessage)
    later = (
        select(newer.id)
        .where(newer.address_id == OutMessage.address_id, newer.lane == Lane.TALK)
        .where(newer.id > OutMessage.id)
    )
    return select(OutMessage.address_id, OutMessage.id).where(
        among_given(OutMessage.address_id, "ids"),
        OutMessage.lane == Lane.TALK,
        # Written out, since a prepared statement cannot use a partial index by a parameter.
        OutMessage.state == literal_column(f"'{OutState.UNKNOWN}'"),
        OutMessage.settled_at.is_(None),
        ~later.exists(),
    )


def went_on(session: Session, message_ids: Collection[int], now: datetime) -> None:
    """The people of these messages spoke again and were answered: nobody need look at them."""
    session.execute(
        update(OutMessage)
        .where(among(OutMessage.id, message_ids), OutMessage.settled_at.is_(None))
        .values(settled_at=now)
        .execution_options(synchronize_session=False)
    )


def _locked(session: Session, message_id: int) -> OutMessage:
    """An unknown message that is still to be decided on. Of two colleagues the second waits."""
    unknown = and_(OutMessage.state == OutState.UNKNOWN, OutMessage.settled_at.is_(None))
    found = session.scalars(
        select(OutMessage).where(OutMessage.id == message_id, unknown).with_for_update()
    ).first()
    if found is None:
        raise NotDecided("messages.refused.decided")
    return found


def _record(session: Session, by: Staff, act: str, subject: str, now: datetime) -> None:
    session.add(StaffEvent(at=now, by_id=by.id, act=act, subject=subject))
