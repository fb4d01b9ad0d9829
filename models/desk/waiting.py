"""What waits on a desk, for those who see it: one's own, and on one contribution."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from models.desk.acts import ACTS
from models.desk.prepared import Prepared, PreparedState, Why
from models.initiatives.contributions import Contribution
from models.initiatives.moderation import ACT_OF
from models.initiatives.moves import Deed
from models.messages.outgoing import MessageJson
from models.people.rights import Act, allowed, within
from models.people.staff import Staff

S = PreparedState


@dataclass(frozen=True)
class Line:
    """A decision that waits, is on its way or came back. `who` sends it, or else made it."""

    id: int
    ref: str
    title: str
    language: str
    slug: str
    state: PreparedState
    goes_at: datetime | None
    made_at: datetime
    batch: uuid.UUID | None
    why: Why | None
    who: str
    stadsdeel_id: int
    message: MessageJson | None

    @property
    def deed(self) -> Deed:
        return ACTS[self.slug].deed

    def may(self, staff: Staff) -> bool:
        """Whether this colleague may let it go."""
        return allowed(staff, ACT_OF[self.deed], self.stadsdeel_id)


def mine(session: Session, staff: Staff) -> Sequence[Line]:
    """What this colleague can undo now, and what came back to them. One query."""
    going = (Prepared.state == S.GOING) & (Prepared.sender_id == staff.id)
    back = (Prepared.state == S.BACK) & (Prepared.staff_id == staff.id)
    return _lines(session, going | back)


def pile(session: Session, staff: Staff) -> Sequence[Line]:
    """The prepared decisions that wait for their release, where this colleague may read."""
    here = within(Contribution.stadsdeel_id, staff, Act.READ)
    return _lines(session, Prepared.state == S.WAITING, here)


def upon(session: Session, contribution: Contribution) -> Sequence[Line]:
    """What is on its way or waits on one contribution."""
    return _lines(session, Prepared.contribution_id == contribution.id, Prepared.state != S.BACK)


def exists(session: Session, which: ColumnElement[bool]) -> bool:
    """Whether there is such a decision, whoever made it."""
    return session.scalar(select(Prepared.id).where(which).limit(1)) is not None


def as_typed(
    session: Session, staff: Staff, contribution: Contribution, slug: str
) -> Prepared | None:
    """The form of an act that came back to this colleague, if any."""
    return session.scalars(
        select(Prepared)
        .where(
            Prepared.contribution_id == contribution.id,
            Prepared.staff_id == staff.id,
            Prepared.slug == slug,
            Prepared.state == S.BACK,
        )
        .order_by(Prepared.id.desc())
        .limit(1)
    ).first()


def _lines(session: Session, *where: ColumnElement[bool]) -> Sequence[Line]:
    rows = session.execute(_columns().where(*where).order_by(Prepared.goes_at, Prepared.id))
    return [Line(*row) for row in rows]


@cache
def _columns() -> Select[*tuple[Any, ...]]:
    maker, sender = aliased(Staff), aliased(Staff)
    return (
        select(
            Prepared.id,
            Contribution.ref,
            Contribution.title,
            Contribution.language,
            Prepared.slug,
            Prepared.state,
            Prepared.goes_at,
            Prepared.made_at,
            Prepared.batch,
            Prepared.why,
            func.coalesce(sender.name, maker.name),
            Contribution.stadsdeel_id,
            Prepared.message,
        )
        .join(Contribution, Contribution.id == Prepared.contribution_id)
        .join(maker, maker.id == Prepared.staff_id)
        .outerjoin(sender, sender.id == Prepared.sender_id)
    )
