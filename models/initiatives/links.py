"""The line from a contribution to the plan."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId


class Link(Base):
    """A contribution serves an opgave, and there perhaps one DIN entry, with a weight."""

    __tablename__ = "link"
    __table_args__ = (
        Index(
            "uq_link_subject",
            "contribution_id",
            "opgave_id",
            "entry_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("weight BETWEEN 1 AND 3", "weight"),
    )

    id: Mapped[BigId]
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"))
    opgave_id: Mapped[int] = mapped_column(ForeignKey("opgave.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("din_entry.id"), index=True)
    weight: Mapped[int] = mapped_column(SmallInteger)
    note: Mapped[str | None] = mapped_column(Text)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    linked_at: Mapped[datetime]
