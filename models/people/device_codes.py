"""Going on with a web talk on another device: a code of eight digits, for ten minutes and once.

The second device gets the first one's key, so both show the same talk; the first is told. Who
guesses has one code in a hundred million for each that is open, and the door counts the tries.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, LargeBinary, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.keys import lookup
from models.messages.outgoing import message, say
from models.messages.sending import Terms, enqueue
from models.people.residents import Address

DIGITS = 8
VALID = timedelta(minutes=10)
_ABOUT = "device code"


class DeviceCode(Base):
    """The one open code of an address, as an HMAC: it is shown once and kept nowhere."""

    __tablename__ = "device_code"

    address_id: Mapped[int] = mapped_column(
        ForeignKey("address.id", ondelete="CASCADE"), primary_key=True
    )
    lookup: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    expires_at: Mapped[datetime]


@dataclass(frozen=True)
class Joined:
    """The talk that a code opened: the key that its device has."""

    token: str


def make(session: Session, address: Address, code: str, now: datetime) -> None:
    """From now on `code` opens this talk, and an earlier one does not."""
    session.execute(delete(DeviceCode).where(DeviceCode.address_id == address.id))
    known = lookup(_ABOUT, code)
    # Two with one code at the same time: the later one wins, the other asks again.
    session.execute(delete(DeviceCode).where(DeviceCode.lookup == known))
    session.add(DeviceCode(address_id=address.id, lookup=known, expires_at=now + VALID))


def take(session: Session, typed: str, now: datetime) -> Joined | None:
    """Open the talk of this code, and tell its first device. None: it opens nothing."""
    code = "".join(letter for letter in typed if letter.isdecimal() and letter.isascii())
    found = session.scalars(
        select(DeviceCode)
        .where(DeviceCode.lookup == lookup(_ABOUT, code), DeviceCode.expires_at > now)
        .with_for_update()
    ).first()
    if found is None:
        return None
    address = session.get_one(Address, found.address_id)
    session.delete(found)
    if address.closed_at is not None or address.external_id is None:
        return None
    told = message([say("web.device.joined")])
    key = f"device:{address.id}:{now.isoformat()}"
    enqueue(session, address, told, dedupe=key, now=now, terms=Terms())
    return Joined(address.external_id)


def forget_old(session: Session, now: datetime) -> int:
    """Codes that nobody used in time. Returns how many."""
    old = delete(DeviceCode).where(DeviceCode.expires_at <= now).returning(DeviceCode.address_id)
    return len(session.execute(old).all())
