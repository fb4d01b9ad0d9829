"""The second step of logging in: a code from one's phone, or else a recovery code.

Codes are made and compared by who calls; here stands what was set up and what was used up.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigId
from models.keys import lookup
from models.people import accounts
from models.people.staff import Staff, StaffEvent

RESET = "reset second step"


class RecoveryCode(Base):
    """A code that opens the account once when the phone is away. Only its HMAC is kept."""

    __tablename__ = "staff_recovery_code"

    id: Mapped[BigId]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)


def set_up(
    session: Session, staff: Staff, secret: str, counter: int, now: datetime, mark: str
) -> None:
    """From now on this phone makes the codes; what rested on another has ended."""
    staff.totp_secret, staff.totp_counter = secret, counter
    accounts.end_sessions(staff, mark)
    _forget_codes(session, staff)
    accounts.record(session, staff, "set up second step", staff, now)


def give_codes(session: Session, staff: Staff, codes: Sequence[str], now: datetime) -> None:
    """Put these recovery codes in the place of the earlier ones."""
    _forget_codes(session, staff)
    rows = [RecoveryCode(staff_id=staff.id, code_hash=_hash(staff, code)) for code in codes]
    session.add_all(rows)
    accounts.record(session, staff, "made recovery codes", staff, now)


def codes_left(session: Session, staff: Staff) -> int:
    """How many recovery codes can still be used."""
    mine = select(func.count()).where(RecoveryCode.staff_id == staff.id)
    return session.scalar(mine) or 0


def take_counter(session: Session, staff: Staff, counter: int) -> bool:
    """Use up the code of this counter, and all before it. False when that was done already."""
    unused = or_(Staff.totp_counter.is_(None), Staff.totp_counter < counter)
    taken = session.execute(
        update(Staff)
        .where(Staff.id == staff.id, unused)
        .values(totp_counter=counter)
        .returning(Staff.id)
    )
    return taken.first() is not None


def is_recovery_code(session: Session, staff: Staff, code: str) -> bool:
    """Whether this is one of theirs. Locks it, so that of two at once one finds it gone."""
    mine = select(RecoveryCode.id).where(RecoveryCode.code_hash == _hash(staff, code))
    return session.scalar(mine.with_for_update()) is not None


def spend(session: Session, staff: Staff, code: str, now: datetime) -> None:
    """Use up a recovery code."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.code_hash == _hash(staff, code)))
    accounts.record(session, staff, "used recovery code", staff, now)


def reset(session: Session, by: Staff, staff: Staff, now: datetime, mark: str) -> None:
    """For who lost their phone: at the next login they set up another. Out at once meanwhile.

    Raises `AccountRefused`, `NotAllowed`.
    """
    accounts.check_manages(by, staff)
    clear(session, by, staff, now, mark)


def clear(session: Session, by: Staff | None, staff: Staff, now: datetime, mark: str) -> None:
    """As `reset`, without asking who does it: for the command line."""
    staff.totp_secret = staff.totp_counter = None
    accounts.end_sessions(staff, mark)
    _forget_codes(session, staff)
    accounts.record(session, by, RESET, staff, now)


def reset_at(session: Session, staff: Staff) -> datetime | None:
    """When somebody else last reset it, for as long as it was not set up again."""
    if staff.totp_secret is not None:
        return None
    mine = (StaffEvent.act == RESET, StaffEvent.subject == f"staff {staff.id}")
    return session.scalar(select(func.max(StaffEvent.at)).where(*mine))


def _forget_codes(session: Session, staff: Staff) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff.id))


def _hash(staff: Staff, code: str) -> bytes:
    """However it is typed: with or without dashes, in capitals or not."""
    plain = "".join(filter(str.isalnum, code)).lower()
    return lookup("recovery code", str(staff.id), plain)
