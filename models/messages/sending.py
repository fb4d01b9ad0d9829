"""Putting a message in the outbox, in the transaction that decides on it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.messages.outbox import Lane, OutMessage, OutState
from models.messages.outgoing import MessageJson
from models.people.residents import Address, Channel, OptIn, Resident

# Nothing leaves for these: their row is final at commit and shown when the page is read.
READ_CHANNELS = frozenset({Channel.WEB, Channel.CONSOLE})


@dataclass(frozen=True)
class Terms:
    """When a message may go. `opt_in` is asked again by the sender, just before it goes."""

    lane: Lane = Lane.SERVICE
    not_before: datetime | None = None
    expires_at: datetime | None = None
    opt_in: OptIn | None = None
    occurrence_id: int | None = None
    contribution_id: int | None = None


def enqueue(
    session: Session,
    address: Address,
    body: MessageJson,
    *,
    dedupe: str,
    now: datetime,
    terms: Terms = Terms(),
) -> bool:
    """Queue one message. False where nothing was queued: address closed, or `dedupe` known."""
    if address.closed_at is not None:
        return False
    read = address.channel in READ_CHANNELS
    row = insert(OutMessage).values(
        address_id=address.id,
        bot=address.bot,
        dedupe=dedupe,
        body=body,
        state=OutState.SENT if read else OutState.QUEUED,
        created_at=now,
        done_at=now if read else None,
        lane=terms.lane,
        not_before=terms.not_before,
        expires_at=terms.expires_at,
        opt_in=terms.opt_in,
        occurrence_id=terms.occurrence_id,
        contribution_id=terms.contribution_id,
    )
    added = session.execute(row.on_conflict_do_nothing().returning(OutMessage.id))
    return added.first() is not None


def reachable(session: Session, resident_id: int | None, address_id: int | None) -> Address | None:
    """The chat where this resident hears news of their own contribution, or None.

    It is the chat that the contribution came from; where that is closed, their newest open one.
    None where nobody can be reached: no resident, muted, erased, or every address closed.
    """
    if resident_id is None:
        return None
    resident = session.get(Resident, resident_id)
    if resident is None or resident.muted or resident.erased_at is not None:
        return None
    same_chat_first = (Address.id == address_id).desc() if address_id else Address.id.desc()
    return session.scalars(
        select(Address)
        .where(Address.resident_id == resident_id, Address.closed_at.is_(None))
        .order_by(same_chat_first, Address.id.desc())
        .limit(1)
    ).first()
