"""Photos: only the rebuilt image is stored, never what was sent."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, Uuid
from sqlalchemy.orm import Mapped, deferred, mapped_column

from models.base import Base


class Photo(Base):
    """A JPEG of at most 300 kB without metadata. Unlinked ones are drafts, gone in 30 days."""

    __tablename__ = "photo"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True)
    contribution_id: Mapped[int | None] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), index=True
    )
    data: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    width: Mapped[int]
    height: Mapped[int]
    created_at: Mapped[datetime]
    hidden_at: Mapped[datetime | None]
