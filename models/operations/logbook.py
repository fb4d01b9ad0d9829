"""What colleagues did, for who keeps an eye on that: from both ledgers, newest first.

It names colleagues, rows and statuses, never what residents wrote.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select
from sqlalchemy.orm import Session

from models.bulk import plain
from models.initiatives.contributions import Contribution
from models.initiatives.history import Actor, HistoryRow
from models.initiatives.terms import AMSTERDAM
from models.people.staff import Changed, Staff, StaffEvent, read_changed

PAGE = 100


class Ledger(StrEnum):
    """Acts with accounts, lists, messages and files; or acts on contributions."""

    HOUSE = "beheer"
    CONTRIBUTIONS = "inbreng"


@dataclass(frozen=True)
class Asked:
    """What to show. Empty means all; days are those of the Netherlands, both counted in."""

    ledger: Ledger = Ledger.HOUSE
    who: int | None = None
    act: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None


@dataclass(frozen=True)
class Entry:
    """One act. `on` is a row such as "staff 3", or the number of a contribution."""

    id: int
    at: datetime
    who: str | None
    act: str
    on: str
    detail: str
    was: str | None
    became: str | None
    changes: str | None

    @property
    def changed(self) -> Changed:
        """What stood in each column before and after."""
        return read_changed(self.changes)


def entries(session: Session, asked: Asked) -> Sequence[Entry]:
    """A page of it, and one more where there is more."""
    statement = _house(asked) if asked.ledger is Ledger.HOUSE else _contributions(asked)
    return [Entry(*row) for row in session.execute(statement.limit(PAGE + 1))]


def acts(session: Session, ledger: Ledger) -> Sequence[str]:
    """Every kind of act that was done, in the order of the alphabet."""
    column: Any = StaffEvent.act if ledger is Ledger.HOUSE else HistoryRow.act
    return session.scalars(select(column).distinct().order_by(column)).all()


def colleagues(session: Session) -> Sequence[tuple[int, str]]:
    """Everybody who has, or had, an account."""
    rows = session.execute(select(Staff.id, Staff.name).order_by(Staff.name, Staff.id))
    return [(id_, name) for id_, name in rows]


def _house(asked: Asked) -> Select[Any]:
    row = StaffEvent
    columns: Sequence[Any] = (row.id, row.at, Staff.name, row.act, row.subject, row.detail)
    found: Select[Any] = select(*columns, literal(""), literal(""), row.changes)
    found = found.select_from(row)
    found = found.outerjoin(Staff, Staff.id == row.by_id)
    return found.where(*_fits(row, row.by_id, asked)).order_by(row.id.desc())


def _contributions(asked: Asked) -> Select[Any]:
    row, idea = HistoryRow, plain(Contribution).c
    columns = (row.id, row.at, Staff.name, row.act, idea.ref, literal(""))
    # What it changed is a resident's, and sealed.
    moved = (row.from_status, row.to_status, literal(None))
    found = select(*columns, *moved).select_from(row)
    found = found.join(plain(Contribution), idea.id == row.contribution_id)
    found = found.outerjoin(Staff, Staff.id == row.staff_id)
    by_staff = row.actor == Actor.STAFF
    return found.where(by_staff, *_fits(row, row.staff_id, asked)).order_by(row.id.desc())


def _fits(row: Any, who: Any, asked: Asked) -> Iterator[ColumnElement[bool]]:
    if asked.who is not None:
        yield who == asked.who
    if asked.act:
        yield row.act == asked.act
    if asked.before is not None:
        yield row.id < asked.before
    if asked.since is not None:
        yield row.at >= _morning(asked.since)
    if asked.until is not None:
        yield row.at < _morning(asked.until + timedelta(days=1))


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), AMSTERDAM)
