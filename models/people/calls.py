"""Residents who want to be called: a number that is there until somebody spoke to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigId
from models.keys import EncryptedText
from models.messages.outgoing import Json, message, say
from models.messages.sending import enqueue, reachable
from models.people.residents import Address, Resident
from models.people.rights import Act, require, within
from models.people.staff import Staff, StaffEvent
from models.plan.areas import Area
from models.plan.reading import load_frame

# Whoever was not reached so often does not pick up; their number is not kept for that.
TRIES = 3


class CallRequest(Base):
    """One for each resident, in the stadsdeel of their wijk; without a wijk nobody's own.

    They agreed to be called on this number when they asked for it; the row goes when it is done.
    """

    __tablename__ = "call_request"

    id: Mapped[BigId]
    resident_id: Mapped[int] = mapped_column(
        ForeignKey("resident.id", ondelete="CASCADE"), unique=True
    )
    address_id: Mapped[int] = mapped_column(
        ForeignKey("address.id", ondelete="CASCADE"), index=True
    )
    stadsdeel_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    wijk_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    phone: Mapped[str] = mapped_column(EncryptedText)
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    tries: Mapped[int] = mapped_column(default=0, server_default="0")


def ask(
    session: Session, resident: Resident, address: Address, phone: str, due: date, now: datetime
) -> CallRequest:
    """Remember whom to call. A second number takes the place of the first."""
    cancel(session, resident)
    wijk = session.get(Area, resident.wijk_id) if resident.wijk_id else None
    request = CallRequest(
        resident_id=resident.id,
        address_id=address.id,
        stadsdeel_id=wijk.stadsdeel_id if wijk else None,
        wijk_id=wijk.id if wijk else None,
        phone=phone,
        asked_at=now,
        due_on=due,
    )
    session.add(request)
    session.flush()
    return request


def cancel(session: Session, resident: Resident) -> None:
    """Forget the number of this resident."""
    session.execute(delete(CallRequest).where(CallRequest.resident_id == resident.id))


@dataclass(frozen=True)
class Waiting:
    """Somebody to call, and where they live as far as we know."""

    request: CallRequest
    language: str
    wijk: str
    late: bool


def waiting(session: Session, staff: Staff, today: date) -> Sequence[Waiting]:
    """Whom this colleague may call, who has waited longest first."""
    rows = session.execute(
        select(CallRequest, Resident.language, Area.name)
        .join(Resident, Resident.id == CallRequest.resident_id)
        .outerjoin(Area, Area.id == CallRequest.wijk_id)
        .where(within(CallRequest.stadsdeel_id, staff, Act.CALL))
        .order_by(CallRequest.due_on, CallRequest.id)
    ).all()
    return [Waiting(row, language, wijk or "", row.due_on < today) for row, language, wijk in rows]


def lock(session: Session, request_id: int) -> CallRequest | None:
    """The request for whoever is about to settle it, or None when it is not there any more."""
    return session.get(CallRequest, request_id, with_for_update=True)


def read_phone(session: Session, staff: Staff, request: CallRequest, now: datetime) -> str:
    """The number, for who calls now. That they read it is written down."""
    _note(session, staff, request, "phone read", now)
    return request.phone


def done(session: Session, staff: Staff, request: CallRequest, now: datetime) -> None:
    """They spoke: nothing of the request is left but that this colleague called."""
    _note(session, staff, request, "call done", now)
    session.delete(request)


def no_answer(session: Session, staff: Staff, request: CallRequest, now: datetime) -> None:
    """Nobody picked up: they read so in their chat. After the last try the number goes."""
    _note(session, staff, request, "call tried", now)
    request.tries += 1
    last = request.tries >= TRIES
    address = reachable(session, request.resident_id, request.address_id)
    if address is not None:
        body = message([_gave_up(session)] if last else [say("call.no_answer")])
        name = f"call:{request.id}:{request.tries}"
        enqueue(session, address, body, dedupe=name, now=now)
    if last:
        session.delete(request)


def _gave_up(session: Session) -> Json:
    return say("call.gave_up", phone=load_frame(session).phone)


def _note(session: Session, staff: Staff, request: CallRequest, act: str, now: datetime) -> None:
    require(staff, Act.CALL, request.stadsdeel_id)
    session.add(StaffEvent(at=now, by_id=staff.id, act=act, subject=f"call {request.id}"))
