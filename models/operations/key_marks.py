"""Which keys a database was filled with, so that other keys are refused before they do harm.

With another lookup key every resident would be a stranger; without a field key some rows could
not be opened. The keys themselves are never here.
"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import keys
from models.base import Base
from models.operations.refusing import OperationError


class KeyKind(StrEnum):
    """Field keys change when they are rotated; the lookup key never does."""

    FIELD = "field"
    LOOKUP = "lookup"


class KeyMark(Base):
    """The mark (`models.keys.Marks`) of a key that something in this database was made with."""

    __tablename__ = "key_mark"

    kind: Mapped[KeyKind] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(16), primary_key=True)
    since: Mapped[datetime]


Mark = tuple[KeyKind, str]


def fit_keys(session: Session, now: datetime) -> None:
    """Note the keys that seal from now on. Raises OperationError where the present ones miss."""
    known = {(row.kind, row.mark) for row in session.scalars(select(KeyMark))}
    if why := misfit(known):
        raise OperationError(why)
    marks = keys.marks()
    # In one order for all: processes that start at once on a new database wait for each other.
    for kind, mark in [(KeyKind.FIELD, marks.fields[0]), (KeyKind.LOOKUP, marks.lookup)]:
        if (kind, mark) not in known:
            new = insert(KeyMark).values(kind=kind, mark=mark, since=now)
            session.execute(new.on_conflict_do_nothing())


def misfit(known: Collection[Mark]) -> str | None:
    """Why the installed keys do not fit a database with these marks: a text key, or None."""
    marks = keys.marks()
    lookups = {mark for kind, mark in known if kind == KeyKind.LOOKUP}
    if lookups - {marks.lookup}:
        return "keys.wrong_lookup"
    fields = {mark for kind, mark in known if kind == KeyKind.FIELD}
    return "keys.missing_field" if fields - set(marks.fields) else None


def keep_first(session: Session) -> None:
    """Everything is sealed under the first field key now: the marks of older ones go."""
    old = KeyMark.mark != keys.marks().fields[0]
    session.execute(delete(KeyMark).where(KeyMark.kind == KeyKind.FIELD, old))
