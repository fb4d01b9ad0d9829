"""The rows that files want in a table, and how a row is named and compared."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import Column, Table

Row = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Sheet:
    """The rows that the files want in one table, or in a part of it.

    `key` are the columns that name a row, `label` the one by which people know it. `groups` are
    columns that belong together: where the file changed one of them, all are the file's.
    `comes_back`: others refer to such rows, so one that was removed by hand is added again as
    long as the file has it. `parent` is the column of what a row is a detail of, and `parents`
    are those that this file speaks of: a file that holds only a part of the plan removes
    details of these, and nothing else. A sheet that `fills` only gives columns to rows of
    another sheet, and removes none.
    """

    name: str
    table: Table
    key: tuple[str, ...]
    rows: Sequence[Row]
    label: str | None = None
    groups: tuple[tuple[str, ...], ...] = ()
    comes_back: bool = True
    parent: str | None = None
    parents: frozenset[int] = frozenset()
    fills: bool = False

    @property
    def identity(self) -> list[Column[Any]]:
        return list(self.table.primary_key.columns)

    @property
    def columns(self) -> list[Column[Any]]:
        """All columns that a load has to read: those of the rows, and what names them."""
        label = () if self.label is None else (self.label,)
        wanted = (*(each.name for each in self.identity), *self.key, *label, *self._given())
        return [self.table.c[name] for name in dict.fromkeys(wanted)]

    def _given(self) -> tuple[str, ...]:
        return tuple(self.rows[0]) if self.rows else ()

    def key_of(self, row: Mapping[str, Any]) -> Key:
        return tuple(row[name] for name in self.key)

    def name_of(self, row: Mapping[str, Any]) -> str:
        """How the memory knows a row."""
        return json.dumps([_plain(row[name]) for name in self.key], ensure_ascii=False)

    def label_of(self, row: Mapping[str, Any]) -> str:
        return "" if self.label is None else str(row[self.label])


def plain(row: Mapping[str, Any]) -> Row:
    """The row as JSON holds it, to compare and to remember."""
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
