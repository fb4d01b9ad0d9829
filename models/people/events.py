"""What colleagues did beside acts on contributions, with what stood there before and after."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from models.base import Base
from models.people.staff import Changed, StaffEvent

# Of what is longer, such as the shape of an area, only the beginning is kept.
LONGEST = 4000


@dataclass(frozen=True)
class Doing:
    """Who does something, when. Nobody: the command line."""

    by_id: int | None
    now: datetime


def note(
    session: Session, doing: Doing, act: str, subject: str, changed: Changed, detail: str = ""
) -> None:
    """Write an act down. `subject` names the row: its kind, a space, and its id."""
    event = StaffEvent(at=doing.now, by_id=doing.by_id, act=act, subject=subject[:120])
    event.detail = detail[:400]
    event.changed = changed
    session.add(event)


def changes_of(row: Base) -> Changed:
    """What is about to change of a row: ask before it is flushed."""
    histories = {attr.key: attr.history for attr in inspect(row).attrs if attr.key in _columns(row)}
    return told(
        {
            name: (next(iter(history.deleted or ()), None), next(iter(history.added or ()), None))
            for name, history in histories.items()
            if history.has_changes()
        }
    )


def end_of(row: Base) -> Changed:
    """All that stood in a row that goes."""
    return told({name: (getattr(row, name), None) for name in _columns(row)})


def told(pairs: Mapping[str, tuple[Any, Any]]) -> Changed:
    """Pairs as they are kept: without what is the same, and without the row's own number.

    For rows that hold nothing of a resident: this log is for ever.
    """
    plain = {name: (_plain(was), _plain(became)) for name, (was, became) in pairs.items()}
    return {
        name: (was, became)
        for name, (was, became) in plain.items()
        if was != became and name != "id"
    }


def _columns(row: Base) -> Collection[str]:
    return [column.key for column in inspect(type(row)).column_attrs]


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value if isinstance(value, int | float | None) else str(value)[:LONGEST]
