"""Many rows in one statement that is always the same, however many rows there are.

A list of 200 `IN` values or 200 rows of `VALUES` is another statement each time: SQLAlchemy
renders it, psycopg reads it and PostgreSQL plans it anew. An array is one parameter.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, any_, column, func, literal, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeEngine

from models.base import Base

# The values of each column, row by row; all columns are equally long.
Columns = Mapping[str, Sequence[Any]]


def among(attribute: InstrumentedAttribute[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Whether it has one of these values."""
    return attribute == any_(literal(list(values), ARRAY(attribute.type)))


def rows(table: type[Base], columns: Columns) -> TableValuedAlias:
    """The table `given`: these columns of `table`, and `place`, which counts the rows from 1."""
    kinds = {name: table.__table__.c[name].type for name in columns}
    arrays = [literal(list(values), ARRAY(kinds[name])) for name, values in columns.items()]
    named = [column(name, kind) for name, kind in kinds.items()]
    given = func.unnest(*arrays).table_valued(*named, with_ordinality="place", name="given")
    return given.render_derived()


def listed(name: str, kind: TypeEngine[Any], values: Collection[Any]) -> TableValuedAlias:
    """These values as a table of one column, called `name`."""
    array = literal(list(values), ARRAY(kind))
    return func.unnest(array).table_valued(column(name, kind)).render_derived()


def insert_rows(table: type[Base], columns: Columns, **shared: object) -> Insert:
    """One INSERT of these rows, in their order. All of them have the `shared` values."""
    given = rows(table, columns)
    same = [literal(value, table.__table__.c[name].type) for name, value in shared.items()]
    every = select(*(given.c[name] for name in columns), *same).order_by(given.c.place)
    return insert(table).from_select([*columns, *shared], every)
