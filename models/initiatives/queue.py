"""The queue of a colleague: what waits in the stadsdelen where they may read.

A fixed number of queries whatever the number of rows; pages go on after the last row seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Row,
    Select,
    Subquery,
    and_,
    func,
    select,
)
from sqlalchemy.orm import Session, aliased

from models.initiatives.claiming import CLAIM
from models.initiatives.contributions import Contribution, ContributionKind
from models.initiatives.history import HistoryRow
from models.initiatives.lifecycles import TO_DO, Moderation
from models.initiatives.moves import Deed
from models.initiatives.photos import Photo
from models.initiatives.queue_filters import Filters, Viewer
from models.initiatives.queue_finding import Cursor, found, in_order
from models.initiatives.requests import wants_change, wants_look
from models.initiatives.terms import local_day
from models.people.staff import Staff
from models.plan.areas import Area
from models.plan.help import Category

PAGE = 25
_ANSWERS = (Deed.ANSWERED, Deed.REFUSED)
_TABLE = Contribution.__table__.c


@dataclass(frozen=True)
class Card:
    """One contribution as the queue shows it; `place` is its pin, latitude first.

    `answered`: its last act is the resident's answer; `edited`: they changed their own words.
    `change` and `look`: another text, or a second look, is asked for. `claimed_by` has it open
    since `claimed_at`; `owner` took it up.
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
    """What is due first comes first; of everything (`Tab.ALL`) the newest. At most four queries,
    without words one."""
    plan_for_words(session, filters)
    rows_of_page = found(session, filters, Viewer(staff, now), after, size + 1)
    order = in_order(filters.tab, rows_of_page.c.at, rows_of_page.c.id)
    rows = session.execute(_columns(rows_of_page, now).order_by(*order)).all()
    today = local_day(now)
    cards = [_card(row, today) for row in rows[:size]]
    more = len(rows) > size
    return Page(cards, Cursor(rows[size - 1].at, cards[-1].id) if more else None)


def plan_for_words(session: Session, *asked: Filters) -> None:
    """A plan for common words is a bad one for rare words: none is kept in this transaction."""
    if any(filters.texts for filters in asked):
        session.execute(select(func.set_config("plan_cache_mode", "force_custom_plan", True)))


def _columns(page_of: Subquery, now: datetime) -> Select[*tuple[Any, ...]]:
    wijk, stadsdeel, owner = aliased(Area), aliased(Area), aliased(Staff)
    photos = select(func.count()).where(Photo.contribution_id == Contribution.id)
    newest = (
        select(HistoryRow.act)
        .where(HistoryRow.contribution_id == Contribution.id)
        .order_by(HistoryRow.id.desc())
        .limit(1)
    )
    held = and_(Staff.id == Contribution.claimed_by_id, Contribution.claimed_at > now - CLAIM)
    return (
        select(
            page_of.c.at,
            Contribution.id,
            Contribution.ref,
            Contribution.kind,
            Contribution.title,
            Contribution.language,
            Contribution.status,
            Contribution.submitted_at,
            Contribution.due_on,
            Contribution.claimed_at,
            _TABLE.lat,
            _TABLE.lon,
            func.coalesce(wijk.name, "").label("wijk"),
            stadsdeel.name.label("stadsdeel"),
            func.coalesce(Category.name, "").label("category"),
            photos.scalar_subquery().label("photos"),
            newest.scalar_subquery().label("newest"),
            wants_change().label("change"),
            wants_look().label("look"),
            func.coalesce(Staff.name, "").label("claimed_by"),
            func.coalesce(owner.name, "").label("owner"),
        )
        .select_from(page_of)
        .join(Contribution, Contribution.id == page_of.c.id)
        .join(stadsdeel, stadsdeel.id == Contribution.stadsdeel_id)
        .outerjoin(wijk, wijk.id == Contribution.wijk_id)
        .outerjoin(Category, Category.id == _TABLE.category_id)
        .outerjoin(owner, owner.id == Contribution.owner_id)
        .outerjoin(Staff, held)
    )


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
        late=(row.status in TO_DO or row.change or row.look) and row.due_on < today,
        photos=row.photos,
        answered=row.status is Moderation.IN_PROGRESS and row.newest in _ANSWERS,
        edited=row.newest == Deed.EDITED,
        change=row.change,
        look=row.look,
        claimed_by=row.claimed_by,
        claimed_at=row.claimed_at if row.claimed_by else None,
        owner=row.owner,
        place=None if row.lat is None else (row.lat, row.lon),
    )
