"""All tables of a test database at once: empty them, keep what they hold, put it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, text

from models.all import metadata

OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""
USED_SEQUENCES = """
    SELECT sequencename, last_value FROM pg_sequences
    WHERE schemaname = 'public' AND last_value IS NOT NULL
"""
_FILLED = " UNION ALL ".join(
    f"SELECT '{table.name}' WHERE EXISTS (SELECT FROM \"{table.name}\")"
    for table in metadata.sorted_tables
)


@dataclass(frozen=True)
class Kept:
    """The rows of each table as PostgreSQL writes them, and where each sequence stood."""

    rows: Mapping[str, bytes]
    sequences: Mapping[str, int]


def empty(engine: Engine) -> None:
    """Empty what was filled and count from the start; who still holds a lock is cut off."""
    with engine.begin() as connection:
        connection.execute(text(OTHERS))
        if filled := _filled(connection):
            names = ", ".join(f'"{name}"' for name in filled)
            connection.execute(text(f"TRUNCATE {names} CASCADE"))
        for name in _sequences(connection):
            connection.execute(text(f'ALTER SEQUENCE "{name}" RESTART'))


def keep(engine: Engine) -> Kept:
    """What the database holds now."""
    with engine.begin() as connection:
        rows = {name: _read(connection, name) for name in _filled(connection)}
        return Kept(rows, _sequences(connection))


def put_back(engine: Engine, kept: Kept) -> None:
    """Add what was kept, as quickly as PostgreSQL reads. The same rows must not be there."""
    with engine.begin() as connection:
        for name, rows in kept.rows.items():
            with _copy(connection, name, "FROM STDIN") as copy:
                copy.write(rows)
        for name, value in kept.sequences.items():
            connection.execute(text(f"SELECT setval('\"{name}\"', {value})"))


def _filled(connection: Connection) -> Sequence[str]:
    """In an order in which rows can be added."""
    return connection.scalars(text(_FILLED)).all()


def _sequences(connection: Connection) -> Mapping[str, int]:
    return {name: value for name, value in connection.execute(text(USED_SEQUENCES))}


def _read(connection: Connection, name: str) -> bytes:
    with _copy(connection, name, "TO STDOUT") as copy:
        return b"".join(copy)


def _copy(connection: Connection, name: str, way: str) -> Any:
    """PostgreSQL's COPY with the columns by name: a table that was migrated has another order."""
    written = (column for column in metadata.tables[name].columns if not column.computed)
    columns = ", ".join(f'"{column.name}"' for column in written)
    driver: Any = connection.connection.driver_connection
    return driver.cursor().copy(f'COPY "{name}" ({columns}) {way} (FORMAT BINARY)')
