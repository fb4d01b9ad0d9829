"""The blocks as colleagues read them: what waits for a second person, what holds, what is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from models.initiatives.contributions import Contribution
from models.people.blocks import Block, BlockEnd, BlockReason
from models.people.rights import Act, within
from models.people.staff import Staff
from models.plan.areas import Area

# Nobody reads on after so many that are over.
MOST_OVER = 50


@dataclass(frozen=True)
class BlockLine:
    """One block. `ref` is empty where what gave rise to it is there no more."""

    id: int
    ref: str
    stadsdeel_id: int
    stadsdeel: str
    reason: BlockReason
    words: str
    ends_on: date
    proposed_by_id: int
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    closed_as: BlockEnd | None
    closed_at: datetime | None

    @property
    def waits(self) -> bool:
        """Whether a second person has not decided yet."""
        return not self.decided_by and self.closed_as is None


def open_blocks(session: Session, staff: Staff) -> Sequence[BlockLine]:
    """What waits and what holds, where this colleague may decide on it; the oldest first."""
    mine = within(Block.stadsdeel_id, staff, Act.CONFIRM_BLOCK)
    return _lines(session, mine, Block.closed_at.is_(None))


def over_blocks(session: Session, staff: Staff) -> Sequence[BlockLine]:
    """What is over, the newest first."""
    mine = within(Block.stadsdeel_id, staff, Act.CONFIRM_BLOCK)
    return _lines(session, mine, Block.closed_at.is_not(None), newest=MOST_OVER)


def block_of(session: Session, contribution: Contribution) -> BlockLine | None:
    """The block of whoever brought this in that waits or holds now; also by another stadsdeel."""
    if contribution.resident_id is None:
        return None
    theirs = Block.resident_id == contribution.resident_id
    found = _lines(session, theirs, Block.closed_at.is_(None))
    return found[0] if found else None


def _lines(session: Session, *where: ColumnElement[bool], newest: int = 0) -> Sequence[BlockLine]:
    first, second = aliased(Staff), aliased(Staff)
    asked = (
        select(Block, Contribution.ref, Area.name, first.name, second.name)
        .join(Area, Area.id == Block.stadsdeel_id)
        .join(first, first.id == Block.proposed_by_id)
        .outerjoin(second, second.id == Block.decided_by_id)
        .outerjoin(Contribution, Contribution.id == Block.contribution_id)
        .where(*where)
    )
    ordered = asked.order_by(Block.id.desc()).limit(newest) if newest else asked.order_by(Block.id)
    return [
        BlockLine(
            id=row.id,
            ref=ref or "",
            stadsdeel_id=row.stadsdeel_id,
            stadsdeel=stadsdeel,
            reason=row.reason,
            words=row.words,
            ends_on=row.ends_on,
            proposed_by_id=row.proposed_by_id,
            proposed_by=proposed_by,
            proposed_at=row.proposed_at,
            decided_by=decided_by or "",
            closed_as=row.closed_as,
            closed_at=row.closed_at,
        )
        for row, ref, stadsdeel, proposed_by, decided_by in session.execute(ordered)
    ]
