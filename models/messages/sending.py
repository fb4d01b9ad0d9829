"""Putting a message in the outbox, in the transaction that decides on it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.bulk import among
from models.messages import by_hand
from models.messages.outbox import Lane, OutMessage, OutState
from models.messages.outgoing import MessageJson
from models.people.residents import Address, Channel, OptIn, Resident

# Nothing leaves for these: their row is final at commit, and shown when the page is read or
# passed on by a colleague.
READ_CHANNELS = frozenset({Channel.WEB, Channel.CONSOLE}) | by_hand.BY_HAND


@dataclass(frozen=True)
class Terms:
    """When a message may go. `opt_in` is asked again by the sender, just before it goes."""

    lane: Lane = Lane.SERVICE
    not_before: datetime | None = None
    expires_at: datetime | None = None
    opt_in: OptIn | None = None
    occurrence_id: int | None = None
    contribution_id: int | None = None


@dataclass(frozen=True)
class Letter:
    """A message to one chat; see `enqueue`."""

    address: Address
    body: MessageJson
    dedupe: str
    terms: Terms = Terms()


# A resident, and the chat that something of theirs came from.
Whose = tuple[int | None, int | None]


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
    row = insert(OutMessage).values(_row(Letter(address, body, dedupe, terms), now))
    added = session.execute(row.on_conflict_do_nothing().returning(OutMessage.id))
    _keep_by_hand(session, [address], [dedupe], now)
    return added.first() is not None


def enqueue_all(session: Session, letters: Sequence[Letter], now: datetime) -> None:
    """Queue many in one go. What is closed, or known by its `dedupe`, is left out."""
    rows = [_row(one, now) for one in letters if one.address.closed_at is None]
    if rows:
        session.execute(insert(OutMessage).on_conflict_do_nothing(), rows)
        addresses = [one.address for one in letters]
        _keep_by_hand(session, addresses, [one.dedupe for one in letters], now)


def _keep_by_hand(
    session: Session, addresses: Sequence[Address], dedupes: Sequence[str], now: datetime
) -> None:
    told = [
        dedupe
        for address, dedupe in zip(addresses, dedupes, strict=True)
        if address.channel in by_hand.BY_HAND
    ]
    if told:
        by_hand.keep(session, told, now)


def _row(letter: Letter, now: datetime) -> dict[str, object]:
    address, terms = letter.address, letter.terms
    read = address.channel in READ_CHANNELS
    return {
        "address_id": address.id,
        "bot": address.bot,
        "dedupe": letter.dedupe,
        "body": letter.body,
        "state": OutState.SENT if read else OutState.QUEUED,
        "created_at": now,
        "done_at": now if read else None,
        "lane": terms.lane,
        "not_before": terms.not_before,
        "expires_at": terms.expires_at,
        "opt_in": terms.opt_in,
        "occurrence_id": terms.occurrence_id,
        "contribution_id": terms.contribution_id,
    }


def reachable_each(session: Session, whose: Collection[Whose]) -> Mapping[Whose, Address]:
    """The same as `reachable` for many at once; who cannot be reached is left out."""
    people = {resident_id for resident_id, _ in whose if resident_id is not None}
    chats: dict[int, list[Address]] = {}
    for address in session.scalars(
        select(Address)
        .join(Resident, Resident.id == Address.resident_id)
        .where(among(Resident.id, people), Address.closed_at.is_(None))
        .where(Resident.muted.is_(False), Resident.erased_at.is_(None))
        .order_by(Address.id.desc())
    ):
        chats.setdefault(address.resident_id, []).append(address)
    return {one: _chat(chats[one[0]], one[1]) for one in whose if one[0] in chats}


def _chat(open_ones: Sequence[Address], address_id: int | None) -> Address:
    """Where it came from, else the newest."""
    return next((one for one in open_ones if one.id == address_id), open_ones[0])


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
