"""A row in every table that leads to a person, with a mark in each text that it holds."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    Uuid,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import Session

from models.all import metadata
from models.base import UtcDateTime
from models.keys import EncryptedBytes, EncryptedJson, EncryptedText
from tests.builders import NOW

MARK = "Zeg dit niet verder"
SEALED = (EncryptedBytes, EncryptedJson, EncryptedText)
# What the type of a column does not say.
VALUES: dict[str, Any] = {
    "contribution.status": "niet geplaatst",
    "contribution.language": "nl",
    # One follows one thing, here the contribution.
    "follow.opgave_id": None,
    # Sealed under a key that only `test_history` makes.
    **dict.fromkeys(("history.words", "history.note", "history.message", "history.changes")),
    "history.key_id": None,
}


def leads_to(table: Table, *others: str) -> bool:
    return any(key.column.table.name in others for key in table.foreign_keys)


def tables_of(*others: str) -> list[Table]:
    """The tables with a key to one of these, parents first."""
    return [table for table in metadata.sorted_tables if leads_to(table, *others)]


def fill(session: Session, table: Table, known: dict[str, Any]) -> Any:
    """Add one row that names what is `known` by table name. Gives its key where it has one."""
    values = {
        column.name: _value(session, table, column, known)
        for column in table.columns
        if column.identity is None and column.computed is None
    }
    keys = list(table.primary_key)
    done = session.execute(table.insert().values(values).returning(*keys)).one()
    return done[0] if len(keys) == 1 else None


def _value(session: Session, table: Table, column: Column[Any], known: dict[str, Any]) -> Any:
    named = f"{table.name}.{column.name}"
    if named in VALUES:
        return VALUES[named]
    for key in column.foreign_keys:
        return _key(session, key.column.table, known, column)
    return _of_type(column)


def _key(session: Session, parent: Table, known: dict[str, Any], column: Column[Any]) -> Any:
    if parent.name in known:
        return known[parent.name]
    if column.nullable:
        return None
    first = session.scalar(select(next(iter(parent.primary_key))).limit(1))
    known[parent.name] = first if first is not None else fill(session, parent, known)
    return known[parent.name]


# The first that fits; a function makes a new value for each row.
_BY_TYPE: tuple[tuple[Any, Any], ...] = (
    (EncryptedText, MARK),
    (EncryptedJson, {"says": [{"words": MARK}]}),
    (EncryptedBytes, MARK.encode()),
    ((UtcDateTime, DateTime), NOW),
    (Date, NOW.date()),
    (Uuid, uuid.uuid4),
    (JSONB, [MARK]),
    (TSVECTOR, MARK),
    (Boolean, False),
    ((Integer, Float), 1),
    (LargeBinary, lambda: uuid.uuid4().bytes * 2),
)


def _of_type(column: Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, Enum):
        return next(iter(kind.enum_class or kind.enums))
    for types, value in _BY_TYPE:
        if isinstance(kind, types):
            return value() if callable(value) else value
    assert isinstance(kind, String), f"{column}: {kind!r}"
    # Where there is room for a few letters stands a code or a key, and no words of a person.
    return "x" if kind.length else MARK


def readable(value: object) -> str:
    """A value as text in which a mark can be looked for."""
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
