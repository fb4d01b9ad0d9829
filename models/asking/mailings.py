"""What was put in the outbox of each mailing, so that it can be laid beside what became of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class MailingCount(Base):
    """One mailing: a reminder (`occ:12`), a check-in (`checkin:7`) or its outcome (`result:7`).

    `name` begins the outbox keys of its messages. `planned` is how many those were, `dropped`
    how many of them went with a person who was erased. `closed_at` is when nothing waited any
    more and all were accounted for; from then on nobody counts them again.
    """

    __tablename__ = "mailing_count"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    occurrence_id: Mapped[int | None] = mapped_column(
        ForeignKey("occurrence.id", ondelete="CASCADE")
    )
    checkin_id: Mapped[int | None] = mapped_column(ForeignKey("checkin.id", ondelete="CASCADE"))
    planned: Mapped[int] = mapped_column(default=0, server_default="0")
    dropped: Mapped[int] = mapped_column(default=0, server_default="0")
    closed_at: Mapped[datetime | None]
