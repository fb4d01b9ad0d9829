"""Finding the rows of a page of the queue, in its order, quickly also among a million.

Words are looked for twice. First among the rows that come next: most words that people type are
in enough of those. Else in the index of all words, which then gives few. PostgreSQL cannot know
how rare a word is, and guessing wrong costs seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    func,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from models.initiatives.contributions import SEARCHABLE, Contribution
from models.initiatives.queue_filters import Filters, Tab, Viewer, parts
from models.initiatives.searching import matches_words

# With fewer than a page of hits among so many rows, all hits are soon read.
NEAR = 3000


@dataclass(frozen=True)
class Cursor:
    """The last row of a page: when it is due (of everything: when it came) and its id.

    The next page begins after it.
    """

    at: date | datetime
    id: int


def found(
    session: Session, filters: Filters, viewer: Viewer, after: Cursor | None, size: int
) -> Subquery:
    """The first `size` rows after the cursor: `id`, and `at` by which they are ordered."""
    if not filters.texts:
        return _first(filters, viewer, after, size).subquery("found")
    ids = _ids(session, filters, viewer, after, size)
    return _rows(filters.tab).where(Contribution.id.in_(ids)).subquery("found")


def in_order(tab: Tab, at: Any, id_: Any) -> tuple[ColumnElement[Any], ...]:
    """What is due first comes first; of everything the newest."""
    return (at.desc(), id_.desc()) if tab is Tab.ALL else (at.asc(), id_.asc())


def near(filters: Filters, viewer: Viewer, after: Cursor | None = None) -> Any:
    """The rows that come next, whatever their words, with `fits`: whether they have them."""
    rows = _first(filters, viewer, after, NEAR).subquery()
    fits = matches_words(filters.texts, SEARCHABLE).label("fits")
    joined = select(rows, fits).join_from(rows, Contribution, Contribution.id == rows.c.id)
    return joined.cte().prefix_with("MATERIALIZED")


def _ids(
    session: Session, filters: Filters, viewer: Viewer, after: Cursor | None, size: int
) -> Sequence[int]:
    rows = near(filters, viewer, after)
    order = in_order(filters.tab, rows.c.at, rows.c.id)
    hits = select(rows.c.id).where(rows.c.fits).order_by(*order).limit(size)
    looked = select(func.count()).select_from(rows).scalar_subquery()
    ids, seen = session.execute(select(func.array(hits.scalar_subquery()), looked)).one()
    if len(ids) == size or seen < NEAR:
        return list(ids)
    return list(session.scalars(_in_all(filters, viewer, after, size)))


def _in_all(filters: Filters, viewer: Viewer, after: Cursor | None, size: int) -> Select[Any]:
    """All hits are gathered before they are ordered: so the index of words is what is used."""
    fits = matches_words(filters.texts, SEARCHABLE)
    here = _after(filters.tab, after)
    pieces = [_rows(filters.tab).where(part, fits, here) for part in parts(filters, viewer)]
    hits = union_all(*pieces).cte().prefix_with("MATERIALIZED")
    return select(hits.c.id).order_by(*in_order(filters.tab, hits.c.at, hits.c.id)).limit(size)


def _first(filters: Filters, viewer: Viewer, after: Cursor | None, size: int) -> Select[Any]:
    """Each part in the order of its own index; then the parts together."""
    tab, here = filters.tab, _after(filters.tab, after)
    order = in_order(tab, _at(tab), Contribution.id)
    pieces = [
        _rows(tab).where(part, here).order_by(*order).limit(size) for part in parts(filters, viewer)
    ]
    if len(pieces) == 1:
        return pieces[0]
    together = union_all(*(select(piece.subquery()) for piece in pieces)).subquery()
    rest = in_order(tab, together.c.at, together.c.id)
    return select(together.c.id, together.c.at).order_by(*rest).limit(size)


def _rows(tab: Tab) -> Select[Any]:
    return select(Contribution.id, _at(tab).label("at"))


def _at(tab: Tab) -> Any:
    return Contribution.submitted_at if tab is Tab.ALL else Contribution.due_on


def _after(tab: Tab, after: Cursor | None) -> ColumnElement[bool]:
    if after is None:
        return true()
    here, last = tuple_(_at(tab), Contribution.id), tuple_(after.at, after.id)
    return here < last if tab is Tab.ALL else here > last
