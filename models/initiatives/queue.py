"""The queue of a colleague: what waits in the stadsdelen where they may read.

A fixed number of queries whatever the number of rows; pages go on after the last row seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, Subquery, and_, bindparam, func, select
from sqlalchemy.orm import Session

from models.initiatives.contributions import Contribution, ContributionKind
from models.initiatives.history import HistoryRow
from models.initiatives.lifecycles import TO_DO, Moderation
from models.initiatives.moves import Deed
from models.initiatives.photos import Photo
from models.initiatives.queue_filters import (
    C,
    Filters,
    Viewer,
    is_going,
    scope_of,
    wants_change,
    wants_look,
    wants_reading,
)
from models.initiatives.queue_finding import (
    KEPT,
    Cursor,
    Search,
    found,
    ids_with_words,
    in_order,
    search,
    values,
)
from models.initiatives.terms import local_day
from models.people.staff import Staff
from models.plan.areas import Area
from models.plan.help import Category

PAGE = 25
_ANSWERS = (Deed.ANSWERED, Deed.REFUSED)
_MOMENT: Any = C.claimed_at.type


@dataclass(frozen=True)
class Card:
    """One contribution as the queue shows it; `place` is its pin, latitude first.

    `answered`: its last act is the resident's answer; `edited`: they changed their own words.
    `change` and `look`: another text, or a second look, is asked for; `plan`: one was handed in.
    `going`: a decision goes out within the minute. `claimed_by` has it open since `claimed_at`;
    `owner` took it up.
    """

    id: int
    ref: str
    kind: ContributionKind
    title: str
    language: str
    status: Moderation
    wijk: str
    stadsdeel: str
    category: str
    submitted_at: datetime
    due_on: date
    late: bool
    photos: int
    answered: bool
    edited: bool
    change: bool
    look: bool
    plan: bool
    going: bool
    claimed_by: str
    claimed_at: datetime | None
    owner: str
    place: tuple[float, float] | None


@dataclass(frozen=True)
class Page:
    cards: Sequence[Card]
    after: Cursor | None


def page(
    session: Session,
    staff: Staff,
    filters: Filters,
    now: datetime,
    after: Cursor | None = None,
    size: int = PAGE,
) -> Page:
    """What is due first comes first; of everything (`Tab.ALL`) the newest.

    One query, with words two.
    """
    asked = search(filters, scope_of(staff), after, size + 1)
    rows = _looked_up(session, _statement(asked), asked, filters, now, after)
    today = local_day(now)
    cards = [_card(row, today) for row in rows[:size]]
    more = len(rows) > size
    return Page(cards, Cursor(rows[size - 1].at, cards[-1].id) if more else None)


def refs(
    session: Session, viewer: Viewer, filters: Filters, after: Cursor | None, size: int
) -> Sequence[Row[int, str, Any]]:
    """The same as `id`, `ref` and `at` only, for who walks through the queue."""
    asked = search(filters, scope_of(viewer.staff), after, size)
    return _looked_up(session, _refs(asked), asked, filters, viewer.now, after)


def _looked_up(
    session: Session,
    statement: Select[Any],
    asked: Search,
    filters: Filters,
    now: datetime,
    after: Cursor | None,
) -> Sequence[Any]:
    line, given = session.connection(), dict(values(filters, now, after))
    if filters.texts:
        given["ids"] = ids_with_words(line, asked, given)
    return line.execute(statement, given).all()


@lru_cache(KEPT)
def _statement(asked: Search) -> Select[Any]:
    rows = found(asked)
    return _columns(rows).order_by(*in_order(asked.tab, rows.c.at, rows.c.id))


@lru_cache(KEPT)
def _refs(asked: Search) -> Select[Any]:
    rows = found(asked)
    both = rows.join(Contribution.__table__, C.id == rows.c.id)
    chosen: Select[Any] = select(rows.c.id, C.ref, rows.c.at).select_from(both)
    return chosen.order_by(*in_order(asked.tab, rows.c.at, rows.c.id))


def _columns(page_of: Subquery) -> Select[Any]:
    area: Any = Area.__table__
    staff: Any = Staff.__table__
    category: Any = Category.__table__
    wijk, stadsdeel, owner, busy = area.alias(), area.alias(), staff.alias(), staff.alias()
    held = and_(busy.c.id == C.claimed_by_id, C.claimed_at > bindparam("lately", type_=_MOMENT))
    joined = (
        page_of.join(Contribution.__table__, C.id == page_of.c.id)
        .join(stadsdeel, stadsdeel.c.id == C.stadsdeel_id)
        .outerjoin(wijk, wijk.c.id == C.wijk_id)
        .outerjoin(category, category.c.id == C.category_id)
        .outerjoin(owner, owner.c.id == C.owner_id)
        .outerjoin(busy, held)
    )
    return select(
        *(page_of.c.at, C.id, C.ref, C.kind, C.title, C.language, C.status),
        *(C.submitted_at, C.due_on, C.claimed_at, C.lat, C.lon),
        func.coalesce(wijk.c.name, "").label("wijk"),
        stadsdeel.c.name.label("stadsdeel"),
        func.coalesce(category.c.name, "").label("category"),
        _photos().label("photos"),
        _newest_act().label("newest"),
        wants_change().label("change"),
        wants_look().label("look"),
        wants_reading().label("plan"),
        is_going().label("going"),
        func.coalesce(busy.c.name, "").label("claimed_by"),
        func.coalesce(owner.c.name, "").label("owner"),
    ).select_from(joined)


def _photos() -> Any:
    photo: Any = Photo.__table__.c
    return select(func.count()).where(photo.contribution_id == C.id).scalar_subquery()


def _newest_act() -> Any:
    row: Any = HistoryRow.__table__.c
    acts = select(row.act).where(row.contribution_id == C.id).order_by(row.id.desc())
    return acts.limit(1).scalar_subquery()


def _is_to_do(row: Row[*tuple[Any, ...]]) -> bool:
    return row.status in TO_DO or row.change or row.look or row.plan


def _card(row: Row[*tuple[Any, ...]], today: date) -> Card:
    return Card(
        id=row.id,
        ref=row.ref,
        kind=row.kind,
        title=row.title,
        language=row.language,
        status=row.status,
        wijk=row.wijk,
        stadsdeel=row.stadsdeel,
        category=row.category,
        submitted_at=row.submitted_at,
        due_on=row.due_on,
        late=_is_to_do(row) and row.due_on < today,
        photos=row.photos,
        answered=row.status is Moderation.IN_PROGRESS and row.newest in _ANSWERS,
        edited=row.newest == Deed.EDITED,
        change=row.change,
        look=row.look,
        plan=row.plan,
        going=row.going,
        claimed_by=row.claimed_by,
        claimed_at=row.claimed_at if row.claimed_by else None,
        owner=row.owner,
        place=None if row.lat is None else (row.lat, row.lon),
    )
