"""Dropping a database that a run made."""

from sqlalchemy import Connection, text


def drop(connection: Connection, name: str) -> None:
    """Cut off who of ours still uses it, and drop it. `connection` is on AUTOCOMMIT.

    Not `WITH (FORCE)`: that fails while autovacuum is at work there, which only a superuser may
    end. A plain drop ends autovacuum by itself.
    """
    connection.execute(
        text(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = :name AND usename = current_user"
        ),
        {"name": name},
    )
    connection.execute(text(f'DROP DATABASE IF EXISTS "{name}"'))
