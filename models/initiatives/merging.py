"""Merging: two initiatives that are the same become one. Nothing is deleted.

The one that goes keeps its words and its history; who supported or followed it goes along.
"""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.initiatives import following
from models.initiatives.contributions import Initiative
from models.initiatives.lifecycles import Moderation
from models.initiatives.moderation import Decision, check_right
from models.initiatives.moves import Deed, NotThere, move
from models.initiatives.placing import NOTHING_OFFERED
from models.initiatives.published import is_published
from models.initiatives.telling import tell


def find_into(session: Session, initiative: Initiative, ref: str) -> Initiative:
    """The initiative on the site that this one can be merged into. Raises `NotThere`."""
    found = session.scalars(
        select(Initiative).where(Initiative.ref == ref.strip().upper(), is_published())
    ).first()
    if found is None or found.id == initiative.id:
        raise NotThere("no such initiative on the site")
    return found


def merge(session: Session, initiative: Initiative, decision: Decision, into: Initiative) -> bool:
    """Merge it into another, which must be on the site. Gives whether its author will hear.

    Raises `rights.NotAllowed`, `NotThere`, `MoveNotAllowed` and `Conflict`.
    """
    check_right(initiative, decision, Deed.MERGED)
    # Whoever takes the other off the site at this moment is before us, or waits.
    session.refresh(into, with_for_update={"key_share": True})
    if into.status is not Moderation.PLACED or into.id == initiative.id:
        raise NotThere("it is not on the site any more")
    values = NOTHING_OFFERED | {"question": None, "merged_into_id": into.id}
    step = decision.step(Deed.MERGED, reason=into.ref)
    row = move(session, initiative, Moderation.MERGED, step, **values)
    _bring_along(session, initiative, into)
    return tell(session, initiative, row, decision.message, decision.now)


def _bring_along(session: Session, initiative: Initiative, into: Initiative) -> None:
    """What was merged into it before, so that nobody has to follow a chain, and its followers."""
    session.execute(
        update(Initiative)
        .where(Initiative.merged_into_id == initiative.id)
        .values(merged_into_id=into.id)
        .execution_options(synchronize_session=False)
    )
    following.go_along(session, initiative.id, into.id)
