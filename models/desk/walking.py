"""Walking through a queue: which contribution comes after this one, and which before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from models.desk.prepared import STANDS_BESIDE, Prepared, PreparedState
from models.initiatives.contributions import Contribution
from models.initiatives.queue import refs
from models.initiatives.queue_filters import Filters, Tab, Viewer
from models.initiatives.queue_finding import Cursor

# So far one can go back. Forward there is no end.
WINDOW = 200
# So many in a row may have been decided in the last minute, or wait for their release.
_LOOKED_AT = 60


@dataclass(frozen=True)
class Neighbours:
    """The references before and after; empty at an end of the queue."""

    before: str = ""
    after: str = ""


def neighbours(
    session: Session, viewer: Viewer, filters: Filters, here: Contribution
) -> Neighbours:
    """Around one contribution, whether or not it is in this queue itself. Three queries."""
    ahead = _rows(session, viewer, filters, Cursor(_at(filters.tab, here), here.id), _LOOKED_AT)
    first = _rows(session, viewer, filters, None, WINDOW)
    behind = [row for row in first if _is_before(filters.tab, row, here)]
    passed = set(_decided(session, [row.id for row in (*ahead, *behind)]))
    left = [row.ref for row in reversed(behind) if row.id not in passed]
    after = [row.ref for row in ahead if row.id not in passed]
    return Neighbours(next(iter(left), ""), next(iter(after), ""))


def next_of(session: Session, viewer: Viewer, filters: Filters, here: Contribution) -> str:
    """The one to go on with after a decision: the next, else the first that was passed over."""
    around = neighbours(session, viewer, filters, here)
    if around.after or not around.before:
        return around.after
    rows = _rows(session, viewer, filters, None, _LOOKED_AT)
    passed = {here.id, *_decided(session, [row.id for row in rows])}
    return next((row.ref for row in rows if row.id not in passed), "")


def _rows(
    session: Session, viewer: Viewer, filters: Filters, after: Cursor | None, size: int
) -> list[Row[int, str, date | datetime]]:
    return list(refs(session, viewer, filters, after, size))


def _decided(session: Session, ids: Iterable[int]) -> Iterable[int]:
    """Those of which a decision is on its way already, or waits."""
    decided = Prepared.contribution_id.in_(list(ids)) & (Prepared.state != PreparedState.BACK)
    asked = select(Prepared.contribution_id).where(decided, Prepared.slug.not_in(STANDS_BESIDE))
    return session.scalars(asked).all()


def _at(tab: Tab, one: Contribution) -> date | datetime:
    return one.submitted_at if tab is Tab.ALL else one.due_on


def _is_before(tab: Tab, row: Row[int, str, date | datetime], here: Contribution) -> bool:
    there, this = (row.at, row.id), (_at(tab, here), here.id)
    return bool(there > this if tab is Tab.ALL else there < this)
