"""Carrying out what was decided, once it can no longer be undone: each decision exactly once.

Rights, version and status are asked again at that moment. What cannot be done any more goes
back to its maker with the reason, and nobody is told anything.
"""

from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db import is_transient
from models.desk.acts import ACTS
from models.desk.asked import Asked
from models.desk.prepared import Prepared, PreparedState, Why
from models.initiatives.contributions import Contribution
from models.initiatives.linking import AlreadyLinked
from models.initiatives.merging import NotInto
from models.initiatives.moderation import Decision, NotOffered
from models.initiatives.moves import Conflict, MoveNotAllowed, NotThere
from models.people.rights import NotAllowed
from models.people.staff import Staff

log = structlog.get_logger()

# So few that what one holds while it is carried out is soon free again.
SLICE = 10
REFUSED: dict[type[Exception], Why] = {
    Conflict: Why.CONFLICT,
    MoveNotAllowed: Why.NOT_POSSIBLE,
    NotThere: Why.NOT_POSSIBLE,
    NotInto: Why.NOT_POSSIBLE,
    NotOffered: Why.NOT_OFFERED,
    AlreadyLinked: Why.ALREADY_LINKED,
    NotAllowed: Why.NOT_ALLOWED,
}


def carry_out_due(session: Session, now: datetime) -> int:
    """Carry out what is due, a slice at a time; gives how many. What is held is left for later.

    The contribution is locked with it, so that of this and an erasure one is first.
    """
    due = (
        select(Prepared)
        .join(Contribution, Contribution.id == Prepared.contribution_id)
        .where(Prepared.state == PreparedState.GOING, Prepared.goes_at <= now)
        .order_by(Prepared.goes_at, Prepared.id)
        .limit(SLICE)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    found = list(session.scalars(due))
    for prepared in found:
        _carry_out(session, prepared, now)
    return len(found)


def _carry_out(session: Session, prepared: Prepared, now: datetime) -> None:
    """In a savepoint: what fails leaves nothing behind, and holds nobody else back."""
    try:
        with session.begin_nested():
            _do(session, prepared, now)
            session.delete(prepared)
    except Exception as error:
        if is_transient(error):
            raise
        why = REFUSED.get(type(error), Why.FAILED)
        if why is Why.FAILED:
            log.error("decision.failed", prepared=prepared.id, error=type(error).__name__)
        prepared.state, prepared.why, prepared.goes_at = PreparedState.BACK, why, None
        session.flush()


def _do(session: Session, prepared: Prepared, now: datetime) -> None:
    contribution = session.get_one(Contribution, prepared.contribution_id, populate_existing=True)
    sender = session.get_one(Staff, prepared.sender_id, populate_existing=True)
    asked = Asked(session, contribution, prepared.filled)
    decision = Decision(sender, prepared.version, now, prepared.message)
    ACTS[prepared.slug].carry_out(asked, decision)
