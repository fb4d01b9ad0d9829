"""Preparing a decision, and undoing or releasing it before it is carried out.

Whoever holds its row decides: so it is either undone or carried out, never both.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.desk.acts import ACTS
from models.desk.asked import Asked, DeskAct
from models.desk.prepared import Prepared, PreparedState, Why
from models.initiatives.contributions import Contribution
from models.initiatives.moderation import ACT_OF, Decision, check_right
from models.initiatives.moves import MoveNotAllowed, NotThere, who_was_first
from models.people.rights import Act, allowed, require
from models.people.staff import Staff

S = PreparedState


class Taken(Exception):
    """A decision on the same contribution is on its way, or waits."""


@dataclass(frozen=True)
class Going:
    """When it goes, and in which batch. Without a moment it waits until it is released."""

    at: datetime | None
    batch: uuid.UUID | None = None

    @property
    def state(self) -> PreparedState:
        return S.WAITING if self.at is None else S.GOING


def prepare(asked: Asked, act: DeskAct, decision: Decision, going: Going) -> int:
    """Keep a decision until it goes; gives its id. What came back of it before, is dropped.

    Raises what the act itself would (`rights.NotAllowed`, `Conflict`, `MoveNotAllowed`), and
    `Taken`. To let one wait takes less: whoever releases it has the right.
    """
    session, contribution = asked.session, asked.contribution
    if going.at is None:
        require(decision.staff, Act.CLAIM, contribution.stadsdeel_id)
    else:
        check_right(contribution, decision, act.deed)
    if contribution.version != decision.version:
        raise who_was_first(session, contribution)
    if not act.possible(contribution):
        raise MoveNotAllowed(contribution.status, contribution.status)
    added = session.execute(
        insert(Prepared)
        .values(**_values(asked, act, decision, going))
        .on_conflict_do_nothing()
        .returning(Prepared.id)
    ).first()
    if added is None:
        raise Taken
    _drop_older(session, contribution.id, decision.staff, act)
    return int(added[0])


def _values(asked: Asked, act: DeskAct, decision: Decision, going: Going) -> dict[str, Any]:
    return {
        "contribution_id": asked.contribution.id,
        "staff_id": decision.staff.id,
        "sender_id": decision.staff.id if going.at else None,
        "slug": act.slug,
        "state": going.state,
        "version": decision.version,
        "filled": dict(asked.values),
        "message": decision.message,
        "batch": going.batch,
        "made_at": decision.now,
        "goes_at": going.at,
    }


def _drop_older(session: Session, contribution_id: int, staff: Staff, act: DeskAct) -> None:
    older = (Prepared.contribution_id == contribution_id) & (Prepared.slug == act.slug)
    for row in _lock(session, older, Prepared.staff_id == staff.id, Prepared.state == S.BACK):
        session.delete(row)


def undo(session: Session, staff: Staff, which: ColumnElement[bool]) -> list[Prepared]:
    """Take one's own decisions back while they are on their way; their forms are kept.

    Raises `NotThere` when nothing is left to take back: it was carried out, or never theirs.
    """
    mine = Prepared.sender_id == staff.id
    found = _lock(session, which, mine, Prepared.state == S.GOING)
    if not found:
        raise NotThere("carried out already, or not theirs")
    for row in found:
        row.state, row.why, row.goes_at = S.BACK, Why.UNDONE, None
    return found


def release(
    session: Session, staff: Staff, ids: Sequence[int], now: datetime, wait: timedelta
) -> list[Prepared]:
    """Let prepared decisions go, in the name of whoever releases them, and as one batch.

    Leaves out what this colleague may not do, and what does not wait any more.
    """
    batch = uuid.uuid4()
    found = _lock(session, Prepared.id.in_(ids), Prepared.state == S.WAITING)
    where = _stadsdelen(session, found)
    mine = [row for row in found if _may(staff, row, where[row.contribution_id])]
    for row in mine:
        row.state, row.sender_id = S.GOING, staff.id
        row.goes_at, row.batch = now + wait, batch
    return mine


def _stadsdelen(session: Session, rows: Sequence[Prepared]) -> Mapping[int, int]:
    """The stadsdeel of each contribution that these are about."""
    ids = [row.contribution_id for row in rows]
    asked = select(Contribution.id, Contribution.stadsdeel_id).where(Contribution.id.in_(ids))
    return {id_: stadsdeel_id for id_, stadsdeel_id in session.execute(asked)}


def _may(staff: Staff, row: Prepared, stadsdeel_id: int) -> bool:
    return allowed(staff, ACT_OF[ACTS[row.slug].deed], stadsdeel_id)


def take_away(session: Session, staff: Staff, prepared_id: int) -> Prepared:
    """Take a waiting decision out of the pile, or drop what came back. Raises `NotThere`.

    What waits comes to whoever takes it, with its form as it was filled in.
    """
    found = _lock(session, Prepared.id == prepared_id, Prepared.state != S.GOING)
    if not found or (found[0].state is S.BACK and found[0].staff_id != staff.id):
        raise NotThere("gone, or not theirs")
    (row,) = found
    require(staff, Act.CLAIM, _stadsdelen(session, found)[row.contribution_id])
    if row.state is S.BACK:
        session.delete(row)
    else:
        row.state, row.why, row.staff_id = S.BACK, Why.UNDONE, staff.id
    return row


def _lock(session: Session, *where: ColumnElement[bool]) -> list[Prepared]:
    rows = select(Prepared).where(*where).order_by(Prepared.id).with_for_update()
    return list(session.scalars(rows.execution_options(populate_existing=True)))
