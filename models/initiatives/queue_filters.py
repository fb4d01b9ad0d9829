"""What a colleague can ask of the queue, as conditions that its indexes were made for.

A heap, and a filter on an opgave, may be a few disjoint parts. Each part is looked up in the
order of its own index and the parts are put together after: with an OR no index would be of use.

The conditions hold no moment and no words: those are parameters, named in `moments` and WORDS.
So statements made of them can be kept, since making one costs more than running it.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, false, or_, select, true

from models.desk.prepared import STANDS_BESIDE, Prepared, PreparedState
from models.initiatives.claiming import CLAIM
from models.initiatives.contributions import Contribution, ContributionKind
from models.initiatives.lifecycles import OPEN_STATES, TO_DO, Moderation
from models.initiatives.links import Link
from models.initiatives.place_plan import PlacePlan
from models.initiatives.place_plan import waits as plan_waits
from models.initiatives.requests import ChangeRequest, SecondLook
from models.initiatives.terms import local_day
from models.people.rights import ALL, Act, Where, minds, stadsdelen_of
from models.people.staff import Staff

WORDS = "words"
NUMBER = re.compile(r"[A-Za-z0-9]{1,8}-[0-9]{1,7}")
# The columns themselves: a select of objects takes three times as long to prepare.
C: Any = Contribution.__table__.c
_CHANGE: Any = ChangeRequest.__table__.c
_LOOK: Any = SecondLook.__table__.c
_LINK: Any = Link.__table__.c
_PLAN: Any = PlacePlan.__table__.c
_PREPARED: Any = Prepared.__table__.c


class Tab(StrEnum):
    """The heaps of the queue. The value stands in the address of the page."""

    TO_DO = "te-doen"
    MINE = "van-mij"
    LATE = "te-laat"
    WAITING = "wacht"
    OBJECTIONS = "meldingen"
    CHANGES = "wijzigingen"
    LOOKS = "opnieuw-bekijken"
    PLANS = "plannen"
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
        return self.words.upper() if NUMBER.fullmatch(self.words) else ""

    @property
    def texts(self) -> str:
        """What is looked for in the texts; or nothing."""
        return "" if self.number else self.words


@dataclass(frozen=True)
class Viewer:
    """Who looks, and when."""

    staff: Staff
    now: datetime


@dataclass(frozen=True)
class Scope:
    """Whose work it is (`rights.minds`), where they may read, and take a second look."""

    minds: frozenset[int]
    reads: Where
    looks: Where


def scope_of(staff: Staff) -> Scope:
    """What this colleague's queue is made of."""
    reads, looks = stadsdelen_of(staff, Act.READ), stadsdelen_of(staff, Act.SECOND_LOOK)
    return Scope(minds(staff), reads, looks)


def moments(now: datetime) -> Mapping[str, object]:
    """The parameters of conditions that depend on the moment."""
    back = {"week": timedelta(7), "month": timedelta(30), "year": timedelta(365), "lately": CLAIM}
    return {"today": local_day(now)} | {name: now - ago for name, ago in back.items()}


def parts(filters: Filters, scope: Scope, words: str = WORDS) -> list[ColumnElement[bool]]:
    """Disjoint conditions that together are what is asked for, all where one may read.

    But for words in texts: those are for `queue_finding`. `words` is the name of the parameter
    with a number.
    """
    fitting = and_(_inside(scope.reads), *_fits(filters, words))
    if filters.tab is not Tab.ALL:
        # What was just decided leaves the heaps at once, and comes back when it is undone.
        fitting = and_(fitting, ~is_going())
    chosen = product(_heap(filters.tab, scope), _ways_to(filters.opgave_id))
    return [and_(part, way, fitting) for part, way in chosen]


def wants_change() -> ColumnElement[bool]:
    """Another text waits for a decision."""
    found: ColumnElement[bool] = C.id.in_(select(_CHANGE.contribution_id))
    return found


def wants_look() -> ColumnElement[bool]:
    """A second look waits for somebody."""
    waiting = select(_LOOK.contribution_id).where(_LOOK.decided_at.is_(None))
    found: ColumnElement[bool] = C.id.in_(waiting)
    return found


def is_going() -> ColumnElement[bool]:
    """A decision on it goes out within the minute."""
    decided = select(_PREPARED.contribution_id).where(
        _PREPARED.state == _written(_PREPARED.state, PreparedState.GOING),
        _PREPARED.slug.not_in(STANDS_BESIDE),
    )
    found: ColumnElement[bool] = C.id.in_(decided)
    return found


def wants_reading() -> ColumnElement[bool]:
    """A plan was handed in and waits for the wijkmanager."""
    found: ColumnElement[bool] = C.id.in_(select(_PLAN.contribution_id).where(plan_waits()))
    return found


def _inside(where: Where) -> ColumnElement[bool]:
    if where is ALL:
        return true()
    return C.stadsdeel_id.in_(sorted(where)) if where else false()


def _heap(tab: Tab, scope: Scope) -> Sequence[ColumnElement[bool]]:
    """The disjoint parts of a heap. What is to be done, is so for all kinds together."""
    match tab:
        case Tab.TO_DO:
            return _to_do(scope)
        case Tab.MINE:
            return _mine(scope)
        case Tab.LATE:
            late = C.due_on < bindparam("today", type_=C.due_on.type)
            return [and_(part, late) for part in _to_do(scope)]
        case Tab.WAITING:
            return [_stands({Moderation.QUESTION})]
        case Tab.OBJECTIONS:
            return [and_(_stands(TO_DO), C.kind == _written(C.kind, ContributionKind.OBJECTION))]
        case Tab.CHANGES:
            return [wants_change()]
        case Tab.LOOKS:
            return [_look_for(scope)]
        case Tab.PLANS:
            return [wants_reading()]
        case Tab.ALL:
            return [true()]


def _to_do(scope: Scope) -> Sequence[ColumnElement[bool]]:
    """What is open, and what was decided but asks for a colleague again.

    Each kind of asking is a part of its own, so that its small table leads to the rows.
    """
    decided, unchanged = ~_stands(TO_DO), ~wants_change()
    parts = [
        _stands(TO_DO),
        and_(decided, wants_change()),
        and_(decided, unchanged, wants_reading()),
    ]
    if scope.looks:
        parts.append(and_(decided, unchanged, ~wants_reading(), _look_for(scope)))
    return parts


def _look_for(scope: Scope) -> ColumnElement[bool]:
    """A second look that this colleague may take."""
    return and_(wants_look(), _inside(scope.looks))


def _mine(scope: Scope) -> Sequence[ColumnElement[bool]]:
    """What one took up, and what one has before one at this moment; also of whom one minds."""
    owned = and_(_stands(OPEN_STATES), _is_among(C.owner_id, scope.minds))
    lately = C.claimed_at > _moment("lately")
    others = or_(C.owner_id.is_(None), ~_is_among(C.owner_id, scope.minds))
    elsewhere = or_(others, ~_stands(OPEN_STATES))
    return [owned, and_(_is_among(C.claimed_by_id, scope.minds), lately, elsewhere)]


def _is_among(column: Any, ids: frozenset[int]) -> ColumnElement[bool]:
    """Of one id an equation, so that the index gives its rows in order."""
    first, *others = sorted(ids)
    return column.in_(sorted(ids)) if others else column == first  # type: ignore[no-any-return]


def _stands(statuses: Collection[Moderation]) -> ColumnElement[bool]:
    """The statuses are written out, so that also a prepared plan knows which index holds them."""
    some = sorted(statuses)
    written = bindparam(None, some, expanding=True, literal_execute=True, type_=C.status.type)
    return C.status.in_(written)  # type: ignore[no-any-return]


def _ways_to(opgave_id: int | None) -> Sequence[ColumnElement[bool]]:
    """What somebody said while reading the opgave, and what a colleague linked to it."""
    if opgave_id is None:
        return [true()]
    linked = select(_LINK.contribution_id).where(_LINK.opgave_id == opgave_id)
    read = C.opgave_id == _written(C.opgave_id, opgave_id)
    return [read, and_(C.opgave_id.is_distinct_from(opgave_id), C.id.in_(linked))]


def _fits(filters: Filters, words: str) -> Iterator[ColumnElement[bool]]:
    """The rest of what is asked."""
    asked: list[tuple[Any, Any]] = [
        (C.kind, filters.kind),
        (C.status, filters.status),
        (C.wijk_id, filters.wijk_id),
        (C.category_id, filters.category_id),
    ]
    yield from (column == _written(column, value) for column, value in asked if value is not None)
    if filters.age is not None:
        yield _of_age(filters.age)
    if filters.number:
        yield C.ref == bindparam(words)


def _written(column: Any, value: Any) -> Any:
    """A value that the plan depends on: hidden is rare, published is not."""
    return bindparam(None, value, type_=column.type, literal_execute=True)


def _of_age(age: Age) -> ColumnElement[bool]:
    came = C.submitted_at
    ages: Mapping[Age, ColumnElement[bool]] = {
        Age.WEEK: came >= _moment("week"),
        Age.MONTH: came >= _moment("month"),
        Age.OLDER: came < _moment("month"),
        Age.YEARS: came < _moment("year"),
    }
    return ages[age]


def _moment(name: str) -> Any:
    return bindparam(name, type_=C.submitted_at.type)
