"""Connections and transactions. Who opens one is at the edge: a turn, a request, a job."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from select import POLLIN, poll
from typing import Any

import psycopg
from psycopg.types.array import ListBinaryDumper
from sqlalchemy import Engine, create_engine, event, func, make_url, select, text
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from models.bulk import run

_NOW = select(func.now())
_PLAN_ANEW = select(func.set_config("plan_cache_mode", "force_custom_plan", True))
# Deadlock, serialisation failure, lock time-out.
_RUN_AGAIN = {"40P01", "40001", "55P03"}
# 08: the connection; 53: a full disk, no memory or no connection left; 57P: the server stops,
# starts, or ended us; 25P03: idle too long.
_SERVER_TROUBLE = ("08", "53", "57P", "25P03")


def make_engine(
    url: str,
    *,
    pool_size: int = 5,
    statement_timeout: float = 30,
    lock_timeout: float = 10,
    idle_timeout: float = 60,
    application_name: str = "wijkbot",
) -> Engine:
    """An engine on PostgreSQL (psycopg 3), in UTC. The time-outs are in seconds.

    `idle_timeout` ends a transaction whose owner has stopped talking: it is the fence
    behind every row lock. The pool gives at most `pool_size` connections and opens none yet.
    """
    options = {
        "timezone": "UTC",
        "statement_timeout": round(statement_timeout * 1000),
        "lock_timeout": round(lock_timeout * 1000),
        "idle_in_transaction_session_timeout": round(idle_timeout * 1000),
    }
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=0,
        # The one that was used last: its statements are prepared and its memory is warm.
        pool_use_lifo=True,
        # What goes wrong is logged with its statement, never with what people wrote.
        hide_parameters=True,
        connect_args={
            "application_name": application_name,
            "connect_timeout": 10,
            "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
        },
    )
    event.listen(engine, "connect", _send_arrays_in_binary)
    event.listen(engine, "checkout", _see_whether_open)
    return engine


def _see_whether_open(connection: psycopg.Connection[Any], *_: object) -> None:
    """A server that went away has closed its end; the pool then makes a new connection.

    The socket of a resting connection has nothing to read but that. Looking costs a microsecond,
    where a ping is half of a small transaction.
    """
    looking = poll()
    looking.register(connection.fileno(), POLLIN)
    if not looking.poll(0):
        return
    try:
        connection.execute("")
        connection.rollback()
    except psycopg.Error as error:
        raise DisconnectionError from error


def _send_arrays_in_binary(connection: psycopg.Connection[Any], _: object) -> None:
    # As text, sixty sealed bodies of a kilobyte cost 0.8 ms to write down; in binary 0.08.
    connection.adapters.register_dumper(list, ListBinaryDumper)


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """One transaction: committed at the end, rolled back when anything is raised inside.

    What was loaded can still be read afterwards.
    """
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


def database_now(session: Session) -> datetime:
    """The moment this transaction began, by PostgreSQL's clock, which all processes share.

    It is read once; within a transaction every call gives the same.
    """
    known: datetime | None = session.info.get("now")
    if known is not None and session.info.get("now_of") is session.get_transaction():
        return known
    now: datetime = run(session, _NOW)[0][0]
    session.info["now"] = now.astimezone(UTC)
    session.info["now_of"] = session.get_transaction()
    return now.astimezone(UTC)


def plan_anew(session: Session) -> None:
    """From here on this transaction's statements are planned for the tables as they are now.

    A plan that is kept was right when it was made. For an outbox of five rows it reads all of
    it, and goes on so while a campaign puts 130,000 there, until the table is next analysed: a
    round of fifty messages took 45 ms, and takes 8. Planning adds one (docs/adr/0008).
    """
    run(session, _PLAN_ANEW)


def wait_briefly(session: Session) -> None:
    """From here on this transaction waits no longer for a lock than many can wait for it.

    Whom a colleague's click holds is free within some 20 ms. A batch that waited 250 ms for each
    did half of what it does in peace. It is also shorter than PostgreSQL's `deadlock_timeout`: of
    two that wait for each other we let go.
    """
    session.execute(text("SET LOCAL lock_timeout = '50ms'"))


def is_held(error: BaseException) -> bool:
    """Whether somebody else holds what we need. Back at a savepoint, a transaction can go on."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return isinstance(cause, psycopg.Error) and cause.sqlstate in _RUN_AGAIN


def is_transient(error: BaseException) -> bool:
    """Whether running the same transaction again may well succeed.

    So it is with a deadlock, a serialisation failure, a lock that was not free in time, a lost
    connection and a full disk; never with a mistake of ours or bad input.
    """
    if isinstance(error, PoolTimeout):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, psycopg.Error):
        return False
    if cause.sqlstate is None:
        # Without a code the server did not speak: it could not be reached, or went away.
        return isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError)
    return cause.sqlstate in _RUN_AGAIN or cause.sqlstate.startswith(_SERVER_TROUBLE)
