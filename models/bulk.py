"""Many rows in one statement that is always the same, however many rows there are.

A list of 200 `IN` values or 200 rows of `VALUES` is another statement each time: SQLAlchemy
renders it, psycopg reads it and PostgreSQL plans it anew. An array is one parameter.

What runs with every batch is made once, in a function under `@cache`, with names for what is
given at each run: putting a statement together costs more than running it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    Executable,
    Table,
    any_,
    bindparam,
    column,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeEngine

from models.base import Base
from models.ready import ready

# The values of each column, row by row; all columns are equally long.
Columns = Mapping[str, Sequence[Any]]


def among(attribute: InstrumentedAttribute[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Whether it has one of these values."""
    return attribute == any_(literal(list(values), ARRAY(attribute.type)))


def among_given(attribute: InstrumentedAttribute[Any], name: str) -> ColumnElement[bool]:
    """Whether it has one of the values that are given as `name`."""
    return attribute == any_(given(name, ARRAY(attribute.type)))


def given(name: str, kind: TypeEngine[Any]) -> BindParameter[Any]:
    """A value that `run` is given by this name. (A column's own name is SQLAlchemy's already.)"""
    return bindparam(f"given_{name}", type_=kind)


def listed(name: str, kind: TypeEngine[Any]) -> TableValuedAlias:
    """The values given as `name`, as a table of one column of that name."""
    values = func.unnest(given(name, ARRAY(kind)))
    return values.table_valued(column(name, kind)).render_derived()


def plain(table: type[Base]) -> Table:
    """The table itself, for a change of rows of which the session holds no objects."""
    return Base.metadata.tables[table.__tablename__]


def rows(table: type[Base], columns: Sequence[str], **more: TypeEngine[Any]) -> TableValuedAlias:
    """Columns of `table` that are each given as an array, side by side as a table of their own.

    `more`: columns that it does not have, by their types. Its `place` counts the rows from 1.
    """
    kinds = {name: table.__table__.c[name].type for name in columns} | more
    arrays = [given(name, ARRAY(kind)) for name, kind in kinds.items()]
    named = [column(name, kind) for name, kind in kinds.items()]
    return func.unnest(*arrays).table_valued(*named, with_ordinality="place").render_derived()


def insert_rows(table: type[Base], columns: Sequence[str], shared: Sequence[str]) -> Insert:
    """One INSERT of rows in their order: `columns` are given as arrays, `shared` as one value.

    Other columns get their default, which may be a value and no function.
    """
    new = rows(table, columns)
    same = _defaults(table) | {name: given(name, plain(table).c[name].type) for name in shared}
    for name in columns:
        same.pop(name, None)
    every = select(*(new.c[name] for name in columns), *same.values()).order_by(new.c.place)
    return insert(plain(table)).from_select([*columns, *same], every, include_defaults=False)


def _defaults(table: type[Base]) -> dict[str, BindParameter[Any]]:
    """By column, the value that it has where nobody says another."""
    return {
        one.name: literal(one.default.arg, one.type)
        for one in plain(table).c
        if isinstance(one.default, ScalarElementColumnDefault)
    }


@contextmanager
def sent_together(session: Session) -> Iterator[None]:
    """Statements in here go to the server in one piece, and their answers come in one.

    None of them may give rows; what goes wrong in one of them is raised at the end.
    """
    try:
        with _driver(session).pipeline():
            yield
    except psycopg.Error as error:
        raise _as_sqlalchemy(error) from error


def run(session: Session, statement: Executable, **values: object) -> Sequence[Any]:
    """Run a statement in the session's transaction, with what it is given. Returns its rows.

    By psycopg itself: objects that the session still has to write are not written first.
    """
    given_values = {f"given_{name}": value for name, value in values.items()}
    try:
        return ready(statement).run(_driver(session), given_values)
    except psycopg.Error as error:
        raise _as_sqlalchemy(error) from error


def _as_sqlalchemy(error: psycopg.Error) -> Exception:
    """As everybody expects it, without the parameters."""
    return DBAPIError.instance(None, None, error, psycopg.Error, hide_parameters=True)


def _driver(session: Session) -> psycopg.Connection[tuple[Any, ...]]:
    connection = session.connection().connection.driver_connection
    if not isinstance(connection, psycopg.Connection):
        raise TypeError(f"no connection of psycopg: {connection}")
    return connection
