"""Time that passes in the database, so that no test waits for long terms."""

from datetime import timedelta

from sqlalchemy import Engine, text

# What the way of a message keeps as moments to come.
MOMENTS = (
    ("lease", "until"),
    ("pause", "until"),
    ("outbox", "not_before"),
    ("inbox", "claimed_until"),
    ("resident", "full_at"),
    ("resident", "hushed_at"),
)


def time_passes(engine: Engine, by: timedelta, *only: str) -> None:
    """All stored moments come nearer by this much, as if nobody had done anything meanwhile.

    `only`: of these tables alone.
    """
    with engine.begin() as connection:
        for table, column in MOMENTS:
            if not only or table in only:
                moved = f"UPDATE {table} SET {column} = {column} - :by WHERE {column} IS NOT NULL"
                connection.execute(text(moved), {"by": by})


def idle_transactions_end(engine: Engine) -> None:
    """As the server does after a minute with a transaction whose owner stopped talking."""
    ends = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'idle in transaction'
    """
    with engine.begin() as connection:
        connection.execute(text(ends))
