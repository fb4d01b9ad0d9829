"""Blocks: who cannot bring in anything new until a day, why, and which two colleagues said so."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, Index, and_
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.keys import EncryptedText


class BlockReason(StrEnum):
    """What a resident reads of the reason, in plain words; colleagues write theirs beside it."""

    OFFENDS = "beledigt"
    THREATENS = "bedreigt"
    DISCRIMINATES = "discrimineert"
    PRIVATE = "persoonsgegevens"
    ADVERTISES = "reclame"
    REPEATS = "steeds hetzelfde"


class BlockEnd(StrEnum):
    """How it ended: the second person did not agree, a colleague ended it, or its days are over."""

    REFUSED = "geweigerd"
    LIFTED = "opgeheven"
    OVER = "afgelopen"


class Block(Base):
    """One block, from the proposal on. It holds once a second person decided, until it is closed.

    `ends_on` is the last day. `words` are for colleagues. `contribution_id` is what gave rise to
    it; the stadsdeel stays that of then, whatever becomes of the contribution.
    """

    __tablename__ = "block"

    id: Mapped[BigId]
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id", ondelete="CASCADE"))
    contribution_id: Mapped[int | None] = mapped_column(
        ForeignKey("contribution.id", ondelete="SET NULL"), index=True
    )
    stadsdeel_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    reason: Mapped[BlockReason]
    words: Mapped[str] = mapped_column(EncryptedText)
    ends_on: Mapped[date]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    closed_at: Mapped[datetime | None]
    closed_as: Mapped[BlockEnd | None]


_OPEN = Block.closed_at.is_(None)
# One at a time for each resident; it is also what every turn looks in.
Index("uq_block_open", Block.resident_id, unique=True, postgresql_where=_OPEN)
Index("ix_block_resident", Block.resident_id)


def holds() -> ColumnElement[bool]:
    """The condition of a block that a second person agreed to and that nobody ended.

    Whether its last day is over is for the reader to ask: the job that closes it may be late.
    """
    return and_(_OPEN, Block.decided_at.is_not(None))
