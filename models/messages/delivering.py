"""The outbox as the sender sees it: what may go, what is going, what became of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from models.asking.campaigns import Occurrence, OccurrenceState
from models.asking.hours import is_quiet
from models.keys import lookup
from models.messages.outbox import Lane, OutMessage, OutState
from models.people.residents import Address, Consent, Resident


@dataclass(frozen=True)
class Claim:
    """A message that may go now, with what is needed to send it."""

    id: int
    address_id: int
    external_id: str
    language: str
    body: Mapping[str, Any]
    tries: int


@dataclass(frozen=True)
class Result:
    """What became of one message. `provider_id` is the channel's own number for it.

    With state `queued` it was surely not sent and waits again, for `wait` where given.
    """

    id: int
    state: OutState
    provider_id: int | None = None
    reason: str | None = None
    wait: timedelta | None = None


def waiting(
    session: Session, bot: str, busy: Collection[int], limit: int, now: datetime
) -> Sequence[tuple[int, int]]:
    """(message id, address id) of what may go next: conversation first, then as written.

    Chats that are `busy` (a message is under way) wait, so that each chat keeps its order. In
    the quiet hours all that nobody asked for waits.
    """
    rows = session.execute(
        select(OutMessage.id, OutMessage.address_id)
        .where(OutMessage.bot == bot, OutMessage.state == OutState.QUEUED, _is_time(now))
        .where(OutMessage.address_id.not_in(busy))
        .order_by(OutMessage.lane, OutMessage.id)
        .limit(limit)
    )
    return [(row.id, row.address_id) for row in rows]


def _is_time(now: datetime) -> ColumnElement[bool]:
    due = or_(OutMessage.not_before.is_(None), OutMessage.not_before <= now)
    return and_(due, OutMessage.lane != Lane.BULK) if is_quiet(now) else due


def expire(session: Session, bot: str, now: datetime) -> int:
    """Set aside what may not go any more: too late, no consent, muted, stopped, closed.

    It is asked just before a message goes, since all of these change while it waits. A mute
    is about all that has no opt-in of its own, but for answers to what they say (the talk lane).
    """
    gone = (
        select(OutMessage.id)
        .join(Address, Address.id == OutMessage.address_id)
        .join(Resident, Resident.id == Address.resident_id)
        .outerjoin(
            Consent,
            and_(Consent.resident_id == Resident.id, Consent.kind == OutMessage.opt_in),
        )
        .outerjoin(Occurrence, Occurrence.id == OutMessage.occurrence_id)
        .where(OutMessage.bot == bot, OutMessage.state == OutState.QUEUED)
        .where(
            or_(
                OutMessage.expires_at < now,
                Address.closed_at.is_not(None),
                and_(Resident.muted, OutMessage.opt_in.is_(None), OutMessage.lane != Lane.TALK),
                and_(OutMessage.opt_in.is_not(None), Consent.given.is_not(True)),
                Occurrence.state == OccurrenceState.STOPPED,
            )
        )
    )
    done = session.execute(
        update(OutMessage)
        .where(OutMessage.id.in_(gone))
        .values(state=OutState.EXPIRED, done_at=now)
        .returning(OutMessage.id)
        .execution_options(synchronize_session=False)
    )
    return len(done.all())


def start(session: Session, ids: Collection[int], now: datetime) -> Sequence[Claim]:
    """Mark these as going on the wire now, and read them. Only what still waited may go."""
    started = session.execute(
        update(OutMessage)
        .where(OutMessage.id.in_(ids), OutMessage.state == OutState.QUEUED)
        .values(state=OutState.SENDING, claimed_at=now, tries=OutMessage.tries + 1)
        .returning(OutMessage.id)
        .execution_options(synchronize_session=False)
    )
    rows = session.execute(
        select(OutMessage, Address.external_id, Resident.language)
        .join(Address, Address.id == OutMessage.address_id)
        .join(Resident, Resident.id == Address.resident_id)
        .where(OutMessage.id.in_(started.scalars().all()))
        .order_by(OutMessage.lane, OutMessage.id)
    )
    return [_claim(message, external_id, language) for message, external_id, language in rows]


def _claim(message: OutMessage, external_id: str | None, language: str) -> Claim:
    return Claim(
        message.id,
        message.address_id,
        external_id or "",
        language,
        message.body or {},
        message.tries,
    )


def record(session: Session, results: Sequence[Result], now: datetime) -> None:
    """Write what became of messages on the wire. A row that is not `sending` is left alone."""
    for result in results:
        final = result.state != OutState.QUEUED
        session.execute(
            update(OutMessage)
            .where(OutMessage.id == result.id, OutMessage.state == OutState.SENDING)
            .values(
                state=result.state,
                provider_id=result.provider_id,
                reason=result.reason,
                not_before=now + result.wait if result.wait else None,
                done_at=now if final else None,
            )
            .execution_options(synchronize_session=False)
        )


def forget_sending(session: Session, bot: str, now: datetime) -> int:
    """A sender died or lost its lease: what it had on the wire is `unknown`. Returns how many."""
    lost = session.execute(
        update(OutMessage)
        .where(OutMessage.bot == bot, OutMessage.state == OutState.SENDING)
        .values(state=OutState.UNKNOWN, done_at=now, reason="sender died")
        .returning(OutMessage.id)
        .execution_options(synchronize_session=False)
    )
    return len(lost.all())


def close_address(session: Session, address_id: int, reason: str, now: datetime) -> None:
    """This chat cannot be reached any more; nothing is sent there until they write again."""
    session.execute(
        update(Address)
        .where(Address.id == address_id, Address.closed_at.is_(None))
        .values(closed_at=now, closed_reason=reason)
    )


def move_address(session: Session, address_id: int, external_id: str, now: datetime) -> None:
    """The channel gave this chat another id; where we know that one already, this one ends."""
    address = session.get_one(Address, address_id)
    new = lookup(address.channel, address.bot, external_id)
    known = select(Address.id).where(
        Address.channel == address.channel, Address.bot == address.bot, Address.lookup == new
    )
    if session.scalar(known) is not None:
        close_address(session, address_id, "moved", now)
        return
    address.external_id, address.lookup = external_id, new
