"""Decisions that are made and not carried out yet: they can still be undone, or wait."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.keys import EncryptedJson

# These stand beside other acts: what they are about stays to be done.
STANDS_BESIDE = ("koppelen", "uitvoering")


class PreparedState(StrEnum):
    """`waiting`: until somebody releases it. `going`: it is carried out at `goes_at`.
    `back`: it lies with its maker again, undone or because it could not be carried out.
    """

    WAITING = "waiting"
    GOING = "going"
    BACK = "back"


class Why(StrEnum):
    """Why a decision came back."""

    UNDONE = "undone"
    CONFLICT = "conflict"
    NOT_POSSIBLE = "not_possible"
    NOT_OFFERED = "not_offered"
    ALREADY_LINKED = "already_linked"
    NOT_ALLOWED = "not_allowed"
    FAILED = "failed"


class Prepared(Base):
    """One decision as it was filled in (`filled`), on the `version` that was seen, with the
    frozen message that was seen. `staff_id` made it; in the name of `sender_id` it goes.

    What is carried out is deleted: history tells of it. A link stands beside other acts; of the
    others at most one is on its way or waits.
    """

    __tablename__ = "prepared_decision"
    __table_args__ = (
        Index(
            "uq_prepared_decision_one",
            "contribution_id",
            unique=True,
            postgresql_where=text("state <> 'back' AND slug <> 'koppelen'"),
        ),
        Index("ix_prepared_decision_due", "goes_at", postgresql_where=text("state = 'going'")),
        Index("ix_prepared_decision_staff", "staff_id", "state"),
        Index("ix_prepared_decision_contribution", "contribution_id"),
    )

    id: Mapped[BigId]
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    sender_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(32))
    state: Mapped[PreparedState]
    version: Mapped[int]
    filled: Mapped[dict[str, str]] = mapped_column(EncryptedJson)
    message: Mapped[Any | None] = mapped_column(EncryptedJson)
    batch: Mapped[uuid.UUID | None]
    why: Mapped[Why | None]
    made_at: Mapped[datetime]
    goes_at: Mapped[datetime | None]
