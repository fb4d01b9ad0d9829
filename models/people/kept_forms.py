"""What a colleague had typed when their session ended: kept for an hour, so that nothing is lost.

One form per colleague, sealed, because it may hold what residents wrote. Who logs in again as the
same colleague gets it back and sends it on; nobody else does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, ForeignKey, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.keys import EncryptedJson
from models.people.staff import Staff

HOLDS = timedelta(hours=1)
Fields = Sequence[tuple[str, str]]


class KeptForm(Base):
    """The last form of one colleague that could not be taken. `body`: its address and fields."""

    __tablename__ = "staff_kept_form"

    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    body: Mapped[dict[str, object]] = mapped_column(EncryptedJson)
    kept_at: Mapped[datetime]


@dataclass(frozen=True)
class Form:
    """A form as it was sent: where to, and its fields in order."""

    path: str
    fields: Fields


def keep(session: Session, staff_id: int, form: Form, now: datetime) -> bool:
    """Keep this form in the place of an earlier one; False when there is no such colleague."""
    if session.get(Staff, staff_id) is None:
        return False
    body = {"path": form.path, "fields": [list(pair) for pair in form.fields]}
    row = insert(KeptForm).values(staff_id=staff_id, body=body, kept_at=now)
    session.execute(
        row.on_conflict_do_update(
            index_elements=[KeptForm.staff_id],
            set_={"body": row.excluded.body, "kept_at": row.excluded.kept_at},
        )
    )
    return True


def kept(session: Session, staff: Staff, now: datetime) -> Form | None:
    """What was kept for this colleague within the last hour."""
    found = select(KeptForm.body).where(
        KeptForm.staff_id == staff.id, KeptForm.kept_at > now - HOLDS
    )
    body = session.scalar(found)
    return None if body is None else _form(body)


def drop(session: Session, staff: Staff) -> None:
    """Throw away what was kept for this colleague."""
    session.execute(delete(KeptForm).where(KeptForm.staff_id == staff.id))


def forget(session: Session, now: datetime) -> int:
    """Throw away what nobody came back for. Gives how many."""
    gone = session.execute(delete(KeptForm).where(KeptForm.kept_at <= now - HOLDS))
    return gone.rowcount if isinstance(gone, CursorResult) else 0


def _form(body: dict[str, object]) -> Form:
    fields = body["fields"]
    assert isinstance(fields, list)
    return Form(str(body["path"]), [(str(name), str(value)) for name, value in fields])
