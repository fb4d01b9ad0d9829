"""Every move and act on a contribution: who, from, to, why, when."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.keys import EncryptedText


class Actor(StrEnum):
    """Who acted."""

    RESIDENT = "inwoner"
    STAFF = "medewerker"
    SYSTEM = "systeem"


class HistoryRow(Base):
    """One act. `message` is the exact text that went to the resident; `note` stays inside.

    `words` is what was said in this act: a question of staff, an answer of the resident.
    """

    __tablename__ = "history"

    id: Mapped[BigId]
    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]
    actor: Mapped[Actor]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    act: Mapped[str] = mapped_column(String(32))
    from_status: Mapped[str | None] = mapped_column(String(32))
    to_status: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[str | None] = mapped_column(Text)
    words: Mapped[str | None] = mapped_column(EncryptedText)
    note: Mapped[str | None] = mapped_column(Text)
    message: Mapped[str | None] = mapped_column(Text)
