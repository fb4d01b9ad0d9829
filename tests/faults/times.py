"""Time that passes in the database, so that no test waits for long terms."""

from datetime import timedelta

from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from models.db import is_held

# What the way of a message keeps as moments to come.
MOMENTS = (
    ("lease", "until"),
    ("pause", "until"),
    ("outbox", "not_before"),
    ("inbox", "claimed_until"),
    ("resident", "full_at"),
    ("resident", "hushed_at"),
    ("resident", "alarmed_at"),
)


def time_passes(engine: Engine, by: timedelta, *only: str) -> None:
    """All stored moments come nearer by this much, as if nobody had done anything meanwhile.

    `only`: of these tables alone.
    """
    for table, column in MOMENTS:
        if not only or table in only:
            moved = f"UPDATE {table} SET {column} = {column} - :by WHERE {column} IS NOT NULL"
            _insist(engine, moved, by)


def _insist(engine: Engine, statement: str, by: timedelta) -> None:
    """The processes under test change the same rows in another order: a deadlock may be."""
    while True:
        try:
            with engine.begin() as connection:
                connection.execute(text(statement), {"by": by})
            return
        except OperationalError as error:
            if not is_held(error):
                raise


def idle_transactions_end(engine: Engine) -> None:
    """As the server does after a minute with a transaction whose owner stopped talking."""
    ends = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'idle in transaction'
    """
    with engine.begin() as connection:
        connection.execute(text(ends))
