"""What leaves the house of the queue: the rows of a filter, a slice at a time.

Without personal data it holds what is on the site already, and facts of the work. What residents
wrote, and who they are, goes only to who may have it, and that is written down with the reason.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from models.bulk import plain
from models.initiatives.contributions import Contribution
from models.initiatives.lifecycles import Moderation
from models.initiatives.queue import refs
from models.initiatives.queue_filters import Filters, Viewer
from models.initiatives.queue_finding import Cursor
from models.people.rights import Act, within
from models.people.staff import Staff, StaffEvent
from models.plan.areas import Area
from models.plan.help import Category

SLICE = 500
MOST = 100_000
REASON = range(10, 201)
Cell = str | int | float | date | datetime | None

PUBLIC = (
    *("ref", "kind", "status", "realisation", "category", "stadsdeel", "wijk"),
    *("submitted_at", "due_on", "placed_at", "public_title", "public_body"),
)
PERSONAL = ("title", "body", "name", "place_text")


class TooMany(Exception):
    """More than `MOST` rows: a file that nobody opens."""


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for. `reason` is why it must hold personal data."""

    filters: Filters
    personal: bool = False
    reason: str = ""

    @property
    def columns(self) -> Sequence[str]:
        return (*PUBLIC, *PERSONAL) if self.personal else PUBLIC


@dataclass(frozen=True)
class Line:
    """One contribution: its cells in the order of the columns, and where it is (lon, lat)."""

    cells: Sequence[Cell]
    place: tuple[float, float] | None


def lines(session: Session, viewer: Viewer, wanted: Wanted) -> Iterator[Line]:
    """The rows, in the order of the queue; of all of them never more than a slice at once.

    Raises `TooMany` after the last one that fits.
    """
    after, given = None, 0
    while ids := refs(session, viewer, wanted.filters, after, SLICE):
        rows = _rows(session, viewer.staff, wanted, [row.id for row in ids])
        for row in ids:
            if (line := rows.get(row.id)) is not None:
                given += 1
                if given > MOST:
                    raise TooMany
                yield line
        after = Cursor(ids[-1].at, ids[-1].id)


def note(session: Session, staff: Staff, form: str, wanted: Wanted, n: int, now: datetime) -> None:
    """Write down who took how much, of what, and why."""
    asked = f"{wanted.filters.tab} +" if wanted.filters.narrow else wanted.filters.tab
    detail = f"{n}; {asked}; {wanted.reason}" if wanted.personal else f"{n}; {asked}"
    act = "exported personal" if wanted.personal else "exported"
    event = StaffEvent(at=now, by_id=staff.id, act=act, subject=f"export {form}")
    event.detail = detail[:400]
    session.add(event)


def _rows(session: Session, staff: Staff, wanted: Wanted, ids: Sequence[int]) -> Mapping[int, Line]:
    """By id; without those of a stadsdeel where this colleague may not take this away."""
    row, stadsdeel, wijk = plain(Contribution).c, aliased(Area), aliased(Area)
    named: dict[str, Any] = {name: row[name] for name in wanted.columns if name in row}
    named |= {"category": Category.name, "stadsdeel": stadsdeel.name, "wijk": wijk.name}
    columns = [named[name].label(name) for name in wanted.columns]
    act = Act.EXPORT_PERSONAL if wanted.personal else Act.EXPORT
    asked = (
        select(row.id.label("id_"), row.lon.label("lon_"), row.lat.label("lat_"), *columns)
        .join(stadsdeel, stadsdeel.id == row.stadsdeel_id)
        .outerjoin(wijk, wijk.id == row.wijk_id)
        .outerjoin(Category, Category.id == row.category_id)
        .where(row.id.in_(ids), within(row.stadsdeel_id, staff, act))
    )
    return {each.id_: _line(each, wanted) for each in session.execute(asked)}


def _line(row: Any, wanted: Wanted) -> Line:
    # Where a pin lies that is not on the site may be somebody's home.
    shown = wanted.personal or row.status == Moderation.PLACED
    place = (row.lon_, row.lat_) if shown and row.lon_ is not None else None
    cells = [getattr(row, name) for name in wanted.columns]
    if not wanted.personal and row.status != Moderation.PLACED:
        # The words of what was taken off the site are not public any more.
        cells = [
            None if name in ("public_title", "public_body") else cell
            for name, cell in zip(wanted.columns, cells, strict=True)
        ]
    return Line(cells, place)
