"""Sealing everything anew under the first field key, while the house goes on working.

A slice is a transaction. Who stops halfway can begin again: what is sealed under the first key
already is left alone. A row that somebody holds is passed over, and looked at again later.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Engine, LargeBinary, MetaData, Table, or_, select, tuple_, update
from sqlalchemy.orm import Session

from models import keys
from models.db import transaction
from models.operations.key_marks import keep_first
from models.operations.refusing import OperationError

SLICE = 500
ROUNDS = 5
PAUSE_SECONDS = 1.0
SEALED = (keys.EncryptedBytes, keys.EncryptedText, keys.EncryptedJson)


@dataclass
class Count:
    """What became of the rows of one table that hold something sealed.

    `damaged` are the keys of rows that none of the field keys opens.
    """

    table: str
    rows: int = 0
    sealed: int = 0
    damaged: list[str] = field(default_factory=list)
    held: int = 0


def rotate(engine: Engine, metadata: MetaData, tell: Callable[[Count], None]) -> None:
    """Seal every encrypted column of every table under the first key; `tell` of each table.

    Afterwards the other field keys are not needed any more. Raises OperationError where that
    cannot be said: rows stayed in use, or are damaged.
    """
    counts = []
    for table in sealed_tables(metadata):
        counts.append(_whole_table(engine, table))
        tell(counts[-1])
    damaged = [f"{count.table} {key}" for count in counts for key in count.damaged]
    if damaged:
        raise OperationError("rotate.damaged", n=len(damaged), rows=", ".join(damaged[:10]))
    if held := sum(count.held for count in counts):
        raise OperationError("rotate.held", n=held)
    with transaction(engine) as session:
        keep_first(session)


def sealed_tables(metadata: MetaData) -> Iterator[Table]:
    """The tables with encrypted columns: their key, and those columns as the bytes stored."""
    for table in metadata.sorted_tables:
        sealed = [column.name for column in table.columns if isinstance(column.type, SEALED)]
        if sealed:
            key = (Column(part.name, part.type, primary_key=True) for part in table.primary_key)
            columns = (Column(name, LargeBinary) for name in sealed)
            yield Table(table.name, MetaData(), *key, *columns)


def _whole_table(engine: Engine, table: Table) -> Count:
    count = _pass(engine, table)
    for _ in range(ROUNDS):
        if not count.held:
            break
        time.sleep(PAUSE_SECONDS)
        before, count = count, _pass(engine, table)
        count.sealed += before.sealed
    return count


def _pass(engine: Engine, table: Table) -> Count:
    count, after, more = Count(table.name), None, True
    while more:
        with transaction(engine) as session:
            rows = _read(session, table, after)
            _seal(session, table, rows, count)
        more = len(rows) == SLICE
        after = rows[-1][: len(table.primary_key)] if rows else None
    return count


def _read(session: Session, table: Table, after: Any) -> Sequence[Sequence[Any]]:
    """A slice: the key of each row, of one column or more, then its sealed columns."""
    key = tuple(table.primary_key)
    filled = or_(*(column.is_not(None) for column in _sealed(table)))
    asked = select(*key, *_sealed(table)).where(filled).order_by(*key).limit(SLICE)
    further = asked if after is None else asked.where(tuple_(*key) > tuple_(*after))
    return session.execute(further).all()


def _sealed(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if not column.primary_key]


def _seal(session: Session, table: Table, rows: Sequence[Sequence[Any]], count: Count) -> None:
    key = tuple(table.primary_key)
    stale = [tuple(row[: len(key)]) for row in rows if not all(map(_is_new, row[len(key) :]))]
    count.rows += len(rows)
    if not stale:
        return
    locked = session.execute(
        select(*key, *_sealed(table))
        .where(tuple_(*key).in_(stale))
        .order_by(*key)
        .with_for_update(skip_locked=True)
    ).all()
    count.held += len(stale) - len(locked)
    for row in locked:
        try:
            new = _resealed(table, row)
        except keys.WrongKey:
            count.damaged.append("-".join(map(str, row[: len(key)])))
            continue
        this = (part == value for part, value in zip(key, row, strict=False))
        session.execute(update(table).where(*this).values(**new))
        count.sealed += 1


def _is_new(sealed: bytes | None) -> bool:
    return sealed is None or keys.is_first(sealed)


def _resealed(table: Table, row: Sequence[Any]) -> Mapping[str, bytes | None]:
    values = zip(_sealed(table), row[len(table.primary_key) :], strict=True)
    return {column.name: value and keys.reseal(value) for column, value in values}
