"""Advice that was asked about a contribution: of a colleague by name, or of somebody outside."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.keys import EncryptedText


class AdviceRequest(Base):
    """One question to one adviser, and what they said; it can be answered once.

    `staff_id` is a colleague; without one it went to `email`, and the token of its link is kept
    only as its HMAC.
    """

    __tablename__ = "advice_request"

    id: Mapped[BigId]
    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), index=True
    )
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    email: Mapped[str | None] = mapped_column(EncryptedText)
    lookup: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    question: Mapped[str] = mapped_column(EncryptedText)
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(EncryptedText)
    answered_at: Mapped[datetime | None]
