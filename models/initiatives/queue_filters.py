"""What a colleague can ask of the queue, as conditions that its indexes were made for.

A heap, and a filter on an opgave, may be a few disjoint parts. Each part is looked up in the
order of its own index and the parts are put together after: with an OR no index would be of use.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, true

from models.initiatives.claiming import CLAIM
from models.initiatives.contributions import Contribution, ContributionKind
from models.initiatives.lifecycles import OPEN_STATES, TO_DO, Moderation
from models.initiatives.links import Link
from models.initiatives.requests import wants_change, wants_look
from models.initiatives.terms import local_day
from models.people.rights import Act, within
from models.people.staff import Staff

_NUMBER = re.compile(r"[A-Za-z0-9]{1,8}-[0-9]{1,7}")


class Tab(StrEnum):
    """The heaps of the queue. The value stands in the address of the page."""

    TO_DO = "te-doen"
    MINE = "van-mij"
    LATE = "te-laat"
    WAITING = "wacht"
    OBJECTIONS = "meldingen"
    CHANGES = "wijzigingen"
    LOOKS = "opnieuw-bekijken"
    ALL = "alles"


class Age(StrEnum):
    """How long ago something came in. The value stands in the address of the page."""

    WEEK = "week"
    MONTH = "maand"
    OLDER = "ouder"
    YEARS = "jaar"


@dataclass(frozen=True)
class Filters:
    """What to show of the queue. Empty means all; `words` are looked for in the texts."""

    tab: Tab = Tab.TO_DO
    kind: ContributionKind | None = None
    status: Moderation | None = None
    wijk_id: int | None = None
    category_id: int | None = None
    opgave_id: int | None = None
    age: Age | None = None
    words: str = ""

    @property
    def narrow(self) -> bool:
        """Whether anything is asked beside the heap."""
        return self != Filters(self.tab)

    @property
    def number(self) -> str:
        """The one contribution that the words name, as it is written; or nothing."""
        return self.words.upper() if _NUMBER.fullmatch(self.words) else ""

    @property
    def texts(self) -> str:
        """What is looked for in the texts; or nothing."""
        return "" if self.number else self.words


@dataclass(frozen=True)
class Viewer:
    """Who looks, and when."""

    staff: Staff
    now: datetime


def parts(filters: Filters, viewer: Viewer) -> list[ColumnElement[bool]]:
    """Disjoint conditions that together are what is asked for, all where one may read.

    But for words in texts: those are for `queue_finding`.
    """
    readable = within(Contribution.stadsdeel_id, viewer.staff, Act.READ)
    fitting = and_(readable, *_fits(filters, viewer.now))
    chosen = product(heap(filters.tab, viewer), _ways_to(filters.opgave_id))
    return [and_(part, way, fitting) for part, way in chosen]


def heap(tab: Tab, viewer: Viewer) -> Sequence[ColumnElement[bool]]:
    """The disjoint parts of a heap. What is to be done, is so for all kinds together."""
    late = Contribution.due_on < local_day(viewer.now)
    match tab:
        case Tab.TO_DO:
            return _to_do(viewer.staff)
        case Tab.MINE:
            return _mine(viewer)
        case Tab.LATE:
            return [and_(part, late) for part in _to_do(viewer.staff)]
        case Tab.WAITING:
            return [_stands({Moderation.QUESTION})]
        case Tab.OBJECTIONS:
            return [and_(_stands(TO_DO), Contribution.kind == ContributionKind.OBJECTION)]
        case Tab.CHANGES:
            return [wants_change()]
        case Tab.LOOKS:
            return [_look_for(viewer.staff)]
        case Tab.ALL:
            return [true()]


def _to_do(staff: Staff) -> Sequence[ColumnElement[bool]]:
    """What is open, and what was decided but asks for a colleague again."""
    decided = ~_stands(TO_DO)
    look = and_(decided, ~wants_change(), _look_for(staff))
    return [_stands(TO_DO), and_(decided, wants_change()), look]


def _look_for(staff: Staff) -> ColumnElement[bool]:
    """A second look that this colleague may take."""
    return and_(wants_look(), within(Contribution.stadsdeel_id, staff, Act.SECOND_LOOK))


def _mine(viewer: Viewer) -> Sequence[ColumnElement[bool]]:
    """What one took up, and what one has before one at this moment."""
    owned = and_(_stands(OPEN_STATES), Contribution.owner_id == viewer.staff.id)
    held = Contribution.claimed_by_id == viewer.staff.id
    lately = Contribution.claimed_at > viewer.now - CLAIM
    elsewhere = or_(Contribution.owner_id.is_distinct_from(viewer.staff.id), ~_stands(OPEN_STATES))
    return [owned, and_(held, lately, elsewhere)]


def _stands(statuses: Collection[Moderation]) -> ColumnElement[bool]:
    """The statuses are written out, so that also a prepared plan knows which index holds them."""
    written = bindparam(
        None,
        sorted(statuses),
        expanding=True,
        literal_execute=True,
        type_=Contribution.status.type,
    )
    return Contribution.status.in_(written)


def _ways_to(opgave_id: int | None) -> Sequence[ColumnElement[bool]]:
    """What somebody said while reading the opgave, and what a colleague linked to it."""
    if opgave_id is None:
        return [true()]
    linked = select(Link.contribution_id).where(Link.opgave_id == opgave_id)
    read = Contribution.opgave_id == opgave_id
    other = Contribution.opgave_id.is_distinct_from(opgave_id)
    return [read, and_(other, Contribution.id.in_(linked))]


def _fits(filters: Filters, now: datetime) -> Iterator[ColumnElement[bool]]:
    """The rest of what is asked. A plain value is compared as it is, without it nothing is."""
    asked: list[tuple[Any, Any]] = [
        (Contribution.kind, filters.kind),
        (Contribution.status, filters.status),
        (Contribution.wijk_id, filters.wijk_id),
        (Contribution.__table__.c.category_id, filters.category_id),
    ]
    yield from (column == _written(column, value) for column, value in asked if value is not None)
    if filters.age is not None:
        yield _of_age(filters.age, now)
    if filters.number:
        yield Contribution.ref == filters.number


def _written(column: Any, value: Any) -> Any:
    """A value that the plan depends on: hidden is rare, published is not."""
    return bindparam(None, value, type_=column.type, literal_execute=True)


def _of_age(age: Age, now: datetime) -> ColumnElement[bool]:
    came = Contribution.submitted_at
    return {
        Age.WEEK: came >= now - timedelta(days=7),
        Age.MONTH: came >= now - timedelta(days=30),
        Age.OLDER: came < now - timedelta(days=30),
        Age.YEARS: came < now - timedelta(days=365),
    }[age]
