"""What every table shares: names of constraints, moments in UTC, statuses by their value."""

from datetime import UTC, datetime
from enum import Enum, StrEnum
from typing import Annotated

from sqlalchemy import BigInteger, DateTime, Dialect, Identity, MetaData
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

# Each constraint has a name we can foresee, so that a migration can drop it by that name.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Stored as TIMESTAMP WITH TIME ZONE, given back in UTC.

    Refuses a datetime without a time zone: it does not say which moment it means.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.utcoffset() is None:
            raise ValueError(f"a moment needs a time zone: {value!r}")
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)


def _values(members: type[Enum]) -> list[str]:
    return [str(member.value) for member in members]


class Base(DeclarativeBase):
    """The parent of every table class."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {
        datetime: UtcDateTime(),
        # Foreign keys are as wide as the keys they name.
        int: BigInteger(),
        # VARCHAR and not a PostgreSQL enum, so that a new status needs no ALTER TYPE.
        StrEnum: SqlEnum(StrEnum, native_enum=False, length=32, values_callable=_values),
    }


# For a table through which everything passes. By default a table waits with its cleaning until a
# fifth of it is dead: with millions of rows that is late, and a search for work walks over them.
QUEUE = {
    "postgresql_with": {
        "autovacuum_vacuum_scale_factor": 0.01,
        "autovacuum_vacuum_threshold": 1000,
    }
}

BigId = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
