"""That an initiative was merged into another, and where it stood before: so it can be undone."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.initiatives.lifecycles import Moderation


class Merge(Base):
    """`into_id` is what it was merged into itself; `Initiative.merged_into_id` is what stays of a
    whole chain. With `undone_at` it goes its own way again.
    """

    __tablename__ = "merge"
    __table_args__ = (
        Index(
            "uq_merge_present",
            "contribution_id",
            unique=True,
            postgresql_where=text("undone_at IS NULL"),
        ),
    )

    id: Mapped[BigId]
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"))
    into_id: Mapped[int] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), index=True
    )
    was: Mapped[Moderation]
    merged_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
