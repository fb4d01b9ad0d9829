"""Every move and act on a contribution: who, from, to, why, when."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId


class Actor(StrEnum):
    """Who acted."""

    RESIDENT = "inwoner"
    STAFF = "medewerker"
    SYSTEM = "systeem"


class HistoryRow(Base):
    """One act. `message` is the exact text that went to the resident; `note` stays inside."""

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
    note: Mapped[str | None] = mapped_column(Text)
    message: Mapped[str | None] = mapped_column(Text)
