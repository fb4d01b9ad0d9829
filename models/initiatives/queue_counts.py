"""How many stand in each heap of the queue: exact as far as anybody can oversee, then "more"."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session

from models.initiatives.queue_filters import WORDS, C, Filters, Tab, moments, parts, scope_of
from models.initiatives.queue_finding import KEPT, NEAR, Search, near, search, values
from models.people.staff import Staff

# Nobody plans a day by the difference between a thousand and ten thousand, and counting on
# would cost all who look.
MOST = 999
COUNTED = tuple(tab for tab in Tab if tab is not Tab.ALL)


@dataclass(frozen=True)
class Count:
    """A number, and whether there may be more than that."""

    number: int = 0
    more: bool = False

    def __str__(self) -> str:
        return f"{self.number}{'+' * self.more}"

    def __bool__(self) -> bool:
        return self.number > 0 or self.more


def counts(session: Session, staff: Staff, now: datetime) -> Mapping[Tab, Count]:
    """How many there are in each heap but the last. One query."""
    numbers = count(session, staff, [Filters(tab) for tab in COUNTED], now)
    return dict(zip(COUNTED, numbers, strict=True))


def count(
    session: Session, staff: Staff, asked: Sequence[Filters], now: datetime
) -> Sequence[Count]:
    """The same for any filters, in their order; of words, as far as one looks at once."""
    if not asked:
        return []
    scope, given = scope_of(staff), dict(moments(now))
    for place, filters in enumerate(asked):
        given[f"{WORDS}_{place}"] = values(filters, now)[WORDS]
    shapes = tuple(search(filters, scope, None, MOST + 1) for filters in asked)
    row = session.connection().execute(_statement(shapes), given).one()
    return [_count(*row[place : place + 2]) for place in range(0, len(row), 2)]


@lru_cache(KEPT)
def _statement(shapes: Sequence[Search]) -> Any:
    return select(*chain(*(_columns(shape, place) for place, shape in enumerate(shapes))))


def _count(number: int, looked: int) -> Count:
    """`looked`: how many rows were looked at for words, or nothing where there are none."""
    if number > MOST:
        return Count(MOST, True)
    return Count(number, looked >= NEAR)


def _columns(shape: Search, place: int) -> Iterator[ColumnElement[int]]:
    """How many there are, and how many rows were looked at for words."""
    words = f"{WORDS}_{place}"
    if shape.filters.texts:
        rows = near(shape, words)
        every = select(func.count()).select_from(rows)
        yield from (every.where(rows.c.fits).scalar_subquery(), every.scalar_subquery())
        return
    numbers: list[Any] = [_up_to(part) for part in parts(shape.filters, shape.scope, words)]
    yield sum(numbers[1:], numbers[0]).label(f"number_{place}")
    yield literal(0).label(f"looked_{place}")


def _up_to(part: ColumnElement[bool]) -> Any:
    some = select(C.id).where(part).limit(MOST + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()
