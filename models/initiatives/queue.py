"""The queue of a colleague: what waits in the stadsdelen where they may read.

A fixed number of queries whatever the number of rows; pages go on after the last row seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    and_,
    func,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import Session, aliased

from models.initiatives.claiming import CLAIM
from models.initiatives.contributions import Contribution, ContributionKind, Initiative
from models.initiatives.history import HistoryRow
from models.initiatives.lifecycles import TO_DO, Moderation
from models.initiatives.moves import Deed
from models.initiatives.photos import Photo
from models.initiatives.requests import wants_change, wants_look
from models.initiatives.terms import local_day
from models.people.rights import Act, within
from models.people.staff import Staff
from models.plan.areas import Area
from models.plan.help import Category

PAGE = 25
_ANSWERS = (Deed.ANSWERED, Deed.REFUSED)


class Tab(StrEnum):
    """The heaps of the queue. The value stands in the address of the page."""

    TO_DO = "te-doen"
    LATE = "te-laat"
    WAITING = "wacht"
    OBJECTIONS = "meldingen"
    CHANGES = "wijzigingen"
    LOOKS = "opnieuw-bekijken"
    ALL = "alles"


@dataclass(frozen=True)
class Counts:
    """How many stand in each heap, for all stadsdelen that this colleague may read.

    `looks`: a second look is asked for; only whoever may take it counts them.
    """

    to_do: int
    late: int
    waiting: int
    objections: int
    changes: int
    looks: int


@dataclass(frozen=True)
class Filters:
    """What to show of the queue. Empty means all; `words` are looked for in the texts."""

    tab: Tab = Tab.TO_DO
    kind: ContributionKind | None = None
    status: Moderation | None = None
    wijk_id: int | None = None
    words: str = ""


@dataclass(frozen=True)
class Cursor:
    """The last row of a page; the next page begins after it."""

    due_on: date
    id: int


@dataclass(frozen=True)
class Card:
    """One contribution as the queue shows it.

    `answered`: its last act is the resident's answer; `edited`: they changed their own words.
    """

    id: int
    ref: str
    kind: ContributionKind
    title: str
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
    claimed_by: str


@dataclass(frozen=True)
class Page:
    cards: Sequence[Card]
    after: Cursor | None


def counts(session: Session, staff: Staff, now: datetime) -> Counts:
    """One query."""
    today = local_day(now)
    objection = Contribution.kind == ContributionKind.OBJECTION
    open_ = Contribution.status.in_(TO_DO)
    row = session.execute(
        select(
            func.count().filter(~objection, open_),
            func.count().filter(open_, Contribution.due_on < today),
            func.count().filter(Contribution.status == Moderation.QUESTION),
            func.count().filter(objection, open_),
            _number(wants_change(), within(Contribution.stadsdeel_id, staff, Act.READ)),
            _number(wants_look(), within(Contribution.stadsdeel_id, staff, Act.SECOND_LOOK)),
        ).where(
            within(Contribution.stadsdeel_id, staff, Act.READ),
            Contribution.status.in_(TO_DO | {Moderation.QUESTION}),
        )
    ).one()
    return Counts(*row)


def _number(*where: ColumnElement[bool]) -> ScalarSelect[int]:
    """Of all, apart from what the rest of the query is about."""
    found = select(func.count()).select_from(Contribution).where(*where)
    return found.correlate(None).scalar_subquery()


def page(
    session: Session,
    staff: Staff,
    filters: Filters,
    now: datetime,
    after: Cursor | None = None,
    size: int = PAGE,
) -> Page:
    """What is due first comes first; of everything (`Tab.ALL`) the newest. One query."""
    today = local_day(now)
    rows = session.execute(
        _columns(now)
        .where(
            within(Contribution.stadsdeel_id, staff, Act.READ),
            _in_tab(filters.tab, today),
            _matches(filters),
            _after(filters.tab, after),
        )
        .order_by(*_order(filters.tab))
        .limit(size + 1)
    ).all()
    cards = [_card(row, today) for row in rows[:size]]
    more = len(rows) > size
    return Page(cards, Cursor(cards[-1].due_on, cards[-1].id) if more else None)


def _columns(now: datetime) -> Select[*tuple[Any, ...]]:
    wijk, stadsdeel = aliased(Area), aliased(Area)
    photos = select(func.count()).where(Photo.contribution_id == Contribution.id)
    newest = (
        select(HistoryRow.act)
        .where(HistoryRow.contribution_id == Contribution.id)
        .order_by(HistoryRow.id.desc())
        .limit(1)
    )
    return (
        select(
            Contribution.id,
            Contribution.ref,
            Contribution.kind,
            Contribution.title,
            Contribution.status,
            Contribution.submitted_at,
            Contribution.due_on,
            func.coalesce(wijk.name, "").label("wijk"),
            stadsdeel.name.label("stadsdeel"),
            func.coalesce(Category.name, "").label("category"),
            photos.scalar_subquery().label("photos"),
            newest.scalar_subquery().label("newest"),
            or_(wants_change(), wants_look()).label("asked"),
            func.coalesce(Staff.name, "").label("claimed_by"),
        )
        .join(stadsdeel, stadsdeel.id == Contribution.stadsdeel_id)
        .outerjoin(wijk, wijk.id == Contribution.wijk_id)
        .outerjoin(Category, Category.id == Initiative.category_id)
        .outerjoin(
            Staff,
            and_(
                Staff.id == Contribution.claimed_by_id,
                Contribution.claimed_at > now - CLAIM,
            ),
        )
    )


def _card(row: Row[*tuple[Any, ...]], today: date) -> Card:
    return Card(
        id=row.id,
        ref=row.ref,
        kind=row.kind,
        title=row.title,
        status=row.status,
        wijk=row.wijk,
        stadsdeel=row.stadsdeel,
        category=row.category,
        submitted_at=row.submitted_at,
        due_on=row.due_on,
        late=(row.status in TO_DO or row.asked) and row.due_on < today,
        photos=row.photos,
        answered=row.status is Moderation.IN_PROGRESS and row.newest in _ANSWERS,
        edited=row.newest == Deed.EDITED,
        claimed_by=row.claimed_by,
    )


def _in_tab(tab: Tab, today: date) -> ColumnElement[bool]:
    open_ = Contribution.status.in_(TO_DO)
    objection = Contribution.kind == ContributionKind.OBJECTION
    return {
        Tab.TO_DO: and_(open_, ~objection),
        Tab.LATE: and_(open_, Contribution.due_on < today),
        Tab.WAITING: Contribution.status == Moderation.QUESTION,
        Tab.OBJECTIONS: and_(open_, objection),
        Tab.CHANGES: wants_change(),
        Tab.LOOKS: wants_look(),
        Tab.ALL: true(),
    }[tab]


def _matches(filters: Filters) -> ColumnElement[bool]:
    asked: list[ColumnElement[bool]] = [true()]
    if filters.kind is not None:
        asked.append(Contribution.kind == filters.kind)
    if filters.status is not None:
        asked.append(Contribution.status == filters.status)
    if filters.wijk_id is not None:
        asked.append(Contribution.wijk_id == filters.wijk_id)
    texts = (Contribution.ref, Contribution.title, Contribution.body, Contribution.public_title)
    asked += [
        or_(*(text.icontains(word, autoescape=True) for text in texts))
        for word in filters.words.split()
    ]
    return and_(*asked)


def _order(tab: Tab) -> tuple[ColumnElement[Any], ...]:
    if tab is Tab.ALL:
        return (Contribution.id.desc(),)
    return (Contribution.due_on.asc(), Contribution.id.asc())


def _after(tab: Tab, after: Cursor | None) -> ColumnElement[bool]:
    if after is None:
        return true()
    if tab is Tab.ALL:
        return Contribution.id < after.id
    return tuple_(Contribution.due_on, Contribution.id) > tuple_(after.due_on, after.id)
