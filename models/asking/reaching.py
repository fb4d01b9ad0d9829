"""One message to many: who may get it, and how it enters the outbox, slice by slice.

A slice is one transaction's work. The next waits until the outbox has room again, so that the
queue stays small and a stop or an opt-out still finds most of it unsent.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from models.asking import room
from models.asking.mailings import MailingCount
from models.db import database_now
from models.messages.outbox import Lane, OutMessage, OutState
from models.messages.outgoing import MessageJson
from models.messages.receiving import Work, wake
from models.messages.sending import READ_CHANNELS
from models.people.residents import Address, Channel, Consent, OptIn, Resident

SLICE = 1_000

Who = ColumnElement[bool]
BodyFor = Callable[[int | None], MessageJson]


@dataclass(frozen=True)
class Mailing:
    """A message that goes to each resident once.

    `name` begins the key by which the outbox knows that somebody had it; `body_for` gives the
    message by the resident's wijk. `opt_in` is asked again, just before it goes, of who gave it.
    `unasked` goes only to who has room for it this week (`models/asking/room.py`).
    """

    name: str
    who: Who
    body_for: BodyFor
    opt_in: OptIn
    expires_at: datetime | None = None
    occurrence_id: int | None = None
    checkin_id: int | None = None
    unasked: bool = True


@dataclass(frozen=True)
class Reached:
    """A resident and the one chat where they get it: their newest open one."""

    resident_id: int
    wijk_id: int | None
    address_id: int
    bot: str
    channel: Channel
    agreed: bool


def has_agreed(opt_in: OptIn) -> Who:
    """Residents who switched this kind of message on."""
    return exists().where(Consent.resident_id == Resident.id, Consent.kind == opt_in, Consent.given)


def agreed(opt_in: OptIn) -> Who:
    """Residents who may get this kind of message unasked.

    Who says to be under 16 gets none, whatever they switched on before.
    """
    return and_(has_agreed(opt_in), still_here(), Resident.sixteen_or_older.is_not(False))


def still_here() -> Who:
    """Residents who did not let themselves be erased."""
    return Resident.erased_at.is_(None)


def count(session: Session, who: Who) -> int:
    """How many residents of these have a chat that is open."""
    has_chat = exists().where(Address.resident_id == Resident.id, Address.closed_at.is_(None))
    found = select(func.count()).select_from(Resident).where(who, has_chat)
    return session.scalar(found) or 0


def is_full(session: Session, name: str) -> bool:
    """Whether a whole slice of this mailing still waits to be sent."""
    waiting = (
        select(OutMessage.id)
        .where(OutMessage.state == OutState.QUEUED, OutMessage.lane == Lane.BULK)
        .where(OutMessage.dedupe.startswith(f"{name}:", autoescape=True))
        .limit(SLICE)
    )
    return len(session.scalars(waiting).all()) >= SLICE


def next_slice(session: Session, mailing: Mailing, after: int, now: datetime) -> Sequence[Reached]:
    """The next residents by id, at most a slice; nobody when it came to its end.

    Who was spoken to often enough this week is passed over.
    """
    who = and_(mailing.who, room.has_room(now)) if mailing.unasked else mailing.who
    rows = session.execute(
        select(
            Resident.id,
            Resident.wijk_id,
            Address.id,
            Address.bot,
            Address.channel,
            has_agreed(mailing.opt_in),
        )
        .join(Address, Address.resident_id == Resident.id)
        .where(who, Resident.id > after, Address.closed_at.is_(None))
        .ext(distinct_on(Resident.id))
        .order_by(Resident.id, Address.id.desc())
        .limit(SLICE)
    )
    return [Reached(*row) for row in rows]


def queue(session: Session, mailing: Mailing, people: Sequence[Reached], now: datetime) -> int:
    """Put it in the outbox for these people. Who had it already is left alone; returns the rest."""
    bodies = {wijk_id: mailing.body_for(wijk_id) for wijk_id in {one.wijk_id for one in people}}
    return queue_each(session, mailing, [(one, bodies[one.wijk_id]) for one in people], now)


def queue_each(
    session: Session,
    mailing: Mailing,
    letters: Sequence[tuple[Reached, MessageJson]],
    now: datetime,
) -> int:
    """The same where each of them gets words of their own."""
    if not letters:
        return 0
    # A talk is shown in the order of the database's clock, also where a demo pretends a day.
    at = database_now(session)
    rows = [_row(mailing, one, body, at) for one, body in letters]
    new = insert(OutMessage).on_conflict_do_nothing().returning(OutMessage.address_id)
    added = set(session.scalars(new, rows))
    if mailing.unasked:
        spoken = [one.resident_id for one, _ in letters if one.address_id in added]
        room.spoke(session, spoken, now)
    if mailing.occurrence_id or mailing.checkin_id:
        _count_in(session, mailing, len(added))
    wake(session, Work.MESSAGES)
    return len(added)


def _count_in(session: Session, mailing: Mailing, number: int) -> None:
    """Note how many messages of it there are, for who reconciles them later."""
    new = insert(MailingCount).values(
        name=mailing.name,
        occurrence_id=mailing.occurrence_id,
        checkin_id=mailing.checkin_id,
        planned=number,
    )
    more = {"planned": MailingCount.planned + number}
    session.execute(new.on_conflict_do_update(index_elements=[MailingCount.name], set_=more))


def _row(mailing: Mailing, to: Reached, body: MessageJson, now: datetime) -> dict[str, object]:
    read = to.channel in READ_CHANNELS
    return {
        "address_id": to.address_id,
        "bot": to.bot,
        "lane": Lane.BULK,
        "dedupe": f"{mailing.name}:{to.resident_id}",
        "body": body,
        "state": OutState.SENT if read else OutState.QUEUED,
        "created_at": now,
        "done_at": now if read else None,
        "expires_at": mailing.expires_at,
        "opt_in": mailing.opt_in if to.agreed else None,
        "occurrence_id": mailing.occurrence_id,
        "checkin_id": mailing.checkin_id,
    }
