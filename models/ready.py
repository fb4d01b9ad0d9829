"""A statement that was put together once: its SQL, and what turns values into parameters and back.

SQLAlchemy writes the statement and knows the types; running goes to psycopg directly. What
SQLAlchemy does around each run took as long as psycopg and twice as long as a small answer.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import psycopg
from sqlalchemy import ClauseElement, ColumnElement, Executable, make_url
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import ReturnsRows
from sqlalchemy.types import TypeEngine

_DIALECT = make_url("postgresql+psycopg://").get_dialect()()

Turned = Callable[[Any], Any]


@dataclass(frozen=True)
class Ready:
    """`fixed` are the parameters that the statement itself holds, ready for psycopg.

    `binds`: how each given value is turned into a parameter; `row` makes a row, which is read by
    the names of its columns; `results`: by its place, how a column's value is turned.
    """

    sql: str
    fixed: Mapping[str, Any]
    binds: Mapping[str, Turned]
    row: Callable[[Sequence[Any]], Any]
    results: Sequence[tuple[int, Turned]]

    def run(
        self, connection: psycopg.Connection[tuple[Any, ...]], values: Mapping[str, Any]
    ) -> Sequence[Any]:
        """Its rows, or none where it gives none."""
        parameters = dict(self.fixed)
        for name, value in values.items():
            parameters[name] = self.binds[name](value)
        cursor = connection.execute(self.sql, parameters)
        return [self._read(row) for row in cursor.fetchall()] if cursor.description else ()

    def _read(self, found: tuple[Any, ...]) -> Any:
        values = list(found)
        for place, turned in self.results:
            values[place] = turned(values[place])
        return self.row(values)


@lru_cache(maxsize=256)
def ready(statement: Executable) -> Ready:
    """Put together at its first run. A statement that is made anew each time gains nothing."""
    compiled = _compiled(statement)
    named = compiled.bind_names
    binds = {name: _bound(bind.type) for bind, name in named.items()}
    own = [(bind, name) for bind, name in named.items() if not bind.required]
    fixed = {name: binds[name](bind.effective_value) for bind, name in own}
    found = statement.exported_columns if isinstance(statement, ReturnsRows) else ()
    columns: list[ColumnElement[Any]] = list(found)
    results = [(place, turned) for place, one in enumerate(columns) if (turned := _found(one.type))]
    return Ready(compiled.string, fixed, binds, _row(columns), results)


def _compiled(statement: Executable) -> SQLCompiler:
    compiled = statement.compile(dialect=_DIALECT) if isinstance(statement, ClauseElement) else None
    if not isinstance(compiled, SQLCompiler):
        raise TypeError(f"no statement of SQL: {statement}")
    return compiled


def _row(columns: Sequence[ColumnElement[Any]]) -> Callable[[Sequence[Any]], Any]:
    # What has no name of its own is read by its place.
    names = [one.key or "" for one in columns]
    kind: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc] # names known only here
    return partial(tuple.__new__, kind)


def _bound(kind: TypeEngine[Any]) -> Turned:
    return kind.dialect_impl(_DIALECT).bind_processor(_DIALECT) or _same


def _found(kind: TypeEngine[Any]) -> Turned | None:
    return kind.dialect_impl(_DIALECT).result_processor(_DIALECT, None)


def _same(value: Any) -> Any:
    return value
